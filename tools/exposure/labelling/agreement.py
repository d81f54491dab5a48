"""How far labellers agree: raw agreement, kappas and alphas with bootstrap intervals, boundary by boundary."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

from tools.exposure.classifier.validation import Interval
from tools.exposure.labelling.rubric import LABELS

if TYPE_CHECKING:
    import numpy as np
    from jaxtyping import Float, Int

RESAMPLES = 500
LEVEL = 0.95
BY_EXPOSURE = (0, 2, 1)
"""The labels' numbers from the lowest exposure to the highest: E0, E2, E1."""

Labels = Sequence[str | None]
Scale = Literal["nominal", "ordinal"]
Statistic = Callable[[Any], float]
"""A statistic of the counts of patterns, Int[np.ndarray, "P"]."""


@dataclass(frozen=True)
class Boundary:
    """Agreement of two labellers on one boundary.

    Attributes:
        name: the boundary, such as "E1 | E2".
        items: items that both put on one of its sides.
        agreement: share of these that both put on the same side.
        kappa: Cohen's kappa of the two sides.
    """

    name: str
    items: int
    agreement: float
    kappa: float


@dataclass(frozen=True)
class Pair:
    """Agreement of two labellers on the items that both labelled.

    Attributes:
        confusion: items by label of the first (rows) and of the second (columns), in the order E0, E1, E2.
    """

    first: str
    second: str
    items: int
    raw: Interval
    kappa: Interval
    nominal: Interval
    ordinal: Interval
    boundaries: tuple[Boundary, ...]
    confusion: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Group:
    """Agreement of several labellers.

    Attributes:
        items: items that at least two of them labelled, on which the alphas rest.
        complete: items that all of them labelled, on which Fleiss' kappa rests.
    """

    names: tuple[str, ...]
    items: int
    complete: int
    fleiss: Interval
    nominal: Interval
    ordinal: Interval


def pair_agreement(
    first: str, second: str, ratings: Mapping[str, Labels], *, seed: int, resamples: int = RESAMPLES
) -> Pair:
    """Return how far two labellers agree.

    Args:
        first, second: their names.
        ratings: labels by labeller, None for a missing one.
        seed: of the bootstrap.
        resamples: of the bootstrap.
    """
    import numpy as np

    table = confusion(ratings[first], ratings[second])
    patterns = np.array([(i, j) for i in range(3) for j in range(3)])
    counts = table.ravel()
    measure = _bootstrap(counts, seed, resamples)
    return Pair(
        first,
        second,
        int(table.sum()),
        measure(lambda n: _raw(n.reshape(3, 3))),
        measure(lambda n: _kappa(n.reshape(3, 3))),
        measure(lambda n: krippendorff_alpha(patterns, n, "nominal")),
        measure(lambda n: krippendorff_alpha(patterns, n, "ordinal")),
        _boundaries(table),
        tuple(tuple(int(count) for count in row) for row in table),
    )


def group_agreement(
    names: Sequence[str], ratings: Mapping[str, Labels], *, seed: int, resamples: int = RESAMPLES
) -> Group:
    """Return how far several labellers agree; arguments as for `pair_agreement`."""
    import numpy as np

    codes = np.array([encode(ratings[name]) for name in names]).T
    patterns, counts = np.unique(codes, axis=0, return_counts=True)
    complete = (patterns >= 0).all(axis=1)
    measure = _bootstrap(counts, seed, resamples)
    return Group(
        tuple(names),
        int(counts[(patterns >= 0).sum(axis=1) >= 2].sum()),
        int(counts[complete].sum()),
        measure(lambda n: _fleiss(patterns[complete], n[complete])),
        measure(lambda n: krippendorff_alpha(patterns, n, "nominal")),
        measure(lambda n: krippendorff_alpha(patterns, n, "ordinal")),
    )


def all_pairs(ratings: Mapping[str, Labels], *, seed: int, resamples: int = RESAMPLES) -> list[Pair]:
    """Return the agreement of each two labellers that have items in common."""
    pairs = []
    for first, second in combinations(ratings, 2):
        if any(a is not None and b is not None for a, b in zip(ratings[first], ratings[second], strict=True)):
            pairs.append(pair_agreement(first, second, ratings, seed=seed, resamples=resamples))
    return pairs


