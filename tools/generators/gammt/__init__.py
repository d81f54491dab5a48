"""GAMMT (Xu, arXiv 2211.09812): parallel transformers that stand for a set of probabilities, not for one."""
