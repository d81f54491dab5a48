"""Small neural networks: a multilayer perceptron (scikit-learn) and an LSTM (PyTorch), means of several starts."""

from __future__ import annotations

from typing import Any

from tools.forecasting.models.direct import Direct

STARTS = 3


def perceptron() -> Direct:
    """Return a perceptron of one hidden layer on own lags and factors, the mean of a few starts."""

    def make(own: int, seed: int) -> Any:
        from sklearn.ensemble import VotingRegressor
        from sklearn.neural_network import MLPRegressor

        from tools.forecasting.models.factors import WithFactors

        def net(start: int) -> Any:
            return MLPRegressor(hidden_layer_sizes=(8,), solver="lbfgs", alpha=3.0, max_iter=80, random_state=start)

        nets = [(f"start{at}", net(seed + at)) for at in range(STARTS)]
        return WithFactors(VotingRegressor(nets), own, components=6)

    return Direct(make)


def lstm() -> Direct:
    """Return an LSTM over eight quarters of own lags and factors."""

    def make(own: int, seed: int) -> Any:
        from tools.forecasting.models.factors import WithFactors
        from tools.forecasting.models.recurrent import Recurrent

        return WithFactors(Recurrent(seed=seed), own)

    return Direct(make)
