"""Exposure of industries: occupations weighted by where they work and what they earn."""
