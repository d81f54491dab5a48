"""Dates as people write them, read as months or quarters, and the frequency of a column of them."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime
from itertools import pairwise

import pandas as pd

from tools.core.table_file import Cell

QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}
HEADERS = (
    "date",
    "time",
    "period",
    "month",
    "quarter",
    "qtr",
    "obs",
    "日期",
    "时间",
    "月份",
    "季度",
    "年月",
    "sasdate",
)
EARLIEST, LATEST = 1700, 2200
PATTERNS = (
    ("Q", re.compile(r"(?P<year>\d{4})\s*[-:/.]?\s*[Qq]\s*(?P<quarter>[1-4])")),
    ("Q", re.compile(r"[Qq]\s*(?P<quarter>[1-4])\s*[-:/.]?\s*(?P<year>\d{4})")),
    ("Q", re.compile(r"(?P<quarter>[1-4])\s*[Qq]\s*[-:/.]?\s*(?P<year>\d{4})")),
    ("Q", re.compile(r"(?P<year>\d{4})\s*年\s*第?\s*(?P<quarter>[1-4一二三四])\s*季度?")),
    ("M", re.compile(r"(?P<year>\d{4})\s*年\s*(?P<month>\d{1,2})\s*月份?")),
    ("M", re.compile(r"(?P<year>\d{4})\s*[Mm:]\s*(?P<month>\d{1,2})")),
    ("M", re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})")),
    ("M", re.compile(r"(?P<year>\d{4})(?P<month>0[1-9]|1[0-2])")),
    ("D", re.compile(r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?([T ].*)?")),
    ("D", re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")),
    ("A", re.compile(r"(?P<year>\d{4})\s*年?")),
)
"""Kind of date and how it is written; day-first and month-first dates are told apart by the whole column."""
NUMERIC_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


def read_period(cell: Cell, *, day_first: bool | None = None) -> pd.Period | None:
    """Return the quarter ("Q"), month ("M"), day ("D") or year ("Y") that a cell names; None where it names none.

    Args:
        cell: of a date column.
        day_first: how to read 03/04/2020: 3 April (True), 4 March (False); None: not at all.

    >>> read_period("2020Q3"), read_period("2020年第三季度"), read_period("2020M07"), read_period("2020/7/31")
    (Period('2020Q3', 'Q-DEC'), Period('2020Q3', 'Q-DEC'), Period('2020-07', 'M'), Period('2020-07-31', 'D'))
    """
    if isinstance(cell, datetime | date):
        return pd.Period(pd.Timestamp(cell), freq="D")
    if cell is None:
        return None
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    numeric = NUMERIC_DAY.fullmatch(text)
    if numeric and day_first is not None:
        one, two, year = (int(part) for part in numeric.groups())
        return _period("D", year, two if day_first else one, one if day_first else two, 0)
    for kind, pattern in PATTERNS:
        found = pattern.fullmatch(text)
        if found:
            parts = found.groupdict()
            quarter = parts.get("quarter") or "0"
            return _period(
                kind,
                int(parts["year"]),
                int(parts.get("month") or 1),
                int(parts.get("day") or 1),
                QUARTERS.get(quarter) or int(quarter),
            )
    return None


def read_day(cell: Cell) -> pd.Timestamp | None:
    """Return the day that a cell names, of a month its last; None where it names neither."""
    found = read_period(cell)
    if found is None or found.freqstr[0] not in ("D", "M"):
        return None
    return found.to_timestamp(how="start" if found.freqstr[0] == "D" else "end").normalize()


def day_first_of(cells: list[Cell]) -> bool | None:
    """Return whether dates like 31/01/2020 put the day first; None where the column leaves it open."""
    found = [NUMERIC_DAY.fullmatch(cell.strip()) for cell in cells if isinstance(cell, str)]
    pairs = [(int(match[1]), int(match[2])) for match in found if match]
    if any(one > 12 for one, _ in pairs):
        return True
    if any(two > 12 for _, two in pairs):
        return False
    if pairs and all(two == 1 for _, two in pairs) and len({one for one, _ in pairs}) > 1:
        return False  # 1/1/1959, 2/1/1959: always the first of a month.
    if pairs and all(one == 1 for one, _ in pairs) and len({two for _, two in pairs}) > 1:
        return True
    return None


def is_ambiguous(cells: list[Cell]) -> bool:
    """Return whether the column holds dates like 03/04/2020 that may mean two days."""
    return day_first_of(cells) is None and any(isinstance(cell, str) and NUMERIC_DAY.fullmatch(cell) for cell in cells)


def frequency_of(periods: list[pd.Period]) -> str:
    """Return "Q", "M", "A" (years) or "D" (days or weeks): the frequency that most steps between dates show.

    Args:
        periods: of a date column, in any order; of one kind or of several.
    """
    kinds = Counter(period.freqstr[0] for period in periods)
    if kinds.get("Q", 0) > len(periods) / 2:
        return "Q"
    if kinds.get("Y", 0) > len(periods) / 2:
        return "A"
    months = sorted({month_number(period) for period in periods})
    if len(periods) > 1.5 * len(months):
        return "D"
    steps = Counter(later - earlier for earlier, later in pairwise(months))
    if not steps:
        return "M"
    commonest = max(steps, key=lambda step: (steps[step], -step))
    return {3: "Q", 12: "A"}.get(commonest, "M")


def month_number(period: pd.Period) -> int:
    """Return months since year 0 to the period's last month."""
    end = period.asfreq("M", how="end")
    return int(end.year * 12 + end.month - 1)


def _period(kind: str, year: int, month: int, day: int, quarter: int) -> pd.Period | None:
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        date(year, month, day)  # pandas counts a 13th month into the next year.
        if kind == "Q":
            return pd.Period(year=year, quarter=quarter, freq="Q")
        if kind == "A":
            return pd.Period(year=year, freq="Y")
        return pd.Period(year=year, month=month, day=day, freq=kind)
    except ValueError:
        return None
