"""Plain text: decoded, one section."""

from __future__ import annotations

import codecs

from knowledge.passages import Section
from tools.core.errors import UserError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read(content: bytes, name: str) -> list[Section]:
    """Return the text as one section.

    Raises:
        UserError: it is not text.
    """
    return [Section(decode(content, name))]


def decode(content: bytes, name: str) -> str:
    """Return the text of a file in UTF-8, UTF-16 or GB 18030, else in Latin-1.

    Raises:
        UserError: it is not text.
    """
    marked = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)
    if marked is None and b"\0" in content[:4096]:
        raise UserError(
            f"{name} is not text: it holds bytes that no text has. Save it again as UTF-8.",
            chinese=f"{name} 不是文本文件：请另存为 UTF-8。",
        )
    for encoding in (marked or "utf-8", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")
