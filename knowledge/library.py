"""The library: files in, passages out. One a workspace and process."""

from __future__ import annotations

import math
import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.catalogue import Catalogue, Row
from knowledge.meaning import Report, passage_vectors, question_vector, silent
from knowledge.passages import Entry, Passage, Shelf, Source
from knowledge.splitting import join, split, weight
from knowledge.words import fuse, words_of
from tools.core.errors import UnknownName, UserError
from tools.core.workspace import unwritable, workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.vectors import VectorStore

Embed = Callable[[Sequence[str], Report], Any]
CANDIDATES = 40
PASSAGE_WEIGHT = 800
"""Most that a passage shows, in Latin letters: the chunk that was found and its neighbours."""

DENSE_WEIGHT, WORDS_WEIGHT = 1.0, 1.0
LEAST_SHARED = 0.4
"""Share of a question's words, weighed by how rare they are, that a chunk must have to be ranked by words: else a
question in one language ranks what it happens to share with texts in its own, above the answer in another."""


@dataclass(frozen=True)
class _Index:
    """What is searched, as of one revision: every chunk, and the words of each shelf."""

    revision: int
    rows: tuple[Row, ...]
    place: dict[str, int]
    matchers: dict[Shelf | None, _Matcher]


class _Matcher:
    """BM25 over the chunks of a shelf (Okapi; Robertson and Zaragoza 2009)."""

    def __init__(self, rows: Sequence[Row]) -> None:
        from rank_bm25 import BM25Okapi

        self._ids = [row.id for row in rows]
        tokens = [words_of(row.chunk.in_context(row.title)) or [""] for row in rows]
        self._ranker: Any = BM25Okapi(tokens) if rows else None
        self._rarest = math.log(len(rows) + 1)

    def best(self, question: str, count: int) -> list[str]:
        """Return the ids of the chunks that share most words with the question, best first."""
        if self._ranker is None:
            return []
        asked = words_of(question)
        scores = self._ranker.get_scores(asked)
        rarity = {word: max(self._ranker.idf.get(word, self._rarest), 0.0) for word in set(asked)}
        needed = LEAST_SHARED * sum(rarity.values())
        best = [at for at in scores.argsort()[::-1][:count] if scores[at] > 0]
        return [self._ids[at] for at in best if self._shared(at, rarity) >= needed]

    def _shared(self, at: int, rarity: dict[str, float]) -> float:
        held = self._ranker.doc_freqs[at]
        return sum(rare for word, rare in rarity.items() if word in held)


