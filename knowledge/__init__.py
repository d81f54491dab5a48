"""Notes and documents: embedded, stored and searched."""
