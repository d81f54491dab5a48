"""Sentence embeddings for the search over knowledge: the ground floor's, under the name that this floor uses."""

from tools.core.embeddings import DIMENSIONS, MODEL, EmbeddingCache, Kind, embed

__all__ = ["DIMENSIONS", "MODEL", "EmbeddingCache", "Kind", "embed"]
