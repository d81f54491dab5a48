"""The forecasters, one file a kind, and their registry."""
