"""Checking a person's table row by row: every problem is named, none is mended silently."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from tools.core.errors import UnknownName, UserError, shorten
from tools.core.numbers import NotANumber, read_number
from tools.core.table_file import Table
from tools.forecasting.data.periods import (
    HEADERS,
    day_first_of,
    frequency_of,
    is_ambiguous,
    month_number,
    read_period,
)

MOST_PROBLEMS = 8
"""Problems that one message names; the rest are counted."""
SHARE_OF_DATES = 0.8
"""Share of a column's cells that must read as dates for it to be found as the date column."""
WORDS = {"Q": "quarter", "M": "month"}


@dataclass(frozen=True, eq=False)
class Checked:
    """A table whose dates and figures are sound.

    Attributes:
        frequency: "M" or "Q", of the rows.
        figures: by period (complete index), a column a series; NaN where missing.
        rows: row number in the file of each period.
        date_column: the column that held the dates.
    """

    frequency: str
    figures: pd.DataFrame
    rows: pd.Series
    date_column: str


def check(table: Table, date_column: str = "") -> Checked:
    """Return the figures of a table, by period.

    Args:
        table: as read from the file.
        date_column: its name; found by itself where empty.

    Raises:
        UserError: with one sentence for each problem, by row.
    """
    chosen = date_column or find_date_column(table)
    if chosen not in table.columns:
        raise UnknownName("column", chosen, table.columns)
    periods, problems = _read_dates(table, chosen)
    frequency = frequency_of([period for period, _ in periods]) if periods else "Q"
    _refuse_other_frequencies(frequency, table, periods)
    problems += _mixed(frequency, periods) or _repeated(frequency, periods) or _missing_rows(frequency, periods)
    columns, unread = _read_figures(table, chosen)
    problems += unread
    if problems:
        raise UserError(told(table.name, problems))
    index = pd.PeriodIndex([period.asfreq(frequency, how="end") for period, _ in periods], freq=frequency)
    figures = pd.DataFrame(columns, index=index).sort_index()
    rows = pd.Series([number for _, number in periods], index=index).sort_index()
    return Checked(frequency, figures, rows, chosen)


def find_date_column(table: Table) -> str:
    """Return the column that holds dates: one with a usual name, else the first in which nearly every cell is a date.

    Raises:
        UserError: there is none.
    """
    named = [column for column in table.columns if column.strip().casefold() in HEADERS]
    for column in [*named, *table.columns]:
        cells = table.column(column)
        day_first = day_first_of(cells)
        dates = [cell for cell in cells if read_period(cell, day_first=day_first) is not None]
        if len(dates) >= SHARE_OF_DATES * len(cells) or (is_ambiguous(cells) and column in named):
            return column
    raise UserError(
        f"{table.name} has no column of dates among {', '.join(shorten(name, 20) for name in table.columns[:8])}. "
        "Write quarters as 2020Q1 or months as 2020-01, or name the column with --date."
    )


def told(name: str, problems: list[str]) -> str:
    """Return one message of all problems, the first in full and the rest counted."""
    shown = problems[:MOST_PROBLEMS]
    more = len(problems) - len(shown)
    return f"{name}: {' '.join(shown)}" + (f" And {more} more of the kind." if more else "")


def _read_dates(table: Table, column: str) -> tuple[list[tuple[pd.Period, int]], list[str]]:
    cells = table.column(column)
    if is_ambiguous(cells):
        raise UserError(
            f"{table.name}: the dates in '{column}' may put the day or the month first. Write them as 2020-04-03."
        )
    day_first = day_first_of(cells)
    periods, problems = [], []
    for cell, number in zip(cells, table.numbers, strict=True):
        period = read_period(cell, day_first=day_first)
        if period is None and cell is None:
            problems.append(f"Row {number} has no date in '{column}'; write one or remove the row.")
        elif period is None:
            problems.append(f"Row {number}: '{shorten(str(cell), 30)}' is not a date; write 2020Q1 or 2020-01.")
        else:
            periods.append((period, number))
    return periods, problems


