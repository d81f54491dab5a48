"""What the engine knows of a labeller: a name, what its answers follow from, and a function of items."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from tools.exposure.labelling.items import Item

PEOPLE = "people"
"""The labeller that review decisions are stored under."""


@dataclass(frozen=True)
class Judgement:
    """What a labeller said about an item.

    Attributes:
        label: E0, E1 or E2.
        probabilities: of E0, E1 and E2, where the labeller gives them.
        reason: one line.
        raw: the answer as it came, for the audit.
        tokens_in, tokens_out: what was read and written, where known.
    """

    label: str
    probabilities: tuple[float, float, float] | None = None
    reason: str = ""
    raw: str = ""
    tokens_in: int = 0
    tokens_out: int = 0

    @property
    def confidence(self) -> float | None:
        """Return the probability of the label; None where the labeller gives none."""
        return self.probabilities[int(self.label[1])] if self.probabilities else None


class CallFailed(Exception):
    """A call that gave no label, for a reason that lies in this call: the item is recorded as failed.

    The message is for people and holds no secret. `raw` is the answer, where there was one.
    """

    def __init__(self, message: str, raw: str = "") -> None:
        super().__init__(message)
        self.raw = raw


class TryAgain(CallFailed):
    """A call that may succeed when repeated: a busy server, a time-out, an answer that is no label.

    Args:
        message: what went wrong.
        after: seconds to wait at least, where the server said so.
        slow_down: whether all calls to this labeller should wait, not this one alone.
    """

    def __init__(self, message: str, raw: str = "", *, after: float = 0.0, slow_down: bool = False) -> None:
        super().__init__(message, raw)
        self.after = after
        self.slow_down = slow_down


class NotALabel(TryAgain):
    """An answer that is no label."""


class Refused(Exception):
    """A labeller that will refuse every further call: a revoked key, an unknown model. Its work stops here."""


@dataclass(frozen=True)
class Pace:
    """How a labeller may be called.

    Attributes:
        concurrent: calls at a time.
        per_minute: calls a minute over all threads; 0 for no limit.
        attempts: times that a call is tried.
        backoff: seconds before the first repetition; doubled for each further one.
        timeout: seconds for a call.
        batch: items in one call; language models take one.
    """

    concurrent: int = 1
    per_minute: float = 0.0
    attempts: int = 4
    backoff: float = 1.0
    timeout: float = 120.0
    batch: int = 1


class Labeller(Protocol):
    """A labeller, handed to the engine.

    It must be picklable where `remote` is true: it is then carried to the workers of a cluster, without any key.
    """

    @property
    def name(self) -> str:
        """Return its name for a person, unique in a run."""

    @property
    def identity(self) -> Mapping[str, str]:
        """Return all that its answers follow from beside the item: rubric, prompt, model, parameters. No secret."""

    @property
    def pace(self) -> Pace:
        """Return how it may be called."""

    @property
    def remote(self) -> bool:
        """Return whether other machines can call it too."""

    def expected_tokens(self, item: Item) -> tuple[int, int]:
        """Return about how many tokens a call about an item reads and writes; zeros where it has none."""

    def label(self, items: Sequence[Item]) -> Sequence[Judgement]:
        """Label items, at most `pace.batch`.

        Raises:
            CallFailed: this call gave no label; TryAgain where repeating it may help.
            Refused: no further call will succeed.
        """


def identity_digest(labeller: Labeller) -> str:
    """Return a hash of a labeller's identity."""
    return hashlib.sha256(json.dumps(dict(labeller.identity), sort_keys=True).encode()).hexdigest()[:24]


def call_key(identity: str, item: Item) -> str:
    """Return the key under which the label of an item by a labeller is stored."""
    return hashlib.sha256(f"{identity}\0{item.digest}".encode()).hexdigest()[:32]
