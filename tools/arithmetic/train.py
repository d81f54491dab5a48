"""Training several seeds of a model side by side: online data, live loss, Stop, time budget, exact resume.

Every draw follows from (seed, step) alone, so that a run taken up again goes on as if it had never been interrupted.
"""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from tools.arithmetic.models import ABACUS_SHIFTS, Decoder, Shape
from tools.arithmetic.tasks import Task

Ending = Literal["complete", "stopped", "out of time"]
CURVE_POINTS = 150
TOLD_EVERY = 0.3
"""Seconds between two words about progress."""


@dataclass(frozen=True)
class Recipe:
    """How a model is trained.

    Attributes:
        task: what it learns.
        shape: its size and encoding.
        seeds: one a member.
        steps: optimizer steps.
        batch: cases a step and member.
        learning_rate: AdamW's peak; warmed up, then a cosine to zero.
        weight_decay: of the matrices.
        mixed: share of operands drawn evenly over lengths.
    """

    task: Task
    shape: Shape
    seeds: tuple[int, ...]
    steps: int
    batch: int = 64
    learning_rate: float = 3e-3
    weight_decay: float = 0.01
    mixed: float = 0.3
    warmup: int = 100

    @property
    def digest(self) -> str:
        """A hash of all that the trained weights follow from."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Point:
    """The mean loss of each member since the point before."""

    step: int
    loss: tuple[float, ...]


@dataclass(frozen=True)
class State:
    """All that training goes on from.

    Attributes:
        step: steps done.
        tensors: parameters and the optimizer's moments, by name.
        curve: the loss so far.
    """

    step: int
    tensors: dict[str, Tensor]
    curve: tuple[Point, ...]


@dataclass(frozen=True)
class Trained:
    """A trained model, or as far as it came.

    Attributes:
        recipe: how it was trained.
        model: all members, in evaluation mode.
        state: where training stands, to resume from.
        ending: why it ended.
        seconds: of this call.
    """

    recipe: Recipe
    model: Decoder
    state: State
    ending: Ending
    seconds: float


@dataclass(frozen=True)
class Watch:
    """What looks at training while it runs.

    Attributes:
        report: receives (step, steps, mean loss, seconds left), a few times a second.
        stopped: whether to stop.
        budget: seconds allowed.
        snapshots: receives the model at steps of interest.
        snapshot_steps: those steps.
        device: cpu, cuda, or auto for a GPU where there is one.
        bfloat16: whether matrices are multiplied in bf16.
    """

    report: Callable[[int, int, float, float], None] = lambda step, steps, loss, left: None
    stopped: Callable[[], bool] = lambda: False
    budget: float = math.inf
    snapshots: Callable[[int, Decoder], None] = lambda step, model: None
    snapshot_steps: tuple[int, ...] = field(default=())
    device: str = "auto"
    bfloat16: bool = False


def train(recipe: Recipe, watch: Watch | None = None, start: State | None = None) -> Trained:
    """Train all members of a recipe together.

    Args:
        recipe: what and how.
        watch: progress, Stop, time budget and device.
        start: where an earlier call ended.

    Returns:
        The model, complete or as far as it came when it was stopped or out of time.
    """
    watch = watch or Watch()
    device = pick_device(watch.device)
    model = Decoder(recipe.task, recipe.shape, recipe.seeds).to(device)
    optimizer = _optimizer(model, recipe)
    loop = _Loop(recipe, model, optimizer, watch, device)
    if start is not None:
        loop.load(start)
    model.train()
    with torch.enable_grad():
        ending, seconds = loop.run()
    model.eval()
    return Trained(recipe, model, loop.state(), ending, seconds)


def pick_device(name: str) -> str:
    """Return the device to compute on: a GPU where `name` is auto and there is one."""
    if name == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    return name


def learning_rate(recipe: Recipe, step: int) -> float:
    """Return the learning rate of a step: warmed up linearly, then a cosine to zero."""
    if step < recipe.warmup:
        return recipe.learning_rate * (step + 1) / recipe.warmup
    share = (step - recipe.warmup) / max(1, recipe.steps - recipe.warmup)
    return recipe.learning_rate * 0.5 * (1.0 + math.cos(math.pi * min(1.0, share)))


def training_batch(recipe: Recipe, seed: int, step: int) -> np.ndarray:
    """Return the cases of one member's step as tokens, [batch, length]; they follow from (seed, step) alone."""
    rng = np.random.default_rng([seed, step])
    return recipe.task.encode(*recipe.task.training_pairs(rng, recipe.batch, recipe.mixed))


