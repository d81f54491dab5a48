"""Figures as people write them in tables."""

from __future__ import annotations

import math
import re
from datetime import date

from tools.core.table_file import Cell

MISSING = frozenset(
    {"", "-", "--", "—", "–", "..", "...", ".", "na", "n/a", "#n/a", "nan", "null", "none", "无", "缺失", "缺"}
)
"""What stands for a missing figure, in small letters."""
PLAIN = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?")
THOUSANDS = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?")


class NotANumber(ValueError):
    """A cell holds something else than a figure."""


def read_number(cell: Cell) -> float:
    """Return the figure in a cell, NaN where it is missing; percent signs and thousands separators are understood.

    Raises:
        NotANumber: the cell holds something else.

    >>> read_number("1,234.5"), read_number("5.2%"), read_number("−0.7"), read_number("N/A")
    (1234.5, 5.2, -0.7, nan)
    """
    if cell is None:
        return math.nan
    if isinstance(cell, float):
        return cell
    if isinstance(cell, date):
        raise NotANumber(str(cell))
    text = cell.strip().lower().replace("−", "-").replace("－", "-").removesuffix("%").removesuffix("％").strip()
    if text in MISSING:
        return math.nan
    if THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if not PLAIN.fullmatch(text):
        raise NotANumber(cell)
    return float(text)
