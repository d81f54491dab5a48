"""Printing for people: progress on the error stream, results as text and tables."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Event
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from tools.core.context import Progress
from tools.core.errors import UnknownName
from tools.core.result import ToolResult, table_records
from tools.core.runs import Run

if TYPE_CHECKING:
    import pandas as pd

SHOWN_ROWS = 12


@contextmanager
def progress_line(title: str) -> Iterator[Callable[[Progress], None]]:
    """Give a function that shows progress on the error stream, as a bar where it is a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda step: None
        return
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda step: bar.update(task, completed=step.done, total=step.total, description=step.message)


def print_run(run: Run, tables: Sequence[str] | None = None, *, answered: bool = False) -> None:
    """Print a run: headline, tables, notes and how to repeat it.

    Args:
        run: the run.
        tables: names of the tables to print; the first one where not given.
        answered: whether an answer with the headline stands above it already.

    Raises:
        UnknownName: the run has no such table.
    """
    console = Console(highlight=False, soft_wrap=True)
    result = run.result
    if not answered:
        console.print(result.headline, markup=False)
    names = list(result.tables)
    for name in names[:1] if tables is None else tables:
        if name not in names:
            raise UnknownName("table", name, names)
        print_table(console, result, name)
    others = [f"{name} ({len(result.tables[name]):,} rows)" for name in names[1:]] if tables is None else []
    if others:
        where = (
            f"`quesnay runs show {run.id} --table NAME`" if answered else "add --table NAME, or --json for everything"
        )
        console.print(f"More tables: {', '.join(others)}: {where}.", markup=False)
    for note in result.notes:
        console.print(f"- {note}", markup=False)
    origin = "from the store" if run.from_store else f"{run.seconds:.1f} s"
    console.print(f"run {run.id} ({origin}); repeat it with `{run.record.command}`", markup=False)


def print_table(console: Console, result: ToolResult, name: str) -> None:
    """Print the first rows of one table of a result, as many columns as fit."""
    frame = result.tables[name]
    columns = fitting(frame, console.width)
    table = Table(title=name.replace("_", " "), title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        numeric = frame[column].dtype.kind in "if"
        table.add_column(str(column), justify="right" if numeric else "left", no_wrap=False, overflow="fold")
    for row in table_records(frame.head(SHOWN_ROWS)[columns]):
        table.add_row(*(cell_text(cell) for cell in row.values()))
    console.print(table)
    hidden = [f"{len(frame) - SHOWN_ROWS} more rows"] if len(frame) > SHOWN_ROWS else []
    if len(columns) < len(frame.columns):
        hidden.append(f"{len(frame.columns) - len(columns)} more columns")
    if hidden:
        console.print(f"… {' and '.join(hidden)}; all of them with --json", markup=False)


def fitting(frame: pd.DataFrame, width: int) -> list[str]:
    """Return the first columns of a table that fit into `width` characters without breaking a cell."""
    chosen: list[str] = []
    used = 0
    for column in frame.columns:
        cells = [cell_text(row[str(column)]) for row in table_records(frame.head(SHOWN_ROWS)[[column]])]
        words = str(column).split()
        used += max([len(cell) for cell in cells] + [len(word) for word in words]) + 3
        if chosen and used > width:
            break
        chosen.append(column)
    return chosen


def cell_text(cell: object) -> str:
    """Return a table cell as text: numbers to four significant digits.

    >>> cell_text(0.123456), cell_text(-0.00012), cell_text(1234567.0), cell_text(None)
    ('0.1235', '-0.0001', '1,234,567', '')
    """
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:,.0f}" if abs(cell) >= 1_000 else f"{cell:.4g}" if abs(cell) >= 0.1 else f"{cell:.4f}"
    return str(cell)


def passing(text: str) -> None:
    """Show a step of progress on the error stream where it is a terminal; the next line takes its place."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K  {text}\r", end="", file=sys.stderr, flush=True)


def note(text: str) -> None:
    """Print a line on the error stream."""
    cleared = "\r\x1b[K" if sys.stderr.isatty() else ""
    print(f"{cleared}{text}", file=sys.stderr)


@contextmanager
def stoppable() -> Iterator[Event]:
    """Give an event that the first Ctrl-C sets; a second one ends the program at once."""
    stop = Event()

    def on_interrupt(number: int, frame: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        note("Stopping ...")

    before = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
