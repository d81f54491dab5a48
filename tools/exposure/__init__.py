"""Exposure of tasks and occupations to language models, and what it means for industries, wages and growth."""
