"""Reading a person's table, CSV or Excel, as rows of cells with their row numbers."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from tools.core.errors import UserError, shorten

MOST_BYTES = 30_000_000
MOST_UNPACKED = 300_000_000
"""Of a workbook, in bytes: a small file can unpack to far more than memory holds."""
MOST_ROWS = 100_000
MOST_COLUMNS = 1_000
ENCODINGS = ("utf-8-sig", "gb18030")
"""Tried in this order after a byte order mark; GB 18030 reads the older GBK and GB 2312 too."""
Cell = str | float | date | None


@dataclass(frozen=True)
class Table:
    """A table as it stands in the file.

    Attributes:
        columns: names in the header.
        rows: cells by row, as many as columns; text is stripped, an empty cell is None.
        numbers: row number in the file of each row; the header's is 1 where it is the first line.
        name: of the file, for messages.
        encoding: how the text was read; "" for Excel.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: tuple[int, ...]
    name: str
    encoding: str

    def column(self, name: str) -> list[Cell]:
        """Return the cells of a column."""
        at = self.columns.index(name)
        return [row[at] for row in self.rows]


def read_table(path: Path, sheet: str = "") -> Table:
    """Return the table of a .csv, .tsv, .txt or .xlsx file; the first row that is not empty is its header.

    Args:
        path: the file.
        sheet: of an Excel file; the first where empty.

    Raises:
        UserError: the file is absent, of another kind, too large, in an unknown encoding, or its header is wrong.
    """
    if not path.is_file():
        raise UserError(f"There is no file {path}. Give the path of a CSV or Excel (.xlsx) file.")
    if path.stat().st_size > MOST_BYTES:
        raise UserError(f"{path.name} is larger than {MOST_BYTES // 1_000_000} MB. Keep the columns that you need.")
    kind = path.suffix.lower()
    if kind in (".xlsx", ".xlsm"):
        cells, encoding = _excel(path, sheet), ""
    elif kind in (".csv", ".tsv", ".txt"):
        cells, encoding = _text(path)
    else:
        raise UserError(f"{path.name} is neither CSV nor .xlsx. Save the table as CSV (UTF-8) or .xlsx and try again.")
    return _table(cells, path.name, encoding)


def decode(content: bytes, name: str) -> tuple[str, str]:
    """Return the text of a file and the encoding it was read in.

    Raises:
        UserError: it is in none of the encodings that are tried.
    """
    marked = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if marked else ENCODINGS:
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise UserError(f"{name} is text in neither UTF-8, UTF-16 nor GBK/GB 18030. Save it as CSV UTF-8 and try again.")


def _text(path: Path) -> tuple[list[list[Cell]], str]:
    text, encoding = decode(path.read_bytes(), path.name)
    if "\x00" in text:
        raise UserError(f"{path.name} is not a text file. Save the table as CSV (UTF-8) or .xlsx and try again.")
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        rows: list[list[Cell]] = [list(row) for row in reader]
    except csv.Error as error:
        raise UserError(f"{path.name} is no readable CSV (line {reader.line_num}: {error}).") from error
    return rows, encoding


def _excel(path: Path, sheet: str) -> list[list[Cell]]:
    import openpyxl

    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > MOST_UNPACKED:
            raise UserError(f"{path.name} unpacks to more than {MOST_UNPACKED // 1_000_000} MB. Save the sheet as CSV.")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        if sheet and sheet not in book.sheetnames:
            raise UserError(f"{path.name} has no sheet '{shorten(sheet)}'. It has: {', '.join(book.sheetnames)}.")
        page = book[sheet] if sheet else book.worksheets[0]
        rows = [list(row) for _, row in zip(range(MOST_ROWS + 2), page.iter_rows(values_only=True), strict=False)]
        book.close()
    except UserError:
        raise
    except Exception as error:
        raise UserError(f"{path.name} is not a readable .xlsx file. Save it again, or as CSV (UTF-8).") from error
    return rows


def _table(cells: list[list[Cell]], name: str, encoding: str) -> Table:
    numbered = [(number, [_clean(cell) for cell in row]) for number, row in enumerate(cells, start=1)]
    filled = [(number, row) for number, row in numbered if any(cell is not None for cell in row)]
    if len(filled) < 2:
        raise UserError(
            f"{name} has no rows under a header. The first row names the columns, each further one is a row of figures."
        )
    if len(filled) > MOST_ROWS:
        raise UserError(f"{name} has more than {MOST_ROWS} rows. Keep fewer rows, or aggregate them.")
    header = filled[0][1]
    while header and header[-1] is None:
        header = header[:-1]
    if len(header) > MOST_COLUMNS:
        raise UserError(f"{name} has {len(header)} columns; at most {MOST_COLUMNS} are read.")
    columns = tuple(f"column {at}" if cell is None else str(cell) for at, cell in enumerate(header, start=1))
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        raise UserError(f"{name} has two columns called '{shorten(twice[0])}'. Give each a name of its own.")
    rows = [tuple([*row, *[None] * len(columns)][: len(columns)]) for _, row in filled[1:]]
    return Table(columns, tuple(rows), tuple(number for number, _ in filled[1:]), name, encoding)


def _clean(cell: object) -> Cell:
    if cell is None or isinstance(cell, date | datetime):
        return cell
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, int | float):
        return float(cell)
    return str(cell).strip() or None
