"""Models of growth's own past from statsmodels: ARIMA and exponential smoothing, chosen by AICc."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from tools.forecasting.persistence import has_unit_root
from tools.forecasting.window import Forecast, Window

ORDERS = ((1, 0), (0, 1), (1, 1), (2, 0), (2, 1))


@dataclass(frozen=True)
class Arima:
    """ARIMA(p, d, q): d from a unit root test in the window, p and q by AICc."""

    orders: tuple[tuple[int, int], ...] = ORDERS

    def fit_forecast(self, window: Window, quarters: Sequence[pd.Period]) -> list[Forecast]:
        """Return one forecast for each quarter."""
        from statsmodels.tsa.arima.model import ARIMA

        d = int(has_unit_root(window))
        known = window.known.to_numpy(float)
        fits = []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # An order that does not converge loses by its AICc.
            for p, q in self.orders:
                model = ARIMA(known, order=(p, d, q), trend="n" if d else "c")
                fits.append((model.fit(method_kwargs={"maxiter": 60}), (p, d, q)))
        fitted, order = min(fits, key=lambda item: item[0].aicc)
        longest = max(window.steps(quarter) for quarter in quarters)
        predicted = fitted.get_forecast(longest)
        return _from_standard_errors(
            window, quarters, predicted.predicted_mean, predicted.se_mean, fitted.resid[d + 4 :], {"order": list(order)}
        )


class ExponentialSmoothing:
    """Exponential smoothing with additive errors: no trend, or a damped one, by AICc."""

    def fit_forecast(self, window: Window, quarters: Sequence[pd.Period]) -> list[Forecast]:
        """Return one forecast for each quarter."""
        from statsmodels.tsa.exponential_smoothing.ets import ETSModel

        known = pd.Series(window.known.to_numpy(float))
        fits = []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # A variant that does not converge loses by its AICc.
            for trend in (None, "add"):
                model = ETSModel(known, error="add", trend=trend, damped_trend=trend is not None)
                fits.append((model.fit(disp=False, maxiter=100), trend))
        fitted, trend = min(fits, key=lambda item: item[0].aicc)
        longest = max(window.steps(quarter) for quarter in quarters)
        predicted = fitted.get_prediction(start=len(known), end=len(known) + longest - 1)
        spread = np.sqrt(np.asarray(predicted.forecast_variance))
        details = {"trend": "damped" if trend else "none"}
        return _from_standard_errors(
            window, quarters, np.asarray(predicted.predicted_mean), spread, fitted.resid.to_numpy()[4:], details
        )


def _from_standard_errors(
    window: Window,
    quarters: Sequence[pd.Period],
    points: np.ndarray,
    spreads: np.ndarray,
    residuals: np.ndarray,
    details: dict[str, Any],
) -> list[Forecast]:
    """Return forecasts whose errors are the one-step errors, widened as the model's own standard error widens."""
    standard = residuals / (np.std(residuals) or 1.0)
    return [
        Forecast(quarter, float(points[at]), standard * float(spreads[at]), details)
        for quarter in quarters
        for at in [window.steps(quarter) - 1]
    ]
