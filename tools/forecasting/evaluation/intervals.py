"""Conformal intervals from past out-of-sample errors, late ones weighing more, and how often they held what came."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from tools.forecasting.data.index import value_at
from tools.forecasting.record import Record

LEVELS = (0.5, 0.8)
LEVEL = 0.8
DECAY = 0.95
"""Weight of a past error relative to the next one: what happened lately says more about the next quarter."""


def half_width(errors: np.ndarray, level: float, decay: float = DECAY) -> float:
    """Return the half width of an interval that should hold a new error of the same kind with probability `level`.

    The weighted quantile of the absolute errors, with one more error of weight one at infinity (Barber, Candes, Ramdas
    and Tibshirani 2023, eq. 6); the largest error where they are too few. With equal weights this is the
    ceil((n + 1) level)-th smallest.

    Args:
        errors: past errors, the latest last, [n].
        level: between 0 and 1.
        decay: weight of an error relative to that of the next one; 1 for equal weights.

    >>> half_width(np.array([1.0, -2.0, 3.0, -4.0]), 0.6, decay=1.0)
    3.0
    """
    sizes = np.abs(errors[np.isfinite(errors)])
    if not len(sizes):
        return math.nan
    weights = decay ** np.arange(len(sizes))[::-1]
    order = np.argsort(sizes)
    reached = np.cumsum(weights[order]) / (weights.sum() + 1.0) >= level - 1e-12
    return float(sizes[order][int(reached.argmax())] if reached.any() else sizes.max())


def intervals(record: Record, model: str, level: float = LEVEL) -> pd.DataFrame:
    """Return the interval that a model could state for each quarter when it was forecast.

    Returns:
        Columns low, point, high (percent), and `tested` (whether it rests on past out-of-sample errors).
    """
    rows = {}
    for quarter in record.points.index:
        errors, tested = record.spread(model, quarter)
        point, half = value_at(record.points[model], quarter), half_width(errors, level)
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
