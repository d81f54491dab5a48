"""Fitting a set to a process or to sequences: K by held-out likelihood and coverage, and the controls beside it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int
from pydantic import BaseModel, ConfigDict

from tools.generators.gammt.envelope import tell
from tools.generators.gammt.experts import Experts, Shape
from tools.generators.gammt.processes import Process
from tools.generators.gammt.pruning import pruned
from tools.generators.gammt.scoring import Score, choose, score
from tools.generators.gammt.selection import Rule
from tools.generators.gammt.sequences import SequenceData
from tools.generators.gammt.train import Batches, Ending, Recipe, Trained, Watch, train

Source = Process | SequenceData
HELD_OUT = 512
"""Sequences on which K is chosen, and as many again on which a set is scored."""
HELD_OUT_SEED = 20221114
HEADS = 4
ENOUGH = 5000
"""Windows from which on data are not scarce."""


@dataclass(frozen=True)
class Preset:
    """How large experts are and how long they learn, and which K are tried; `batch` is sequences a step."""

    dim: int
    layers: int
    steps: int
    batch: int
    weight_decay: float
    experts: tuple[int, ...]
    symbol_scale: float = 0.06


LARGE = Preset(dim=32, layers=2, steps=500, batch=32, weight_decay=0.01, experts=(1, 2, 3, 4), symbol_scale=1.0)
SMALL = Preset(dim=16, layers=1, steps=300, batch=64, weight_decay=0.01, experts=(1, 2, 3, 4))
PLENTY = Preset(dim=32, layers=2, steps=400, batch=64, weight_decay=0.01, experts=(1, 2, 3), symbol_scale=1.0)
SCARCE = Preset(dim=16, layers=1, steps=100, batch=32, weight_decay=0.1, experts=(1, 2, 3))


class Measured(BaseModel):
    """A trained model and how it does: a set, another rule, or a control.

    Attributes:
        what: "set" for a candidate of the choice of K, "rule" for another rule at the chosen K, "equal steps" or
            "equal CPU" for one transformer of as many parameters.
        rule: how experts are selected.
        dim: width of an expert.
        steps: of training.
        cpu_seconds: of training, one thread.
        parameters: in all.
        score: on the test sequences.
        behind: nats a symbol by which it is worse than the chosen set, sequence by sequence.
        behind_error: standard error of that difference.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    what: str
    rule: Rule
    dim: int
    steps: int
    cpu_seconds: float
    parameters: int
    score: Score
    behind: float = 0.0
    behind_error: float = 0.0


@dataclass(frozen=True, eq=False)
class Fitted:
    """A set and what was measured on the way to it.

    Attributes:
        data: what it was fitted to.
        rule: how its experts are selected.
        model: the experts.
        rows: all that was trained, the chosen set among them.
        chosen: place of the chosen set in `rows`.
        best: experts of the set that held-out sequences prefer, 1 where they prefer one transformer.
        ending: why training ended.
        origin: "shipped" or "trained".
    """

    data: Source
    rule: Rule
    model: Experts
    rows: tuple[Measured, ...]
    chosen: int
    best: int
    ending: Ending
    origin: str

    @property
    def set(self) -> Measured:
        """The chosen set as it was measured."""
        return self.rows[self.chosen]


def preset_for(data: Source) -> Preset:
    """Return how a set is trained on data."""
    if isinstance(data, SequenceData):
        return SCARCE if len(data.train) < ENOUGH else PLENTY
    return LARGE if len(data.symbols) >= 8 else SMALL


def batches_of(data: Source, seed: int, batch: int) -> Batches:
    """Return the sequences of a step: drawn anew from a process, or windows of the data; they follow from the seed."""
    if isinstance(data, Process):
        return lambda step: data.sample(np.random.default_rng([seed, step]), batch)
    return lambda step: data.train[np.random.default_rng([seed, step]).integers(len(data.train), size=batch)]


def held_out(data: Source) -> tuple[Int[np.ndarray, "N T"], Int[np.ndarray, "M T"]]:
    """Return the sequences on which K is chosen, and those on which a set is scored (the same where data are few)."""
    if isinstance(data, SequenceData):
        return data.held_out, data.held_out
    choosing, testing = (data.sample(np.random.default_rng([HELD_OUT_SEED, part]), HELD_OUT) for part in (0, 1))
    return choosing, testing


def recipe_of(
    data: Source, preset: Preset, rule: Rule, experts: int, seed: int, *, dim: int = 0, steps: int = 0
) -> Recipe:
    """Return how K experts are trained on data."""
    shape = Shape(
        experts=experts,
        symbols=len(data.symbols),
        length=data.length,
        dim=dim or preset.dim,
        layers=preset.layers,
        heads=HEADS,
        gate=rule == "token",
        symbol_scale=preset.symbol_scale,
    )
    return Recipe(shape, rule, steps or preset.steps, weight_decay=preset.weight_decay, seed=seed)


