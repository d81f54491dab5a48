"""Make the embeddings of occupation titles: `python -m tools.exposure.occupations.build_titles`; commit what it writes.

Needs the data set `gpts-are-gpts`; takes about a minute.
"""

from __future__ import annotations

from pathlib import Path

from tools.core.atomic import write_atomically
from tools.core.datasets import catalog
from tools.core.embeddings import embed
from tools.exposure.data import onet
from tools.exposure.occupations.book import chinese_book, us_book
from tools.exposure.occupations.nearest import FILE, pack_titles

DIMENSIONS = 192


def main() -> None:
    """Write `titles.npz`."""
    books = (us_book(catalog().fetch(onet.DATASET)), chinese_book())
    vectors = {str(book.country): embed([each.title for each in book.occupations.values()]) for book in books}
    write_atomically(Path(__file__).parent / FILE, pack_titles(vectors, DIMENSIONS))


if __name__ == "__main__":
    main()