class Library:
    """Two shelves of one workspace: notes that ship, and the person's documents.

    Args:
        folder: where they are kept; made where it is absent.
        embed: gives passages their vectors.
    """

    def __init__(self, folder: Path, embed: Embed = passage_vectors) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise unwritable(folder.parent, error) from error
        self._folder = folder
        self._embed = embed
        self._catalogue = Catalogue(folder / "library.sqlite")
        self._lock = threading.RLock()
        self._store: VectorStore | None = None
        self._index: _Index | None = None
        self._synced = -1

    def add(self, sources: Iterable[Source], report: Report = silent) -> list[Entry]:
        """Put documents on the shelf, all or none, each in the place of one with the same name.

        Args:
            sources: the files, read.
            report: called with (chunks embedded, of how many); what it raises ends the adding, and the shelf is as
                it was before.

        Raises:
            UserError: the workspace cannot be written.
        """
        sources = list(sources)
        chunks = [split(source.sections) for source in sources]
        texts = [chunk.in_context(source.title) for source, own in zip(sources, chunks, strict=True) for chunk in own]
        vectors = self._embed(texts, report)
        self._ready()
        with self._writing():
            ids = self._catalogue.put("documents", list(zip(sources, chunks, strict=True)))
            self._vectors.put(ids, ["documents"] * len(ids), vectors)
            self._settle()
        names = {source.name for source in sources}
        return [entry for entry in self.documents() if entry.name in names]

    def remove(self, name: str) -> None:
        """Take a document off the shelf.

        Raises:
            UnknownName: there is none of this name.
        """
        self._ready()
        with self._writing():
            if not self._catalogue.remove("documents", name):
                known = [entry.name for entry in self.documents()]
                if not known:
                    raise nothing_added()
                raise UnknownName("document", name, known, kind_zh="文档")
            self._settle()

    def documents(self) -> list[Entry]:
        """Return the person's documents, by name."""
        return self._catalogue.entries("documents")

    def notes(self) -> list[Entry]:
        """Return the notes that ship, by name."""
        self._ready()
        return self._catalogue.entries("notes")

    def search(
        self, question: str, shelf: Shelf | None = None, count: int = 5, report: Report = silent
    ) -> list[Passage]:
        """Return the passages that answer a question best, by meaning and by words together.

        Args:
            question: in English or Chinese; passages in either are found.
            shelf: "notes", "documents", or None for both.
            count: how many passages.
            report: called where the index has to be made first.
        """
        index = self._ready(report)
        vector = question_vector(question)
        with self._lock:
            near = [id for id in self._vectors.nearest(vector, CANDIDATES, shelf) if id in index.place]
        if shelf not in index.matchers:
            index.matchers[shelf] = _Matcher([row for row in index.rows if shelf in (None, row.shelf)])
        matched = index.matchers[shelf].best(question, CANDIDATES)
        passages: list[Passage] = []
        shown: set[str] = set()
        for id, score in fuse([near, matched], [DENSE_WEIGHT, WORDS_WEIGHT]):
            if id not in shown:
                passage, ids = _in_context(index, index.place[id], score)
                shown |= ids
                passages.append(passage)
            if len(passages) == count:
                break
        return passages

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            if self._store is not None:
                self._store.close()
            self._store, self._synced, self._index = None, -1, None

    @property
    def _vectors(self) -> VectorStore:
        if self._store is None:
            from knowledge.chroma import ChromaStore

            self._store = ChromaStore(self._folder / "vectors")
        return self._store

    def _ready(self, report: Report = silent) -> _Index:
        """Return the index of the present state: notes on their shelf, a vector for every chunk, no waste."""
        with self._lock:
            revision = self._catalogue.revision()
            if self._index is not None and self._index.revision == revision:
                return self._index
            if self._synced not in (-1, revision):
                self.close()  # Another process changed the shelves: what this one holds of them is old.
            with self._writing():
                self._shelve_notes()
                self._settle(report)
            assert self._index is not None
            return self._index

    def _shelve_notes(self) -> None:
        from knowledge.notes import note_pages

        known = {entry.name: entry.digest for entry in self._catalogue.entries("notes")}
        pages = note_pages()
        changed = [(page, split(page.sections)) for page in pages if known.get(page.name) != page.digest]
        gone = sorted(set(known) - {page.name for page in pages})
        if changed or gone:
            self._catalogue.put("notes", changed, gone)

    def _settle(self, report: Report = silent) -> None:
        """Make vectors that are missing, drop those that no chunk has, and take up the present state."""
        from knowledge.notes import shipped_vectors

        revision = self._catalogue.revision()
        rows = self._catalogue.rows()
        held = self._vectors.ids()
        missing = [row for row in rows if row.id not in held]
        if missing:
            known = shipped_vectors()
            texts = [row.chunk.in_context(row.title) for row in missing]
            new = [text for text in dict.fromkeys(texts) if text not in known]
            made = {**known, **dict(zip(new, self._embed(new, report), strict=True))}
            import numpy as np

            vectors = np.stack([made[text] for text in texts])
            self._vectors.put([row.id for row in missing], [row.shelf for row in missing], vectors)
        waste = held - {row.id for row in rows}
        if waste:
            self._vectors.drop(sorted(waste))
        self._index = _Index(revision, tuple(rows), {row.id: at for at, row in enumerate(rows)}, {})
        self._synced = revision

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Keep other threads and processes from writing vectors at the same time."""
        with self._lock:
            gate = sqlite3.connect(self._folder / "writing.sqlite", timeout=120, isolation_level=None)
            try:
                _close_gate(gate)
                yield
            finally:
                gate.close()


def _close_gate(gate: sqlite3.Connection) -> None:
    try:
        gate.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        raise UserError(
            f"The documents are being changed by another Quesnay ({error}): wait for it, and try again.",
            chinese="另一个 Quesnay 正在修改文档：请稍候再试。",
        ) from error


def _in_context(index: _Index, at: int, score: float) -> tuple[Passage, set[str]]:
    """Return a chunk as a passage with the neighbours of its section that fit, and the ids of all of them."""
    row = index.rows[at]
    first = last = at
    held = weight(row.chunk.text)

    def near(place: int) -> bool:
        if not 0 <= place < len(index.rows):
            return False
        other = index.rows[place]
        same = (other.shelf, other.source, other.chunk.part) == (row.shelf, row.source, row.chunk.part)
        return same and held + weight(other.chunk.text) <= PASSAGE_WEIGHT

    while True:
        if near(last + 1):
            last += 1
            held += weight(index.rows[last].chunk.text)
        elif near(first - 1):
            first -= 1
            held += weight(index.rows[first].chunk.text)
        else:
            break
    parts = index.rows[first : last + 1]
    passage = Passage(
        source=row.source,
        title=row.title,
        shelf=row.shelf,
        section=row.chunk.section,
        page=row.chunk.page,
        text=join([part.chunk.text for part in parts]),
        hit=row.chunk.text,
        score=score,
    )
    return passage, {part.id for part in parts}


def nothing_added() -> UserError:
    """Return the error that tells a person that the shelf of documents is empty."""
    return UserError(
        "No document has been added yet: add some with `quesnay knowledge add FILE`, or under Documents in the page.",
        chinese="还没有添加任何文档：请用 `quesnay knowledge add 文件` 或在网页的“Documents”页添加。",
    )


def library() -> Library:
    """Return the library of the current workspace."""
    return _library(workspace().root / "knowledge")


@lru_cache(maxsize=4)
def _library(folder: Path) -> Library:
    return Library(folder)
