"""Quoting a passage in an answer: the sentence nearest to the question, as words alone.

What a document says is shown to people and to language models. A quotation therefore carries no markup, no address and
no mark that could pass for one of ours: it can neither draw, link, fetch nor number anything.
"""

from __future__ import annotations

import re

from knowledge.passages import Passage
from knowledge.splitting import sentences
from knowledge.words import words_of
from tools.core.errors import shorten

LONGEST_QUOTE = 260
LONGEST_SECTION = 400
SHORTEST_STEM = 5
"""Letters from which the beginning of a word of a heading is the same word: "assum" of "assume" and "assumption"."""

_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,20}:)?//\S+|\bwww\.\S+|\b(?:data|javascript|mailto|file):\S+", re.IGNORECASE
)
_MAIL = re.compile(r"\S+@\S+\.\S+")
_INNER_QUOTES = str.maketrans({'"': "'", "“": "‘", "”": "’"})
"""A quotation ends where ours does, not where the document says."""

_MARKUP = re.compile(r"[<>\[\]{}`*_|#\\!~^$]+")


def quotation(passage: Passage, question: str) -> str:
    """Return what to quote of a passage: a section of the notes that the question names, else a sentence.

    The sentence is the one of the found chunk that shares most words with the question.
    """
    if names_section(question, passage):
        return shorten(words_alone(passage.text).translate(_INNER_QUOTES), LONGEST_SECTION)
    asked = set(words_of(question))
    found = sentences(passage.hit) or [passage.hit]
    scores = [len(asked & set(words_of(sentence))) for sentence in found]
    best = scores.index(max(scores))
    text = found[best]
    if len(text) < 60 and best + 1 < len(found):
        text = f"{text} {found[best + 1]}"
    inside = words_alone(text).translate(_INNER_QUOTES)
    return shorten(inside, LONGEST_QUOTE)


def names_section(question: str, passage: Passage) -> bool:
    """Return whether a question asks for a section of the notes by its heading.

    >>> assumptions = Passage("a", "A", "notes", "Assumptions", None, "x", "x", 1.0)
    >>> names_section("What does the model assume?", assumptions), names_section("What is it for?", assumptions)
    (True, False)
    """
    if passage.shelf != "notes":
        return False
    headings, asked = (
        [word for word in words_of(text) if len(word) >= SHORTEST_STEM] for text in (passage.section, question)
    )
    return any(heading.startswith(word) or word.startswith(heading) for heading in headings for word in asked)


def words_alone(text: str) -> str:
    """Return a text on one line without markup and addresses.

    >>> words_alone("![x](http://evil.example/?q=1) Call <b>now</b> [1]!")
    '(x)(address left out) Call b now /b (1)'
    """
    text = _MAIL.sub("(address left out)", _ADDRESS.sub("(address left out)", text))
    text = re.sub(r"\[([^\]\n]{0,400})\]", r"(\1)", text)
    text = re.sub(r"\((\(address left out\))\)?", r"\1", text)
    return " ".join(_MARKUP.sub(" ", text).split())


def citation(passage: Passage) -> str:
    """Return where a passage stands, in words.

    >>> citation(Passage("a.pdf", "a", "documents", "Wages", 3, "x", "x", 1.0))
    'a.pdf, page 3, Wages'
    """
    name = passage.title if passage.shelf == "notes" else passage.source
    page = f"page {passage.page}" if passage.page else ""
    return ", ".join(words_alone(part) for part in (name, page, passage.section) if part)


def citation_zh(passage: Passage) -> str:
    """Return where a passage stands, in Chinese."""
    name = passage.title if passage.shelf == "notes" else passage.source
    page = f"第 {passage.page} 页" if passage.page else ""
    return "，".join(words_alone(part) for part in (name, page, passage.section) if part)
