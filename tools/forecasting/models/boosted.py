"""LightGBM as an estimator of this house: one thread, no log, small trees for small samples."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin

TREES, RATE = 100, 0.06


class Boosted(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """Gradient boosting by LightGBM.

    Args:
        seed: seed of the columns that each tree sees.
    """

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed

    def fit(self, X: np.ndarray, y: np.ndarray) -> Boosted:
        """Fit to rows."""
        import lightgbm

        settings: dict[str, Any] = {
            "objective": "regression",
            "learning_rate": RATE,
            "num_leaves": 6,
            "min_data_in_leaf": 5,
            "feature_fraction": 0.3,
            "max_bin": 31,
            "num_threads": 1,
            "deterministic": True,
            "force_col_wise": True,
            "seed": self.seed,
            "verbosity": -1,
        }
        self.fitted_ = lightgbm.train(settings, lightgbm.Dataset(X, y, params={"verbosity": -1, "max_bin": 31}), TREES)
        return self

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return predictions, [n]."""
        return np.asarray(self.fitted_.predict(X, num_threads=1))
