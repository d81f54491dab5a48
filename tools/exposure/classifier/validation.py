"""Held-out scores: folds by occupation or by major group, with no task text on both sides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tools.exposure.scores import LABELS, occupation_exposure

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from jaxtyping import Bool, Float, Int

FOLDS = 5
SEED = 20240724
DRAWS = 2_000
Predict = Callable[[Any, Any], Any]


@dataclass(frozen=True)
class Interval:
    """A figure with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


def folds_by_occupation(soc: Sequence[str], *, folds: int = FOLDS, seed: int = SEED) -> Int[np.ndarray, " n"]:
    """Return the fold of each task: all tasks of an occupation are in one fold, occupations are dealt at random."""
    import numpy as np

    occupations = sorted(set(soc))
    dealt = np.random.default_rng(seed).permutation(len(occupations)) % folds
    fold_of = dict(zip(occupations, dealt.tolist(), strict=True))
    return np.array([fold_of[code] for code in soc])


def folds_by_major_group(soc: Sequence[str]) -> Int[np.ndarray, " n"]:
    """Return the fold of each task: one fold a major group, the first two digits of the code."""
    import numpy as np

    return np.unique([code[:2] for code in soc], return_inverse=True)[1]


def held_out(fold: Int[np.ndarray, " n"], texts: Sequence[str], predict: Predict) -> Float[np.ndarray, "n 3"]:
    """Return each task's probabilities from a model that saw no task of its fold, and no task of the same text.

    Args:
        fold: fold of each task.
        texts: text of each task, without the title: equal ones never stand on both sides.
        predict: a function of (training rows, test rows), positions both, that returns probabilities of the test rows.
    """
    import numpy as np

    keys = np.array([text.casefold().strip() for text in texts])
    found = np.zeros((len(fold), len(LABELS)))
    for number in np.unique(fold):
        test = fold == number
        train = ~test & ~_among(keys, keys[test])
        found[test] = predict(np.flatnonzero(train), np.flatnonzero(test))
    return found


def _among(keys: np.ndarray, taken: np.ndarray) -> Bool[np.ndarray, " n"]:
    import numpy as np

    return np.isin(keys, np.unique(taken))


def beta_correlation(
    tasks: pd.DataFrame, probabilities: Float[np.ndarray, "n 3"], truth: pd.DataFrame, *, seed: int = SEED
) -> Interval:
    """Return the correlation over occupations of predicted beta with that of `truth`, resampling occupations.

    Args:
        tasks: soc, title and weight of each task.
        probabilities: of E0, E1, E2 of each task.
        truth: soc and beta, as `occupation_exposure` returns them.
    """
    found = occupation_exposure(tasks, probabilities).set_index("soc")["beta"]
    other = truth.set_index("soc")["beta"].reindex(found.index)
    return correlation(found.to_numpy(), other.to_numpy(), seed=seed)


def correlation(
    first: Float[np.ndarray, " n"], second: Float[np.ndarray, " n"], *, draws: int = DRAWS, seed: int = SEED
) -> Interval:
    """Return Pearson's correlation with its bootstrap interval over pairs.

    >>> import numpy as np
    >>> correlation(np.arange(30.0), -np.arange(30.0)).value
    -1.0
    """
    import numpy as np

    random = np.random.default_rng(seed)
    rows = random.integers(0, len(first), size=(draws, len(first)))
    a, b = first[rows], second[rows]
    a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    drawn = (a * b).sum(axis=1) / np.sqrt((a * a).sum(axis=1) * (b * b).sum(axis=1))
    low, high = np.nanquantile(drawn, [0.025, 0.975])
    return Interval(round(float(np.corrcoef(first, second)[0, 1]), 12), float(low), float(high))
