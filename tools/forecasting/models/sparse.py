"""Elastic nets whose penalty is chosen on the errors of held-out blocks of time, those errors kept."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.linear_model import ElasticNet, enet_path

from tools.forecasting.models.direct import blocks

PENALTIES = 25
SMALLEST = 1e-2
"""Smallest penalty, as a share of the one that sets every coefficient to zero."""


class SparsePath(RegressorMixin, BaseEstimator):
    """An elastic net over a path of penalties, computed once a block: the choice and the held-out errors come together.

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
            errors = ((out - y) ** 2).mean(axis=1)
            if errors.min() < best:
                at = int(errors.argmin())
                best, kept = float(errors[at]), out[at]
                self.alpha_, self.mixture_ = float(penalties[at]), mixture
        return kept

    def fit(self, X: np.ndarray, y: np.ndarray) -> SparsePath:
        """Fit to all rows, at the penalty of the held-out blocks."""
        if not hasattr(self, "alpha_"):
            self.held_out_predictions(X, y)
        self.fitted_ = ElasticNet(alpha=self.alpha_, l1_ratio=self.mixture_, max_iter=5000).fit(X, y)
        return self

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return predictions, [n]."""
        return np.asarray(self.fitted_.predict(X))
