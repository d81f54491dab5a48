"""The agreement report: who labelled what, how far labellers agree, and whether their confidences hold."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tools.exposure.classifier.validation import Interval
from tools.exposure.labelling.agreement import Group, Labels, Pair, all_pairs, group_agreement
from tools.exposure.labelling.calibration import Calibration, calibration
from tools.exposure.labelling.engine import Labelled
from tools.exposure.labelling.labeller import PEOPLE
from tools.exposure.labelling.onet_reference import GPT4, ONET_PEOPLE
from tools.exposure.labelling.robustness import Robustness
from tools.exposure.labelling.rubric import LABELS
from tools.exposure.labelling.votes import Jury

MOST_PAIRS = 45
FEW = 30
"""Items below which agreement is not worth interpreting."""


@dataclass(frozen=True)
class Report:
    """Everything that the report says, in figures.

    Attributes:
        items: number of items.
        counts: labels by labeller: E0, E1, E2, missing.
        everyone: agreement of all labellers; None with fewer than two.
        pairs: agreement of each two.
        calibrations: by labeller, against the reference.
        reference: the labeller that stands for the truth in the calibration: people, where there are any.
        accuracy: by labeller, as Dawid and Skene's method sees it.
        notes: what to bear in mind.
    """

    items: int
    rubric: str
    counts: Mapping[str, Mapping[str, int]]
    everyone: Group | None
    pairs: Sequence[Pair]
    calibrations: Mapping[str, Calibration]
    reference: str
    accuracy: Mapping[str, float]
    robustness: Sequence[Robustness]
    notes: Sequence[str]


def make_report(
    labelled: Labelled,
    jury: Jury,
    rubric: str,
    *,
    published: Mapping[str, Labels] | None = None,
    robust: Sequence[Robustness] = (),
    notes: Sequence[str] = (),
    seed: int,
) -> Report:
    """Return the agreement report.

    Args:
        labelled: what the labellers said.
        jury: the vote.
        rubric: the rubric's name.
        published: published labels of the items, from `onet_labels`.
        robust: results of the robustness check.
        notes: further notes.
        seed: of the bootstrap.
    """
    own = labelled.ratings()
    ratings: dict[str, Labels] = {**own, **(published or {})}
    ratings = {name: labels for name, labels in ratings.items() if any(labels)}
    pairs = all_pairs(ratings, seed=seed)[:MOST_PAIRS]
    people = [name for name in ratings if name.split(":")[0] == PEOPLE] + [ONET_PEOPLE] * (ONET_PEOPLE in ratings)
    reference = people[0] if people else ""
    calibrations = {}
    for name, judgements in labelled.judgements.items():
        if reference and name != reference and (found := calibration(judgements, ratings[reference])):
            calibrations[name] = found
    return Report(
        len(labelled.items),
        rubric,
        {name: _counts(labels) for name, labels in {**ratings, "vote": _voted(jury)}.items()},
        group_agreement(list(ratings), ratings, seed=seed) if len(ratings) > 1 else None,
        pairs,
        calibrations,
        reference,
        jury.accuracy,
        robust,
        [*_cautions(labelled, ratings, reference), *notes],
    )


def as_json(report: Report) -> bytes:
    """Return the report as JSON; what is not defined is null."""
    return json.dumps(_plain(asdict(report)), ensure_ascii=False, indent=1).encode()


def as_markdown(report: Report) -> bytes:
    """Return the report as Markdown."""
    lines = ["# Agreement report", "", f"{report.items:,} items, rubric {report.rubric}."]
    lines += ["", "## Labels", "", *_table(["labeller", *LABELS, "missing"], _count_rows(report))]
    if report.everyone:
        group = report.everyone
        lines += [
            "",
            "## All labellers together",
            "",
            f"Fleiss' kappa {group.fleiss} on {group.complete:,} items that all labelled; Krippendorff's alpha "
            f"{group.nominal} nominal, {group.ordinal} ordinal (E0 < E2 < E1) on {group.items:,} items.",
        ]
    if report.pairs:
        header = ["pair", "items", "raw agreement", "Cohen's kappa", "alpha, nominal", "alpha, ordinal"]
        rows = [
            [f"{p.first} – {p.second}", f"{p.items:,}", str(p.raw), str(p.kappa), str(p.nominal), str(p.ordinal)]
            for p in report.pairs
        ]
        lines += [
            "",
            "## Two by two",
            "",
            "In brackets: 95 % bootstrap interval over items.",
            "",
            *_table(header, rows),
        ]
        lines += [
            "",
            "## Boundaries",
            "",
            "Agreement (kappa) on each boundary, on items that both put on one side.",
            "",
        ]
        names = [boundary.name for boundary in report.pairs[0].boundaries]
        rows = [
            [f"{p.first} – {p.second}", *(f"{_percent(b.agreement)} ({_number(b.kappa)})" for b in p.boundaries)]
            for p in report.pairs
        ]
        lines += _table(["pair", *(name.replace("|", "\\|") for name in names)], rows)
    lines += _calibration_lines(report) + _robustness_lines(report)
    if report.accuracy:
        rows = [[name, _percent(share)] for name, share in report.accuracy.items()]
        lines += ["", "## Dawid and Skene", "", *_table(["labeller", "right, as the method sees it"], rows)]
    lines += ["", "## Notes", "", *(f"- {note}" for note in report.notes)]
    return ("\n".join(lines) + "\n").encode()


def _calibration_lines(report: Report) -> list[str]:
    if not report.calibrations:
        return []
    lines = ["", "## Calibration", "", f"Confidence against the labels of {report.reference}."]
    for name, found in report.calibrations.items():
        rows = [
            [f"{b.low:.2f} to {b.high:.2f}", f"{b.items:,}", f"{b.confidence:.3f}", f"{b.right:.3f}"]
            for b in found.bins
        ]
        lines += ["", f"{name}: mean confidence {found.confidence:.3f}, right {found.right:.3f}, calibration error "]
        lines[-1] += f"{found.error:.3f} on {found.items:,} items."
        lines += ["", *_table(["confidence", "items", "mean confidence", "share right"], rows)]
    return lines


def _robustness_lines(report: Report) -> list[str]:
    if not report.robustness:
        return []
    rows = [
        [r.labeller, f"{r.items:,}", _changed(r.reordered.raw), _changed(r.reworded.raw), str(r.reworded.nominal)]
        for r in report.robustness
    ]
    header = ["labeller", "items", "changed: order alone", "changed: wording and order", "alpha, nominal"]
    return ["", "## Robustness", "", "Share of labels that change.", "", *_table(header, rows)]


def _changed(raw: Interval) -> str:
    return f"{_percent(1 - raw.value)} ({_percent(1 - raw.high)} to {_percent(1 - raw.low)})"


def _cautions(labelled: Labelled, ratings: Mapping[str, Labels], reference: str) -> list[str]:
    notes = [f"{name} stopped early: {why}" for name, why in labelled.stopped.items()]
    if not reference:
        notes.append("No person labelled these items: agreement among labellers does not say that they are right.")
    elif sum(label is not None for label in ratings[reference]) < FEW:
        notes.append(f"Fewer than {FEW} items have a label by people: the figures say little.")
    if ONET_PEOPLE in ratings and any(name.startswith("classifier") for name in labelled.judgements):
        notes.append("The classifier learnt these O*NET tasks: its agreement here is not that on new tasks.")
    if GPT4 in ratings:
        notes.append("Labels of people and of GPT-4: Eloundou, Manning, Mishkin and Rock (2024), GPTs are GPTs.")
    notes.append("A label says that a task could be done faster, not that anybody loses a job.")
    return notes


def _count_rows(report: Report) -> list[list[str]]:
    return [[name, *(f"{count:,}" for count in counts.values())] for name, counts in report.counts.items()]


def _counts(labels: Labels) -> dict[str, int]:
    counted = Counter(label or "missing" for label in labels)
    return {name: counted[name] for name in (*LABELS, "missing")}


def _voted(jury: Jury) -> list[str | None]:
    return [verdict.label or None for verdict in jury.verdicts]


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    def line(cells: Sequence[str]) -> str:
        return f"| {' | '.join(cells)} |"

    return [line(header), "|---" * len(header) + "|", *(line(row) for row in rows)]


def _percent(share: float) -> str:
    return "–" if math.isnan(share) else f"{100 * share:.1f} %"


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.2f}"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
