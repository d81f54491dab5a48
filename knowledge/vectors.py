"""Where vectors are kept and the nearest are found: a small interface, so that another store can take its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from jaxtyping import Float

    from knowledge.passages import Shelf


class VectorStore(Protocol):
    """Vectors of length one by id, each on a shelf; all made by one embedding."""

    def ids(self) -> set[str]:
        """Return the ids of all vectors."""

    def put(self, ids: Sequence[str], shelves: Sequence[Shelf], vectors: Float[np.ndarray, "N D"]) -> None:
        """Store vectors; one with a known id takes the old one's place."""

    def drop(self, ids: Sequence[str]) -> None:
        """Remove vectors."""

    def nearest(self, vector: Float[np.ndarray, " D"], count: int, shelf: Shelf | None) -> list[str]:
        """Return the ids of the vectors nearest by cosine, best first; of one shelf, or of all where it is None."""

    def close(self) -> None:
        """Let go of files."""
