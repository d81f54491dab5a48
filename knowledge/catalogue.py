"""What is on the shelves: an SQLite file that holds every file's chunks, and decides what counts.

A file is added, replaced or removed in one transaction. Vectors live elsewhere and follow: one that no row here names
is waste, one that is missing is made again from the text here. So a crash at any moment leaves the old state.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from knowledge.passages import Chunk, Entry, Shelf, Source
from tools.core.errors import UserError
from tools.core.runs import now

WAIT_SECONDS = 30.0
MIGRATIONS = (
    """
    CREATE TABLE files (
        generation INTEGER PRIMARY KEY AUTOINCREMENT, shelf TEXT NOT NULL, name TEXT NOT NULL, title TEXT NOT NULL,
        digest TEXT NOT NULL, size INTEGER NOT NULL, pages INTEGER NOT NULL, chunks INTEGER NOT NULL,
        added TEXT NOT NULL, UNIQUE (shelf, name)
    );
    CREATE TABLE chunks (
        generation INTEGER NOT NULL REFERENCES files ON DELETE CASCADE, place INTEGER NOT NULL, part INTEGER NOT NULL,
        page INTEGER, section TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (generation, place)
    ) WITHOUT ROWID;
    CREATE TABLE state (revision INTEGER NOT NULL);
    INSERT INTO state VALUES (0);
    """,
)
"""Numbered, append-only: the file's `user_version` says how many were applied."""


@dataclass(frozen=True)
class Row:
    """A chunk with the file it is of."""

    id: str
    shelf: Shelf
    source: str
    title: str
    place: int
    chunk: Chunk


class Catalogue:
    """The SQLite file; a connection a call, so that any thread and process may use it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._open() as db:
            done = db.execute("PRAGMA user_version").fetchone()[0]
            for number, script in enumerate(MIGRATIONS[done:], start=done + 1):
                db.executescript(f"BEGIN; {script} PRAGMA user_version = {number}; COMMIT;")

    def put(self, shelf: Shelf, files: Sequence[tuple[Source, Sequence[Chunk]]], gone: Sequence[str] = ()) -> list[str]:
        """Put files on a shelf, each in the place of one of the same name, and return the ids of their chunks.

        Args:
            shelf: where to.
            files: each file with its chunks.
            gone: names of files to take off it in the same step.
        """
        ids: list[str] = []
        with self._change() as db:
            for name in [*gone, *(source.name for source, _ in files)]:
                db.execute("DELETE FROM files WHERE shelf = ? AND name = ?", (shelf, name))
            for source, chunks in files:
                generation = int(db.execute(_NEW_FILE, _row(shelf, source, len(chunks))).lastrowid or 0)
                db.executemany(
                    "INSERT INTO chunks VALUES (?,?,?,?,?,?)",
                    [
                        (generation, place, chunk.part, chunk.page, chunk.section, chunk.text)
                        for place, chunk in enumerate(chunks)
                    ],
                )
                ids += [_id(generation, place) for place in range(len(chunks))]
        return ids

    def remove(self, shelf: Shelf, name: str) -> bool:
        """Take a file off a shelf; return whether it was there."""
        with self._change() as db:
            return db.execute("DELETE FROM files WHERE shelf = ? AND name = ?", (shelf, name)).rowcount > 0

    def entries(self, shelf: Shelf) -> list[Entry]:
        """Return the files of a shelf, by name."""
        with self._open() as db:
            rows = db.execute(
                "SELECT name, title, shelf, digest, size, chunks, pages, added FROM files WHERE shelf = ? "
                "ORDER BY name",
                (shelf,),
            ).fetchall()
        return [Entry(*row) for row in rows]

    def revision(self) -> int:
        """Return a number that goes up with every change, by whatever process."""
        with self._open() as db:
            return int(db.execute("SELECT revision FROM state").fetchone()[0])

    def rows(self) -> list[Row]:
        """Return every chunk of every shelf, in order."""
        with self._open() as db:
            found = db.execute(
                "SELECT generation, place, shelf, name, title, text, section, page, part FROM chunks JOIN files "
                "USING (generation) ORDER BY generation, place"
            ).fetchall()
        return [
            Row(_id(generation, place), shelf, name, title, place, Chunk(text, section, page, part))
            for generation, place, shelf, name, title, text, section, page, part in found
        ]

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        with self._open() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("UPDATE state SET revision = revision + 1")
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            db = sqlite3.connect(self._path, timeout=WAIT_SECONDS, isolation_level=None)
        except sqlite3.Error as error:
            raise broken(self._path, error) from error
        try:
            db.execute("PRAGMA foreign_keys = ON")
            yield db
        except sqlite3.Error as error:
            raise broken(self._path, error) from error
        finally:
            db.close()


def broken(path: Path, error: BaseException) -> UserError:
    """Return the error that tells a person that the shelves cannot be read or written."""
    return UserError(
        f"The documents in {path.parent} cannot be read or written ({error}). Free the folder, or move it elsewhere "
        "and add the documents again; runs and conversations are not touched.",
        chinese=f"无法读写 {path.parent} 中的文档（{error}）。请检查该文件夹，或将其移走后重新添加文档。",
    )


_NEW_FILE = "INSERT INTO files (shelf, name, title, digest, size, pages, chunks, added) VALUES (?,?,?,?,?,?,?,?)"


def _row(shelf: Shelf, source: Source, chunks: int) -> tuple[object, ...]:
    pages = max((section.page or 0 for section in source.sections), default=0)
    return (shelf, source.name, source.title, source.digest, source.size, pages, chunks, now())


def _id(generation: int, place: int) -> str:
    return f"{generation}-{place}"
