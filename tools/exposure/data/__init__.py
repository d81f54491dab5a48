"""Occupations, their tasks and the labels that people and models gave them."""
