"""Files of an imported data set, and the family that reads it."""

FAMILY = "generators"
FIGURES, PICTURES, DESCRIBED = "figures.csv", "pictures.idx", "samples.json"
