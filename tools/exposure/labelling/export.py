"""Writing results: a CSV that no spreadsheet runs as formulas, and Label Studio's JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tools.core.atomic import write_atomically
from tools.core.csv_text import csv_bytes
from tools.core.errors import UserError
from tools.exposure.labelling.engine import Labelled
from tools.exposure.labelling.items import Items
from tools.exposure.labelling.labeller import PEOPLE, Judgement
from tools.exposure.labelling.rubric import LABELS
from tools.exposure.labelling.votes import Jury, Verdict


def write_output(path: Path, content: bytes) -> None:
    """Write a result file whole, or leave the old one as it was.

    Raises:
        UserError: it cannot be written; the labels are in the store all the same.
    """
    try:
        write_atomically(path, content)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise UserError(
            f"{path} cannot be written ({reason}). The labels are stored: free some space or choose another place, and "
            "run the same command again; nothing is labelled twice."
        ) from error


def results_csv(items: Items, labelled: Labelled, jury: Jury) -> bytes:
    """Return the person's own table, row by row, with what the labellers and the vote said."""
    names = list(labelled.judgements)
    header = list(items.table.header) + _fresh(
        ["exposure_label", "decided_by", "agreement", "confidence", *_labeller_columns(names), "error"],
        items.table.header,
    )
    by_row = {verdict.item.row: at for at, verdict in enumerate(jury.verdicts)}
    problems: dict[int, str] = {}
    for problem in items.problems:
        problems[problem.row] = f"{problems.get(problem.row, '')} {problem.text}".strip()
    rows: list[list[object]] = []
    for row, cells in items.table.rows:
        at = by_row.get(row)
        said: list[object] = [""] * (4 + 3 * len(names))
        errors = [problems[row]] if row in problems else []
        if at is not None:
            said = [*_verdict_cells(jury.verdicts[at]), *_labeller_cells(labelled, names, at)]
            errors = [*_errors(labelled, at), *errors]
        rows.append([*cells, *said, " ".join(errors)])
    return csv_bytes(header, rows)


def label_studio(labelled: Labelled, jury: Jury) -> bytes:
    """Return the items as Label Studio tasks: labellers as predictions, people's labels as annotations."""
    tasks = []
    for at, verdict in enumerate(jury.verdicts):
        item = verdict.item
        predictions, annotations = [], []
        for name, judgements in labelled.judgements.items():
            said = judgements[at]
            if said is None:
                continue
            if name == PEOPLE:
                annotations.append({"result": [_choice(said.label)]})
                continue
            prediction: dict[str, Any] = {"model_version": name, "result": [_choice(said.label)]}
            if said.confidence is not None:
                prediction["score"] = round(said.confidence, 4)
            predictions.append(prediction)
        annotations += [{"result": [_choice(label)]} for _, label in item.people]
        data = {"row": item.row, "id": item.id, "title": item.title, "task": item.task or item.title}
        data |= {"proposed": verdict.label, "agreement": verdict.agreement, "confidence": verdict.confidence}
        tasks.append({"data": data, "predictions": predictions, "annotations": annotations})
    return json.dumps(tasks, ensure_ascii=False, indent=1).encode()


def _choice(label: str) -> dict[str, Any]:
    return {"from_name": "exposure", "to_name": "text", "type": "choices", "value": {"choices": [label]}}


def _labeller_columns(names: Sequence[str]) -> list[str]:
    return [f"{name} {what}" for name in names for what in ("label", "confidence", "reason")]


def _labeller_cells(labelled: Labelled, names: Sequence[str], at: int) -> list[object]:
    cells: list[object] = []
    for name in names:
        said: Judgement | None = labelled.judgements[name][at]
        cells += ["", "", ""] if said is None else [said.label, rounded(said.confidence), said.reason]
    return cells


def _verdict_cells(verdict: Verdict) -> list[object]:
    return [verdict.label, verdict.by, rounded(verdict.agreement), rounded(verdict.confidence)]


def _errors(labelled: Labelled, at: int) -> list[str]:
    digest = labelled.items[at].digest
    return [f"{name}: {found[digest]}" for name, found in labelled.errors.items() if digest in found]


def _fresh(names: Sequence[str], taken: Sequence[str]) -> list[str]:
    return [f"{name} (Quesnay)" if name in taken else name for name in names]


def rounded(value: float | None) -> float | str:
    """Return a share as a cell: four decimals, empty where there is none."""
    return "" if value is None else round(value, 4)


def label_counts(jury: Jury) -> Mapping[str, int]:
    """Return how many items got each label; those without one under the empty name."""
    counts = dict.fromkeys((*LABELS, ""), 0)
    for verdict in jury.verdicts:
        counts[verdict.label] += 1
    return counts
