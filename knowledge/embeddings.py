"""Embeddings of fixed texts, kept in a file; the encoder itself is in `tools.core.embeddings`."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.core.embeddings import DIMENSIONS, MODEL, Kind, embed

if TYPE_CHECKING:
    import numpy as np
    from jaxtyping import Float

__all__ = ["DIMENSIONS", "MODEL", "EmbeddingCache", "Kind", "embed"]


class EmbeddingCache:
    """Embeddings of fixed texts, kept in one file so that a start embeds only what is new."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def embed(self, texts: Sequence[str], kind: Kind = "query") -> Float[np.ndarray, "N 384"]:
        """Return the embeddings of `texts`, from the file where they are in it; the file then holds just these."""
        import numpy as np

        known = self._load()
        keys = [_key(text, kind) for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            known.update(zip(missing, embed(list(missing.values()), kind), strict=True))
            self._save({key: known[key] for key in keys})
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
