"""Direct forecasts by any regression: one fit a quarter, tuned by blocks of time inside the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from tools.forecasting.features import Features, features_of
from tools.forecasting.persistence import has_unit_root
from tools.forecasting.window import Forecast, Window

BLOCKS = 5
"""Contiguous blocks of time, each held out once, on which penalties are chosen."""
Grid = Mapping[str, Sequence[Any]]


@dataclass(frozen=True)
class DirectFit:
    """A fitted regression for one quarter.

    Attributes:
        features: the predictors that it was fitted to.
        offset: what is added to the regression's output: 0, or the last published growth where it forecasts a change.
        centre, scale: mean and deviation of what was explained, which the regression saw standardised.
        estimator: the fitted regression.
        residuals: errors on blocks of the window that the regression did not see, percentage points.
        chosen: what was tuned.
    """

    features: Features
    offset: float
    centre: float
    scale: float
    estimator: Any
    residuals: np.ndarray
    chosen: dict[str, Any]

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return growth in percent for rows of scaled predictors, [n, p] -> [n]."""
        return self.offset + self.centre + self.scale * np.asarray(self.estimator.predict(X), float).ravel()


@dataclass(frozen=True)
class Direct:
    """A regression of growth on predictors that are aligned for each horizon.

    Where growth has a unit root inside the window, its change from the last published quarter is explained, else growth
    itself (pretesting: Diebold and Kilian 2000). Trees and neighbours cannot leave the range of growth seen before.

    Attributes:
        make: returns an estimator with scikit-learn's fit and predict, from (number of own lags, seed).
        grid: values to choose from by mean squared error over held-out blocks, from the number of predictors; empty
            where the estimator tunes itself or has nothing to tune.
    """

    make: Callable[[int, int], Any]
    grid: Callable[[int], Grid] = lambda predictors: {}

    def fit(self, window: Window, quarter: pd.Period) -> DirectFit:
        """Fit to a window for a forecast of `quarter`."""
        features = features_of(window, quarter)
        differenced = has_unit_root(window)
        y = features.change if differenced else features.y
        centre, scale = float(y.mean()), float(y.std()) or 1.0
        standard = (y - centre) / scale
        own = sum(key == "target" for key in features.series)
        estimator, chosen, held_out = self._tuned(self.make(own, window.seed), features.X, standard)
        estimator.fit(features.X, standard)
        return DirectFit(
            features=features,
            offset=features.base if differenced else 0.0,
            centre=centre,
            scale=scale,
            estimator=estimator,
            residuals=scale * (standard - held_out),
            chosen={**chosen, "target": "change" if differenced else "level"},
        )

    def fit_forecast(self, window: Window, quarters: Sequence[pd.Period]) -> list[Forecast]:
        """Return one forecast for each quarter."""
        forecasts = []
        for quarter in quarters:
            fitted = self.fit(window, quarter)
            point = float(fitted.predict(fitted.features.x[None, :])[0])
            forecasts.append(Forecast(quarter, point, fitted.residuals, fitted.chosen))
        return forecasts

    def _tuned(self, estimator: Any, X: np.ndarray, y: np.ndarray) -> tuple[Any, dict[str, Any], np.ndarray]:
        """Return the estimator as tuned, what was chosen, and its predictions of blocks that it did not see."""
        from sklearn.model_selection import ParameterGrid

        if hasattr(estimator, "held_out_predictions"):
            held_out = np.asarray(estimator.held_out_predictions(X, y), float)
            return estimator, dict(getattr(estimator, "chosen_", {})), held_out
        tried = [(values, predict_blocks(estimator, values, X, y)) for values in ParameterGrid(self.grid(X.shape[1]))]
        best, held_out = min(tried, key=lambda item: float(((y - item[1]) ** 2).mean()))
        return estimator.set_params(**best), best, held_out


def blocks() -> Any:
    """Return the split into contiguous blocks of time."""
    from sklearn.model_selection import KFold

    return KFold(BLOCKS, shuffle=False)


def predict_blocks(estimator: Any, values: Mapping[str, Any], X: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return predictions of each block of time by the estimator with these values, fitted to the other blocks."""
    from sklearn.base import clone

    out = np.empty_like(y)
    for train, test in blocks().split(X):
        out[test] = np.ravel(clone(estimator).set_params(**values).fit(X[train], y[train]).predict(X[test]))
    return out
