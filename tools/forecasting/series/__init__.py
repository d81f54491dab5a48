"""Describing a target and its series: what they are, when they come out, how they were revised."""
