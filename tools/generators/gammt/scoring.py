"""How good a set is: likelihood, coverage of the true probabilities beside the width, coverage of counts where no
truth is known, and the choice of K by both.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Int
from pydantic import BaseModel, ConfigDict

from tools.generators.gammt.envelope import Told
from tools.generators.gammt.processes import Process

TOLERANCE = 0.02
"""How far outside the envelope a true probability may lie and still count as covered."""
COUNTED = 0.95
"""Share of counts that a set must cover to be chosen."""
SIGMAS = 2.0
UNKNOWN = -1.0
LEAST_WEIGHT = 0.02
"""An expert that makes a smaller share of the sequences than this learned nothing and is left out of the set."""


class Score(BaseModel):
    """How a set does on held-out sequences.

    Attributes:
        experts: K.
        nats: mean surprise, nats a symbol.
        error: its standard error over sequences.
        counts: share of (sequence, symbol) pairs whose count lies between the sums of the envelopes, up to 2 sd.
        width: mean distance of the envelopes.
        coverage: share of the true probabilities inside the envelopes, up to .02; -1 where no truth is known.
        true_width: mean distance of the true envelopes; -1 where unknown.
        oracle: nats of the mixture that knows the truth; -1 where unknown.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    experts: int
    nats: float
    error: float
    counts: float
    width: float
    coverage: float = UNKNOWN
    true_width: float = UNKNOWN
    oracle: float = UNKNOWN


def score(told: Told, symbols: Int[np.ndarray, "N T"], process: Process | None = None) -> Score:
    """Return how a set does on held-out sequences, against the truth where the process is known."""
    width = told.upper - told.lower
    truth = None if process is None else process.truth(symbols)
    return Score(
        experts=len(told.probabilities),
        nats=float(told.nats.mean()),
        error=float(told.nats.std(ddof=1) / len(symbols) ** 0.5) if len(symbols) > 1 else 0.0,
        counts=count_coverage(told, symbols),
        width=float(width.mean()),
        coverage=UNKNOWN if truth is None else float(covered(told, truth).mean()),
        true_width=UNKNOWN if truth is None else float((truth.max(axis=0) - truth.min(axis=0)).mean()),
        oracle=UNKNOWN if process is None else float(process.oracle_nats(symbols).mean()),
    )


def covered(told: Told, truth: Float[np.ndarray, "M N T V"]) -> np.ndarray:
    """Return whether each true probability lies in the envelope, up to the tolerance, [M, N, T, V]."""
    return (truth >= told.lower - TOLERANCE) & (truth <= told.upper + TOLERANCE)


def count_coverage(told: Told, symbols: Int[np.ndarray, "N T"]) -> float:
    """Return the share of (sequence, symbol) pairs whose count lies between the summed envelopes, up to 2 sd.

    If the true probabilities lie inside the envelopes, the count of a symbol departs from the sum of its probabilities
    by a martingale, whose variance the envelopes bound: so coverage can be tested with no truth known.
    """
    counts = (symbols[..., None] == np.arange(told.probabilities.shape[-1])).sum(axis=1)
    nearest_half = np.clip(0.5, told.lower, told.upper)
    spread = SIGMAS * np.sqrt((nearest_half * (1.0 - nearest_half)).sum(axis=1))
    inside = (counts >= told.lower.sum(axis=1) - spread) & (counts <= told.upper.sum(axis=1) + spread)
    return float(inside.mean())


def choose(scores: Sequence[Score], nats: Sequence[Float[np.ndarray, " N"]]) -> int:
    """Return the place of the set to use: the smallest K whose held-out likelihood is within one standard error of the
    best, by sequence, and that covers the counts; the best of all where none does.

    Args:
        scores: of each set, on the same sequences.
        nats: surprise of each sequence under each set.
    """
    best = min(range(len(scores)), key=lambda at: scores[at].nats)
    for at in sorted(range(len(scores)), key=lambda at: scores[at].experts):
        gap = nats[at] - nats[best]
        error = float(gap.std(ddof=1) / len(gap) ** 0.5) if len(gap) > 1 else 0.0
        if gap.mean() <= error and scores[at].counts >= COUNTED:
            return at
    return best
