"""DOCX: paragraphs under their headings, and tables row by row; what it unpacks to is bounded before it is read."""

from __future__ import annotations

import io
import re
import zipfile

from knowledge.passages import Section
from tools.core.errors import UserError

LARGEST_UNPACKED = 120 * 2**20
MOST_PARTS = 5_000
_HEADING = re.compile(r"^(?:heading|标题|title)\s*(\d*)$", re.IGNORECASE)
_LOCKED = b"\xd0\xcf\x11\xe0"
"""First bytes of the old Office container, in which a locked DOCX is wrapped."""


def read(content: bytes, name: str) -> list[Section]:
    """Return a section for each heading.

    Raises:
        UserError: it is locked, damaged, or unpacks to too much.
    """
    _check(content, name)
    import docx
    from docx.table import Table
    from docx.text.paragraph import Paragraph

    try:
        document = docx.Document(io.BytesIO(content))
        blocks = list(document.iter_inner_content())
    except Exception as error:  # The library raises whatever its XML and ZIP parts raise.
        raise _damaged(name) from error
    sections: list[Section] = []
    path: list[str] = []
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Table):
            lines += [" | ".join(cell.text for cell in row.cells) for row in block.rows]
        elif isinstance(block, Paragraph):
            heading = _HEADING.match(str(block.style.name) if block.style else "")
            if heading and block.text.strip():
                sections.append(Section("\n\n".join(lines), " › ".join(path)))
                lines = []
                path = [*path[: int(heading[1] or 1) - 1], block.text.strip()]
            else:
                lines.append(block.text)
    return [*sections, Section("\n\n".join(lines), " › ".join(path))]


def _check(content: bytes, name: str) -> None:
    if content.startswith(_LOCKED):
        raise UserError(
            f"{name} is locked with a password, or an old .doc: save it as DOCX without a password.",
            chinese=f"{name} 有密码保护，或是旧版 .doc：请另存为不带密码的 DOCX。",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError) as error:
        raise _damaged(name) from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise UserError(
            f"{name} unpacks to more than {LARGEST_UNPACKED // 2**20} MB, which no document of this size does. "
            "Save its text as TXT.",
            chinese=f"{name} 解压后超过 {LARGEST_UNPACKED // 2**20} MB，不像正常文档：请把文字另存为 TXT。",
        )


def _damaged(name: str) -> UserError:
    return UserError(
        f"{name} is damaged: it cannot be opened as DOCX. Save it again, or as TXT.",
        chinese=f"{name} 已损坏，无法作为 DOCX 打开：请重新保存，或另存为 TXT。",
    )
