"""Factors first, learners after: the target's own lags and a few principal components in a nonlinear learner."""

from __future__ import annotations

from typing import Any

from tools.forecasting.models.direct import Direct


def factor_forest() -> Direct:
    """Return a random forest on own lags and factors."""

    def make(own: int, seed: int) -> Any:
        from sklearn.ensemble import RandomForestRegressor

        from tools.forecasting.models.factors import WithFactors

        trees = RandomForestRegressor(40, min_samples_leaf=2, max_features=0.5, n_jobs=1, random_state=seed)
        return WithFactors(trees, own)

    return Direct(make)


def factor_kernel() -> Direct:
    """Return kernel ridge on own lags and factors."""

    def make(own: int, seed: int) -> Any:
        from sklearn.kernel_ridge import KernelRidge

        from tools.forecasting.models.factors import WithFactors

        return WithFactors(KernelRidge(kernel="rbf"), own)

    return Direct(make, lambda predictors: {"learner__alpha": [0.1, 1.0], "learner__gamma": [0.03, 0.1, 0.3]})
