"""A small LSTM over the last quarters, as an estimator with fit and predict."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin

LENGTH, HIDDEN, STARTS, EPOCHS = 8, 8, 2, 50


class Recurrent(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """An LSTM whose rows are quarters in order; the row to be predicted follows the rows that it was fitted to.

    A row's history is the rows before it, so `predict` of one row reads on from the end of the fitted rows, and
    `predict` of the fitted rows themselves reads each with its own past.

    Args:
        seed: seed of the weights.
    """

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed

    def fit(self, X: np.ndarray, y: np.ndarray) -> Recurrent:
        """Fit to rows in order of time."""
        import torch

        self.history_, self.centre_, self.spread_ = X, float(y.mean()), float(y.std()) or 1.0
        inputs = torch.tensor(_sequences(X), dtype=torch.float32)
        goal = torch.tensor((y - self.centre_) / self.spread_, dtype=torch.float32)
        self.nets_ = [_train(inputs, goal, self.seed + start) for start in range(STARTS)]
        return self

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return predictions, [n]."""
        if X.shape == self.history_.shape and np.array_equal(X, self.history_):
            return self._run(X)
        return np.array([self._run(np.vstack([self.history_[-LENGTH:], row]))[-1] for row in X])

    def _run(self, X: np.ndarray) -> np.ndarray:
        import torch

        inputs = torch.tensor(_sequences(X), dtype=torch.float32)
        with torch.no_grad():
            outputs = torch.stack([_apply(net, inputs) for net in self.nets_]).mean(dim=0)
        return np.asarray(self.centre_ + self.spread_ * outputs.numpy(), float)


def _sequences(X: np.ndarray) -> np.ndarray:
    """Return each row with the rows before it, [n, LENGTH, p]; before the first there are zeros, the means."""
    padded = np.vstack([np.zeros((LENGTH - 1, X.shape[1])), X])
    return np.stack([padded[at : at + LENGTH] for at in range(len(X))])


def _train(inputs: Any, goal: Any, seed: int) -> Any:
    import torch
    from torch import nn

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        net = nn.ModuleList([nn.LSTM(inputs.shape[2], HIDDEN, batch_first=True), nn.Linear(HIDDEN, 1)])
        optimiser = torch.optim.AdamW(net.parameters(), lr=0.03, weight_decay=0.05)
        for _ in range(EPOCHS):
            optimiser.zero_grad()
            loss: Any = nn.functional.huber_loss(_apply(net, inputs), goal)
            loss.backward()
            optimiser.step()
    return net


def _apply(net: Any, inputs: Any) -> Any:
    return net[1](net[0](inputs)[0][:, -1])[:, 0]
