"""BSDE-Gen: samples as terminal values of a backward stochastic differential equation (arXiv 2304.04049)."""
