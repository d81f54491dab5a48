"""Embeds the notes once, so that no start has to: `python -m knowledge.build_notes` after a page was changed.

With --means the means of the languages are taken anew too; that changes every index, so `meaning.EMBEDDING` needs
another number then.
"""

from __future__ import annotations

import argparse
import io
from pathlib import Path
from typing import Any

from knowledge.embeddings import MODEL, embed
from knowledge.examples import SEARCH
from knowledge.meaning import MEANS, is_chinese
from knowledge.notes import VECTORS, note_pages
from knowledge.splitting import split
from tools.core.atomic import write_atomically

HERE = Path(__file__).parent


def texts_of_notes() -> list[str]:
    """Return the texts of all chunks of the notes, as they are embedded."""
    return [chunk.in_context(page.title) for page in note_pages() for chunk in split(page.sections)]


def main() -> None:
    """Write the vectors beside the pages, in half precision, and the means where asked to."""
    import numpy as np

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--means", action="store_true", help="take the means of the languages anew")
    texts = texts_of_notes()
    vectors = np.concatenate([embed(texts[start : start + 64], "passage") for start in range(0, len(texts), 64)])
    _save(HERE / "notes" / VECTORS, model=np.array(MODEL), texts=np.array(texts), vectors=vectors.astype(np.float16))
    if parser.parse_args().means:
        questions = [item if isinstance(item, str) else item[0] for item in SEARCH]
        asked = embed(questions)
        means = {
            f"{kind}_{language}": of[[is_chinese(text) == (language == "zh") for text in said]].mean(axis=0)
            for kind, of, said in (("passage", vectors, texts), ("question", asked, questions))
            for language in ("en", "zh")
        }
        _save(HERE / MEANS, **means)


def _save(path: Path, **arrays: Any) -> None:
    import numpy as np

    content = io.BytesIO()
    np.savez_compressed(content, **arrays)
    write_atomically(path, content.getvalue())


if __name__ == "__main__":
    main()
