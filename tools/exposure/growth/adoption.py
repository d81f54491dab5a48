"""How fast exposed tasks are handed to AI: a logistic path from nothing to the ceiling."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from jaxtyping import Float

Speed = Literal["slow", "medium", "fast"]
YEARS_TO_HALF: dict[Speed, float] = {"slow": 20.0, "medium": 10.0, "fast": 4.0}
"""Stylised: years until half of the tasks that will be adopted are adopted."""

START = 0.01
"""Height of the logistic curve at year zero, taken off so that adoption starts from nothing."""


def adopted_share(years: Float[np.ndarray, " T"], years_to_half: float) -> Float[np.ndarray, " T"]:
    """Return the share of the eventual adoption reached after each number of years: G(t) in docs/growth.md.

    Args:
        years: years since the start, not negative.
        years_to_half: years until half is reached, above zero.

    >>> adopted_share(np.array([0.0, 10.0, 1000.0]), 10.0).round(12).tolist()
    [0.0, 0.5, 1.0]
    """
    if not years_to_half > 0.0:
        raise ValueError(f"years_to_half must be above zero, not {years_to_half}")
    rise = _logit((1.0 + START) / 2.0) - _logit(START)
    height = 1.0 / (1.0 + np.exp(-(_logit(START) + rise * np.asarray(years, dtype=float) / years_to_half)))
    return np.asarray((height - START) / (1.0 - START))


def _logit(share: float) -> float:
    return math.log(share / (1.0 - share))
