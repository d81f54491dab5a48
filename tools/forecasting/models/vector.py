"""Vector autoregressions of growth with the series that move most with it: least squares, and a Minnesota prior."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tools.forecasting.models.recursion import LinearRecursion
from tools.forecasting.models.selection import closest, complete
from tools.forecasting.window import Forecast, Window


@dataclass(frozen=True)
class VectorAutoregression:
    """A small VAR by least squares; its length by BIC."""

    series: int = 2
    most_lags: int = 3

    def fit_forecast(self, window: Window, quarters: Sequence[pd.Period]) -> list[Forecast]:
        """Return one forecast for each quarter."""
        from statsmodels.tsa.api import VAR

        frame = complete(window, closest(window, self.series))
        values = frame.to_numpy(float)
        if values.shape[1] == 1:
            from tools.forecasting.models.benchmarks import Autoregression

            return Autoregression().fit_forecast(window, quarters)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitted = VAR(values).fit(maxlags=self.most_lags, ic="bic")
        coefficients = fitted.coefs if fitted.k_ar else np.zeros((1, values.shape[1], values.shape[1]))
        recursion = LinearRecursion(np.asarray(fitted.intercept), np.asarray(coefficients))
        details = {"lags": int(fitted.k_ar), "series": list(frame.columns[1:])}
        return recursion.forecasts(window, quarters, values, details)


@dataclass(frozen=True)
class BayesianVectorAutoregression:
    """A VAR under a Minnesota prior (macroforecast's sampler), on series scaled inside the window.

    The sampler inverts a matrix of (quarters x variables) in each draw, so variables and draws are few.
    """

    series: int = 3
    lags: int = 2
    tightness: float = 0.1
    draws: int = 180
    burn_in: int = 40

    def fit_forecast(self, window: Window, quarters: Sequence[pd.Period]) -> list[Forecast]:
        """Return one forecast for each quarter."""
        from macroforecast.models import bvar_minnesota

        from tools.forecasting.persistence import has_unit_root

        frame = complete(window, closest(window, self.series))
        centre, scale = frame.mean(), frame.std().replace(0.0, 1.0)
        scaled = (frame - centre) / scale
        fit = bvar_minnesota(
            scaled.reset_index(drop=True),
            target="__target__",
            n_lag=self.lags,
            kappa0=self.tightness,
            iter=self.draws,
            burnin=self.burn_in,
            random_state=window.seed,
            own_lag_prior_mean=0.9 if has_unit_root(window) else 0.0,
        )
        k = scaled.shape[1]
        coefficients = np.asarray(fit.estimator.coef_, float)
        by_lag = np.stack([coefficients[:, lag * k : (lag + 1) * k] for lag in range(self.lags)])
        recursion = LinearRecursion(np.zeros(k), by_lag)
        made = recursion.forecasts(window, quarters, scaled.to_numpy(), {"series": list(frame.columns[1:])})
        mean, spread = float(centre.iloc[0]), float(scale.iloc[0])
        return [Forecast(f.quarter, mean + spread * f.point, spread * f.residuals, f.details) for f in made]
