"""What the nets of all generators share: plain nets, bounds of a sample, and a count of what is learned."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import torch
from torch import Tensor, nn


class Generator(Protocol):
    """What every generator does: draw n samples [n, d] from a source of chance."""

    def draw(self, n: int, chance: torch.Generator) -> Tensor:
        """Return n samples."""
        ...


@dataclass(frozen=True)
class Bounds:
    """Bounds that samples are cut to, such as a pixel's black and white; None for none."""

    between: tuple[float, float] | None = None

    def cut(self, samples: Tensor) -> Tensor:
        """Return samples cut to the bounds."""
        return samples if self.between is None else samples.clamp(*self.between)


def mlp(inputs: int, widths: tuple[int, ...], outputs: int) -> nn.Sequential:
    """Return a plain net with SiLU between its layers."""
    sizes = (inputs, *widths, outputs)
    layers: list[nn.Module] = []
    for at, (before, after) in enumerate(pairwise(sizes)):
        layers.append(nn.Linear(before, after))
        if at < len(sizes) - 2:
            layers.append(nn.SiLU())
    return nn.Sequential(*layers)


def count(model: nn.Module) -> int:
    """Return how many numbers a model learns."""
    return sum(value.numel() for value in model.parameters())
