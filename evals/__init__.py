"""Measures the assistant and the models; writes its results by command."""
