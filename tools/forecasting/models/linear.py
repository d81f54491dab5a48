"""Linear learners: ridge, LASSO and elastic net on all predictors, and regressions on a few factors."""

from __future__ import annotations

from typing import Any

from tools.forecasting.models.direct import Direct


def ridge() -> Direct:
    """Return ridge regression; its path is cross-validated as a whole."""

    def make(own: int, seed: int) -> Any:
        from tools.forecasting.models.sparse import RidgePath

        return RidgePath()

    return Direct(make)


def lasso() -> Direct:
    """Return the LASSO; its path is cross-validated as a whole."""
    return Direct(lambda own, seed: _path([1.0]))


def elastic_net() -> Direct:
    """Return the elastic net; penalty and mixture are cross-validated."""
    return Direct(lambda own, seed: _path([0.2, 0.5, 0.8]))


def _path(mixtures: list[float]) -> Any:
    from tools.forecasting.models.sparse import SparsePath

    return SparsePath(mixtures)


def factor_regression() -> Direct:
    """Return a diffusion index: growth on its own lags and principal components (Stock and Watson 2002)."""

    def make(own: int, seed: int) -> Any:
        from sklearn.linear_model import LinearRegression

        from tools.forecasting.models.factors import WithFactors

        return WithFactors(LinearRegression(), own)

    return Direct(make, lambda predictors: {"components": [1, 2, 3, 4, 6]})
