"""The items to label: occupations or tasks, with what people said about them, made from a table of a person's."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from tools.core.errors import UserError, shorten
from tools.exposure.labelling.columns import Columns
from tools.exposure.labelling.reading import Table

LONGEST_TEXT = 4_000
"""Longest title or task in characters: what a labeller reads of an item."""

SHOWN_PROBLEMS = 5
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


def plain_items(titles: Sequence[str]) -> tuple[Item, ...]:
    """Return items for occupations named one by one, numbered from 1."""
    return tuple(Item(at, str(at), " ".join(title.split())) for at, title in enumerate(titles, 1) if title.strip())


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
