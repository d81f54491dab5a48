"""A run's table as one that fits a page: chosen columns, some rows, and a note on what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from agent.report.document import Column, Table
from agent.report.glossary import column_name, in_language, table_name
from agent.report.phrases import say
from agent.report.templates import Method
from agent.turn import Language
from tools.core.figures import write_column
from tools.core.result import table_records
from tools.core.runs import Run

if TYPE_CHECKING:
    import pandas as pd

PAGE_WIDTH = 92
"""Widths of a digit in the small print of a table that go on a line."""
MOST_ROWS = 12
WIDEST_TEXT = 30
NARROWEST = 6
GAP = 3
DUST = 1e-12
WIDE = 0.6
"""Share of the line from which a table takes all of it."""
ROOM = 1.3
NARROWEST_TABLE = 0.35


def shown_table(run: Run, method: Method, label: str, language: Language) -> Table | None:
    """Return the table to show of a run, or None where it has none.

    Args:
        run: the run.
        method: which table, columns and end of it to show.
        label: what to call it ("Table 1").
        language: of headings, and of the names in the cells where they are known.
    """
    tables = run.result.tables
    if not tables:
        return None
    name = method.table if method.table in tables else next(iter(tables))
    frame = tables[name]
    if frame.empty or not len(frame.columns):
        return None
    rows = frame.tail(MOST_ROWS) if method.last else frame.head(MOST_ROWS)
    known = [column for column in method.columns if column in frame.columns]
    wanted = known or [str(column) for column in frame.columns if str(column) not in ("code", "key", "中文", "series")]
    columns, cells, width = _fit(rows, wanted or [str(column) for column in frame.columns], method.units, language)
    notes = []
    if len(frame) > MOST_ROWS:
        notes.append(say("last_rows" if method.last else "first_rows", language, shown=len(rows), all=len(frame)))
    if left := len(frame.columns) - len(columns):
        notes.append(say("more_columns", language, count=left))
    if notes:
        notes.append(say("whole_table", language, run=run.id, table=name))
    return Table(
        claims=True,
        run_id=run.id,
        label=label,
        caption=say("table_caption", language, table=table_name(name, language), run=run.id),
        columns=columns,
        rows=tuple(zip(*cells, strict=True)),
        width=width,
        note=("" if language == "zh" else " ").join(notes),
    )


def _fit(
    rows: pd.DataFrame, wanted: Sequence[str], units: str, language: Language
) -> tuple[tuple[Column, ...], list[list[str]], float]:
    """Return the first columns that fit side by side, their cells as text, and the share of the line they take."""
    records = table_records(rows)
    columns: list[Column] = []
    kept: list[list[str]] = []
    used = 0.0
    for name in wanted:
        values = [_without_dust(record[name]) for record in records]
        texts, numeric = write_column(values)
        texts = [in_language(text, language) for text in texts]
        heading = f"{name}, {units}" if units and numeric and "%" not in name else name
        heading = column_name(heading, language)
        width = _width(heading, texts, numeric)
        if columns and used + width > PAGE_WIDTH:
            break
        columns.append(Column(name=heading, numeric=numeric, width=width))
        kept.append(texts)
        used += width
    shares = sum(column.width for column in columns)
    scaled = tuple(column.model_copy(update={"width": column.width / shares}) for column in columns)
    return scaled, kept, 1.0 if shares > WIDE * PAGE_WIDTH else max(shares * ROOM / PAGE_WIDTH, NARROWEST_TABLE)


def _without_dust(cell: Any) -> Any:
    """Return a cell, zero where it is what floating point leaves of a difference of equal numbers."""
    return 0.0 if isinstance(cell, float) and abs(cell) < DUST else cell


def _width(heading: str, cells: Sequence[str], numeric: bool) -> float:
    """Return the room that a column needs: its longest cell, or the longest word of its heading."""
    longest = max(map(_breadth, cells), default=0)
    words = max((_breadth(word) for word in heading.split()), default=0)
    words = min(words, 14)
    halves = _breadth(heading) / 3
    body = longest if numeric else min(longest, WIDEST_TEXT)
    return max(body, words, halves, NARROWEST) + GAP


def _breadth(text: str) -> float:
    """Return how wide a text is in digits: a Chinese character takes two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)
