"""Data that a generator learns from: pictures, panels and tables, a file a source."""
