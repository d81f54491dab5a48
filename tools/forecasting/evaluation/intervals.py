"""Intervals by split conformal prediction on past out-of-sample errors, and how often they held what came."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from tools.forecasting.record import Record

LEVELS = (0.5, 0.8)
LEVEL = 0.8


def half_width(errors: np.ndarray, level: float) -> float:
    """Return the half width of an interval that holds a new error of the same kind with probability `level` or more.

    The ceil((n + 1) level)-th smallest absolute error (Lei et al. 2018, algorithm 2); the largest where n is too small.

    Args:
        errors: past errors, [n].
        level: between 0 and 1.

    >>> half_width(np.array([1.0, -2.0, 3.0, -4.0]), 0.8)
    4.0
    """
    ordered = np.sort(np.abs(errors[np.isfinite(errors)]))
    if not len(ordered):
        return math.nan
    return float(ordered[min(math.ceil((len(ordered) + 1) * level), len(ordered)) - 1])


def intervals(record: Record, model: str, level: float = LEVEL) -> pd.DataFrame:
    """Return the interval that a model could state for each quarter when it was forecast.

    Returns:
        Columns low, point, high (percent), and `tested` (whether it rests on past out-of-sample errors).
    """
    rows = {}
    for quarter in record.points.index:
        errors, tested = record.spread(model, quarter)
        point, half = float(record.points.at[quarter, model]), half_width(errors, level)
        rows[quarter] = {"low": point - half, "point": point, "high": point + half, "tested": tested}
    return pd.DataFrame.from_dict(rows, orient="index")


def coverage(
    record: Record, model: str, parts: dict[str, pd.PeriodIndex], level: float = LEVEL
) -> dict[str, tuple[float, int]]:
    """Return, by sub-period, the share of quarters that fell inside the interval stated before, and their number."""
    stated = intervals(record, model, level)
    inside = (record.actual >= stated["low"] - 1e-9) & (record.actual <= stated["high"] + 1e-9)
    shares = {}
    for period, quarters in parts.items():
        due = record.actual.reindex(quarters).dropna().index
        if len(due):
            shares[period] = (float(inside.loc[due].mean()), len(due))
    return shares
