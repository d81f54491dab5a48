"""The analyst: chooses tools, talks, checks numbers."""
