"""US occupations and their tasks (O*NET) with the exposure labels of people and of GPT-4."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

DATASET = "gpts-are-gpts"
LABELSET = "full_labelset.tsv"
OCCUPATIONS = "occ_level.csv"
LabelSource = Literal["people", "gpt4"]
LABEL_COLUMN: dict[LabelSource, str] = {"people": "human", "gpt4": "gpt4"}
CORE_WEIGHT, OTHER_WEIGHT = 2.0, 1.0
"""Weight of core tasks, and of supplemental tasks and those without a type: only these reproduce `occ_level.csv`."""

_COLUMNS = {
    "O*NET-SOC Code": "soc",
    "Title": "title",
    "Task ID": "task_id",
    "Task": "task",
    "Task Type": "type",
    "human_exposure_agg": "human",
    "gpt4_exposure": "gpt4",
    "gpt4_exposure_alt_rubric": "gpt4_alt",
}


@dataclass(frozen=True)
class MajorGroup:
    """A major group of the US classification of occupations.

    Attributes:
        code: the first two digits of the codes in it.
        name: its name.
        chinese: its name in Chinese.
    """

    code: str
    name: str
    chinese: str


def load_tasks(folder: Path) -> pd.DataFrame:
    """Return the 19,265 task rows of 923 occupations, in the order of the file.

    Args:
        folder: folder of the data set `gpts-are-gpts`.

    Returns:
        Columns: soc (O*NET-SOC code, 8 digits: 27-3091.00), title, task_id, task, type (Core, Supplemental or empty),
        weight (core 2, else 1), human, gpt4 and gpt4_alt (E0, E1 or E2; GPT-4 under two wordings of the rubric).

    The file's own alpha, beta and gamma are GPT-4's, and its `human_labels` repeat `human_exposure_agg`: both left out.
    """
    import pandas as pd

    raw = pd.read_csv(folder / LABELSET, sep="\t", usecols=list(_COLUMNS), encoding="utf-8")
    tasks = raw.rename(columns=_COLUMNS)[list(_COLUMNS.values())]
    tasks["task_id"] = tasks["task_id"].astype(int)
    tasks["task"] = tasks["task"].str.strip()
    tasks["type"] = tasks["type"].fillna("")
    tasks["weight"] = tasks["type"].eq("Core").map({True: CORE_WEIGHT, False: OTHER_WEIGHT})
    return tasks


def load_published_scores(folder: Path) -> pd.DataFrame:
    """Return the published scores of 923 occupations (`occ_level.csv`).

    Returns:
        Columns: soc, title, then alpha, beta and gamma of GPT-4 (`gpt4_alpha` ...) and of people (`human_alpha` ...).
    """
    import pandas as pd

    raw = pd.read_csv(folder / OCCUPATIONS)
    names = {"O*NET-SOC Code": "soc", "Title": "title"}
    for measure in ("alpha", "beta", "gamma"):
        names |= {f"dv_rating_{measure}": f"gpt4_{measure}", f"human_rating_{measure}": f"human_{measure}"}
    return raw.rename(columns=names)


@lru_cache(maxsize=1)
def major_groups() -> dict[str, MajorGroup]:
    """Return the 22 civilian major groups of the US classification (SOC 2018) by their two digits.

    >>> major_groups()["27"].name
    'Arts, design, entertainment, sports and media'
    """
    text = (files("tools.exposure.data") / "names" / "major_groups.csv").read_text(encoding="utf-8")
    return {row["code"]: MajorGroup(**row) for row in csv.DictReader(text.splitlines())}
