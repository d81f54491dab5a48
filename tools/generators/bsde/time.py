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
        expected: E[Y_T | path to t], [steps + 1, n, dim_y], before any cut.
        spread: its variance over paths, [steps + 1, dim_y].
        known: share of the samples' variance that is decided by t, summed over places.
    """

    times: Tensor
    expected: Tensor
    spread: Tensor
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
    found = model.paths(paths, torch.Generator().manual_seed(seed))
    left = torch.arange(model.form.steps, -1, -1, dtype=torch.float32)
    expected = found.y * (factor**left)[:, None, None]
    spread = expected.var(dim=1)
    total = spread.sum(dim=1)
    return TimePaths(found.times, expected, spread, tuple(float(one / total[-1]) for one in total))
