"""Reading a person's table: CSV in the encodings that spreadsheets write, or XLSX; all cells become text."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.core.errors import UserError

LARGEST_FILE = 64 * 1024 * 1024
LARGEST_UNPACKED = 512 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 500
DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class Table:
    """A table of text cells.

    Attributes:
        name: the file's name.
        header: the columns' names, each of them once.
        rows: (row number in the file, cells), as many cells as columns.
        notes: how it was read, where that is worth telling.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    notes: tuple[str, ...] = ()


def read_file(path: Path) -> Table:
    """Read a CSV or XLSX file.

    Raises:
        UserError: it cannot be opened, is empty, too large, or no table.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise _too_large(path.name)
        return read_table(path.read_bytes(), path.name)
    except FileNotFoundError:
        raise UserError(f"There is no file {path}. Check the name and the folder.") from None
    except OSError as error:
        raise UserError(f"The file {path} cannot be read ({error.strerror or error}).") from error


def read_table(content: bytes, name: str) -> Table:
    """Read the content of a CSV or XLSX file.

    Args:
        content: the file's bytes.
        name: its name, for messages.

    Raises:
        UserError: it is empty, too large, or no table.
    """
    if len(content) > LARGEST_FILE:
        raise _too_large(name)
    if not content.strip():
        raise UserError(f"The file {name} is empty. It needs a heading row and a row for each occupation or task.")
    if content[:4] == b"PK\x03\x04":
        return _table(name, enumerate(_sheet_rows(content, name), 1), ())
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise UserError(f"The file {name} is an old Excel file (XLS). Save it as XLSX or CSV, and try again.")
    text, notes = decode(content, name)
    return _table(name, _text_rows(text, name), notes)


def decode(content: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file and a note where its encoding was guessed.

    UTF-8 with or without a mark, UTF-16 with a mark, GBK (its superset GB 18030), else Windows-1252.

    Raises:
        UserError: it is no text.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text or (encoding == "gb18030" and not _looks_chinese(text)):
            continue
        note = {
            "gb18030": f"{name} is not in UTF-8; it was read as GBK.",
            "cp1252": f"{name} is not in UTF-8; it was read as Windows-1252: check the accents.",
        }
        return text, (note[encoding],) if encoding in note else ()
    raise UserError(f"The file {name} is no text that can be read. Save it as CSV in UTF-8 or GBK, or as XLSX.")


def _looks_chinese(text: str) -> bool:
    """Return whether what is not ASCII is mostly common Chinese: bytes of other encodings give rare characters."""
    others = [letter for letter in text[:200_000] if ord(letter) > 127]
    common = sum(1 for letter in others if "一" <= letter <= "鿿" or letter in "，。、；：？！“”‘’（）《》【】—…·　")
    return bool(others) and common >= 0.8 * len(others)


def _text_rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=first.count)
    csv.field_size_limit(LARGEST_FILE)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        # Numbered as a spreadsheet numbers them: a cell may span lines.
        yield from enumerate(reader, 1)
    except csv.Error as error:
        raise UserError(f"The file {name} is no readable CSV (line {reader.line_num}: {error}).") from error


def _sheet_rows(content: bytes, name: str) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
                raise _too_large(name)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for row in sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS):
            yield [_cell(cell) for cell in row]
    except UserError:
        raise
    except Exception as error:
        raise UserError(
            f"The file {name} is no readable XLSX workbook ({type(error).__name__}). Save it again, or as CSV."
        ) from error


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _table(name: str, rows: Iterable[tuple[int, list[str]]], notes: tuple[str, ...]) -> Table:
    header: tuple[str, ...] = ()
    kept: list[tuple[int, tuple[str, ...]]] = []
    for number, cells in rows:
        if not header:
            if any(cell.strip() for cell in cells):
                header = _header(cells, name)
            continue
        if not any(cells):
            continue
        if len(kept) >= MOST_ROWS:
            raise UserError(f"The file {name} has more than {MOST_ROWS:,} rows. Split it, and label the parts.")
        width = len(header)
        kept.append((number, tuple((cells + [""] * width)[:width])))
    if not header:
        raise UserError(f"The file {name} is empty. It needs a heading row and a row for each occupation or task.")
    return Table(name, header, tuple(kept), notes)


def _header(cells: list[str], name: str) -> tuple[str, ...]:
    names: list[str] = []
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) > MOST_COLUMNS:
        raise UserError(f"The file {name} has more than {MOST_COLUMNS} columns. Keep those that are needed.")
    for at, cell in enumerate(cells, 1):
        base = " ".join(cell.split()) or f"column {at}"
        again = sum(1 for other in names if other == base or other.startswith(f"{base} ("))
        names.append(f"{base} ({again + 1})" if again else base)
    return tuple(names)


def _too_large(name: str) -> UserError:
    return UserError(f"The file {name} is larger than {LARGEST_FILE // 2**20} MB. Split it, and label the parts.")
