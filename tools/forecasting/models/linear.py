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

        return with_factors(own, LinearRegression())

    return Direct(make, {"factors__components__n_components": [1, 2, 3, 4, 6]})


def with_factors(own: int, learner: Any, components: int = 4) -> Any:
    """Return a learner on the target's own lags and principal components of the other predictors.

    Args:
        own: number of own lags, the first columns.
        learner: an estimator.
        components: principal components.
    """
    from sklearn.compose import ColumnTransformer
    from sklearn.decomposition import PCA
    from sklearn.pipeline import Pipeline

    factors = ColumnTransformer(
        [("own", "passthrough", slice(0, own)), ("components", PCA(components, svd_solver="full"), slice(own, None))]
    )
    return Pipeline([("factors", factors), ("learner", learner)])

