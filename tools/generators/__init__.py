"""Generative models: BSDE-Gen draws pictures and tables, GAMMT sets of probabilities; controls beside both."""
