"""Scaling predictors so that one kernel width means the same for few and for many of them."""

from __future__ import annotations

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin


class KernelWidth(TransformerMixin, BaseEstimator):
    """Multiply predictors so that a radial kernel of width 1 has gamma = factor / (predictors x variance).

    Args:
        factor: the multiple.
    """

    def __init__(self, factor: float = 1.0) -> None:
        self.factor = factor

    def fit(self, X: np.ndarray, y: np.ndarray | None = None) -> KernelWidth:
        """Measure the predictors."""
        self.scale_ = float(np.sqrt(self.factor / (X.shape[1] * (X.var() or 1.0))))
        return self

    def transform(self, X: np.ndarray) -> np.ndarray:
        """Return scaled predictors, [n, p]."""
        return X * self.scale_
