"""Factors first, learners after: the target's own lags and a few principal components in a nonlinear learner."""

from __future__ import annotations

from typing import Any

from tools.forecasting.models.direct import Direct
from tools.forecasting.models.linear import with_factors


def factor_forest() -> Direct:
    """Return a random forest on own lags and factors."""

    def make(own: int, seed: int) -> Any:
        from sklearn.ensemble import RandomForestRegressor

        trees = RandomForestRegressor(60, min_samples_leaf=2, max_features=0.5, n_jobs=1, random_state=seed)
        return with_factors(own, trees)

    return Direct(make)


def factor_kernel() -> Direct:
    """Return kernel ridge on own lags and factors."""

    def make(own: int, seed: int) -> Any:
        from sklearn.compose import TransformedTargetRegressor
        from sklearn.kernel_ridge import KernelRidge
        from sklearn.preprocessing import StandardScaler

        inner = with_factors(own, KernelRidge(kernel="rbf"))
        return TransformedTargetRegressor(inner, transformer=StandardScaler())

    grid = {"regressor__learner__alpha": [0.1, 1.0], "regressor__learner__gamma": [0.003, 0.01, 0.03]}
    return Direct(make, grid)
