"""Months and quarters in one model: a dynamic factor (statsmodels) and MIDAS regressions (macroforecast)."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from tools.forecasting.features import WIDEST, features_of, quarter_ends
from tools.forecasting.models.selection import closest
from tools.forecasting.persistence import has_unit_root
from tools.forecasting.window import Forecast, Window

DRAWS = 99


@dataclass(frozen=True)
class DynamicFactor:
    """A monthly factor behind the monthly series and quarterly growth (Banbura and Modugno 2014), by EM.

    Attributes:
        series: how many monthly series, those that move most with growth in the window.
        steps: most steps of EM.
    """

    series: int = 14
    steps: int = 25

    def fit_forecast(self, window: Window, quarters: Sequence[pd.Period]) -> list[Forecast]:
        """Return one forecast for each quarter."""
        fitted = self.fit(window)
        made = []
        for quarter, (point, spread) in zip(quarters, predict_quarters(fitted, quarters), strict=True):
            from scipy.stats import norm

            errors = spread * norm.ppf((np.arange(DRAWS) + 0.5) / DRAWS)
            made.append(Forecast(quarter, point, errors, {"series": len(fitted.model.endog_names) - 1}))
        return made

    def fit(self, window: Window, keys: Sequence[str] | None = None) -> Any:
        """Return statsmodels' results on what the window holds.

        Args:
            window: what was published.
            keys: monthly series; those that move most with growth where not given.

        Raises:
            ValueError: no estimate with a stable factor was found.
        """
        from statsmodels.tsa.api import DynamicFactorMQ

        keys = list(keys or closest(window, self.series, "M"))
        monthly, quarterly = self.data(window, keys, self.bounds(window, keys))
        for order in (2, 1):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # EM is stopped after a number of steps, and says so.
                model = DynamicFactorMQ(monthly, endog_quarterly=quarterly, factors=1, factor_orders=order)
                # Estimating the first state too (the default) lets EM diverge on panels with much missing.
                fitted = model.fit(maxiter=self.steps, tolerance=1e-5, em_initialization=False, disp=False)
            if np.abs(np.linalg.eigvals(fitted.model.ssm["transition"])).max() < 1.0:
                return fitted
        raise ValueError("the dynamic factor is explosive in this window")

    @staticmethod
    def bounds(window: Window, keys: Sequence[str]) -> pd.DataFrame:
        """Return how far each series may go, WIDEST deviations from its mean in the window: rows low and high."""
        held = window.panel.monthly[list(keys)]
        return pd.DataFrame({"low": held.mean() - WIDEST * held.std(), "high": held.mean() + WIDEST * held.std()}).T

    @staticmethod
    def data(window: Window, keys: Sequence[str], bounds: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return (monthly series within bounds, quarterly growth) from the start of the published growth."""
        begin, held = window.known.index[0].asfreq("M", "start"), window.panel.monthly
        months = pd.period_range(begin, held.index[-1], freq="M")
        monthly = held[list(keys)].reindex(months).astype(float)
        low, high = (bounds.loc[end].to_numpy(float) for end in ("low", "high"))
        return monthly.clip(low, high, axis=1), window.known.rename(TARGET).to_frame()


TARGET = "quarterly growth"


def predict_quarters(fitted: Any, quarters: Sequence[pd.Period]) -> list[tuple[float, float]]:
    """Return (mean, standard error) of growth in each quarter, read at the quarter's last month.

    Predictions are smoothed: statsmodels' default predicts each month from the month before, so that a quarter's last
    month would ignore what that month's own series say.
    """
    months = [quarter.asfreq("M", "end") for quarter in quarters]
    first = min([*months, fitted.model.data.row_labels[-1]])
    last = max([*months, first])
    predicted = fitted.get_prediction(start=str(first), end=str(last), information_set="smoothed")
    means: Any = predicted.predicted_mean[TARGET]
    spread: Any = predicted.se_mean[TARGET] if isinstance(predicted.se_mean, pd.DataFrame) else predicted.se_mean
    return [(float(means.loc[month]), float(np.asarray(spread.loc[month]).ravel()[0])) for month in months]


@dataclass(frozen=True)
class Midas:
    """The mean of MIDAS regressions, one a series: own lags and nine months of the series, exponential Almon weights.

    Attributes:
        series: how many monthly series, those that move most with growth in the window.
        months: months of each.
    """

    series: int = 3
    months: int = 9

    def fit_forecast(self, window: Window, quarters: Sequence[pd.Period]) -> list[Forecast]:
        """Return one forecast for each quarter."""
        keys = closest(window, self.series, "M")
        return [self._one(window, quarter, keys) for quarter in quarters]

    def _one(self, window: Window, quarter: pd.Period, keys: list[str]) -> Forecast:
        from macroforecast.models import restricted_midas

        features = features_of(window, quarter)
        differenced = has_unit_root(window)
        y = features.change if differenced else features.y
        points, fitted_values = [], []
        for key in keys:
            X = self._design(window, quarter, key)
            rows = np.isfinite(X).all(axis=1)
            if rows[:-1].sum() < 2 * X.shape[1] or not rows[-1]:
                continue
            frame = pd.DataFrame(X, columns=self._columns())
            fit = restricted_midas(frame[:-1][rows[:-1]], pd.Series(y)[rows[:-1]], maxiter=40, tolerance=1e-4)
            points.append(float(np.asarray(fit.predict(frame.iloc[[-1]]))[0]))
            own = np.full(len(y), np.nan)
            own[rows[:-1]] = np.asarray(fit.predict(frame[:-1][rows[:-1]]))
            fitted_values.append(own)
        offset = features.base if differenced else 0.0
        if not points:
            return Forecast(quarter, offset if differenced else float(y.mean()), y - y.mean(), {"series": []})
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            mean = np.nanmean(fitted_values, axis=0)
        errors = (y - mean)[np.isfinite(mean)]
        return Forecast(quarter, offset + float(np.median(points)), errors, {"series": keys})

    def _columns(self) -> list[str]:
        return [f"own_lag{lag}" for lag in range(4)] + [f"x_lag{lag}" for lag in range(self.months)]

    def _design(self, window: Window, quarter: pd.Period, key: str) -> np.ndarray:
        """Return own lags and months of one series, as far before each quarter's end as is out for this one."""
        features = features_of(window, quarter)
        series = window.panel.monthly[key].interpolate(limit=2, limit_area="inside")
        values = series.to_numpy(float)
        last = int(np.flatnonzero(np.isfinite(values))[-1])
        first = series.index[0].ordinal
        every = np.append(features.quarters.asi8, quarter.ordinal)
        ends = quarter_ends(every) - first
        behind = max(ends[-1] - last, 0)
        at = ends[:, None] - behind - np.arange(self.months)[None, :]
        months = np.where(at >= 0, values[np.clip(at, 0, len(values) - 1)], np.nan)
        return np.hstack([features.lags, (months - np.nanmean(values)) / (np.nanstd(values) or 1.0)])
