"""BSDE-Gen: a sample is the value at time T of a backward SDE that is run forward from a learned start.

Symbols of arXiv 2304.04049: the forward process X, dX = -X dt + sqrt(2) dW (Ornstein-Uhlenbeck) or dX = dW
(Brownian); Y_0 = net(X_0); dY = -f(t, X, Y, Z) dt + Z dW by Euler's scheme; Z = net(X, t), one net for all times;
Y_T is the sample. The terminal value is not imposed: the law of Y_T is matched to the data by MMD.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

from tools.generators.nets import Bounds, mlp

Process = Literal["ou", "brownian"]
Driver = Literal["linear", "linear_z", "absolute", "zero", "learned"]
DRIVER_WORDS: dict[Driver, str] = {
    "linear": "f = -Y",
    "linear_z": "f = -Y + sum|Z|",
    "absolute": "f = -|Y|",
    "zero": "f = 0, a martingale",
    "learned": "f = net(t, X, Y)",
}


@dataclass(frozen=True)
class Form:
    """The form of a BSDE generator.

    Attributes:
        dim_x: of the forward process, and of its Brownian motion W.
        steps: of Euler's scheme.
        horizon: T.
        process: the forward process.
        driver: the generator f of the BSDE.
        rank: of Z; 0 for the published full matrix, whose last layer has dim_y x dim_w outputs.
        start_widths: hidden layers of Y_0's net.
        z_widths: hidden layers of Z's net.
    """

    dim_x: int = 32
    steps: int = 10
    horizon: float = 1.0
    process: Process = "ou"
    driver: Driver = "linear"
    rank: int = 0
    start_widths: tuple[int, ...] = (64, 32, 64)
    z_widths: tuple[int, ...] = (64, 32, 64)


@dataclass(frozen=True)
class Paths:
    """Simulated paths: times [steps + 1], X [steps + 1, n, dim_x], Y [steps + 1, n, dim_y] before any cut."""

    times: Tensor
    x: Tensor
    y: Tensor


class BSDEGenerator(nn.Module):
    """The nets of a BSDE generator, and its simulation."""

    def __init__(self, dim_y: int, form: Form, bounds: Bounds, seed: int = 0) -> None:
        super().__init__()
        self.form, self.bounds = form, bounds
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self.start = mlp(form.dim_x, form.start_widths, dim_y)
            self.diffusion = diffusion_net(dim_y, form)
            self.drift = mlp(1 + form.dim_x + dim_y, (64,), dim_y) if form.driver == "learned" else None

    def draw(self, n: int, chance: torch.Generator, *, antithetic: bool = False) -> Tensor:
        """Return n samples [n, dim_y], cut to the bounds.

        Args:
            n: how many; even where antithetic.
            chance: the source of every draw.
            antithetic: whether the second half is driven by the negative of the first half's noise.
        """
        noise = self.noise(n, chance, antithetic=antithetic)
        return self.cut(self.run(*noise)[-1])

    def paths(self, n: int, chance: torch.Generator, *, one_start: bool = False) -> Paths:
        """Return n paths of X and Y over time, all from the same X_0 where `one_start` says so."""
        x0, steps = self.noise(n, chance)
        x0 = x0[:1].expand_as(x0) if one_start else x0
        times = torch.linspace(0.0, self.form.horizon, self.form.steps + 1)
        return Paths(times, torch.stack(self._forward(x0, steps)), torch.stack(self.run(x0, steps)))

    def go_on(self, paths: Paths, at: int, times: int, chance: torch.Generator) -> Tensor:
        """Return `times` new endings for each path from step `at`, [times, n, dim_y] before any cut."""
        n = paths.x.shape[1]
        shape = (self.form.steps - at, times * n, self.form.dim_x)
        steps = torch.randn(shape, generator=chance) * math.sqrt(self._dt)
        y = self.run(paths.x[at].repeat(times, 1), steps, paths.y[at].repeat(times, 1), first=at)[-1]
        return y.reshape(times, n, -1)

    def noise(self, n: int, chance: torch.Generator, *, antithetic: bool = False) -> tuple[Tensor, Tensor]:
        """Return X_0 [n, dim_x] and the increments of W [steps, n, dim_x]."""
        half = n // 2 if antithetic else n
        x0 = torch.randn(half, self.form.dim_x, generator=chance)
        steps = torch.randn(self.form.steps, half, self.form.dim_x, generator=chance) * math.sqrt(self._dt)
        if not antithetic:
            return x0, steps
        return torch.cat([x0, -x0]), torch.cat([steps, -steps], dim=1)

    def run(self, x: Tensor, steps: Tensor, y: Tensor | None = None, first: int = 0) -> list[Tensor]:
        """Return Y at every time by Euler's scheme, from X and the increments of W; Y starts at net(X) unless given."""
        states = self._forward(x, steps)
        y = self.start(x) if y is None else y
        return euler(y, states, steps, self._step, self._dt, first)

    def cut(self, y: Tensor) -> Tensor:
        """Return samples cut to the bounds."""
        return self.bounds.cut(y)

    @property
    def _dt(self) -> float:
        return self.form.horizon / self.form.steps

    def _forward(self, x: Tensor, steps: Tensor) -> list[Tensor]:
        states = [x]
        for dw in steps:
            moved = -x * self._dt + math.sqrt(2.0) * dw if self.form.process == "ou" else dw
            x = x + moved
            states.append(x)
        return states

    def _step(self, t: float, x: Tensor, y: Tensor, dw: Tensor) -> tuple[Tensor, Tensor]:
        """Return f(t, X, Y, Z) and Z dW."""
        xt = torch.cat([x, torch.full_like(x[:, :1], t)], dim=1)
        driver = self.form.driver
        if driver == "linear_z":
            z = self.diffusion.matrix(xt)
            return z.abs().sum(2) - y, torch.einsum("nyw,nw->ny", z, dw)
        noise = self.diffusion(xt, dw)
        if driver == "learned":
            assert self.drift is not None
            return self.drift(torch.cat([xt, y], dim=1)), noise
        if driver == "zero":
            return torch.zeros_like(y), noise
        return -(y.abs() if driver == "absolute" else y), noise


