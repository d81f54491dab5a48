"""Cutting sections into chunks of a few whole sentences.

A chunk is short, for embedding costs time by the token and one thought is found more surely than ten; for reading, its
neighbours are put around it again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge.passages import Chunk, Section

CHUNK_WEIGHT = 260
"""Most that a chunk holds, in Latin letters; a Chinese character counts three. About 60 tokens."""

LEAST_WEIGHT = 60
"""A shorter rest joins the chunk before it."""

CHINESE_WEIGHT = 3
_CHINESE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
_SENTENCE_END = re.compile(
    r"(?<=[.!?;:])\s+(?=[\"'(\[]?[A-Z0-9\u3400-\u9fff])|(?<=[。！？；])\s*|\n{2,}|\n(?=\s*(?:[-*•|]|\d+[.)]\s))"
)


def split(sections: Sequence[Section]) -> list[Chunk]:
    """Return the chunks of a file, in order; none crosses from one section or page to the next.

    >>> [chunk.text for chunk in split([Section("One. Two.", "A"), Section("   ")])]
    ['One. Two.']
    """
    return [
        Chunk(text, section.title, section.page, part)
        for part, section in enumerate(sections)
        for text in _pack(sentences(section.text))
    ]


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, English or Chinese, each on one line.

    >>> sentences("Trade rose by 3.5 %. Wages fell!  关税提高。收入下降。")
    ['Trade rose by 3.5 %.', 'Wages fell!', '关税提高。', '收入下降。']
    """
    found = (" ".join(part.split()) for part in _SENTENCE_END.split(text))
    return [sentence for sentence in found if sentence]


def weight(text: str) -> int:
    """Return the length of a text in Latin letters.

    >>> weight("abc"), weight("关税")
    (3, 6)
    """
    return len(text) + (CHINESE_WEIGHT - 1) * len(_CHINESE.findall(text))


def join(parts: Sequence[str]) -> str:
    """Return texts as one, with a space between them except inside Chinese."""
    whole = ""
    for part in parts:
        apart = whole and not (_CHINESE.match(whole[-1]) and part[:1] and _CHINESE.match(part[0]))
        whole += f" {part}" if apart else part
    return whole


def _pack(parts: Sequence[str]) -> Iterator[str]:
    packed: list[list[str]] = []
    held = 0
    for part in (piece for sentence in parts for piece in _cut(sentence)):
        size = weight(part) + 1  # A space may come before it.
        if packed and (held + size <= CHUNK_WEIGHT or (size < LEAST_WEIGHT and held + size <= CHUNK_WEIGHT * 5 // 4)):
            packed[-1].append(part)
            held += size
        else:
            packed.append([part])
            held = size
    for group in packed:
        yield join(group)


def _cut(sentence: str) -> Iterator[str]:
    """Yield a sentence whole, or in pieces where it alone is too long (tables, lists, text without stops)."""
    while weight(sentence) >= CHUNK_WEIGHT * 5 // 4:
        end = CHUNK_WEIGHT if weight(sentence[:CHUNK_WEIGHT]) <= CHUNK_WEIGHT else CHUNK_WEIGHT // CHINESE_WEIGHT
        window = sentence[:end]
        at = max(window.rfind(mark) for mark in (" ", "，", "、", ",", "|"))
        at = at + 1 if at > end // 3 else end
        yield sentence[:at].strip()
        sentence = sentence[at:].strip()
    if sentence:
        yield sentence
