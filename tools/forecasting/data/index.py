"""The period index of a series or frame, and figures by period, with their types."""

from __future__ import annotations

import pandas as pd


def periods_of(data: pd.Series | pd.DataFrame) -> pd.PeriodIndex:
    """Return the index, which must be of periods.

    Raises:
        TypeError: it is of something else.
    """
    if not isinstance(data.index, pd.PeriodIndex):
        raise TypeError(f"an index of periods is needed, not {type(data.index).__name__}")
    return data.index


def value_at(series: pd.Series, period: pd.Period) -> float:
    """Return the figure of a period.

    Raises:
        KeyError: the series has no such period.
    """
    return float(series.to_numpy()[periods_of(series).get_loc(period)])
