"""Probes of a trained model: is it right, is it the residue class, which digit fails, and may anything be claimed.

The convergence gate: where a model is not right in 99 % of unseen cases of the lengths it was trained on, what it does
beyond them says nothing about generalisation, and no claim is made.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from jaxtyping import Float

from tools.arithmetic.tasks import Numbers, Task

if TYPE_CHECKING:
    from tools.arithmetic.models import Decoder

GATE = 0.99
"""Accuracy within the trained lengths from which a model counts as converged."""

CASES_AT_ONCE = 512
T_95 = {2: 12.706, 3: 4.303, 4: 3.182, 5: 2.776, 6: 2.571, 7: 2.447, 8: 2.365, 9: 2.306, 10: 2.262}
"""Two-sided 95 % points of Student's t with one degree of freedom less than the number of seeds."""


@dataclass(frozen=True)
class Interval:
    """A mean with its 95 % interval, as fractions."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class LengthScore:
    """What the members of a model do with operands of one length; shares are fractions, one a member.

    Attributes:
        length: digits of both operands.
        cases: pairs tested.
        accuracy: share answered rightly.
        equality: share answered with the residue class f(a mod 10^n, b mod 10^n).
        right_is_residue: share of pairs whose right answer is that residue class; what theory predicts as accuracy.
        digit_accuracy: share of right digits at each place, from the units, [members][places].
    """

    length: int
    cases: int
    accuracy: tuple[float, ...]
    equality: tuple[float, ...]
    right_is_residue: float
    digit_accuracy: tuple[tuple[float, ...], ...]


def score(model: Decoder, length: int, cases: int, seed: int) -> LengthScore:
    """Test a model on operands of exactly `length` digits, none of them ever trained on.

    Args:
        model: all members, in evaluation mode.
        length: digits of both operands.
        cases: pairs to test; fewer where the domain has fewer.
        seed: seed of their choice.

    Raises:
        UserError: the digits are beyond the padding.
    """
    task = model.task
    a, b = task.test_pairs(length, cases, seed)
    answers = answers_of(model, a, b)
    right, residue = task.result(a, b), task.residue_result(a, b)
    places = 10 ** np.arange(task.result_width)
    matches = (answers[:, :, None] // places % 10 == right[:, None] // places % 10) & (answers >= 0)[:, :, None]
    return LengthScore(
        length=length,
        cases=len(a),
        accuracy=tuple((answers == right).mean(axis=1).tolist()),
        equality=tuple((answers == residue).mean(axis=1).tolist()),
        right_is_residue=float((right == residue).mean()),
        digit_accuracy=tuple(tuple(row) for row in matches.mean(axis=1).tolist()),
    )


def answers_of(model: Decoder, a: Numbers, b: Numbers) -> np.ndarray:
    """Return the number each member writes for each pair, [members, cases]; -1 where it is none."""
    import torch

    task, parts = model.task, []
    device = next(model.parameters()).device
    for start in range(0, len(a), CASES_AT_ONCE):
        span = slice(start, start + CASES_AT_ONCE)
        asked = torch.from_numpy(task.encode(a[span], b[span])[:, : -task.result_width]).to(device)
        written = model.answer(asked.expand(model.members, -1, -1)).cpu().numpy()
        parts.append(np.stack([task.decode(member) for member in written]))
    return np.concatenate(parts, axis=1)


def converged(scores: Iterable[LengthScore], task: Task) -> tuple[bool, ...]:
    """Return, for each member, whether it passes the gate at the longest trained length."""
    within = next(score for score in scores if score.length == task.digits)
    return tuple(accuracy >= GATE for accuracy in within.accuracy)


def interval(shares: Sequence[float], cases: int) -> Interval:
    """Return the mean of shares and its 95 % interval.

    With several seeds the interval is Student's over seeds, cut to [0, 1]; with one it is Wilson's over cases, which
    knows nothing of how another seed would do.

    >>> interval([1.0, 1.0, 1.0], 500)
    Interval(mean=1.0, low=1.0, high=1.0)
    """
    mean = float(np.mean(shares))
    if len(shares) == 1:
        return _wilson(mean, cases)
    reach = T_95.get(len(shares), 2.0) * float(np.std(shares, ddof=1)) / math.sqrt(len(shares))
    return Interval(mean, max(0.0, mean - reach), min(1.0, mean + reach))


def structure_map(model: Decoder, top: int, points: int) -> tuple[np.ndarray, Float[np.ndarray, "points points"]]:
    """Return operands on a grid from 0 to `top` - 1, and the first member's output minus the right answer there.

    Args:
        model: the model; its first member is drawn.
        top: exclusive end of both operands.
        points: grid points a side.

    Returns:
        The grid's values, and the error at [b, a]; NaN where the answer is no number.
    """
    values = np.unique(np.linspace(0, top - 1, points).round().astype(np.int64))
    b, a = (grid.ravel() for grid in np.meshgrid(values, values, indexing="ij"))
    answers = answers_of(model.member(0).eval() if model.members > 1 else model, a, b)[0]
    errors = np.where(answers >= 0, answers - model.task.result(a, b), np.nan)
    return values, errors.reshape(len(values), len(values))


def _wilson(share: float, cases: int) -> Interval:
    z2 = 1.96**2
    centre = (share + z2 / (2 * cases)) / (1 + z2 / cases)
    reach = 1.96 / (1 + z2 / cases) * math.sqrt(share * (1 - share) / cases + z2 / (4 * cases**2))
    return Interval(share, max(0.0, centre - reach), min(1.0, centre + reach))
