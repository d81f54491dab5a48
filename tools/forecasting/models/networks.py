"""Small neural networks: a multilayer perceptron (scikit-learn) and an LSTM (PyTorch), means of several starts."""

from __future__ import annotations

from typing import Any

from tools.forecasting.models.direct import Direct
from tools.forecasting.models.linear import with_factors

STARTS = 3


def perceptron() -> Direct:
    """Return a perceptron of one hidden layer on own lags and factors, the mean of a few starts."""

    def make(own: int, seed: int) -> Any:
        from sklearn.compose import TransformedTargetRegressor
        from sklearn.ensemble import VotingRegressor
        from sklearn.neural_network import MLPRegressor
        from sklearn.preprocessing import StandardScaler

        nets = [
            (f"start{at}", MLPRegressor(hidden_layer_sizes=(8,), solver="lbfgs", alpha=3.0, max_iter=80, random_state=seed + at))
            for at in range(STARTS)
        ]
        inner = with_factors(own, VotingRegressor(nets), components=6)
        return TransformedTargetRegressor(inner, transformer=StandardScaler())

    return Direct(make)


def lstm() -> Direct:
    """Return an LSTM over eight quarters of own lags and factors."""

    def make(own: int, seed: int) -> Any:
        from tools.forecasting.models.recurrent import Recurrent

        return with_factors(own, Recurrent(seed=seed))

    return Direct(make)
