"""Getting a trained model: a shipped one where it fits, else training, many at a time, with Stop and a time budget."""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tools.arithmetic.checkpoints import Card, drop_state, load_state, save_state, shipped_model
from tools.arithmetic.presets import Preset
from tools.arithmetic.probes import LengthScore, score
from tools.arithmetic.representations import Components, components
from tools.arithmetic.tasks import lengths_to_test
from tools.arithmetic.train import Ending, Point, Recipe, Trained, Watch, train
from tools.core import Cancelled, Context, Progress
from tools.core.settings import settings

if TYPE_CHECKING:
    from tools.arithmetic.models import Decoder

Origin = Literal["shipped", "trained"]
SEVERITY: tuple[Ending, ...] = ("complete", "out of time", "stopped")
SETTLE_SECONDS = 5.0
"""Longest wait, after a Stop, for jobs that end within a step and are then scored."""

SNAPSHOTS = (0, 1 / 16, 1 / 4)
"""Shares of the steps at which representations are drawn, beside the end."""


@dataclass(frozen=True)
class Job:
    """One training of a sweep.

    Attributes:
        recipe: what is trained.
        cases: test pairs a length.
        test_seed: seed of their choice.
        longest: digits of the longest operands tested; 0 for all that leave a digit of padding.
        budget: seconds allowed.
        folder: where an interrupted training is kept, and taken up from.
        resume: whether to take up an interrupted training of the same recipe.
        watch_states: whether to draw representations over training.
    """

    recipe: Recipe
    cases: int
    test_seed: int
    longest: int = 0
    budget: float = math.inf
    folder: Path | None = None
    resume: bool = True
    watch_states: bool = False


@dataclass(frozen=True)
class Evidence:
    """What is known of one model: scores of every seed, how it was come by, and the model where there is one.

    Attributes:
        recipe: how it was trained.
        scores: by length, the trained one first.
        origin: shipped with the program, or trained in this run.
        ending: why training ended.
        steps: steps done.
        curve: loss by step, empty for shipped models.
        seconds: of training.
        model: the model; None where scores alone are shipped.
        stages: representations over training, (step, components).
        resumed: the step that training was taken up from, 0 for a fresh one.
    """

    recipe: Recipe
    scores: tuple[LengthScore, ...]
    origin: Origin
    ending: Ending
    steps: int
    curve: tuple[Point, ...] = ()
    seconds: float = 0.0
    model: Decoder | None = None
    stages: tuple[tuple[int, Components], ...] = ()
    resumed: int = 0

    def at(self, length: int) -> LengthScore:
        """Return the scores at a length."""
        return next(score for score in self.scores if score.length == length)

    @property
    def lengths(self) -> tuple[int, ...]:
        """The lengths tested."""
        return tuple(score.length for score in self.scores)


def from_card(card: Card, *, weights: bool) -> Evidence:
    """Return a shipped model as evidence; its scores are of all seeds, its weights of the first."""
    import numpy as np

    return Evidence(
        recipe=recipe_of(card),
        scores=card.scores,
        origin="shipped",
        ending="complete",
        steps=card.steps,
        seconds=card.cpu_seconds,
        model=shipped_model(card) if weights and card.weights_sha256 else None,
        stages=tuple(
            (stage.step, Components(np.array(stage.points), np.array(stage.digits), stage.explained))
            for stage in card.stages
        ),
    )


def recipe_of(card: Card) -> Recipe:
    """Return how a card's model was trained."""
    return Recipe(
        task=card.task,
        shape=card.shape,
        seeds=card.seeds,
        steps=card.steps,
        batch=card.batch,
        learning_rate=card.learning_rate,
        weight_decay=card.weight_decay,
        mixed=card.mixed,
    )


def recipe_for(preset: Preset, seeds: Sequence[int], *, steps: int) -> Recipe:
    """Return the recipe of a preset."""
    from tools.arithmetic.models import Shape

    return Recipe(
        task=preset.task,
        shape=Shape(preset.encoding, preset.layers, preset.dim, preset.heads, preset.dropout, preset.attention_dropout),
        seeds=tuple(seeds),
        steps=steps,
        weight_decay=preset.weight_decay,
        mixed=preset.mixed,
    )


