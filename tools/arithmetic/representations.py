"""What can be read off a model's inner states: digits and carries by linear probes, and their shape by components.

A linear probe that works shows that a figure can be read there, not that the model uses it. Each has two controls: the
share of the commonest answer, and the same probe on the same model before training.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float, Int

from tools.arithmetic.tasks import Numbers, Task

if TYPE_CHECKING:
    from tools.arithmetic.models import Decoder

TRAIN_SHARE = 0.75
COMPONENT_CASES = 200


@dataclass(frozen=True)
class Target:
    """Something that a probe tries to read: `name` says what, `place` from which digit's state (0 = units)."""

    name: str
    place: int
    classes: Int[np.ndarray, " cases"]


@dataclass(frozen=True)
class Reading:
    """How well a target is read after a layer; shares of unseen cases.

    Attributes:
        name: what was read.
        place: the digit about to be written.
        layer: blocks passed; 0 is the embedding.
        accuracy: of the probe.
        untrained: of the same probe on the model before training.
        commonest: share of the commonest class.
    """

    name: str
    place: int
    layer: int
    accuracy: float
    untrained: float
    commonest: float


@dataclass(frozen=True)
class Components:
    """States on their first two principal components.

    Attributes:
        points: one a case.
        digits: the digit that is about to be written.
        explained: share of the variance on the two.
    """

    points: Float[np.ndarray, "cases 2"]
    digits: Int[np.ndarray, " cases"]
    explained: float


def targets(task: Task, a: Numbers, b: Numbers) -> list[Target]:
    """Return what can be asked of the states: digits of the result, and carries of a sum or the wrap of a modulus."""
    result = task.result(a, b)
    found = [
        Target(f"digit {place + 1} of the result", place, result // 10**place % 10)
        for place in range(min(task.result_width, task.digits + 1))
    ]
    if task.operation in ("addition", "modular_addition"):
        for place in range(task.digits):
            tail = 10 ** (place + 1)
            found.append(Target(f"carry out of digit {place + 1}", place, (a % tail + b % tail) // tail))
    if task.operation == "modular_addition":
        found.append(Target("sum reaches the modulus", 0, (a + b) // task.modulus))
    return [target for target in found if len(np.unique(target.classes)) > 1]


def read_linearly(model: Decoder, cases: int, seed: int) -> list[Reading]:
    """Fit a linear probe for each target after each layer of a model's first member.

    Args:
        model: the model.
        cases: pairs within the trained lengths; a quarter of them tests the probes.
        seed: seed of the pairs and of the untrained control.

    Returns:
        Readings by target and layer.
    """
    from tools.arithmetic.models import Decoder

    task = model.task
    a, b = task.training_pairs(np.random.default_rng([seed, 1]), cases, 0.0)
    fresh = Decoder(task, model.shape, model.seeds[:1]).eval()
    states, controls = result_states(model, a, b), result_states(fresh, a, b)
    readings = []
    for target in targets(task, a, b):
        commonest = float(np.bincount(target.classes).max() / len(a))
        for layer in range(len(states)):
            right, control = (_probe(layers[layer][:, target.place], target.classes) for layers in (states, controls))
            readings.append(Reading(target.name, target.place, layer, right, control, commonest))
    return readings


def result_states(model: Decoder, a: Numbers, b: Numbers) -> list[Float[np.ndarray, "cases places dim"]]:
    """Return the first member's states where it is about to write each result digit, units first, after each layer."""
    import torch

    task = model.task
    read = torch.from_numpy(task.encode(a, b)[:, :-1])[None].expand(model.members, -1, -1)
    with torch.no_grad():
        layers = model.hidden(read)
    states = [layer[0, :, -task.result_width :].numpy() for layer in layers]
    return states if task.result_reversed else [layer[:, ::-1] for layer in states]


def components(model: Decoder, seed: int) -> Components:
    """Return the last states before the units are written, of the first member, on their two principal components."""
    task = model.task
    a, b = task.training_pairs(np.random.default_rng([seed, 2]), COMPONENT_CASES, 0.0)
    states = result_states(model, a, b)[-1][:, 0]
    centred = states - states.mean(axis=0)
    left, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    explained = float((sizes[:2] ** 2).sum() / max((sizes**2).sum(), 1e-300))
    return Components(left[:, :2] * sizes[:2], task.result(a, b) % 10, explained)


def grouped(shown: Components) -> float:
    """Return the share of cases that lie nearest to the centre of their own digit, on the two components."""
    digits = np.unique(shown.digits)
    centres = np.stack([shown.points[shown.digits == digit].mean(axis=0) for digit in digits])
    nearest = ((shown.points[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
    return float((digits[nearest] == shown.digits).mean())


def _probe(states: Float[np.ndarray, "cases dim"], classes: Int[np.ndarray, " cases"]) -> float:
    """Return the share of unseen cases whose class a multinomial logistic regression on the states finds."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    cut = int(TRAIN_SHARE * len(states))
    if len(np.unique(classes[:cut])) < 2:
        return float((classes[cut:] == classes[0]).mean())
    probe = make_pipeline(StandardScaler(), LogisticRegression(max_iter=300))
    probe.fit(states[:cut], classes[:cut])
    return float(probe.score(states[cut:], classes[cut:]))
