"""Direct forecasts by any regression: one fit a quarter, tuned by blocks of time inside the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from tools.forecasting.features import Features
from tools.forecasting.persistence import has_unit_root
from tools.forecasting.window import Forecast, Window

BLOCKS = 5
"""Contiguous blocks of time, each held out once, on which penalties are chosen."""


@dataclass(frozen=True)
class DirectFit:
    """A fitted regression for one quarter.

    Attributes:
        features: the predictors that it was fitted to.
        offset: what is added to the regression's output: 0, or the last published growth where it forecasts a change.
        estimator: the fitted regression.
        residuals: errors on blocks of the window that the regression did not see.
        chosen: what was tuned.
    """

    features: Features
    offset: float
    estimator: Any
    residuals: np.ndarray
    chosen: dict[str, Any]

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return growth in percent for rows of scaled predictors, [n, p] -> [n]."""
        return self.offset + np.asarray(self.estimator.predict(X), float).ravel()


@dataclass(frozen=True)
class Direct:
    """A regression of growth on predictors that are aligned for each horizon.

    Where growth has a unit root inside the window, its change from the last published quarter is explained, else growth
    itself (pretesting: Diebold and Kilian 2000). Trees and neighbours cannot leave the range of growth seen before.

    Attributes:
        make: returns an estimator with scikit-learn's fit and predict, from (number of own lags, seed).
        grid: values to choose from by mean squared error over held-out blocks; empty where the estimator tunes itself.
    """

    make: Callable[[int, int], Any]
    grid: dict[str, list[Any]] = field(default_factory=dict)

    def fit(self, window: Window, quarter: pd.Period) -> DirectFit:
        """Fit to a window for a forecast of `quarter`."""
        features = window.features(quarter)
        differenced = has_unit_root(window)
        y = features.change if differenced else features.y
        own = sum(key == "target" for key in features.series)
        estimator, chosen = self._tuned(self.make(own, window.seed), features.X, y)
        offset = features.base if differenced else 0.0
        held_out = y - _cross_predict(estimator, features.X, y)
        estimator.fit(features.X, y)
        chosen |= {"target": "change" if differenced else "level", **getattr(estimator, "chosen_", {})}
        return DirectFit(features, offset, estimator, held_out, chosen)

    def fit_forecast(self, window: Window, quarters: Sequence[pd.Period]) -> list[Forecast]:
        """Return one forecast for each quarter."""
        forecasts = []
        for quarter in quarters:
            fitted = self.fit(window, quarter)
            point = float(fitted.predict(fitted.features.x[None, :])[0])
            forecasts.append(Forecast(quarter, point, fitted.residuals, fitted.chosen))
        return forecasts

    def _tuned(self, estimator: Any, X: np.ndarray, y: np.ndarray) -> tuple[Any, dict[str, Any]]:
        if not self.grid:
            return estimator, {}
        from sklearn.model_selection import GridSearchCV

        search: Any = GridSearchCV(estimator, self.grid, scoring="neg_mean_squared_error", cv=blocks(), refit=False)
        search.fit(X, y)
        best = {name: _plain(value) for name, value in search.best_params_.items()}
        return estimator.set_params(**search.best_params_), best


def blocks() -> Any:
    """Return the split into contiguous blocks of time."""
    from sklearn.model_selection import KFold

    return KFold(BLOCKS, shuffle=False)


def _cross_predict(estimator: Any, X: np.ndarray, y: np.ndarray) -> np.ndarray:
    from sklearn.model_selection import cross_val_predict

    if hasattr(estimator, "held_out_predictions"):
        return np.asarray(estimator.held_out_predictions(X, y), float)
    return np.asarray(cross_val_predict(estimator, X, y, cv=blocks()), float)


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value
