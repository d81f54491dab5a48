"""The items to label: occupations or tasks, with what people said about them, made from a table of a person's."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from tools.core.errors import UserError, shorten
from tools.exposure.labelling.columns import Columns
from tools.exposure.labelling.reading import Table

LONGEST_TEXT = 4_000
"""Longest title or task in characters: what a labeller reads of an item."""

SHOWN_PROBLEMS = 5
SEPARATORS = re.compile(r"[,，;；、\n]+(?:\s*and\s)?|\s+and\s+|(?<=[一-鿿])[和与及](?=[一-鿿])")
TASK_SEPARATORS = re.compile(r"[,，;；、\n]+")
SPELLINGS = {
    **{label: label for label in ("E0", "E1", "E2")},
    **{digit: f"E{digit}" for digit in "012"},
    "E3": "E2",
    "3": "E2",
}


@dataclass(frozen=True)
class Item:
    """One occupation or task.

    Attributes:
        row: its row in the file, the heading being row 1.
        id: the person's own name for it; the row where the file has none.
        title: the occupation; may be empty where there is a task.
        task: the task; empty where the occupation as a whole is labelled.
        people: labels by people, as (column, label) pairs.
    """

    row: int
    id: str
    title: str
    task: str = ""
    people: tuple[tuple[str, str], ...] = ()

    @property
    def digest(self) -> str:
        """Return a hash of the text that is labelled: equal texts are labelled once."""
        return hashlib.sha256(f"{self.title}\0{self.task}".encode()).hexdigest()[:24]


@dataclass(frozen=True)
class Problem:
    """What is wrong with a row; the others are labelled all the same."""

    row: int
    text: str

    def __str__(self) -> str:
        return f"Row {self.row}: {self.text}"


@dataclass(frozen=True)
class Items:
    """The items of a file, with what was wrong in it and how it was read."""

    items: tuple[Item, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    columns: Columns
    table: Table


def make_items(table: Table, columns: Columns) -> Items:
    """Make items from a table; a row without a title and a task, or with too long a text, becomes a problem.

    Raises:
        UserError: no row can be labelled.
    """
    at = {name: place for place, name in enumerate(table.header)}
    items: list[Item] = []
    problems: list[Problem] = []
    for row, cells in table.rows:
        if not any(cells):
            continue

        def cell(name: str, cells: Sequence[str] = cells) -> str:
            return " ".join(cells[at[name]].split()) if name else ""

        title, task = cell(columns.title), cell(columns.task)
        if not title and not task:
            problems.append(Problem(row, "it has neither a title nor a task, so there is nothing to label."))
            continue
        if max(len(title), len(task)) > LONGEST_TEXT:
            problems.append(Problem(row, f"its text is longer than {LONGEST_TEXT:,} characters: split the task."))
            continue
        people: list[tuple[str, str]] = []
        for name in columns.people:
            said = cell(name)
            if not said:
                continue
            label = SPELLINGS.get(said.upper().removesuffix(".0"))
            if label is None:
                problems.append(Problem(row, f"'{shorten(said, 20)}' in {name} is no label (E0, E1 or E2); left out."))
                continue
            people.append((name, label))
        items.append(Item(row, cell(columns.id) or str(row), title, task, tuple(people)))
    if not items:
        detail = " ".join(map(str, problems[:SHOWN_PROBLEMS]))
        raise UserError(f"No row of {table.name} can be labelled. {detail}".strip())
    return Items(tuple(items), tuple(problems), (*table.notes, *_repeats(items)), columns, table)


def named_items(text: str, *, tasks: bool = False) -> tuple[Item, ...]:
    """Return items named in one text, each once; commas, semicolons and 、 part them, and "and" parts occupations.

    >>> [item.title for item in named_items("nurses, roofers and 会计、护士和工人")]
    ['nurses', 'roofers', '会计', '护士', '工人']

    Raises:
        UserError: none is named.
    """
    pieces = (TASK_SEPARATORS if tasks else SEPARATORS).split(text)
    named = list(dict.fromkeys(" ".join(piece.split()).strip(" .。'\"“”") for piece in pieces))
    items = tuple(
        Item(at, str(at), "" if tasks else name, name if tasks else "")
        for at, name in enumerate((name for name in named if name), 1)
    )
    if not items:
        raise UserError(
            "No occupation is named: write one or more, separated by commas, such as 'nurse, roofer'.",
            chinese="没有写出职业：请写一个或多个，用逗号分开，例如“护士，屋顶工”。",
        )
    return items


def _repeats(items: Sequence[Item]) -> list[str]:
    notes = []
    if repeated := len(items) - len({item.digest for item in items}):
        notes.append(
            f"{repeated:,} of {len(items):,} rows repeat the text of another: each text is labelled once, and the "
            "label is given to all its rows."
        )
    if repeated := len(items) - len({item.id for item in items}):
        notes.append(f"{repeated:,} rows repeat the id of another; rows are kept apart by their number.")
    return notes
