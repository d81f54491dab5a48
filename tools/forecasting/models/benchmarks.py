"""The forecasts to beat: no change, the mean, and an autoregression whose length is chosen by BIC."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tools.forecasting.models.recursion import LinearRecursion
from tools.forecasting.window import Forecast, Window


class RandomWalk:
    """Growth stays what it was in the last published quarter."""

    def fit_forecast(self, window: Window, quarters: Sequence[pd.Period]) -> list[Forecast]:
        """Return one forecast for each quarter."""
        known = window.known.to_numpy(float)
        return [
            Forecast(quarter, float(known[-1]), known[window.steps(quarter) :] - known[: -window.steps(quarter)])
            for quarter in quarters
        ]


class Mean:
    """Growth is what it was on average in the window."""

    def fit_forecast(self, window: Window, quarters: Sequence[pd.Period]) -> list[Forecast]:
        """Return one forecast for each quarter."""
        known = window.known.to_numpy(float)
        return [Forecast(quarter, float(known.mean()), known - known.mean()) for quarter in quarters]


@dataclass(frozen=True)
class Autoregression:
    """An autoregression of growth with a constant, iterated forward; its length by BIC."""

    most_lags: int = 6

    def fit_forecast(self, window: Window, quarters: Sequence[pd.Period]) -> list[Forecast]:
        """Return one forecast for each quarter."""
        from statsmodels.tsa.ar_model import AutoReg, ar_select_order

        known = window.known.to_numpy(float)
        lags = ar_select_order(known, self.most_lags, ic="bic").ar_lags or []
        fitted = AutoReg(known, lags or 0).fit()
        coefficients = np.zeros((max(len(lags), 1), 1, 1))
        coefficients[: len(lags), 0, 0] = fitted.params[1:]
        recursion = LinearRecursion(np.array([fitted.params[0]]), coefficients)
        details = {"lags": len(lags), "coefficients": [float(value) for value in fitted.params]}
        return recursion.forecasts(window, quarters, known[:, None], details)
