"""Penalised regressions whose penalty is chosen on held-out blocks of time: one path a block, its errors kept."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.linear_model import ElasticNet, Ridge, enet_path

from tools.forecasting.models.direct import blocks

PENALTIES = 25
SMALLEST = 1e-2
"""Smallest penalty of an elastic net, as a share of the one that sets every coefficient to zero."""
RIDGE_PENALTIES = np.logspace(-1, 4, 21)


class SparsePath(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """An elastic net over a path of penalties, computed once a block.

    Args:
        mixtures: shares of the absolute penalty to try; 1 is the LASSO.
    """

    def __init__(self, mixtures: list[float]) -> None:
        self.mixtures = mixtures

    def held_out_predictions(self, X: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Choose the penalty and return predictions of each block from the others."""
        best, kept = np.inf, np.zeros_like(y)
        for mixture in self.mixtures:
            largest = np.abs(X.T @ (y - y.mean())).max() / len(y) / mixture
            penalties = largest * np.geomspace(1.0, SMALLEST, PENALTIES)
            out = np.empty((PENALTIES, len(y)))
            for train, test in blocks().split(X):
                centre, level = X[train].mean(axis=0), y[train].mean()
                path: Any = enet_path(
                    X[train] - centre, y[train] - level, l1_ratio=mixture, alphas=penalties, max_iter=2000, tol=1e-3
                )
                out[:, test] = (level + (X[test] - centre) @ path[1]).T
            at, error = _best(out, y)
            if error < best:
                best, kept = error, out[at]
                self.chosen_ = {"alpha": float(penalties[at]), "l1_ratio": mixture}
        return kept

    def fit(self, X: np.ndarray, y: np.ndarray) -> SparsePath:
        """Fit to all rows, at the penalty that `held_out_predictions` chose."""
        self.fitted_ = ElasticNet(**self.chosen_, max_iter=5000).fit(X, y)
        return self

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return predictions, [n]."""
        return np.asarray(self.fitted_.predict(X))


class RidgePath(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """Ridge regression over a path of penalties, from one singular value decomposition a block."""

    def held_out_predictions(self, X: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Choose the penalty and return predictions of each block from the others."""
        out = np.empty((len(RIDGE_PENALTIES), len(y)))
        for train, test in blocks().split(X):
            centre, level = X[train].mean(axis=0), y[train].mean()
            left, singular, right = np.linalg.svd(X[train] - centre, full_matrices=False)
            shrunk = singular / (singular**2 + RIDGE_PENALTIES[:, None]) * (left.T @ (y[train] - level))
            out[:, test] = level + shrunk @ right @ (X[test] - centre).T
        at, _ = _best(out, y)
        self.chosen_ = {"alpha": float(RIDGE_PENALTIES[at])}
        return np.asarray(out[at])

    def fit(self, X: np.ndarray, y: np.ndarray) -> RidgePath:
        """Fit to all rows, at the penalty that `held_out_predictions` chose."""
        self.fitted_ = Ridge(**self.chosen_).fit(X, y)
        return self

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return predictions, [n]."""
        return np.asarray(self.fitted_.predict(X))


def _best(out: np.ndarray, y: np.ndarray) -> tuple[int, float]:
    errors = ((out - y) ** 2).mean(axis=1)
    at = int(errors.argmin())
    return at, float(errors[at])
