"""Published labels of people and of GPT-4, for those items that are O*NET tasks: what to compare a labeller with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tools.exposure.data.onet import DATASET, load_tasks
from tools.exposure.labelling.items import Item

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DATASET", "GPT4", "GPT4_REWORDED", "ONET_PEOPLE", "onet_labels"]
ONET_PEOPLE, GPT4, GPT4_REWORDED = "people (O*NET)", "GPT-4, rubric 1", "GPT-4, rubric 2"
_COLUMNS = {ONET_PEOPLE: "human", GPT4: "gpt4", GPT4_REWORDED: "gpt4_alt"}


def onet_labels(items: Sequence[Item], folder: Path) -> dict[str, tuple[str | None, ...]]:
    """Return the published labels of the items that are O*NET tasks, by labeller; empty where none is.

    A task is found by its occupation and text, or by its text alone where that stands in one occupation only.

    Args:
        items: the items.
        folder: folder of the data set `gpts-are-gpts` (Eloundou et al. 2024).
    """
    tasks = load_tasks(folder)
    full = _index(tasks.assign(key=tasks["title"].str.casefold() + "\0" + tasks["task"].str.casefold()))
    alone = _index(tasks.assign(key=tasks["task"].str.casefold()).drop_duplicates("key", keep=False))
    places = [
        full.get(f"{item.title}\0{item.task}".casefold(), alone.get(item.task.casefold()) if item.task else None)
        for item in items
    ]
    if all(place is None for place in places):
        return {}
    found = {}
    for name, column in _COLUMNS.items():
        values = tasks[column].tolist()
        found[name] = tuple(None if place is None else str(values[place]) for place in places)
    return found


def _index(tasks: pd.DataFrame) -> dict[str, int]:
    return dict(zip(tasks["key"].tolist(), tasks.index.tolist(), strict=True))