def _refuse_other_frequencies(frequency: str, table: Table, periods: list[tuple[pd.Period, int]]) -> None:
    if frequency in WORDS:
        return
    (first, first_row), (second, second_row) = (*periods, periods[0])[:2]
    kind = "one row a year" if frequency == "A" else "several rows a month (daily or weekly)"
    advice = "Give quarters or months." if frequency == "A" else "Aggregate to months or quarters first."
    raise UserError(
        f"{table.name} has {kind}: row {first_row} is {first}, row {second_row} is {second}. Forecasts are of "
        f"quarters, from quarterly or monthly figures. {advice}"
    )


def _mixed(frequency: str, periods: list[tuple[pd.Period, int]]) -> list[str]:
    """Return a problem where quarters and months stand in one column of dates."""
    kinds: dict[str, list[int]] = defaultdict(list)
    for period, number in periods:
        kinds[period.freqstr[0]].append(number)
    if kinds["Q"] and (kinds["M"] or kinds["D"]):
        months = sorted(kinds["M"] + kinds["D"])
        return [
            f"Quarters and months are mixed: row {kinds['Q'][0]} is a quarter, row {months[0]} a month. Keep one "
            "frequency in a file; a quarterly series may stand in a monthly file, in the last month of each quarter."
        ]
    ordered = sorted(periods, key=lambda pair: month_number(pair[0]))
    steps = [
        (month_number(later[0]) - month_number(earlier[0]), earlier[1], later[1])
        for earlier, later in pairwise(ordered)
    ]
    other = [step for step in steps if step[0] == (1 if frequency == "Q" else 3)]
    if len(other) < 3 or len(other) < 0.1 * len(steps):
        return []
    _, earlier_row, later_row = other[0]
    usual, unusual = ("quarters", "months") if frequency == "Q" else ("months", "quarters")
    return [
        f"Frequencies are mixed: most rows step by {usual}, but {len(other)} by {unusual}, the first from row "
        f"{earlier_row} to row {later_row}. Keep one frequency in a file."
    ]


def _repeated(frequency: str, periods: list[tuple[pd.Period, int]]) -> list[str]:
    rows: dict[pd.Period, list[int]] = defaultdict(list)
    for period, number in periods:
        rows[period.asfreq(frequency, how="end")].append(number)
    return [
        f"Rows {_listed(numbers)} are all of the {WORDS[frequency]} {period}; keep one."
        if len(numbers) > 2
        else f"Rows {_listed(numbers)} are both of the {WORDS[frequency]} {period}; keep one."
        for period, numbers in rows.items()
        if len(numbers) > 1
    ]


def _missing_rows(frequency: str, periods: list[tuple[pd.Period, int]]) -> list[str]:
    ordered = sorted((period.asfreq(frequency, how="end"), number) for period, number in periods)
    problems = []
    for (earlier, before), (later, after) in pairwise(ordered):
        gap = (later - earlier).n - 1
        if gap > 0:
            first, last = earlier + 1, later - 1
            what = f"{first} is" if gap == 1 else f"{first} to {last} are"
            problems.append(
                f"{what} missing between row {before} and row {after}; add the row{'s' if gap > 1 else ''}, with empty "
                "cells where there is no figure."
            )
    return problems


def _read_figures(table: Table, date_column: str) -> tuple[dict[str, list[float]], list[str]]:
    columns: dict[str, list[float]] = {}
    problems = []
    for name in table.columns:
        if name == date_column:
            continue
        figures = []
        for cell, number in zip(table.column(name), table.numbers, strict=True):
            try:
                figures.append(read_number(cell))
            except NotANumber:
                problems.append(
                    f"Row {number}, column '{shorten(name, 30)}': '{shorten(str(cell), 30)}' is not a number; write a "
                    "figure with a decimal point, or leave the cell empty where it is missing."
                )
                figures.append(float("nan"))
        columns[name] = figures
    if not columns:
        problems.append("There is no column of figures beside the dates; add the target.")
    return columns, problems


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers[:-1])) + f" and {numbers[-1]}"
