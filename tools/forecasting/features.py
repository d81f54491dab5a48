"""Predictors of one quarter from a ragged panel, every row with the information that the last row has.

Direct forecasts need rows that all look alike. At the forecast date each series ends in a month of its own, some
months before the end of the quarter to be forecast. In the row of an earlier quarter the series is therefore read up to
the same number of months before that quarter's end (vertical realignment; Altissimo et al. 2010, "New Eurocoin"). No
ragged edge is left to fill, and no row of the past holds more than the forecast itself can.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from tools.forecasting.data.index import periods_of
from tools.forecasting.window import Window

TARGET_LAGS = 4
MONTHS = 3
"""Months averaged into one predictor, over which gaps such as January-February are bridged."""
LEAST_COVERAGE = 0.6
"""Share of the window's rows that a predictor must have; others are left out until they are long enough."""
WIDEST = 4.0
"""Standard deviations beyond which a predictor is cut: one wild month must not carry a forecast."""
STALE_MONTHS = 6
"""A series whose last figure is older than this at the forecast date is no longer published: it is left out."""
TARGET_BLOCK = "own past"


@dataclass(frozen=True)
class Features:
    """Predictors for one quarter, scaled inside the window.

    Attributes:
        X: predictors by quarter of the window, [n, p]; mean 0 and deviation 1 over the rows, gaps at the mean.
        y: growth in those quarters, [n].
        x: predictors of the quarter to be forecast, [p].
        names: names of the predictors, [p].
        series: key of the series that each predictor is made of, [p].
        lags: the last published values of the target before each row's horizon, unscaled, [n + 1, TARGET_LAGS].
        quarters: quarters of the rows.
    """

    X: np.ndarray
    y: np.ndarray
    x: np.ndarray
    names: tuple[str, ...]
    series: tuple[str, ...]
    lags: np.ndarray
    quarters: pd.PeriodIndex

    @cached_property
    def change(self) -> np.ndarray:
        """Growth less the last growth known at that distance, [n]: what the learners are trained on."""
        return np.asarray(self.y - self.lags[:-1, 0])

    @property
    def base(self) -> float:
        """The last published growth, percent."""
        return float(self.lags[-1, 0])


def features_of(window: Window, quarter: pd.Period) -> Features:
    """Return predictors aligned for a direct forecast of `quarter`; made once a window and quarter (see `build`)."""
    key = ("features", int(quarter.ordinal))
    if key not in window.derived:
        window.derived[key] = build(window, quarter)
    made: Features = window.derived[key]
    return made


def build(window: Window, quarter: pd.Period) -> Features:
    """Return the predictors of a direct forecast of `quarter` from what the window holds.

    Args:
        window: what was published.
        quarter: a quarter after the last published one.
    """
    steps = window.steps(quarter)
    known = window.known
    rows = periods_of(known)[steps + TARGET_LAGS - 1 :]
    every = np.append(rows.asi8, quarter.ordinal)
    lags = _target_lags(known, every, steps)
    monthly, quarterly = alive(window.panel.monthly, window), alive(window.panel.quarterly, window)
    raw = np.hstack([lags, _from_monthly(monthly, quarter, every), _from_quarterly(quarterly, quarter, every)])
    further = [*map(str, monthly.columns), *map(str, quarterly.columns)]
    names = [*(f"target lag {steps + at}" for at in range(TARGET_LAGS)), *further]
    series = ["target"] * TARGET_LAGS + further
    kept, scaled = _scale(raw)
    return Features(
        X=scaled[:-1],
        y=known.loc[rows].to_numpy(float),
        x=scaled[-1],
        names=tuple(name for name, keep in zip(names, kept, strict=True) if keep),
        series=tuple(key for key, keep in zip(series, kept, strict=True) if keep),
        lags=lags,
        quarters=rows,
    )


def alive(frame: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Return the series of a frame that are still published when the window ends.

    Args:
        frame: monthly or quarterly predictors of the window's panel.
        window: what was published.
    """
    ends = periods_of(frame).asfreq("M", how="E").asi8 if len(frame) else np.empty(0, np.int64)
    present = frame.notna().to_numpy()
    last = np.array([ends[column].max() if column.any() else -(10**6) for column in present.T], dtype=float)
    return frame.loc[:, last >= window.month.ordinal - STALE_MONTHS]


def quarter_ends(quarters: np.ndarray) -> np.ndarray:
    """Return the last month of each quarter, both as pandas ordinals."""
    return 3 * quarters + 2


def _target_lags(known: pd.Series, every: np.ndarray, steps: int) -> np.ndarray:
    values, first = known.to_numpy(float), known.index[0].ordinal
    at = every[:, None] - first - steps - np.arange(TARGET_LAGS)[None, :]
    return np.asarray(values[at])


def _from_monthly(monthly: pd.DataFrame, quarter: pd.Period, every: np.ndarray) -> np.ndarray:
    """Return the mean of the last three published months of each series, [rows, series]."""
    if monthly.shape[1] == 0:
        return np.empty((len(every), 0))
    smooth = monthly.rolling(MONTHS, min_periods=1).mean().to_numpy(float)
    first = monthly.index[0].ordinal
    ends = quarter_ends(every) - first
    here = quarter.asfreq("M", "end").ordinal - first
    return _read_back(smooth, monthly.notna().to_numpy(), ends, here)


def _from_quarterly(quarterly: pd.DataFrame, quarter: pd.Period, every: np.ndarray) -> np.ndarray:
    if quarterly.shape[1] == 0:
        return np.empty((len(every), 0))
    first = quarterly.index[0].ordinal
    here = int(quarter.ordinal - first)
    return _read_back(quarterly.to_numpy(float), quarterly.notna().to_numpy(), every - first, here)


def _read_back(values: np.ndarray, present: np.ndarray, ends: np.ndarray, here: int) -> np.ndarray:
    """Return each series as far before each row's end as its last published value is before the forecast's."""
    out = np.full((len(ends), values.shape[1]), np.nan)
    for at in range(values.shape[1]):
        published = np.flatnonzero(present[:, at])
        if not len(published):
            continue
        read = np.minimum(ends, here) - max(here - published[-1], 0)
        inside = (read >= 0) & (read < len(values))
        out[inside, at] = values[read[inside], at]
    return out


def _scale(raw: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scale by the mean and deviation of the window's own rows; return (kept columns, scaled values)."""
    rows = raw[:-1]
    enough = np.isfinite(rows).mean(axis=0) >= LEAST_COVERAGE
    kept = np.zeros(raw.shape[1], bool)
    kept[enough] = np.nanstd(rows[:, enough], axis=0) > 1e-12
    rows = rows[:, kept]
    scaled = (raw[:, kept] - np.nanmean(rows, axis=0)) / np.nanstd(rows, axis=0)
    return kept, np.nan_to_num(np.clip(scaled, -WIDEST, WIDEST), nan=0.0)