def fit(
    data: Source,
    *,
    rule: Rule,
    seed: int,
    experts: int = 0,
    controls: bool = True,
    rules: Sequence[Rule] = (),
    report: Callable[[float, float, str], None] = lambda done, total, message: None,
    stopped: Callable[[], bool] = lambda: False,
    budget: float = math.inf,
) -> Fitted | None:
    """Return a set fitted to data, with its controls.

    Args:
        data: a process or sequences.
        rule: how experts are selected.
        seed: of weights and draws.
        experts: K; 0 to choose it.
        controls: whether one transformer is trained beside the set, at equal steps and at equal CPU time.
        rules: further rules to train at the chosen K.
        report: receives (done, total, message).
        stopped: whether to stop; what was trained by then is used.
        budget: seconds for all trainings together.

    Returns:
        The set; None where it was stopped before any was trained.
    """
    preset = preset_for(data)
    counts = (experts,) if experts else preset.experts
    lab = _Lab(data, preset, seed, report, stopped, budget, _work(counts, controls, rules))
    trained = [found for found in (lab.train("set", rule, count) for count in counts) if found is not None]
    if not trained:
        return None
    best = choose([one.choosing for one in trained], [one.nats for one in trained])
    chosen = best
    if isinstance(data, SequenceData) and not experts and trained[best].choosing.experts == 1 and len(trained) > 1:
        # A range is asked for: the better of the sets is shown, and that one transformer does as well is said.
        chosen = min(range(1, len(trained)), key=lambda at: trained[at].choosing.nats)
    extra = [lab.train("rule", other, counts[chosen]) for other in rules if other != rule]
    if controls:
        extra += lab.controls(trained[chosen].measured)
    everything = (*trained, *(one for one in extra if one is not None))
    rows = tuple(_compared(one, trained[chosen]) for one in everything)
    return Fitted(
        data, rule, trained[chosen].model, rows, chosen, trained[best].choosing.experts, lab.ending, "trained"
    )


def matching_dim(dim: int, experts: int) -> int:
    """Return the width at which one transformer has about as many parameters as K experts of width `dim`."""
    return max(HEADS, HEADS * round(dim * math.sqrt(experts) / HEADS))


@dataclass(frozen=True, eq=False)
class _One:
    model: Experts
    measured: Measured
    choosing: Score
    nats: np.ndarray
    tested: np.ndarray


def _compared(one: _One, chosen: _One) -> Measured:
    """Return what was measured of a model, with its difference to the chosen set on the same test sequences."""
    gap = one.tested - chosen.tested
    error = float(gap.std(ddof=1) / math.sqrt(len(gap))) if len(gap) > 1 else 0.0
    return one.measured.model_copy(update={"behind": float(gap.mean()), "behind_error": error})


def _work(counts: Sequence[int], controls: bool, rules: Sequence[Rule]) -> float:
    largest = max(counts)
    return sum(counts) + largest * (2.0 * controls + len(rules))


class _Lab:
    """Trains one model after another within one budget."""

    def __init__(
        self,
        data: Source,
        preset: Preset,
        seed: int,
        report: Callable[[float, float, str], None],
        stopped: Callable[[], bool],
        budget: float,
        work: float,
    ) -> None:
        self.data, self.preset, self.seed, self.work = data, preset, seed, work
        self.report, self.stopped, self.budget = report, stopped, budget
        self.ending: Ending = "complete"
        self.done = 0.0
        self.batches = batches_of(data, seed, preset.batch)
        self.choosing, self.testing = held_out(data)

    def train(
        self, what: str, rule: Rule, experts: int, *, dim: int = 0, steps: int = 0, share: float = 0.0
    ) -> _One | None:
        if self.stopped():
            self.ending = "stopped"
            return None
        share = share or float(experts)
        watch = Watch(
            report=lambda step, steps, loss: self.report(
                self.done + share * step / steps,
                self.work,
                f"{experts} experts ({rule}), step {step} of {steps}, {loss:.3f} nats",
            ),
            stopped=self.stopped,
            budget=self.budget * share / self.work,
        )
        found = train(
            recipe_of(self.data, self.preset, rule, experts, self.seed, dim=dim, steps=steps), self.batches, watch
        )
        self.done += share
        if found.ending == "stopped" and what != "set":
            self.ending = "stopped"
            return None
        if found.ending != "complete":
            self.ending = found.ending
        return self._measure(what, rule, found)

    def controls(self, chosen: Measured) -> list[_One | None]:
        dim, share = matching_dim(chosen.dim, chosen.score.experts), float(chosen.score.experts)
        equal_steps = self.train("equal steps", "sequence", 1, dim=dim, steps=chosen.steps, share=share)
        if equal_steps is None:
            return []
        ratio = chosen.cpu_seconds / max(1e-9, equal_steps.measured.cpu_seconds)
        steps = max(1, round(chosen.steps * ratio))
        return [equal_steps, self.train("equal CPU", "sequence", 1, dim=dim, steps=steps, share=share)]

    def _measure(self, what: str, rule: Rule, found: Trained) -> _One:
        seen = np.concatenate([self.batches(step) for step in range(8)])
        model = pruned(found.model, rule, seen)
        process = self.data if isinstance(self.data, Process) else None
        told = tell(model, rule, self.choosing)
        again = told if self.testing is self.choosing else tell(model, rule, self.testing)
        measured = Measured(
            what=what,
            rule=rule,
            dim=found.recipe.shape.dim,
            steps=found.steps,
            cpu_seconds=round(found.cpu_seconds, 2),
            parameters=sum(parameter.numel() for parameter in model.parameters()),
            score=score(again, self.testing, process),
        )
        return _One(model, measured, score(told, self.choosing, process), told.nats, again.nats)
