"""Finding occupations by name, their exposure to language models, and rankings of it."""
