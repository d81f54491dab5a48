"""Own lags and principal components in front of a regression (Stock and Watson 2002), linear or not."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin, clone


class WithFactors(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """A regression on the first columns as they are and on principal components of the others.

    Args:
        learner: the regression.
        own: how many first columns are the target's own lags.
        components: principal components.
    """

    def __init__(self, learner: Any, own: int, components: int = 4) -> None:
        self.learner = learner
        self.own = own
        self.components = components

    def fit(self, X: np.ndarray, y: np.ndarray) -> WithFactors:
        """Fit components and regression to rows."""
        others = X[:, self.own :]
        self.centre_ = others.mean(axis=0)
        right = np.linalg.svd(others - self.centre_, full_matrices=False)[2]
        self.loadings_ = right[: self.components].T
        self.fitted_ = clone(self.learner).fit(self._reduced(X), y)
        return self

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return predictions, [n]."""
        return np.asarray(self.fitted_.predict(self._reduced(X)))

    def _reduced(self, X: np.ndarray) -> np.ndarray:
        # Components of unit-variance columns grow with their number; scaled by it they stay near one.
        factors = (X[:, self.own :] - self.centre_) @ self.loadings_ / np.sqrt(max(X.shape[1] - self.own, 1))
        return np.hstack([X[:, : self.own], factors])
