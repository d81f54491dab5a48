"""Taking a file in: bounded in size, kind and what it unpacks to; every refusal is a sentence for the person."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path, PurePosixPath

from knowledge.passages import Section, Source
from tools.core.errors import UserError, shorten

LARGEST_FILE = 20 * 2**20
LARGEST_TEXT = 6_000_000
"""Most characters of text in one file: about 3,000 pages."""

LONGEST_NAME = 120
KINDS = (".pdf", ".docx", ".html", ".htm", ".md", ".markdown", ".txt", ".csv", ".tsv")
KINDS_IN_WORDS = "PDF, DOCX, HTML, MD, TXT or CSV"
Reader = Callable[[bytes, str], list[Section]]

_READERS: Mapping[str, str] = {
    ".pdf": "pdf", ".docx": "word", ".html": "web", ".htm": "web", ".md": "markdown", ".markdown": "markdown",
    ".txt": "plain", ".csv": "table", ".tsv": "table",
}  # fmt: skip


def read_path(path: Path) -> Source:
    """Read a file that the person named.

    Raises:
        UserError: it is not there, or `read_source` refuses it.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise UserError(
            f"{shorten(str(path))} cannot be read ({error.strerror or error}): check the name and that it is a file.",
            chinese=f"无法读取 {shorten(str(path))}（{error.strerror or error}）：请检查文件名，并确认它是一个文件。",
        ) from error
    return read_source(content, path.name)


def read_source(content: bytes, name: str) -> Source:
    """Read a file's content into sections.

    Args:
        content: the bytes of the file.
        name: its name; the ending says what it is.

    Raises:
        UserError: it is of another kind, too large, empty, damaged, locked, a scan, or a bomb.
    """
    name = clean_name(name)
    kind = PurePosixPath(name).suffix.casefold()
    if kind not in _READERS:
        raise UserError(
            f"{name} is not a kind of file that can be read: choose {KINDS_IN_WORDS}.",
            chinese=f"无法读取 {name} 这种文件：请使用 PDF、DOCX、HTML、MD、TXT 或 CSV。",
        )
    if len(content) > LARGEST_FILE:
        raise UserError(
            f"{name} is larger than {LARGEST_FILE // 2**20} MB. Split it, or save it without its pictures.",
            chinese=f"{name} 超过 {LARGEST_FILE // 2**20} MB：请拆分，或另存为不含图片的文件。",
        )
    if not content.strip():
        raise UserError(f"{name} is empty: there is nothing to search in it.", chinese=f"{name} 是空文件。")
    read: Reader = import_module(f"knowledge.reading.{_READERS[kind]}").read
    sections = [cleaned for section in read(content, name) if (cleaned := _clean_section(section)).text]
    if not sections:
        raise UserError(f"{name} holds no text that could be searched.", chinese=f"{name} 中没有可以检索的文字。")
    total = sum(len(section.text) for section in sections)
    if total > LARGEST_TEXT:
        raise UserError(
            f"{name} holds {total:,} characters of text and at most {LARGEST_TEXT:,} are taken in: split it.",
            chinese=f"{name} 含 {total:,} 个字符，最多 {LARGEST_TEXT:,} 个：请拆分。",
        )
    digest = hashlib.sha256(content).hexdigest()
    return Source(name, PurePosixPath(name).stem, digest, len(content), tuple(sections))


def clean_name(name: str) -> str:
    """Return a file's name without its folder, control characters and what could be read as markup.

    >>> clean_name("C:\\\\a\\\\<b>[x](y).pdf"), clean_name("../../etc/年报 2024.txt")
    ('b x y .pdf', '年报 2024.txt')
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    plain = " ".join(re.sub(r"[<>\[\](){}`*|\"'!#$&;\\^~=]+", " ", clean_text(last)).split())
    stem, dot, ending = plain.rpartition(".")
    return shorten(stem, LONGEST_NAME - len(ending)) + dot + ending if dot else shorten(plain, LONGEST_NAME)


def clean_text(text: str) -> str:
    """Return text without control characters and without marks that hide or turn what a person sees."""
    return "".join(
        character
        for character in text
        if character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cf", "Co", "Cs", "Cn")
    )


def _clean_section(section: Section) -> Section:
    text = clean_text(section.text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00ad", ""))
    title = " ".join(clean_text(section.title).split())
    return Section(text.strip(), shorten(title, LONGEST_NAME), section.page)
