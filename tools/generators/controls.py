"""The simple generators that stand beside every result: a Gaussian, a plain net under MMD, flow matching, and a VAE."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

import torch
from torch import Tensor, nn

from tools.generators.nets import Bounds, mlp

Control = Literal["mlp", "flow", "vae", "gaussian"]
CONTROLS: tuple[Control, ...] = ("mlp", "flow", "vae", "gaussian")
NOISE = 32
"""Dimensions of the noise that the nets start from, as many as BSDE-Gen's X has."""
VAE_SIGMA = 0.25
"""Fixed noise of the VAE's output: a learned one overfits."""
FLOW_STEPS = 20


class PlainNet(nn.Module):
    """One net from noise to sample, trained under the same MMD loss as BSDE-Gen."""

    def __init__(self, dim: int, bounds: Bounds, widths: tuple[int, ...]) -> None:
        super().__init__()
        self.bounds = bounds
        self.net = mlp(NOISE, widths, dim)

    def draw(self, n: int, chance: torch.Generator, *, antithetic: bool = False) -> Tensor:
        """Return n samples; antithetic ones are driven by noise of both signs."""
        noise = torch.randn(n // 2 if antithetic else n, NOISE, generator=chance)
        return self.bounds.cut(self.net(torch.cat([noise, -noise]) if antithetic else noise))


class FlowMatching(nn.Module):
    """A velocity net v(x, t), trained on straight lines from noise to data (Lipman et al. 2022)."""

    def __init__(self, dim: int, bounds: Bounds, widths: tuple[int, ...]) -> None:
        super().__init__()
        self.dim, self.bounds = dim, bounds
        self.net = mlp(dim + 3, widths, dim)

    def loss(self, data: Tensor, batch: int) -> Callable[[torch.Generator], Tensor]:
        """Return the squared error of the velocity on a batch of lines."""

        def one(chance: torch.Generator) -> Tensor:
            x1 = data[torch.randint(len(data), (batch,), generator=chance)]
            x0 = torch.randn(x1.shape, generator=chance)
            t = torch.rand(batch, 1, generator=chance)
            return (self._velocity(torch.lerp(x0, x1, t), t) - (x1 - x0)).square().mean()

        return one

    def draw(self, n: int, chance: torch.Generator) -> Tensor:
        """Return n samples by the midpoint rule."""
        x, dt = torch.randn(n, self.dim, generator=chance), 1.0 / FLOW_STEPS
        for step in range(FLOW_STEPS):
            t = torch.full((n, 1), step * dt)
            half = x + 0.5 * dt * self._velocity(x, t)
            x = x + dt * self._velocity(half, t + 0.5 * dt)
        return self.bounds.cut(x)

    def _velocity(self, x: Tensor, t: Tensor) -> Tensor:
        angle = 2.0 * math.pi * t
        velocity: Tensor = self.net(torch.cat([x, t, angle.sin(), angle.cos()], dim=1))
        return velocity


class VAE(nn.Module):
    """A variational autoencoder whose output has fixed noise; samples carry that noise, and are not cut to bounds."""

    def __init__(self, dim: int, widths: tuple[int, ...], latent: int = 16) -> None:
        super().__init__()
        self.latent = latent
        self.encoder = mlp(dim, widths, 2 * latent)
        self.decoder = mlp(latent, widths, dim)

    def loss(self, data: Tensor, batch: int) -> Callable[[torch.Generator], Tensor]:
        """Return the negative evidence bound of a batch, up to a constant."""

        def one(chance: torch.Generator) -> Tensor:
            x = data[torch.randint(len(data), (batch,), generator=chance)]
            mean, log_variance = self.encoder(x).chunk(2, dim=1)
            code = mean + (0.5 * log_variance).exp() * torch.randn(mean.shape, generator=chance)
            fit: Tensor = (self.decoder(code) - x).square().sum(1) / (2.0 * VAE_SIGMA**2)
            prior: Tensor = 0.5 * (mean.square() + log_variance.exp() - log_variance - 1.0).sum(1)
            return (fit + prior).mean() / x.shape[1]

        return one

    def draw(self, n: int, chance: torch.Generator) -> Tensor:
        """Return n samples."""
        mean: Tensor = self.decoder(torch.randn(n, self.latent, generator=chance))
        return mean + VAE_SIGMA * torch.randn(mean.shape, generator=chance)


class Gaussian(nn.Module):
    """The normal distribution with the data's mean and covariance; not cut to bounds, which would move its mean."""

    mean: Tensor
    root: Tensor

    def __init__(self, data: Tensor) -> None:
        super().__init__()
        values, vectors = torch.linalg.eigh(torch.cov(data.T.double()))
        self.register_buffer("mean", data.mean(0))
        self.register_buffer("root", (vectors * values.clamp_min(0.0).sqrt()).float())

    def draw(self, n: int, chance: torch.Generator) -> Tensor:
        """Return n samples."""
        noise = torch.randn(n, len(self.mean), generator=chance)
        return self.mean + noise @ self.root.T