def euler(
    y: Tensor,
    states: list[Tensor],
    steps: Tensor,
    step: Callable[[float, Tensor, Tensor, Tensor], tuple[Tensor, Tensor]],
    dt: float,
    first: int = 0,
) -> list[Tensor]:
    """Return Y at every time: Y <- Y - f dt + Z dW.

    Args:
        y: the start, [n, dim_y].
        states: X at every time, each [n, dim_x].
        steps: increments of W, [steps, n, dim_w].
        step: gives (f, Z dW) from (t, X, Y, dW).
        dt: the length of a step.
        first: number of the first step, for the time that `step` is told.
    """
    path = [y]
    for at, dw in enumerate(steps):
        f, noise = step((first + at) * dt, states[at], y, dw)
        y = y - f * dt + noise
        path.append(y)
    return path


class FullDiffusion(nn.Module):
    """Z = net(X, t) as the published full matrix, dim_y x dim_w."""

    def __init__(self, dim_y: int, form: Form) -> None:
        super().__init__()
        self.dims = (dim_y, form.dim_x)
        self.net = mlp(form.dim_x + 1, form.z_widths, dim_y * form.dim_x)

    def matrix(self, xt: Tensor) -> Tensor:
        """Return Z, [n, dim_y, dim_w]."""
        z: Tensor = self.net(xt).reshape(-1, *self.dims)
        return z

    def forward(self, xt: Tensor, dw: Tensor) -> Tensor:
        """Return Z dW, [n, dim_y]."""
        return torch.bmm(self.matrix(xt), dw[:, :, None])[:, :, 0]


class LowRankDiffusion(nn.Module):
    """Z = A diag(s(X, t)) C: constant matrices A [dim_y, rank] and C [rank, dim_w] with weights s from the net.

    It has rank (dim_y + dim_w) numbers where the full matrix's last layer has dim_y x dim_w rows, and Z dW needs no
    matrix of that size.
    """

    def __init__(self, dim_y: int, form: Form) -> None:
        super().__init__()
        self.left = nn.Parameter(torch.randn(dim_y, form.rank) / math.sqrt(form.rank))
        self.right = nn.Parameter(torch.randn(form.rank, form.dim_x) / math.sqrt(form.dim_x))
        self.net = mlp(form.dim_x + 1, form.z_widths, form.rank)

    def matrix(self, xt: Tensor) -> Tensor:
        """Return Z, [n, dim_y, dim_w]."""
        return torch.einsum("yr,nr,rw->nyw", self.left, self.net(xt), self.right)

    def forward(self, xt: Tensor, dw: Tensor) -> Tensor:
        """Return Z dW, [n, dim_y]."""
        weighted: Tensor = self.net(xt) * (dw @ self.right.T)
        return weighted @ self.left.T


def diffusion_net(dim_y: int, form: Form) -> FullDiffusion | LowRankDiffusion:
    """Return Z's net, full or of the form's rank."""
    return LowRankDiffusion(dim_y, form) if form.rank else FullDiffusion(dim_y, form)
