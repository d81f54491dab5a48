"""What a BSDE knows of its sample before its end: E[Y_T | path to t], in closed form where f is linear.

With f = -Y Euler's scheme gives E[Y_T | F_t] = (1 + dt)^(steps left) Y_t, with f = 0 it is Y_t: a martingale whose
variance grows from what the start decides to that of the sample. A plain generator has no such time.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from tools.generators.bsde.model import BSDEGenerator

PATHS = 1000


@dataclass(frozen=True)
class TimePaths:
    """Expected samples along paths.

    Attributes:
        times: [steps + 1].
        expected: E[Y_T | path to t] of paths from one start, [steps + 1, n, dim_y], before any cut.
        known: share of the samples' variance, over all starts, that is decided by t; summed over places.
    """

    times: Tensor
    expected: Tensor
    known: tuple[float, ...]


def growth(model: BSDEGenerator) -> float | None:
    """Return the factor that E[Y] grows by in a step; None where f is not linear in Y alone."""
    dt = model.form.horizon / model.form.steps
    return {"linear": 1.0 + dt, "zero": 1.0}.get(model.form.driver)


@torch.no_grad()
def known_by_time(model: BSDEGenerator, seed: int, paths: int = PATHS) -> TimePaths | None:
    """Return expected samples along simulated paths; None where f has no closed form for them."""
    factor = growth(model)
    if factor is None:
        return None
    left = torch.arange(model.form.steps, -1, -1, dtype=torch.float32)
    chance = torch.Generator().manual_seed(seed)
    many, one = model.paths(paths, chance), model.paths(paths, chance, one_start=True)
    total = (many.y * (factor**left)[:, None, None]).var(dim=1).sum(dim=1)
    expected = one.y * (factor**left)[:, None, None]
    return TimePaths(one.times, expected, tuple(float(share / total[-1]) for share in total))