def encode(labels: Labels) -> Int[np.ndarray, " N"]:
    """Return labels as 0, 1, 2, and -1 for a missing one."""
    import numpy as np

    place = {label: at for at, label in enumerate(LABELS)}
    return np.array([-1 if label is None else place[label] for label in labels], dtype=np.int64)


def confusion(first: Labels, second: Labels) -> Int[np.ndarray, "3 3"]:
    """Return how many items have each two labels, among those that both labelled."""
    import numpy as np

    a, b = encode(first), encode(second)
    both = (a >= 0) & (b >= 0)
    return np.bincount(3 * a[both] + b[both], minlength=9).reshape(3, 3)


def krippendorff_alpha(patterns: Int[np.ndarray, "P K"], counts: Int[np.ndarray, " P"], scale: Scale) -> float:
    """Return Krippendorff's alpha (package krippendorff) of items given as patterns of labels with their counts.

    The ordinal scale is E0 < E2 < E1, by how much an item counts in beta (0, one half, 1).
    """
    import numpy as np
    from krippendorff import alpha

    values = np.stack([(patterns == label).sum(axis=1) for label in BY_EXPOSURE], axis=1)
    rows = np.repeat(values, counts, axis=0)
    rows = rows[rows.sum(axis=1) >= 2]
    if len(rows) == 0 or (rows.sum(axis=0) > 0).sum() < 2:
        return float("nan")
    return float(alpha(value_counts=rows, level_of_measurement=scale, value_domain=[0, 1, 2]))


def _bootstrap(counts: Int[np.ndarray, " P"], seed: int, resamples: int) -> Callable[[Statistic], Interval]:
    """Return a function that gives a statistic of pattern counts with its interval.

    Drawing items with replacement is drawing the patterns' counts from a multinomial distribution.
    """
    import numpy as np

    total = int(counts.sum())
    draws = np.random.default_rng(seed).multinomial(total, counts / max(total, 1), size=resamples if total else 0)

    def measure(statistic: Statistic) -> Interval:
        if not total:
            return Interval(float("nan"), float("nan"), float("nan"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # A kappa of one class alone is 0 / 0: nan.
            values = np.array([statistic(draw) for draw in draws])
            tail = 50 * (1 - LEVEL)
            usable = values[np.isfinite(values)]
            low, high = np.percentile(usable, [tail, 100 - tail]) if len(usable) else (float("nan"),) * 2
            return Interval(float(statistic(counts)), float(low), float(high))

    return measure


def _boundaries(table: Int[np.ndarray, "3 3"]) -> tuple[Boundary, ...]:
    """Return agreement on being exposed at all, on direct exposure, and on each two neighbouring labels alone."""
    import numpy as np

    merged = {"E0 | E1, E2": ([0], [1, 2]), "E1 | E0, E2": ([0, 2], [1]), "E2 | E0, E1": ([0, 1], [2])}
    alone = {"E0 | E1": ([0], [1]), "E0 | E2": ([0], [2]), "E1 | E2": ([1], [2])}
    found = []
    for name, sides in (merged | alone).items():
        two = np.array([[table[np.ix_(a, b)].sum() for b in sides] for a in sides])
        items = int(two.sum())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            found.append(Boundary(name, items, _raw(two) if items else float("nan"), _kappa(two)))
    return tuple(found)


def _raw(table: Float[np.ndarray, "K K"]) -> float:
    return float(table.trace() / table.sum()) if table.sum() else float("nan")


def _kappa(table: Float[np.ndarray, "K K"]) -> float:
    if not table.sum():
        return float("nan")
    from statsmodels.stats.inter_rater import cohens_kappa

    return float(cohens_kappa(table, return_results=False))


def _fleiss(patterns: Int[np.ndarray, "P K"], counts: Int[np.ndarray, " P"]) -> float:
    import numpy as np

    if not counts.sum() or patterns.shape[1] < 2:
        return float("nan")
    from statsmodels.stats.inter_rater import fleiss_kappa

    values = np.stack([(patterns == label).sum(axis=1) for label in range(3)], axis=1)
    return float(fleiss_kappa(np.repeat(values, counts, axis=0)))
