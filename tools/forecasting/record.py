"""What a tournament produced: every forecast beside what came, and what was known when it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from tools.forecasting.data.index import periods_of

LEAST_ERRORS = 12
"""Past errors from which a forecast's spread is taken; with fewer, the model's own errors inside the window are."""


@dataclass(frozen=True)
class Record:
    """Forecasts of one horizon.

    Attributes:
        horizon: quarters from the quarter in which the forecast is made; 0 is a nowcast.
        points: forecasts, percent; a row a quarter, a column a model; NaN where a model failed.
        actual: growth as it came, percent, by quarter; NaN where it is not out yet.
        last: the last published quarter when the forecast was made, by quarter.
        residuals: errors inside the window, by (model, quarter).
        failures: what failed, by model.
        seen: by pretrained model, the last quarter that it may have seen; it has no forecast of it or of one before.
    """

    horizon: int
    points: pd.DataFrame
    actual: pd.Series
    last: pd.Series
    residuals: Mapping[tuple[str, pd.Period], np.ndarray] = field(default_factory=dict)
    failures: Mapping[str, str] = field(default_factory=dict)
    seen: Mapping[str, pd.Period] = field(default_factory=dict)

    @property
    def errors(self) -> pd.DataFrame:
        """Actual less forecast, percentage points; only quarters that are out."""
        done = self.actual.dropna().index
        return self.points.loc[done].rsub(self.actual.loc[done], axis=0)

    @property
    def steps(self) -> int:
        """Quarters from the last published one to the one that is forecast, the most over the record."""
        return int((periods_of(self.last).asi8 - np.array([last.ordinal for last in self.last])).max())

    def known_before(self, quarter: pd.Period) -> pd.PeriodIndex:
        """Return the quarters of this record whose growth was out when `quarter` was forecast."""
        done = periods_of(self.actual.dropna())
        last: Any = self.last.loc[quarter]  # type: ignore[call-overload]
        before: pd.PeriodIndex = done[done <= last]
        return before

    def spread(self, model: str, quarter: pd.Period) -> tuple[np.ndarray, bool]:
        """Return errors that a forecast may make, as known when it was made, and whether they are out of sample.

        Args:
            model: a column of `points`.
            quarter: a row of `points`.
        """
        before = self.known_before(quarter)
        past = (self.actual.loc[before] - self.points.loc[before, model]).dropna().to_numpy(float)
        if len(past) >= LEAST_ERRORS:
            return past, True
        inside = self.residuals.get((model, quarter))
        return (past, True) if inside is None else (np.asarray(inside, float), False)

    def with_columns(self, further: pd.DataFrame) -> Record:
        """Return the record with further forecasts, such as combinations or a person's own."""
        return replace(self, points=self.points.join(further))

    def unscored(self, model: str) -> pd.PeriodIndex:
        """Return the quarters of this record for which a model has no forecast because it may have seen them."""
        quarters = periods_of(self.points)
        return quarters[quarters <= self.seen[model]] if model in self.seen else quarters[:0]

    def after(self, quarter: pd.Period) -> Record:
        """Return the record of the quarters after one."""
        later = periods_of(self.points) > quarter
        return replace(self, points=self.points[later], actual=self.actual[later], last=self.last[later])


def row_at(frame: pd.DataFrame, period: pd.Period) -> pd.Series:
    """Return the row of a period.

    Raises:
        ValueError: the frame has no such period.
    """
    return frame.iloc[list(periods_of(frame)).index(period)]
