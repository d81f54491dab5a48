"""Embeds the notes once, so that no start has to: `python -m knowledge.build_notes` after a page was changed."""

from __future__ import annotations

import io
from pathlib import Path

from knowledge.embeddings import MODEL, embed
from knowledge.notes import VECTORS, note_pages
from knowledge.splitting import split
from tools.core.atomic import write_atomically


def texts_of_notes() -> list[str]:
    """Return the texts of all chunks of the notes, as they are embedded."""
    return [chunk.in_context(page.title) for page in note_pages() for chunk in split(page.sections)]


def main() -> None:
    """Write the vectors beside the pages, in half precision."""
    import numpy as np

    texts = texts_of_notes()
    vectors = np.concatenate([embed(texts[start : start + 64], "passage") for start in range(0, len(texts), 64)])
    content = io.BytesIO()
    np.savez_compressed(content, model=np.array(MODEL), texts=np.array(texts), vectors=vectors.astype(np.float16))
    write_atomically(Path(__file__).parent / "notes" / VECTORS, content.getvalue())


if __name__ == "__main__":
    main()