def sweep(jobs: Sequence[Job], ctx: Context) -> list[Evidence | None]:
    """Train each job, several at a time; None for those that a Stop kept from beginning.

    Where there are more processors than jobs, the seeds of a job are shared out: stacked on one processor, spread over
    several. On this machine they run as threads, show their loss, and stop within a step; what a stopped one has
    learned is kept. A Dask cluster, where the settings name one, takes the jobs one by one and stops between.
    """
    cores = settings().workers or os.cpu_count() or 1
    parts = [_shared_out(job, max(1, cores // len(jobs))) for job in jobs]
    flat = [part for group in parts for part in group]
    if settings().dask_scheduler and len(flat) > 1:
        found: list[Evidence | None] = list(ctx.map(work_off, [replace(part, folder=None) for part in flat]))
    else:
        found = _train_here(flat, ctx)
    left = iter(found)
    return [merge([next(left) for _ in group]) for group in parts]


def merge(parts: Sequence[Evidence | None]) -> Evidence | None:
    """Return the evidence of all seeds of a job from that of its parts; seeds that never began are left out."""
    known = [part for part in parts if part is not None]
    if len(known) <= 1:
        return known[0] if known else None
    recipe = replace(known[0].recipe, seeds=tuple(seed for part in known for seed in part.recipe.seeds))
    return replace(
        known[0],
        recipe=recipe,
        scores=tuple(_merged_scores(scores) for scores in zip(*(part.scores for part in known), strict=True)),
        ending=max((part.ending for part in known), key=SEVERITY.index),
        steps=min(part.steps for part in known),
        curve=tuple(
            Point(points[0].step, tuple(loss for point in points for loss in point.loss))
            for points in zip(*(part.curve for part in known), strict=False)
        ),
        seconds=max(part.seconds for part in known),
        model=_stacked(recipe, [part.model for part in known if part.model is not None]),
    )


def work_off(job: Job) -> Evidence:
    """Train and score one job, silently: what a worker on another machine does."""
    return _train(job, Watch(budget=job.budget))


def _train_here(jobs: Sequence[Job], ctx: Context) -> list[Evidence | None]:
    import torch

    board, threads = _Board(jobs, ctx), torch.get_num_threads()
    # One thread a job: its products are small, and threads that wait for each other crawl on a busy machine.
    torch.set_num_threads(1)
    try:
        with suppress(Cancelled):  # What the jobs have so far is on the board.
            ctx.map(board.work, range(len(jobs)), prefer="threads")
        board.settle()
    finally:
        torch.set_num_threads(threads)
    return board.found


def _shared_out(job: Job, groups: int) -> list[Job]:
    """Return a job as up to `groups` jobs that share its seeds."""
    seeds = job.recipe.seeds
    shares = [seeds[at::groups] for at in range(min(groups, len(seeds)))]
    return [replace(job, recipe=replace(job.recipe, seeds=share)) for share in shares]


def _merged_scores(scores: Sequence[LengthScore]) -> LengthScore:
    return replace(
        scores[0],
        accuracy=tuple(share for score in scores for share in score.accuracy),
        equality=tuple(share for score in scores for share in score.equality),
        digit_accuracy=tuple(row for score in scores for row in score.digit_accuracy),
    )


def _stacked(recipe: Recipe, models: Sequence[Decoder]) -> Decoder:
    """Return models of some seeds each as one of all."""
    import torch

    from tools.arithmetic.models import Decoder

    states = [{name: value.cpu() for name, value in model.state_dict().items()} for model in models]
    whole = Decoder(recipe.task, recipe.shape, recipe.seeds)
    whole.load_state_dict({name: torch.cat([state[name] for state in states]) for name in states[0]})
    return whole.eval()


class _Board:
    """Where the jobs of a sweep leave their results and their progress."""

    def __init__(self, jobs: Sequence[Job], ctx: Context) -> None:
        self._jobs, self._ctx = jobs, ctx
        self._lock = threading.Lock()
        self._steps = [0] * len(jobs)
        self._at_work, self._ended = 0, threading.Condition()
        self.found: list[Evidence | None] = [None] * len(jobs)

    def work(self, at: int) -> None:
        if self._ctx.cancelled():
            return
        with self._ended:
            self._at_work += 1
        try:
            self._train(at)
        finally:
            with self._ended:
                self._at_work -= 1
                self._ended.notify_all()

    def settle(self) -> None:
        """Wait for the jobs that have begun: a Stop ends the map with the first that had not."""
        with self._ended:
            self._ended.wait_for(lambda: not self._at_work, timeout=SETTLE_SECONDS)

    def _train(self, at: int) -> None:
        import torch

        job = self._jobs[at]
        torch.set_num_threads(1)
        watch = Watch(
            report=lambda step, steps, loss, left: self._tell(at, step, loss, left),
            stopped=self._ctx.cancelled,
            budget=job.budget,
        )
        self.found[at] = _train(job, watch)
        self._steps[at] = job.recipe.steps

    def _tell(self, at: int, step: int, loss: float, left: float) -> None:
        with self._lock:
            self._steps[at] = step
            done, total = sum(self._steps), sum(job.recipe.steps for job in self._jobs)
        recipe = self._jobs[at].recipe
        what = f"{recipe.task.operation.replace('_', ' ')}, {recipe.shape.encoding.replace('_', ' ')}"
        if recipe.task.modulus:
            what += f", modulo {recipe.task.modulus}"
        left_in_words = f", about {left:.0f} s left" if left >= 1.0 else ""
        self._ctx.report(
            Progress(done, total, f"training {what}: step {step:,} of {recipe.steps:,}, loss {loss:.3f}{left_in_words}")
        )


def _train(job: Job, watch: Watch) -> Evidence:
    start = load_state(job.folder, job.recipe) if job.folder and job.resume else None
    stages: list[tuple[int, Components]] = []
    if job.watch_states:
        steps = tuple(round(share * job.recipe.steps) for share in SNAPSHOTS)
        watch = replace(
            watch,
            snapshot_steps=steps,
            snapshots=lambda step, model: stages.append((step, components(model, job.test_seed))),
        )
    done = train(job.recipe, watch, start)
    _keep(job, done)
    return Evidence(
        recipe=job.recipe,
        scores=score_lengths(done.model, job),
        origin="trained",
        ending=done.ending,
        steps=done.state.step,
        curve=done.state.curve,
        seconds=done.seconds,
        model=done.model,
        stages=tuple(stages),
        resumed=start.step if start else 0,
    )


def score_lengths(model: Decoder, job: Job, lengths: Sequence[int] = ()) -> tuple[LengthScore, ...]:
    """Return a model's scores at some lengths; else from the trained one to the longest that leaves padding."""
    lengths = lengths or lengths_to_test(job.recipe.task, job.longest or None)
    return tuple(score(model, length, job.cases, job.test_seed) for length in lengths)


def _keep(job: Job, done: Trained) -> None:
    if job.folder is None:
        return
    if done.ending == "complete":
        drop_state(job.folder, job.recipe)
    elif done.state.step:
        save_state(job.folder, job.recipe, done.state)
