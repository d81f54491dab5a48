"""Printing for people: progress on the error stream, results as text and tables."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.table import Table

from tools.core.context import Progress
from tools.core.result import ToolResult, table_records
from tools.core.runs import Run

SHOWN_ROWS = 12
SHOWN_COLUMNS = 8


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


def print_run(run: Run) -> None:
    """Print a run: headline, tables, notes and how to repeat it."""
    console = Console(highlight=False)
    console.print(run.result.headline, markup=False)
    for name in run.result.tables:
        print_table(console, run.result, name)
    for note in run.result.notes:
        console.print(f"- {note}", markup=False)
    origin = "from the store" if run.from_store else f"{run.seconds:.1f} s"
    console.print(f"run {run.id} ({origin}); repeat it with `{run.record.command}`", markup=False)


def print_table(console: Console, result: ToolResult, name: str) -> None:
    """Print the first rows of one table of a result."""
    frame = result.tables[name]
    columns = list(frame.columns[:SHOWN_COLUMNS])
    table = Table(title=name.replace("_", " "), title_justify="left")
    for column in columns:
        numeric = frame[column].dtype.kind in "if"
        table.add_column(str(column), justify="right" if numeric else "left")
    for row in table_records(frame.head(SHOWN_ROWS)[columns]):
        table.add_row(*(cell_text(cell) for cell in row.values()))
    console.print(table)
    if len(frame) > SHOWN_ROWS:
        console.print(f"… {len(frame) - SHOWN_ROWS} more rows; all of them with --json", markup=False)


def cell_text(cell: object) -> str:
    """Return a table cell as text: numbers to four significant digits.

    >>> cell_text(0.123456), cell_text(1234567.0), cell_text(None), cell_text("USA")
    ('0.1235', '1,234,567', '', 'USA')
    """
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:,.0f}" if abs(cell) >= 10_000 else f"{cell:.4g}"
    return str(cell)


def note(text: str) -> None:
    """Print a line on the error stream."""
    print(text, file=sys.stderr)
