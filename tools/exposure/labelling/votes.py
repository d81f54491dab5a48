"""From several labellers to one label for each item, and to the items that a person should look at first."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tools.core.errors import UserError
from tools.exposure.labelling.engine import Labelled
from tools.exposure.labelling.items import Item
from tools.exposure.labelling.labeller import PEOPLE, Judgement
from tools.exposure.labelling.rubric import LABELS

Method = Literal["majority", "dawid-skene"]
LOWER_FIRST = ("E0", "E2", "E1")
"""The rubric's order where a label lies between two."""

ITERATIONS = 200


@dataclass(frozen=True)
class Verdict:
    """The label that an item gets.

    Attributes:
        label: empty where nobody labelled the item.
        by: who decided: "people" (a review decision), or the voting method.
        agreement: share of the votes that are for the label; None with fewer than two votes.
        confidence: of the vote: mean probability that the labellers gave the label, or Dawid and Skene's posterior.
        votes: label by labeller.
    """

    item: Item
    label: str
    by: str
    agreement: float | None
    confidence: float | None
    votes: Mapping[str, str]


@dataclass(frozen=True)
class Jury:
    """The verdicts on all items, with what Dawid and Skene's method found out about the labellers.

    Attributes:
        accuracy: by labeller, the share of items that it labels as the method thinks right; empty for the majority.
    """

    verdicts: tuple[Verdict, ...]
    method: Method
    accuracy: Mapping[str, float]


def vote(labelled: Labelled, method: Method = "majority", *, with_columns: bool = False) -> Jury:
    """Return the verdict on each item: a person's review decision where there is one, else the vote.

    A tie goes to the label with the higher mean probability, then to the lower exposure.

    Args:
        labelled: what the labellers said.
        method: the majority, or Dawid and Skene's model (Applied Statistics 1979; package crowd-kit), which weighs each
            labeller by how it errs.
        with_columns: whether the file's columns with people's labels vote too.
    """
    ratings = labelled.ratings(columns=with_columns)
    decided = ratings.pop(PEOPLE, (None,) * len(labelled.items))
    posteriors, accuracy = _dawid_skene(ratings) if method == "dawid-skene" else ({}, {})
    verdicts = []
    for at, item in enumerate(labelled.items):
        votes = {name: label for name, labels in ratings.items() if (label := labels[at])}
        sure = {name: said for name in votes if (said := _judgement(labelled, name, at)) and said.probabilities}
        label = posteriors[at][0] if at in posteriors else _majority(votes, sure)
        by: str = method if len(votes) > 1 else next(iter(votes), "")
        if decided[at]:
            label, by = str(decided[at]), PEOPLE
        verdicts.append(
            Verdict(item, label, by, _agreement(votes, label), _confidence(label, sure, posteriors.get(at)), votes)
        )
    return Jury(tuple(verdicts), method, accuracy)


def review_queue(jury: Jury) -> list[Verdict]:
    """Return the verdicts that no person made, the most doubtful first: no label, low agreement, low confidence."""
    waiting = [verdict for verdict in jury.verdicts if verdict.by != PEOPLE]
    return sorted(waiting, key=lambda verdict: (bool(verdict.label), *_doubt(verdict), verdict.item.row))


def _doubt(verdict: Verdict) -> tuple[float, float]:
    agreement = 1.0 if verdict.agreement is None else verdict.agreement
    return agreement, 1.0 if verdict.confidence is None else verdict.confidence


def _judgement(labelled: Labelled, name: str, at: int) -> Judgement | None:
    return labelled.judgements[name][at] if name in labelled.judgements else None


def _majority(votes: Mapping[str, str], sure: Mapping[str, Judgement]) -> str:
    if not votes:
        return ""
    counts = Counter(votes.values())
    tied = [label for label in LOWER_FIRST if counts[label] == max(counts.values())]
    # max() keeps the first of equals: the lower exposure.
    return max(tied, key=lambda label: round(_mean_probability(label, sure) or 0.0, 9))


def _mean_probability(label: str, sure: Mapping[str, Judgement]) -> float | None:
    shares = [said.probabilities[LABELS.index(label)] for said in sure.values() if said.probabilities]
    return sum(shares) / len(shares) if shares else None


def _agreement(votes: Mapping[str, str], label: str) -> float | None:
    return sum(1 for said in votes.values() if said == label) / len(votes) if len(votes) > 1 else None


def _confidence(label: str, sure: Mapping[str, Judgement], posterior: tuple[str, float] | None) -> float | None:
    if posterior and posterior[0] == label:
        return posterior[1]
    return _mean_probability(label, sure) if label else None


def _dawid_skene(
    ratings: Mapping[str, Sequence[str | None]],
) -> tuple[dict[int, tuple[str, float]], dict[str, float]]:
    """Return (label, posterior) by item and accuracy by labeller."""
    if len(ratings) < 2:
        raise UserError("Dawid and Skene's method weighs labellers against each other: name at least two.")
    import pandas as pd
    from crowdkit.aggregation import DawidSkene

    rows = [
        (at, name, label) for name, labels in ratings.items() for at, label in enumerate(labels) if label is not None
    ]
    if not rows:
        return {}, {}
    answers = pd.DataFrame(rows, columns=["task", "worker", "label"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # crowd-kit calls pandas in old ways.
        model = DawidSkene(n_iter=ITERATIONS, tol=1e-8).fit(answers)
    posteriors: Any = model.probas_
    label = posteriors.idxmax(axis=1)
    found = {int(at): (str(label[at]), float(posteriors.loc[at].max())) for at in posteriors.index}
    right = answers.assign(right=answers["label"].to_numpy() == label.loc[answers["task"]].to_numpy())
    return found, {str(name): float(share) for name, share in right.groupby("worker")["right"].mean().items()}
