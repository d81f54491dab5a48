"""Whether growth in a window is so persistent that its change is the better thing to model."""

from __future__ import annotations

import warnings

from tools.forecasting.window import Window

REJECTED_BELOW = 0.10
"""Probability under which a unit root is rejected."""


def has_unit_root(window: Window) -> bool:
    """Return whether a unit root in growth cannot be rejected inside the window (augmented Dickey-Fuller, BIC lags)."""
    from statsmodels.tsa.stattools import adfuller

    values = window.known.to_numpy(float)
    if values.std() < 1e-12:
        return False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # The coming change of adfuller's return type: only its second item is read.
        return float(adfuller(values, autolag="BIC")[1]) > REJECTED_BELOW
