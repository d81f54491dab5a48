"""Findings of the models as executable checks, a file a family."""
