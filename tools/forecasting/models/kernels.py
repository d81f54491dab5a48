"""Learners by similarity: kernel ridge, support vectors and nearest neighbours."""

from __future__ import annotations

from typing import Any

from tools.forecasting.models.direct import Direct

WIDTHS = (0.1, 0.3, 1.0)
"""Widths of the radial kernel, as multiples of 1 / (predictors x variance)."""


def kernel_ridge() -> Direct:
    """Return ridge regression with a radial kernel, around the mean of growth."""

    def make(own: int, seed: int) -> Any:
        from sklearn.compose import TransformedTargetRegressor
        from sklearn.kernel_ridge import KernelRidge
        from sklearn.preprocessing import StandardScaler

        return TransformedTargetRegressor(_scaled(KernelRidge(kernel="rbf")), transformer=StandardScaler())

    grid = {"regressor__learner__alpha": [0.03, 0.3, 1.0], "regressor__width__factor": list(WIDTHS)}
    return Direct(make, grid)


def support_vectors() -> Direct:
    """Return support vector regression with a radial kernel."""

    def make(own: int, seed: int) -> Any:
        from sklearn.compose import TransformedTargetRegressor
        from sklearn.preprocessing import StandardScaler
        from sklearn.svm import SVR

        return TransformedTargetRegressor(_scaled(SVR(epsilon=0.1)), transformer=StandardScaler())

    return Direct(make, {"regressor__learner__C": [0.3, 1.0, 10.0], "regressor__width__factor": list(WIDTHS)})


def nearest_neighbours() -> Direct:
    """Return the mean of the most similar quarters, near ones weighing more."""

    def make(own: int, seed: int) -> Any:
        from sklearn.neighbors import KNeighborsRegressor

        return KNeighborsRegressor(weights="distance")

    return Direct(make, {"n_neighbors": [3, 5, 8, 12]})


def _scaled(learner: Any) -> Any:
    """Return a learner whose kernel width follows the number of predictors."""
    from sklearn.pipeline import Pipeline

    from tools.forecasting.models.kernel_width import KernelWidth

    return Pipeline([("width", KernelWidth()), ("learner", learner.set_params(gamma=1.0))])
