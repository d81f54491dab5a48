"""One training loop for every generator, so that controls are trained as carefully as the model they stand beside.

Adam, a learning rate that falls to zero, an average of the weights (EMA) as the result; Stop and a time budget. Every
draw follows from the seed, so that a training that is not cut by the clock comes out the same again.
"""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch import Tensor, nn

from tools.generators.kernels import Kernel, kernel_of, median_distance, squared_distances, within

Ending = Literal["complete", "stopped", "out of time"]
CURVE_POINTS = 100
TOLD_EVERY = 0.3
"""Seconds between two words about progress."""
WARMUP = 50
CLIP = 1.0


@dataclass(frozen=True)
class Recipe:
    """How a generator is trained.

    Attributes:
        iterations: optimizer steps.
        batch: samples a step; all training points (at most `DATA_BATCH`) are compared with them.
        learning_rate: Adam's peak, warmed up and then a cosine to zero.
        ema: decay of the averaged weights.
        kernel: of the MMD loss: `median`, the published `rbf` and `multiscale`, or `mixed` (rbf + median).
        antithetic: whether half of the samples are driven by the negative noise of the others.
        seed: of weights and noise.
    """

    iterations: int
    batch: int = 512
    learning_rate: float = 3e-3
    ema: float = 0.998
    kernel: Kernel | Literal["mixed"] = "median"
    antithetic: bool = False
    seed: int = 1


@dataclass(frozen=True)
class Watch:
    """What looks at a training: receives (step, steps, loss, seconds left); whether to stop; seconds allowed."""

    report: Callable[[int, int, float, float], None] = lambda step, steps, loss, left: None
    stopped: Callable[[], bool] = lambda: False
    budget: float = math.inf


@dataclass(frozen=True)
class Fitted:
    """A trained generator, or as far as it came: averaged weights, loss by step, why it ended, what it cost."""

    model: Any
    curve: tuple[tuple[int, float], ...]
    ending: Ending
    iterations: int
    seconds: float
    cpu_seconds: float


def fit(model: nn.Module, loss: Callable[[torch.Generator], Tensor], recipe: Recipe, watch: Watch) -> Fitted:
    """Train a model on a loss that draws its own batch from a source of chance.

    Args:
        model: changed in place; the result holds a copy with averaged weights.
        loss: the loss of one batch.
        recipe: how.
        watch: progress, Stop and time budget.
    """
    chance = torch.Generator().manual_seed(recipe.seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=recipe.learning_rate)
    average = copy.deepcopy(model)
    started, cpu, told = time.perf_counter(), time.thread_time(), 0.0
    curve: list[tuple[int, float]] = []
    each = max(1, recipe.iterations // CURVE_POINTS)
    ending: Ending = "complete"
    step, share, sums = 0, 0.0, 0.0
    while step < recipe.iterations:
        for group in optimizer.param_groups:
            group["lr"] = recipe.learning_rate * _rate(step, share)
        value = _one_step(model, loss, optimizer, chance)
        step, sums = step + 1, sums + value
        _blend(average, model, min(recipe.ema, step / (step + 10.0)))
        if step % each == 0 or step == recipe.iterations:
            curve.append((step, sums / each))
            sums = 0.0
        elapsed = time.perf_counter() - started
        share = max(step / recipe.iterations, elapsed / watch.budget)
        if watch.stopped() or (elapsed > watch.budget and step < recipe.iterations):
            ending = "stopped" if watch.stopped() else "out of time"
            break
        if elapsed - told > TOLD_EVERY:
            told = elapsed
            watch.report(step, recipe.iterations, value, elapsed * (1.0 / share - 1.0))
    return Fitted(average.eval(), tuple(curve), ending, step, time.perf_counter() - started, time.thread_time() - cpu)


DATA_BATCH = 2000


def mmd_loss(
    draw: Callable[[int, torch.Generator, bool], Tensor], data: Tensor, recipe: Recipe
) -> Callable[[torch.Generator], Tensor]:
    """Return the unbiased MMD^2 of a batch of samples against the data as a loss.

    Args:
        draw: gives samples from (how many, chance, antithetic).
        data: training points, [n, d]; where there are more than `DATA_BATCH`, as many are drawn anew each step.
        recipe: kernel, batch and antithetic noise.
    """
    kernel = kernel_of(recipe.kernel, median_distance(data))
    known = float(within(kernel, data[:DATA_BATCH]))

    def loss(chance: torch.Generator) -> Tensor:
        samples = draw(recipe.batch, chance, recipe.antithetic)
        at = torch.randint(len(data), (DATA_BATCH,), generator=chance) if len(data) > DATA_BATCH else slice(None)
        cross = kernel(squared_distances(samples, data[at])).mean()
        return within(kernel, samples, pairs=recipe.antithetic) + known - 2.0 * cross

    return loss


def _one_step(
    model: nn.Module, loss: Callable[[torch.Generator], Tensor], optimizer: Any, chance: torch.Generator
) -> float:
    with torch.enable_grad():
        value = loss(chance)
        optimizer.zero_grad()
        torch.autograd.backward(value)
    nn.utils.clip_grad_norm_(model.parameters(), CLIP)
    optimizer.step()
    return float(value.detach())


def _rate(step: int, share: float) -> float:
    return min(1.0, (step + 1) / WARMUP) * 0.5 * (1.0 + math.cos(math.pi * min(1.0, share)))


@torch.no_grad()
def _blend(average: nn.Module, model: nn.Module, decay: float) -> None:
    for kept, new in zip(average.parameters(), model.parameters(), strict=True):
        kept.lerp_(new, 1.0 - decay)
