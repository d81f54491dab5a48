"""The tools for any assistant that speaks the Model Context Protocol."""
