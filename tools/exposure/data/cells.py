"""Cells of the employment and wage statistics: figures, and the marks that stand where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

MARKS = {
    "#": "at or above the highest wage published",
    "*": "wage not released",
    "**": "employment not released",
    "-": "not released",
}
"""Marks of the Bureau of Labor Statistics in place of a figure."""


def read_cells(column: pd.Series) -> tuple[pd.Series, dict[str, int]]:
    """Return a column of cells as numbers, and how often each mark stands in place of one.

    Args:
        column: texts such as "1,234", "#" or "-"; numbers are kept.

    Raises:
        ValueError: a cell is neither a number, a known mark nor empty.

    >>> import pandas as pd
    >>> values, marks = read_cells(pd.Series(["1,234", "**", "-"]))
    >>> values.tolist()[0], marks
    (1234.0, {'**': 1, '-': 1})
    """
    import pandas as pd

    text = column.astype("string").str.strip().str.replace(",", "", regex=False)
    values = pd.to_numeric(text, errors="coerce").astype(float)
    without = text[values.isna() & text.notna() & (text != "")]
    unknown = sorted(set(without) - set(MARKS))
    if unknown:
        raise ValueError(f"a cell holds '{unknown[0]}', which is neither a number nor one of {', '.join(MARKS)}")
    counts = without.value_counts()
    return values, {mark: int(counts[mark]) for mark in MARKS if mark in counts}
