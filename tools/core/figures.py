"""Writing figures for reading: a column keeps one number of decimals, so that its digits line up."""

import math
import re
from collections.abc import Iterable
from typing import Any

MINUS = "\N{MINUS SIGN}"
NARROW = "\N{NARROW NO-BREAK SPACE}"
MISSING = "\N{EN DASH}"


def decimals_for(figures: Iterable[float]) -> int:
    """Return how many decimals are worth showing where this is the largest of the figures.

    >>> decimals_for([-0.0312, 0.4]), decimals_for([12.5]), decimals_for([130.2]), decimals_for([15300.0])
    (3, 2, 1, 0)
    """
    largest = max((abs(figure) for figure in figures if math.isfinite(figure)), default=0.0)
    if largest == 0.0:
        return 0
    if largest < 1:
        return min(2 - math.floor(math.log10(largest)), 6)
    return 2 if largest < 100 else 1 if largest < 1000 else 0


def write_figure(figure: float, decimals: int) -> str:
    """Return a figure with thousands apart and a true minus sign; what is too small to show is written as a power.

    >>> write_figure(-1234.5, 1) == MINUS + "1,234.5"
    True
    """
    if not math.isfinite(figure):
        return MISSING
    if figure != 0 and abs(figure) < 0.5 * 10**-decimals and decimals >= 6:
        text = f"{figure:.1e}"
    else:
        text = f"{figure:,.{decimals}f}"
        if float(text.replace(",", "")) == 0:
            text = text.removeprefix("-")
    return text.replace("-", MINUS)


def write_column(cells: list[Any]) -> tuple[list[str], bool]:
    """Return the cells of a column as text, and whether they are numbers (to be set flush right)."""
    present = [cell for cell in cells if not _is_missing(cell)]
    if present and all(isinstance(cell, bool) for cell in present):
        return [MISSING if _is_missing(cell) else ("yes" if cell else "no") for cell in cells], False
    if not present or not all(isinstance(cell, int | float) for cell in present):
        return [MISSING if _is_missing(cell) else str(cell) for cell in cells], False
    if all(float(cell).is_integer() for cell in present):
        years = all(1500 <= cell <= 2200 for cell in present)
        written = [MISSING if _is_missing(cell) else str(int(cell)) if years else f"{int(cell):,}" for cell in cells]
        return [text.replace("-", MINUS) for text in written], True
    decimals = decimals_for(float(cell) for cell in present)
    return [MISSING if _is_missing(cell) else write_figure(float(cell), decimals) for cell in cells], True


def write_value(figure: float, unit: str) -> str:
    """Return one figure with its unit.

    >>> write_value(0.125, "%") == "0.125" + NARROW + "%"
    True
    """
    decimals = 0 if float(figure).is_integer() and abs(figure) >= 1 else decimals_for([figure])
    return f"{write_figure(figure, decimals)}{NARROW}{unit}" if unit else write_figure(figure, decimals)


def write_seconds(seconds: float) -> str:
    """Return a duration for people.

    >>> write_seconds(0.0004), write_seconds(3.21), write_seconds(75)
    ('0.01 s', '3.2 s', '1 min 15 s')
    """
    if seconds < 1:
        return f"{max(seconds, 0.01):.2f} s"
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"


def write_time(stamp: str) -> str:
    """Return a stored time (UTC, ISO 8601) for people, to the minute.

    >>> write_time("2026-03-01T09:05:07.123+00:00")
    '2026-03-01 09:05 UTC'
    """
    return f"{stamp[:16].replace('T', ' ')} UTC"


def as_words(name: str) -> str:
    """Return a field's or a table's name as words.

    >>> as_words("real_income_change"), as_words("Output, bn USD")
    ('Real income change', 'Output, bn USD')
    """
    words = re.sub(r"_+", " ", name).strip()
    return words[:1].upper() + words[1:]


def _is_missing(cell: Any) -> bool:
    return cell is None or (isinstance(cell, float) and not math.isfinite(cell))
