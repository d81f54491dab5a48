"""Generators side by side on one data set: trained at equal processor time or taken from disk, measured alike."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from tools.core import Context
from tools.generators import store
from tools.generators.controls import Control, Gaussian
from tools.generators.data.samples import SampleSet
from tools.generators.fitting import Ending, Fitted, Watch, fit
from tools.generators.measures import References, Scores, measure_against, references
from tools.generators.nets import Generator, count
from tools.generators.plans import plan_for
from tools.generators.roster import Plan, build, loss_for

DRAWS = 5
"""Sets of samples that the measures are means over."""
LEAST_SAMPLES = 500
TRIED_STEPS = 15
"""Steps by which the time of one is measured, to give a control equal processor time."""


@dataclass(frozen=True)
class Entry:
    """A generator that is to be measured.

    Attributes:
        key: for values and tables: bsde, mlp, flow, vae, gaussian.
        model: the generator; None where the training set itself stands in.
        parameters: numbers learned.
        cpu_seconds: of training.
        ending: of training.
        curve: loss by step.
        plan: what it follows from; None for the Gaussian and the training set.
        origin: "shipped", "kept" (trained earlier), or "trained".
    """

    key: str
    model: Generator | None
    parameters: int = 0
    cpu_seconds: float = 0.0
    ending: Ending = "complete"
    curve: tuple[tuple[int, float], ...] = ()
    plan: Plan | None = None
    origin: str = "trained"


@dataclass(frozen=True)
class Row:
    """A measured generator: mean scores over draws, and the lowest and highest MMD^2 (RBF) among them."""

    entry: Entry
    scores: Scores
    mmd2_range: tuple[float, float]
    samples: Tensor


def tensors(data: SampleSet) -> tuple[Tensor, Tensor]:
    """Return the training and the test part."""
    return torch.from_numpy(data.train), torch.from_numpy(data.test)


def train_one(data: SampleSet, plan: Plan, watch: Watch) -> Fitted:
    """Train a generator on the training part of a data set."""
    train, _ = tensors(data)
    model = build(plan, data.dim, data.bounds)
    return fit(model, loss_for(model, train, plan.recipe), plan.recipe, watch)


def equal_time(data: SampleSet, plan: Plan, cpu_seconds: float) -> Plan:
    """Return a plan with as many steps as fit into `cpu_seconds` of one thread on this machine."""
    trial = replace(plan, recipe=replace(plan.recipe, iterations=TRIED_STEPS))
    train_one(data, trial, Watch())  # The first steps are slower: memory is laid out.
    each = train_one(data, trial, Watch()).cpu_seconds / TRIED_STEPS
    return replace(plan, recipe=replace(plan.recipe, iterations=max(TRIED_STEPS, int(cpu_seconds / each))))


def from_shipped(data: SampleSet, key: str) -> Entry | None:
    """Return the shipped generator of this key for a data set, None where none is shipped."""
    card = store.shipped().get(f"{data.name}-{key.replace('_', '-')}")
    if card is None:
        return None
    return _from_card(key, card, store.load_shipped(card), "shipped")


def gaussian(data: SampleSet) -> Entry:
    """Return the normal distribution with the training part's mean and covariance."""
    train, _ = tensors(data)
    return Entry("gaussian", Gaussian(train), data.dim * (data.dim + 3) // 2)


def control(data: SampleSet, key: Control, cpu_seconds: float, seed: int, ctx: Context) -> Entry:
    """Return a control: the Gaussian, a shipped one, or one trained here for `cpu_seconds`."""
    if key == "gaussian":
        return gaussian(data)
    found = from_shipped(data, key)
    return found or trained(data, equal_time(data, plan_for(data, key, seed), cpu_seconds), ctx, key)


def trained(data: SampleSet, plan: Plan, ctx: Context, key: str, budget: float = math.inf) -> Entry:
    """Train a generator with progress, Stop and a time budget; one that ran to its end is kept and found again."""
    folder, name = ctx.cache / "generators", f"{data.name}-{plan.digest(fingerprint(data))}"
    kept = store.load_kept(folder, name)
    if kept is not None:
        return _from_card(key, kept[0], kept[1], "kept")
    fitted = train_one(data, plan, watch_of(ctx, key, budget))
    if fitted.ending == "complete":
        store.save(folder, *store.describe(name, data.name, data.dim, data.bounds, plan, fitted))
    return Entry(
        key, fitted.model, count(fitted.model), fitted.cpu_seconds, fitted.ending, fitted.curve, plan, "trained"
    )


def watch_of(ctx: Context, what: str, budget: float = math.inf) -> Watch:
    """Return a watch that tells a run's progress and listens to its Stop."""

    def report(step: int, steps: int, loss: float, left: float) -> None:
        if not ctx.cancelled():
            ctx.progress(step, steps, f"training {what}: loss {loss:.4f}, about {left:.0f} s left")

    return Watch(report, ctx.cancelled, budget)


def fingerprint(data: SampleSet) -> str:
    """Return a hash of the training part."""
    import hashlib

    return hashlib.sha256(data.train.tobytes()).hexdigest()[:16]


def measure_at_once(data: SampleSet, entries: Sequence[Entry], seed: int) -> list[Row]:
    """Return measures in a fraction of a second, after a Stop: one set of samples, and no classifier (NaN)."""
    known = references(*tensors(data))
    return [measure_one(known, entry, seed, draws=1, with_classifier=False) for entry in entries]


def measure_all(data: SampleSet, entries: Sequence[Entry], ctx: Context) -> list[Row]:
    """Return all measures of every entry against the test part, from the same seeds."""
    rows, known = [], references(*tensors(data))
    for at, entry in enumerate(entries):
        ctx.progress(at, len(entries), f"measuring {entry.key}")
        rows.append(measure_one(known, entry, ctx.seed))
    return rows


def measure_one(known: References, entry: Entry, seed: int, draws: int = DRAWS, *, with_classifier: bool = True) -> Row:
    """Return the measures of one entry, means over draws of samples; the training set itself is one draw."""
    n = max(LEAST_SAMPLES, 2 * len(known.test))
    samples = [draw(entry.model, n, seed + at) for at in range(draws)] if entry.model is not None else [known.train]
    scores = [
        measure_against(known, one, seed, with_classifier=with_classifier and at == 0) for at, one in enumerate(samples)
    ]
    rbf = [one.mmd2["rbf"] for one in scores]
    return Row(entry, _mean(scores), (min(rbf), max(rbf)), samples[0])


@torch.no_grad()
def draw(model: Generator, n: int, seed: int) -> Tensor:
    """Return n samples; the same seed gives the same."""
    return model.draw(n, torch.Generator().manual_seed(seed))


def _mean(scores: Sequence[Scores]) -> Scores:
    def over(pick: Callable[[Scores], float]) -> float:
        return statistics.fmean(map(pick, scores))

    return Scores(
        {kernel: statistics.fmean([one.mmd2[kernel] for one in scores]) for kernel in scores[0].mmd2},
        over(lambda one: one.precision),
        over(lambda one: one.recall),
        scores[0].classifier,
        over(lambda one: one.copied),
        over(lambda one: one.copies),
    )


def _from_card(key: str, card: store.Card, model: Any, origin: str) -> Entry:
    return Entry(key, model, card.parameters, card.cpu_seconds, "complete", card.curve, card.read_plan(), origin=origin)
