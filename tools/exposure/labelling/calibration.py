"""Whether a labeller's confidence means what it says: among items labelled with 80 %, are 80 % right?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tools.exposure.labelling.labeller import Judgement

LOWEST = 1 / 3
"""The least that the likeliest of three labels can have."""

BINS = 5


@dataclass(frozen=True)
class Bin:
    """Items whose confidence lies between two bounds: their number, mean confidence and share that is right."""

    low: float
    high: float
    items: int
    confidence: float
    right: float


@dataclass(frozen=True)
class Calibration:
    """Confidences beside the reference's labels.

    Attributes:
        items: items with a confidence and a reference label.
        bins: those bins that hold items.
        error: expected calibration error: mean over items of |confidence - share right| of the item's bin.
        confidence: mean confidence.
        right: share right.
    """

    items: int
    bins: tuple[Bin, ...]
    error: float
    confidence: float
    right: float


def calibration(judgements: Sequence[Judgement | None], reference: Sequence[str | None]) -> Calibration | None:
    """Return the calibration of a labeller against reference labels; None where no item has both."""
    pairs = [
        (said.confidence, said.label == truth)
        for said, truth in zip(judgements, reference, strict=True)
        if said is not None and said.confidence is not None and truth is not None
    ]
    if not pairs:
        return None
    width = (1 - LOWEST) / BINS
    bins = []
    for at in range(BINS):
        low, high = LOWEST + at * width, LOWEST + (at + 1) * width
        # A written label need not be the likeliest one: what lies below the lowest bound belongs to the first bin.
        inside = [pair for pair in pairs if min(BINS - 1, max(0, int((pair[0] - LOWEST) / width))) == at]
        if inside:
            bins.append(Bin(low, high, len(inside), _mean(p for p, _ in inside), _mean(right for _, right in inside)))
    error = sum(one.items * abs(one.confidence - one.right) for one in bins) / len(pairs)
    return Calibration(len(pairs), tuple(bins), error, _mean(p for p, _ in pairs), _mean(right for _, right in pairs))


def _mean(values: object) -> float:
    listed = [float(value) for value in values]  # type: ignore[attr-defined]
    return sum(listed) / len(listed)
