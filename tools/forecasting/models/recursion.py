"""Iterating a linear autoregression forward, from the end of the window and from each of its earlier quarters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from tools.forecasting.window import Forecast, Window


@dataclass(frozen=True)
class LinearRecursion:
    """y[t] = constant + sum over l of coefficients[l - 1] @ y[t - l]; the target is the first variable.

    Attributes:
        constant: [k].
        coefficients: [lags, k, k].
    """

    constant: np.ndarray
    coefficients: np.ndarray

    def ahead(self, values: np.ndarray, steps: int) -> np.ndarray:
        """Return forecasts of the target `steps` ahead from each row that has enough lags, [n - lags + 1].

        Args:
            values: [n, k], in order of time.
            steps: quarters ahead, at least 1.
        """
        lags, n = len(self.coefficients), len(values)
        state = [values[lags - 1 - back : n - back] for back in range(lags)]
        for _ in range(steps):
            ahead = self.constant + sum(past @ matrix.T for past, matrix in zip(state, self.coefficients, strict=True))
            state = [ahead, *state[:-1]]
        return np.asarray(state[0][:, 0])

    def forecasts(
        self, window: Window, quarters: Sequence[pd.Period], values: np.ndarray, details: dict[str, Any]
    ) -> list[Forecast]:
        """Return forecasts from the last row, with the errors that the same coefficients make from earlier rows."""
        made = []
        for quarter in quarters:
            steps = window.steps(quarter)
            ahead = self.ahead(values, steps)
            errors = values[len(self.coefficients) - 1 + steps :, 0] - ahead[:-steps]
            made.append(Forecast(quarter, float(ahead[-1]), errors, details))
        return made
