"""Other people's published methods, written again in plain NumPy, to compare with."""
