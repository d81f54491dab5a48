"""Training experts by likelihood on the CPU: progress, Stop, time budget; every draw follows from (seed, step)."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch

from tools.generators.gammt.experts import Experts, Shape
from tools.generators.gammt.selection import Rule, loss

Ending = Literal["complete", "stopped", "out of time"]
Batches = Callable[[int], np.ndarray]
"""A function from the step to symbols [N, T]."""
TOLD_EVERY = 0.3
WARMUP = 50


@dataclass(frozen=True)
class Recipe:
    """How experts are trained.

    Attributes:
        shape: their size.
        rule: how they are selected.
        steps: optimizer steps.
        learning_rate: AdamW's peak; warmed up, then a cosine to zero.
        weight_decay: of the matrices.
        seed: of the first weights.
    """

    shape: Shape
    rule: Rule
    steps: int
    learning_rate: float = 4e-3
    weight_decay: float = 0.01
    seed: int = 1


@dataclass(frozen=True)
class Watch:
    """What looks at training while it runs: a report of (step, steps, loss), a Stop, a budget in seconds."""

    report: Callable[[int, int, float], None] = lambda step, steps, loss: None
    stopped: Callable[[], bool] = lambda: False
    budget: float = math.inf


@dataclass(frozen=True)
class Trained:
    """Trained experts, or as far as they came."""

    recipe: Recipe
    model: Experts
    ending: Ending
    steps: int
    cpu_seconds: float


def train(recipe: Recipe, batches: Batches, watch: Watch | None = None) -> Trained:
    """Train experts.

    Args:
        recipe: what and how.
        batches: the sequences of a step.
        watch: progress, Stop and time budget.

    Returns:
        The experts, complete or as far as they came when stopped or out of time.
    """
    watch = watch or Watch()
    model = Experts(recipe.shape, recipe.seed)
    with torch.enable_grad():
        ending, steps, seconds = _run(recipe, model, batches, watch)
    return Trained(recipe, model.eval(), ending, steps, seconds)


def learning_rate(recipe: Recipe, done: float) -> float:
    """Return the learning rate where a share `done` of the training is over."""
    warm = min(1.0, done * recipe.steps / WARMUP + 1.0 / WARMUP)
    return recipe.learning_rate * warm * 0.5 * (1.0 + math.cos(math.pi * min(1.0, done)))


def _run(recipe: Recipe, model: Experts, batches: Batches, watch: Watch) -> tuple[Ending, int, float]:
    optimizer = _optimizer(model, recipe)
    began, cpu, told, recent = time.perf_counter(), time.process_time(), 0.0, math.nan
    step = 0
    while step < recipe.steps:
        elapsed = time.perf_counter() - began
        # The schedule follows the time where the budget ends before the steps do, so that it always comes to an end.
        done = max(step / recipe.steps, elapsed / watch.budget)
        if watch.stopped():
            return "stopped", step, time.process_time() - cpu
        if done >= 1.0:
            return "out of time", step, time.process_time() - cpu
        for group in optimizer.param_groups:
            group["lr"] = learning_rate(recipe, done)
        recent = _step(recipe, model, optimizer, torch.from_numpy(batches(step)), done)
        step += 1
        if elapsed - told > TOLD_EVERY:
            told = elapsed
            watch.report(step, recipe.steps, recent)
    return "complete", step, time.process_time() - cpu


def _step(
    recipe: Recipe, model: Experts, optimizer: torch.optim.Optimizer, symbols: torch.Tensor, done: float
) -> float:
    told, weights = model(symbols)
    found = loss(recipe.rule, of_symbols(told, symbols), weights, done)
    optimizer.zero_grad()
    torch.autograd.backward(found)
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0 * recipe.shape.experts**0.5)
    optimizer.step()
    return float(found.detach())


def of_symbols(told: torch.Tensor, symbols: torch.Tensor) -> torch.Tensor:
    """Return the log probability of the symbols that came, [K, N, T], out of those of all, [K, N, T, V]."""
    return told.gather(-1, symbols[None, ..., None].expand(len(told), -1, -1, -1))[..., 0]


def _optimizer(model: Experts, recipe: Recipe) -> torch.optim.Optimizer:
    matrices = [p for name, p in model.named_parameters() if name.startswith("blocks") and "norm" not in name]
    kept = {id(p) for p in matrices}
    others = [p for p in model.parameters() if id(p) not in kept]
    groups = [
        {"params": matrices, "weight_decay": recipe.weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=recipe.learning_rate, betas=(0.9, 0.99), fused=True)
