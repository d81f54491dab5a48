"""The exposure classifier as a labeller: instant, offline, with probabilities; it learnt the rubric from labels."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tools.exposure.labelling.by_tasks import has_us_tasks, known_occupation
from tools.exposure.labelling.items import Item
from tools.exposure.labelling.labeller import Judgement, Pace
from tools.exposure.labelling.rubric import LABELS

if TYPE_CHECKING:
    from tools.exposure.classifier import Classifier

PEOPLE_TAUGHT = "people"
BATCH = 64
"""Items in one call: a second of work where texts must be embedded, so that a stop is quick."""


@dataclass(frozen=True)
class ClassifierLabeller:
    """A trained classifier that labels each item with its likeliest label.

    Attributes:
        source: whose labels it learnt: "people", "gpt4", or the name of a classifier of the person's own.
        classifier: the classifier.
    """

    source: str
    classifier: Classifier = field(repr=False)

    @classmethod
    def load(cls, source: str = PEOPLE_TAUGHT) -> ClassifierLabeller:
        """Return the labeller of a trained classifier.

        Raises:
            UserError: there is no classifier of that name.
        """
        from tools.exposure.classifier import Classifier

        return cls(source, Classifier.load(source))

    @property
    def name(self) -> str:
        """Return "classifier", followed by whose labels it learnt where these are not people's."""
        return "classifier" if self.source == PEOPLE_TAUGHT else f"classifier:{self.source}"

    @property
    def remote(self) -> bool:
        """Return False: it is faster here than its texts travel."""
        return False

    @property
    def pace(self) -> Pace:
        """Return one call at a time, of a few items."""
        return Pace(concurrent=1, batch=BATCH)

    @property
    def identity(self) -> dict[str, str]:
        """Return what the labels follow from: the training."""
        card = hashlib.sha256(self.classifier.card.model_dump_json().encode()).hexdigest()[:16]
        tasks = "US and Chinese tasks" if has_us_tasks() else "Chinese tasks"
        return {"model": self.name, "card": card, "occupations": f"by the mean over {tasks} where known, else by title"}

    def expected_tokens(self, item: Item) -> tuple[int, int]:
        """Return zeros: it reads no tokens."""
        return 0, 0

    def label(self, items: Sequence[Item]) -> list[Judgement]:
        """Label items by their likeliest label; an occupation without a task by the mean over its known tasks.

        Raises:
            UserError: a text is in a language that the classifier was not trained for.
        """
        known = [None if item.task else known_occupation(item.title, self.source) for item in items]
        rest = [item for item, occupation in zip(items, known, strict=True) if occupation is None]
        found = iter(self.classifier.probabilities([item.title for item in rest], [item.task for item in rest]))
        judgements = []
        for occupation in known:
            if occupation is None:
                row = next(found)
                judgements.append(_likeliest((float(row[0]), float(row[1]), float(row[2]))))
            else:
                reason = f"Mean over {occupation.tasks} tasks of {occupation.title}."
                judgements.append(_likeliest(occupation.probabilities, reason))
        return judgements


def _likeliest(probabilities: tuple[float, float, float], reason: str = "") -> Judgement:
    return Judgement(LABELS[max(range(3), key=probabilities.__getitem__)], probabilities, reason)
