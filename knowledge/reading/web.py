"""HTML: visible text under its headings, without scripts, hidden parts, comments and addresses; nothing is fetched."""

from __future__ import annotations

import re
from typing import Any

from knowledge.passages import Section
from knowledge.reading.plain import decode

_DROPPED = ("script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "head", "nav", "form")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = {"p", "div", "li", "tr", "br", "table", "section", "article", "ul", "ol", "blockquote", "pre", "dd", "dt"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0", re.IGNORECASE)
_DECLARED = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([A-Za-z0-9_-]{2,20})", re.IGNORECASE)


def read(content: bytes, name: str) -> list[Section]:
    """Return a section for each heading."""
    from bs4 import BeautifulSoup, Comment

    soup = BeautifulSoup(_decode(content, name), "html.parser")
    for part in soup.find_all(_DROPPED):
        part.decompose()
    for part in soup.find_all(_is_hidden):
        if not part.decomposed:
            part.decompose()
    for remark in soup.find_all(string=lambda text: isinstance(text, Comment)):
        remark.extract()
    sections: list[Section] = []
    title, words = "", ""
    for node in (soup.body or soup).descendants:
        tag = getattr(node, "name", None)
        if tag in _HEADINGS:
            if words.strip():
                sections.append(Section(words, title))
            title, words = node.get_text(" ", strip=True), ""
        elif tag in _BLOCKS:
            words += "\n\n"
        elif tag is None and not any(parent.name in _HEADINGS for parent in node.parents):
            words += str(node).replace("\n", " ")
            if node.parent is not None and node.parent.name in ("td", "th"):
                words += " | "
    return [*sections, Section(words, title)]


def _is_hidden(tag: Any) -> bool:
    return bool(tag.has_attr("hidden") or _HIDDEN.search(str(tag.get("style") or "")))


def _decode(content: bytes, name: str) -> str:
    declared = _DECLARED.search(content[:4096])
    if declared:
        try:
            return content.decode(declared[1].decode().lower().replace("gb2312", "gb18030"))
        except (LookupError, UnicodeDecodeError):
            pass  # The page says another encoding than it has: found out as for any text.
    return decode(content, name)
