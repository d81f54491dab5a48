"""Arithmetic probes: when do transformers generalise beyond the lengths they were trained on, and why not."""
