"""Ensembles of regression trees: random forest and gradient boosting."""

from __future__ import annotations

from typing import Any

import numpy as np

from tools.forecasting.models.direct import Direct

TREES = 100


def random_forest() -> Direct:
    """Return a random forest; its held-out errors are those of the trees that did not draw a quarter."""
    return Direct(lambda own, seed: forest(seed))


def gradient_boosting() -> Direct:
    """Return scikit-learn's histogram gradient boosting."""

    def make(own: int, seed: int) -> Any:
        from sklearn.ensemble import HistGradientBoostingRegressor

        return HistGradientBoostingRegressor(
            max_iter=100, learning_rate=0.06, max_depth=3, min_samples_leaf=5, max_features=0.3, random_state=seed
        )

    return Direct(make)


def lightgbm() -> Direct:
    """Return LightGBM."""

    def make(own: int, seed: int) -> Any:
        from tools.forecasting.models.boosted import Boosted

        return Boosted(seed=seed)

    return Direct(make)


def forest(seed: int) -> Any:
    """Return a random forest that can say its out-of-bag predictions."""
    from sklearn.ensemble import RandomForestRegressor

    class Forest(RandomForestRegressor):  # type: ignore[misc]
        """A random forest with its out-of-bag predictions."""

        def held_out_predictions(self, X: np.ndarray, y: np.ndarray) -> np.ndarray:
            """Return the out-of-bag prediction of each row."""
            self.fit(X, y)
            return np.asarray(self.oob_prediction_)

    return Forest(
        TREES, max_features=1 / 3, min_samples_leaf=2, oob_score=True, bootstrap=True, n_jobs=1, random_state=seed
    )
