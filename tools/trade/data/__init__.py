"""Trade data sets: each source is a file here that returns an `Economy`; `load.py` finds the one asked for."""
