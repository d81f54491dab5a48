"""What a forecaster may see at one moment, and what it hands back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import pandas as pd

from tools.forecasting.data.index import periods_of
from tools.forecasting.data.panel import Panel

SHORTEST_WINDOW = 24
"""Fewest published quarters of the target that a forecast is made from."""


@dataclass(frozen=True)
class Forecast:
    """One model's forecast of one quarter.

    Attributes:
        quarter: the quarter that is forecast.
        point: growth, percent.
        residuals: errors that the model made inside the window at this distance, percentage points; draws of the
            forecast are `point + residuals`.
        details: what the model chose (lags, penalty), in plain JSON.
    """

    quarter: pd.Period
    point: float
    residuals: np.ndarray
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def draws(self) -> np.ndarray:
        """Draws of the growth rate, one for each residual."""
        return self.point + self.residuals


class Forecaster(Protocol):
    """A model: from what was out at one moment to forecasts of quarters not yet published."""

    def fit_forecast(self, window: Window, quarters: Sequence[pd.Period]) -> list[Forecast]:
        """Return one forecast for each of `quarters`, in order."""
        ...


@dataclass(frozen=True)
class Window:
    """Everything published by one date, and nothing later.

    Attributes:
        panel: the panel as of that date, cut at the window's start where it rolls.
        seed: seed of the models that draw at random.
        derived: what was made of this window, by kind and quarter, so that models share it; filled as it is asked for.
    """

    panel: Panel
    seed: int = 0
    derived: dict[tuple[str, int], Any] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def known(self) -> pd.Series:
        """The published target: growth in percent by quarter, without a gap."""
        published = self.panel.target.dropna()
        steps = np.diff(periods_of(published).asi8)
        if (steps != 1).any():  # Only the part after the last gap can carry lags.
            published = published.iloc[int(np.flatnonzero(steps != 1)[-1]) + 1 :]
        return published

    @property
    def month(self) -> pd.Period:
        """The month at whose end the window stands."""
        known_at = self.panel.known_at
        return self.panel.last_known if known_at is None else known_at

    @property
    def last(self) -> pd.Period:
        """The last quarter whose growth is published."""
        return periods_of(self.known)[-1]

    def steps(self, quarter: pd.Period) -> int:
        """Return how many quarters `quarter` lies after the last published one."""
        return int(quarter.ordinal - self.last.ordinal)


def window_at(
    panel: Panel, day: pd.Timestamp | pd.Period | str, *, longest: int | None = None, seed: int = 0
) -> Window:
    """Return the window of a day.

    Args:
        panel: the whole panel.
        day: only what was published by the end of this day, month or quarter is kept.
        longest: for a rolling window, the number of most recent published quarters to keep.
        seed: seed of the models that draw at random.
    """
    seen = panel.as_of(day)
    if longest is not None:
        target = seen.target.dropna().iloc[-longest:]
        start = target.index[0]
        seen = replace(
            seen,
            target=target,
            monthly=seen.monthly.loc[start.asfreq("M", "start") - MONTHS_BEFORE :],
            quarterly=seen.quarterly.loc[start - MONTHS_BEFORE // 3 :],
        )
    return Window(seen, seed)


MONTHS_BEFORE = 12
"""Months of predictors kept before the first target quarter of a rolling window: its lags."""
