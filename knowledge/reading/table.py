"""CSV: each row as a line of "column: value", some rows a section, so that a row is found by what it says."""

from __future__ import annotations

import csv
import io

from knowledge.passages import Section
from knowledge.reading.plain import decode
from tools.core.errors import UserError

ROWS_A_SECTION = 20
MOST_ROWS = 50_000
LONGEST_CELL = 2_000


def read(content: bytes, name: str) -> list[Section]:
    """Return the rows in sections named by their numbers.

    Raises:
        UserError: it is no table, or too long.
    """
    text = decode(content, name)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    csv.field_size_limit(10 * LONGEST_CELL)
    try:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise UserError(
            f"{name} cannot be read as CSV ({error}): save it again, or as TXT.",
            chinese=f"{name} 无法作为 CSV 读取（{error}）：请重新保存，或另存为 TXT。",
        ) from error
    if len(rows) > MOST_ROWS:
        raise UserError(
            f"{name} has {len(rows):,} rows and at most {MOST_ROWS:,} are taken in: keep those that are needed.",
            chinese=f"{name} 有 {len(rows):,} 行，最多 {MOST_ROWS:,} 行：请只保留需要的行。",
        )
    header, body = (rows[0], rows[1:]) if len(rows) > 1 else ([], rows)
    lines = ["; ".join(_cells(header, row)) + "." for row in body]
    return [
        Section(
            "\n\n".join(lines[start : start + ROWS_A_SECTION]), _title(start, min(start + ROWS_A_SECTION, len(lines)))
        )
        for start in range(0, len(lines), ROWS_A_SECTION)
    ]


def _cells(header: list[str], row: list[str]) -> list[str]:
    names = [*header, *[""] * (len(row) - len(header))]
    return [
        f"{name.strip()}: {cell.strip()[:LONGEST_CELL]}" if name.strip() else cell.strip()[:LONGEST_CELL]
        for name, cell in zip(names, row, strict=False)
        if cell.strip()
    ]


def _title(start: int, end: int) -> str:
    return f"rows {start + 1} to {end}"
