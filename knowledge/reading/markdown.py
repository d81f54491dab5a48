"""Markdown: a section a heading, markup taken off; links and pictures keep their words and lose their addresses."""

from __future__ import annotations

import re

from knowledge.passages import Section
from knowledge.reading.plain import decode

_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*\s*$")
_FENCE = re.compile(r"^\s*(```|~~~)")
_FRONT = re.compile(r"\A---\s*\n.*?\n---\s*\n", re.DOTALL)
_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)|!?\[([^\]\n]+)\]\[[^\]\n]*\]")
_REFERENCE = re.compile(r"(?m)^\s*\[[^\]\n]+\]:\s*\S+.*$")
_EMPHASIS = re.compile(r"(\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w))")


def read(content: bytes, name: str) -> list[Section]:
    """Return a section for each heading, titled with the headings that lead to it below the first level."""
    return sections_of(decode(content, name))


def sections_of(text: str) -> list[Section]:
    """Return the sections of a Markdown text.

    >>> [(one.title, one.text) for one in sections_of("# A\\nx\\n## B\\n[see](http://y)")]
    [('A', 'x'), ('A › B', 'see')]
    """
    sections: list[Section] = []
    path: list[str] = []
    lines: list[str] = []
    fenced = False

    def close() -> None:
        body = plain("\n".join(lines)).strip()
        if body:
            sections.append(Section(body, " › ".join(part for part in path if part)))
        lines.clear()

    for line in _FRONT.sub("", text).splitlines():
        fenced ^= bool(_FENCE.match(line))
        heading = None if fenced else _HEADING.match(line)
        if heading is None:
            lines.append(line)
            continue
        close()
        level = len(heading[1])
        path[:] = [*path[: level - 1], *[""] * (level - 1 - len(path)), plain(heading[2])]
    close()
    return sections


def plain(text: str) -> str:
    """Return Markdown's words without its marks."""
    text = _REFERENCE.sub("", text)
    text = _LINK.sub(lambda match: match[1] or match[2] or "", text)
    return _EMPHASIS.sub("", re.sub(r"(?m)^\s*(?:```|~~~).*$|^\s*\|?[-:| ]{3,}\|?\s*$", "", text))
