"""Kernels, and the squared maximum mean discrepancy (MMD^2) under them: a loss to train on and a distance to report.

MMD^2(P, Q) = E k(x, x') + E k(y, y') - 2 E k(x, y) (Gretton et al. 2012, eq. 3 for the unbiased estimate). A kernel is
a function of squared distances. The published BSDE-Gen uses `multiscale` and `rbf` (arXiv 2304.04049).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import torch
from torch import Tensor

Kernel = Literal["multiscale", "rbf", "median", "imq"]
KERNELS: tuple[Kernel, ...] = ("rbf", "multiscale", "median", "imq")
KERNEL_WORDS: dict[Kernel, str] = {
    "rbf": "RBF, published bandwidths",
    "multiscale": "multiscale, published",
    "median": "RBF, median bandwidths, trained on",
    "imq": "inverse multiquadric",
}
MULTISCALE = (0.2, 0.5, 0.9, 1.3)
RBF = (10.0, 15.0, 20.0, 50.0)
HALVINGS = 6
"""RBF bandwidths by the median rule: k = exp(-d^2 / (2^(2 - i) median)), i = 0 to 5. The narrow ones see what lies
between near neighbours, which the published kernels do not: samples trained on them look more like real ones."""


def squared_distances(x: Tensor, y: Tensor) -> Tensor:
    """Return |x_i - y_j|^2, [n, m], of points [n, d] and [m, d]."""
    return (x.square().sum(1)[:, None] + y.square().sum(1)[None] - 2.0 * x @ y.T).clamp_min(0.0)


def median_distance(data: Tensor, most: int = 1000) -> float:
    """Return the median squared distance between different points of data [n, d], from its first `most` rows."""
    points = data[:most]
    away = ~torch.eye(len(points), dtype=torch.bool)
    return float(squared_distances(points, points)[away].median())


def multiscale(distances: Tensor) -> Tensor:
    """Return sum a^2 / (a^2 + d^2) over the published a."""
    return sum((a * a / (a * a + distances) for a in MULTISCALE), torch.zeros(()))


def rbf(distances: Tensor) -> Tensor:
    """Return sum exp(-d^2 / 2a) over the published a."""
    return sum((torch.exp(-0.5 * distances / a) for a in RBF), torch.zeros(()))


def median_rbf(distances: Tensor, median: float) -> Tensor:
    """Return RBF kernels over `HALVINGS` bandwidths around the median d^2, by repeated squaring."""
    power = torch.exp(-distances / (4.0 * median))
    total = power
    for _ in range(HALVINGS - 1):
        power = power * power
        total = total + power
    return total


def inverse_multiquadric(distances: Tensor, median: float) -> Tensor:
    """Return (1 + d^2 / median)^(-1/2), a heavy-tailed kernel that no generator here is trained on."""
    return torch.rsqrt(1.0 + distances / median)


def kernel_of(name: Kernel | Literal["mixed"], median: float) -> Callable[[Tensor], Tensor]:
    """Return a kernel by name; `mixed` is `rbf` + `median`, `median` the data's median squared distance."""
    return {
        "multiscale": multiscale,
        "rbf": rbf,
        "median": lambda distances: median_rbf(distances, median),
        "imq": lambda distances: inverse_multiquadric(distances, median),
        "mixed": lambda distances: rbf(distances) + median_rbf(distances, median),
    }[name]


def within(kernel: Callable[[Tensor], Tensor], x: Tensor, *, pairs: bool = False) -> Tensor:
    """Return the mean of k(x_i, x_j) over i != j, unbiased for E k(x, x').

    Args:
        kernel: a function of squared distances.
        x: points, [n, d].
        pairs: row i and row i + n/2 are antithetic, hence dependent: they are left out too.
    """
    return within_distances(kernel, squared_distances(x, x), pairs=pairs)


def within_distances(kernel: Callable[[Tensor], Tensor], away: Tensor, *, pairs: bool = False) -> Tensor:
    """Return what `within` does from all squared distances of the points, [n, n]."""
    n = len(away)
    found = kernel(away)
    total, count = found.sum() - found.diagonal().sum(), n * (n - 1)
    if pairs:
        total, count = total - 2.0 * found.diagonal(n // 2).sum(), count - n
    return total / count


def mmd2(kernel: Callable[[Tensor], Tensor], x: Tensor, y: Tensor) -> Tensor:
    """Return the unbiased estimate of MMD^2 between samples [n, d] and [m, d]; it may be negative.

    Example:
        >>> chance = torch.Generator().manual_seed(1)
        >>> x, y = torch.randn(400, 2, generator=chance), torch.randn(400, 2, generator=chance)
        >>> abs(float(mmd2(rbf, x, y))) < 0.01 < float(mmd2(rbf, x, y + 1.0))
        True
    """
    return within(kernel, x) + within(kernel, y) - 2.0 * kernel(squared_distances(x, y)).mean()
