"""Choosing, inside a window, the few series that a small model can hold."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.forecasting.data.index import periods_of
from tools.forecasting.features import alive
from tools.forecasting.window import Window

LEAST_COVERAGE = 0.6
"""Share of the window's quarters that a series must have to be chosen."""


def quarterly_means(window: Window) -> pd.DataFrame:
    """Return every predictor as a quarterly mean over the published quarters of the target, [quarters, series]."""
    monthly, index = alive(window.panel.monthly, window), window.known.index
    means = monthly.groupby(periods_of(monthly).asfreq("Q")).mean()
    return pd.concat([means.reindex(index), alive(window.panel.quarterly, window).reindex(index)], axis=1)


def closest(window: Window, count: int, frequency: str = "any") -> list[str]:
    """Return the series that move most with growth in the window: highest absolute correlation first.

    Args:
        window: what was published.
        count: how many at most.
        frequency: "M" for monthly ones only.
    """
    means = quarterly_means(window)
    if frequency == "M":
        means = means[[key for key in window.panel.monthly.columns if key in means]]
    means = means.loc[:, (means.notna().mean() >= LEAST_COVERAGE) & (means.std() > 1e-12)]
    strength = means.corrwith(window.known).abs().dropna()
    return [str(key) for key in strength.sort_values(ascending=False, kind="stable").index[:count]]


def complete(window: Window, keys: list[str]) -> pd.DataFrame:
    """Return the target and some series by quarter, from where all have begun; gaps inside are interpolated.

    Returns:
        The target as first column, [quarters, 1 + series].
    """
    frame = pd.concat([window.known.rename("__target__"), quarterly_means(window)[keys]], axis=1)
    frame = frame.loc[frame.dropna().index[0] :] if len(frame.dropna()) else frame.iloc[:, :1]
    filled: pd.DataFrame = frame.interpolate(limit_direction="forward")
    kept: pd.DataFrame = filled.loc[:, np.isfinite(filled.to_numpy()).all(axis=0)]
    return kept
