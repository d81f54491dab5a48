"""Learners by similarity: kernel ridge, support vectors and nearest neighbours."""

from __future__ import annotations

from typing import Any

from tools.forecasting.models.direct import Direct

WIDTHS = (0.1, 0.3, 1.0)
"""Widths of the radial kernel, as multiples of one over the number of predictors, whose variance is one."""


def _widths(predictors: int) -> list[float]:
    return [width / max(predictors, 1) for width in WIDTHS]


def kernel_ridge() -> Direct:
    """Return ridge regression with a radial kernel, around the mean of growth."""

    def make(own: int, seed: int) -> Any:
        from sklearn.kernel_ridge import KernelRidge

        return KernelRidge(kernel="rbf")

    return Direct(make, lambda predictors: {"alpha": [0.03, 0.3, 1.0], "gamma": _widths(predictors)})


def support_vectors() -> Direct:
    """Return support vector regression with a radial kernel."""

    def make(own: int, seed: int) -> Any:
        from sklearn.svm import SVR

        return SVR(epsilon=0.1)

    return Direct(make, lambda predictors: {"C": [0.3, 1.0, 10.0], "gamma": _widths(predictors)})


def nearest_neighbours() -> Direct:
    """Return the mean of the most similar quarters, near ones weighing more."""

    def make(own: int, seed: int) -> Any:
        from sklearn.neighbors import KNeighborsRegressor

        return KNeighborsRegressor(weights="distance")

    return Direct(make, lambda predictors: {"n_neighbors": [3, 5, 8, 12]})
