"""PDF: the text of each page, under the headings of the file's own outline."""

from __future__ import annotations

import io
import logging
import re
from typing import Any

from knowledge.passages import Section
from tools.core.errors import UserError

MOST_PAGES = 3_000
SCANNED_LETTERS = 8
"""Fewer letters than this a page, on average: the pages are pictures."""

_HYPHEN = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
_SOFT_BREAK = re.compile(r"(?<![.!?。！？:：;；])\n(?=\S)")


def read(content: bytes, name: str) -> list[Section]:
    """Return a section a page.

    Raises:
        UserError: it is locked, damaged, a scan, or too long.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        reader = PdfReader(io.BytesIO(content))
        locked = reader.is_encrypted and not reader.decrypt("")
        pages = 0 if locked else len(reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, OSError, RecursionError, NotImplementedError) as error:
        raise _damaged(name) from error
    except Exception as error:  # Ciphers that the library cannot open raise errors of its optional dependency.
        raise _locked(name) from error
    if locked:
        raise _locked(name)
    if pages > MOST_PAGES:
        raise UserError(
            f"{name} has {pages:,} pages and at most {MOST_PAGES:,} are read: split it.",
            chinese=f"{name} 有 {pages:,} 页，最多读取 {MOST_PAGES:,} 页：请拆分。",
        )
    titles = _outline(reader)
    sections = [Section(_join_lines(_text(reader, place)), titles.get(place, ""), place + 1) for place in range(pages)]
    if sum(len(section.text.strip()) for section in sections) < SCANNED_LETTERS * max(pages, 1):
        raise UserError(
            f"{name} has no text layer: its {pages} pages are pictures (a scan). Recognise its text first (OCR), and "
            "add the result.",
            chinese=f"{name} 没有文字层：{pages} 页都是图片（扫描件）。请先做文字识别（OCR）再添加。",
        )
    return sections


def _text(reader: Any, place: int) -> str:
    try:
        return str(reader.pages[place].extract_text() or "")
    except Exception:  # noqa: BLE001  One unreadable page must not lose the others; a file of none is refused above.
        return ""


def _join_lines(text: str) -> str:
    """Return a page's text with the lines of a paragraph joined: a PDF breaks them wherever the column ends."""
    return _SOFT_BREAK.sub(" ", _HYPHEN.sub("", text))


def _outline(reader: Any) -> dict[int, str]:
    """Return the heading that each page lies under, by place."""
    marks: dict[int, str] = {}

    def collect(items: Any, depth: int) -> None:
        for item in items:
            if isinstance(item, list):
                if depth < 4:
                    collect(item, depth + 1)
            else:
                place = reader.get_destination_page_number(item)
                if isinstance(place, int) and place >= 0:
                    marks.setdefault(place, str(item.title or ""))

    try:
        collect(reader.outline, 0)
    except Exception:  # noqa: BLE001  An outline is an ornament: a broken one is passed over.
        return {}
    titles, last = {}, ""
    for place in range(len(reader.pages)):
        last = marks.get(place, last)
        titles[place] = last
    return titles


def _locked(name: str) -> UserError:
    return UserError(
        f"{name} is locked with a password: save a copy without one, and add that.",
        chinese=f"{name} 有密码保护：请另存一份不带密码的再添加。",
    )


def _damaged(name: str) -> UserError:
    return UserError(
        f"{name} is damaged or no PDF: it cannot be opened. Print it to PDF again.",
        chinese=f"{name} 已损坏或不是 PDF，无法打开：请重新导出为 PDF。",
    )
