"""The notes that ship: one Markdown page for each method, paper and data set, with the vectors of their chunks."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from knowledge.embeddings import MODEL
from knowledge.meaning import centred
from knowledge.passages import Source
from knowledge.reading.markdown import sections_of

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

VECTORS = "vectors.npz"


def notes_folder() -> Traversable:
    """Return the folder of the pages."""
    return files("knowledge") / "notes"


@lru_cache(maxsize=1)
def note_pages() -> tuple[Source, ...]:
    """Return the pages by name; a page's title is its first heading, its sections those below it."""
    paths = sorted((path for path in notes_folder().iterdir() if path.name.endswith(".md")), key=lambda path: path.name)
    return tuple(_page(path) for path in paths)


def _page(path: Traversable) -> Source:
    content = path.read_bytes()
    sections = sections_of(content.decode("utf-8"))
    title = sections[0].title.split(" › ")[0]
    below = tuple(replace(section, title=section.title.partition(" › ")[2]) for section in sections)
    return Source(path.name.removesuffix(".md"), title, hashlib.sha256(content).hexdigest(), len(content), below)


@lru_cache(maxsize=1)
def shipped_vectors() -> dict[str, Any]:
    """Return the vectors that ship, by the text that they are of; empty where another embedding made them."""
    import io

    import numpy as np

    try:
        content = (notes_folder() / VECTORS).read_bytes()
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            if str(stored["model"]) != MODEL:
                return {}
            texts = stored["texts"].tolist()
            return dict(zip(texts, centred(stored["vectors"].astype(np.float32), texts, "passage"), strict=True))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return {}
