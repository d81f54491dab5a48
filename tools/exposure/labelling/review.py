"""The review file: doubtful items first, with a column for a person's decision, read back on the next run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tools.core.csv_text import csv_bytes, unsafe_cell
from tools.core.errors import UserError, shorten
from tools.exposure.labelling.engine import Labelled
from tools.exposure.labelling.export import rounded
from tools.exposure.labelling.items import SHOWN_PROBLEMS, SPELLINGS, Item
from tools.exposure.labelling.labeller import PEOPLE
from tools.exposure.labelling.reading import read_file
from tools.exposure.labelling.votes import Jury, review_queue

DECISION = "decision"
COLUMNS = ("row", "id", "title", "task", DECISION, "proposed", "agreement", "confidence")


def review_csv(labelled: Labelled, jury: Jury) -> bytes:
    """Return the review queue as CSV, the most doubtful first; decisions that were made stand at the end."""
    names = [name for name in labelled.judgements if name != PEOPLE]
    at = {id(verdict): place for place, verdict in enumerate(jury.verdicts)}
    decided = [verdict for verdict in jury.verdicts if verdict.by == PEOPLE]
    rows = []
    for verdict in [*review_queue(jury), *decided]:
        item = verdict.item
        reasons = [labelled.judgements[name][at[id(verdict)]] for name in names]
        rows.append(
            [
                item.row,
                item.id,
                item.title,
                item.task,
                verdict.label if verdict.by == PEOPLE else "",
                verdict.label,
                rounded(verdict.agreement),
                rounded(verdict.confidence),
                *(verdict.votes.get(name, "") for name in names),
                " | ".join(said.reason for said in reasons if said and said.reason),
            ]
        )
    return csv_bytes([*COLUMNS, *names, "reasons"], rows)


def read_decisions(path: Path, items: Sequence[Item]) -> dict[Item, str]:
    """Return the decisions that a person wrote into a review file, by item; rows are found by their text.

    Raises:
        UserError: the file is no review file, or a decision is no label.
    """
    table = read_file(path)
    missing = [name for name in ("title", "task", DECISION) if name not in table.header]
    if missing:
        raise UserError(
            f"{path.name} is no review file: it has no column {', '.join(missing)}. Name another file for --review; "
            "this one was left as it is."
        )
    title, task, decision = (table.header.index(name) for name in ("title", "task", DECISION))
    known = {item.digest: item for item in items}
    decisions: dict[Item, str] = {}
    problems = []
    for row, cells in table.rows:
        said = cells[decision].strip().upper()
        if not said:
            continue
        label = SPELLINGS.get(said)
        if label is None:
            problems.append(f"row {row}: '{shorten(cells[decision], 20)}'")
            continue
        words = [" ".join(unsafe_cell(cells[at]).split()) for at in (title, task)]
        asked = Item(row, "", words[0], words[1])
        if asked.digest in known:
            decisions[known[asked.digest]] = label
    if problems:
        raise UserError(
            f"{path.name} has decisions that are no label: {', '.join(problems[:SHOWN_PROBLEMS])}. Write E0, E1 or E2, "
            "or leave the cell empty; nothing was changed."
        )
    return decisions
