"""What knowledge is made of: a file's sections, the chunks that are searched, and the passages that are quoted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Shelf = Literal["notes", "documents"]


@dataclass(frozen=True)
class Section:
    """A stretch of a file under one heading; `page` counts from 1 and is None where the format has no pages."""

    text: str
    title: str = ""
    page: int | None = None


@dataclass(frozen=True)
class Source:
    """A file that was read: `title` is what a person calls it, `digest` the SHA-256 of its content."""

    name: str
    title: str
    digest: str
    size: int
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Chunk:
    """A few sentences: the unit that is embedded and ranked.

    Attributes:
        text: the sentences.
        section: heading above them.
        page: page that they begin on.
        part: number of the section inside the file; neighbours of one part may be joined for reading.
    """

    text: str
    section: str
    page: int | None
    part: int

    def in_context(self, title: str) -> str:
        """Return the text that is embedded and matched: with the names of file and section, which questions use."""
        return ". ".join(word for word in (title[:80], self.section[:80], self.text) if word)


@dataclass(frozen=True)
class Entry:
    """A file on a shelf; `added` is UTC, ISO 8601."""

    name: str
    title: str
    shelf: Shelf
    digest: str
    size: int
    chunks: int
    pages: int
    added: str


@dataclass(frozen=True)
class Passage:
    """A place in a file that was found: `text` is the chunk with its neighbours, `hit` the chunk itself."""

    source: str
    title: str
    shelf: Shelf
    section: str
    page: int | None
    text: str
    hit: str
    score: float