class _Loop:
    """The training loop and what it carries from step to step."""

    def __init__(self, recipe: Recipe, model: Decoder, optimizer: Any, watch: Watch, device: str) -> None:
        self.recipe, self.model, self.optimizer, self.watch, self.device = recipe, model, optimizer, watch, device
        self.step = 0
        self.curve: list[Point] = []
        self._losses: list[Tensor] = []
        model.chance = torch.Generator(device)

    def run(self) -> tuple[Ending, float]:
        started, first, told = time.perf_counter(), self.step, 0.0
        each = max(1, self.recipe.steps // CURVE_POINTS)
        while self.step < self.recipe.steps:
            if self.step in self.watch.snapshot_steps:
                self._snapshot()
            self._losses.append(self._one_step())
            self.step += 1
            if self.step % each == 0 or self.step == self.recipe.steps:
                self._mark()
            elapsed = time.perf_counter() - started
            if self.watch.stopped():
                return "stopped", elapsed
            if elapsed > self.watch.budget and self.step < self.recipe.steps:
                return "out of time", elapsed
            if elapsed - told > TOLD_EVERY:
                told = elapsed
                left = (self.recipe.steps - self.step) * elapsed / (self.step - first)
                self.watch.report(self.step, self.recipe.steps, self._recent_loss(), left)
        self._snapshot()
        return "complete", time.perf_counter() - started

    def state(self) -> State:
        tensors = {f"model.{name}": value.detach().cpu().clone() for name, value in self.model.state_dict().items()}
        for name, parameter in self.model.named_parameters():
            for moment in ("exp_avg", "exp_avg_sq"):
                if parameter in self.optimizer.state:
                    tensors[f"{moment}.{name}"] = self.optimizer.state[parameter][moment].detach().cpu().clone()
        return State(self.step, tensors, tuple(self.curve))

    def load(self, state: State) -> None:
        self.step, self.curve = state.step, list(state.curve)
        weights = {n.removeprefix("model."): v for n, v in state.tensors.items() if n.startswith("model.")}
        self.model.load_state_dict(weights)
        for name, parameter in self.model.named_parameters():
            if f"exp_avg.{name}" in state.tensors:
                moments: dict[str, Any] = {
                    moment: state.tensors[f"{moment}.{name}"].to(self.device) for moment in ("exp_avg", "exp_avg_sq")
                }
                self.optimizer.state[parameter] = {"step": torch.tensor(float(state.step)), **moments}

    def _one_step(self) -> Tensor:
        recipe = self.recipe
        batch = np.stack([training_batch(recipe, seed, self.step) for seed in recipe.seeds])
        tokens = torch.from_numpy(batch).to(self.device)
        chance = self.model.chance
        assert chance is not None
        chance.manual_seed(recipe.seeds[0] * 1_000_003 + self.step)
        wanted = tokens[:, :, -recipe.task.result_width :]
        with self._precision():
            scores = self.model(
                tokens[:, :, :-1], outputs=recipe.task.result_width, shifts=self._shifts(tokens.shape[1])
            )
        loss = F.cross_entropy(scores.float().flatten(0, 2), wanted.flatten(), reduction="none")
        loss = loss.view(len(recipe.seeds), -1).mean(dim=1)
        self.optimizer.zero_grad()
        torch.autograd.backward(loss.sum())
        clip_members(self.model)
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate(recipe, self.step)
        self.optimizer.step()
        return loss.detach()

    def _shifts(self, cases: int) -> Tensor | None:
        if self.recipe.shape.encoding != "abacus":
            return None
        size = (len(self.recipe.seeds), cases, 1)
        return torch.randint(0, ABACUS_SHIFTS + 1, size, generator=self.model.chance, device=self.device)

    def _precision(self) -> AbstractContextManager[Any]:
        if not self.watch.bfloat16:
            return nullcontext()
        return torch.autocast("cuda" if self.device.startswith("cuda") else "cpu", dtype=torch.bfloat16)

    def _recent_loss(self) -> float:
        return float(torch.stack(self._losses).mean() if self._losses else np.mean(self.curve[-1].loss))

    def _mark(self) -> None:
        means = torch.stack(self._losses).mean(dim=0).tolist()
        self.curve.append(Point(self.step, tuple(means)))
        self._losses = []

    def _snapshot(self) -> None:
        self.model.eval()
        with torch.no_grad():
            self.watch.snapshots(self.step, self.model)
        self.model.train()


def clip_members(model: Decoder, most: float = 1.0) -> None:
    """Scale down the gradient of each member whose norm is above `most`, each member by itself."""
    gradients = [parameter.grad for parameter in model.parameters() if parameter.grad is not None]
    squares = torch.stack([gradient.flatten(1).square().sum(dim=1) for gradient in gradients]).sum(dim=0)
    factors = (most / squares.sqrt().clamp(min=1e-12)).clamp(max=1.0)
    for gradient in gradients:
        gradient.mul_(factors.view(-1, *[1] * (gradient.ndim - 1)))


def _optimizer(model: Decoder, recipe: Recipe) -> torch.optim.Optimizer:
    matrices = {id(p) for name, p in model.named_parameters() if name.startswith("layers.") and min(p.shape[1:]) > 1}
    groups = [
        {"params": [p for p in model.parameters() if id(p) in matrices], "weight_decay": recipe.weight_decay},
        {"params": [p for p in model.parameters() if id(p) not in matrices], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=recipe.learning_rate, betas=(0.9, 0.99), fused=True)
