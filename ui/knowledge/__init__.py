"""The Documents tab, and the passages that answers cite."""
