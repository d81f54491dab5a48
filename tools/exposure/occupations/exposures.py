"""Exposure of all occupations of a country by whose labels: people's, GPT-4's, the classifier's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tools.exposure.classifier.tables import shipped_probabilities
from tools.exposure.data import csco, onet
from tools.exposure.occupations.book import Book, Country, chinese_book, us_book
from tools.exposure.scores import label_probabilities, occupation_exposure, task_scores

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from jaxtyping import Float

Labels = Literal["people", "gpt4", "classifier"]
Judge = Literal["people", "gpt4", "classifier", "classifier_gpt4"]
JUDGES: dict[Judge, str] = {
    "people": "people's labels",
    "gpt4": "GPT-4's labels",
    "classifier": "classifier trained on people's labels",
    "classifier_gpt4": "classifier trained on GPT-4's labels",
}
JUDGES_ZH: dict[Judge, str] = {
    "people": "人工标注",
    "gpt4": "GPT-4 标注",
    "classifier": "分类器（学自人工标注）",
    "classifier_gpt4": "分类器（学自 GPT-4 标注）",
}


@dataclass(frozen=True)
class Exposures:
    """Scores of one country's occupations.

    Attributes:
        book: its occupations.
        tasks: one row a task: soc, title, task, weight.
        probabilities: by judge, the probabilities of E0, E1, E2 of each task.
        scores: by judge, a table indexed by code with alpha, beta, gamma and the number of tasks.
    """

    book: Book
    tasks: pd.DataFrame
    probabilities: Mapping[Judge, Float[np.ndarray, "n 3"]]
    scores: Mapping[Judge, pd.DataFrame]

    @property
    def country(self) -> Country:
        """Return the country."""
        return self.book.country

    def judge(self, labels: Labels) -> Judge:
        """Return who judges in this country where a person asks for these labels.

        No Chinese task was labelled by people or by GPT-4: there the classifier that learnt from their labels of US
        tasks stands in.
        """
        if labels in self.scores:
            return labels
        return "classifier_gpt4" if labels == "gpt4" else "classifier"

    def score(self, judge: Judge, measure: str, code: str) -> float:
        """Return alpha, beta or gamma of an occupation by a judge."""
        return float(self.scores[judge][measure].loc[code])

    def percentile(self, judge: Judge, measure: str, code: str) -> float:
        """Return the percentage of the country's occupations that are less exposed."""
        column = self.scores[judge][measure]
        return 100.0 * float((column < column[code]).mean())

    def task_table(self, code: str, judge: Judge) -> pd.DataFrame:
        """Return an occupation's tasks, most exposed first.

        Returns:
            Columns: task, weight, beta (of the task by this judge), driver (its share of the occupation's beta, in
            percent; 0 where nothing is exposed), then for each judge its label, or for classifiers the likeliest.
        """
        import numpy as np

        rows = np.flatnonzero(self.tasks["soc"].to_numpy() == code)
        table = self.tasks.iloc[rows][["task", "weight"]].reset_index(drop=True)
        table["beta"] = task_scores(self.probabilities[judge][rows])[:, 1]
        total = float((table["weight"] * table["beta"]).sum())
        table["driver"] = 100.0 * table["weight"] * table["beta"] / total if total else 0.0
        for each, found in self.probabilities.items():
            table[each] = [f"E{at}" for at in found[rows].argmax(axis=1)]
        return table.sort_values(["beta", "weight"], ascending=False, kind="stable").reset_index(drop=True)


@lru_cache(maxsize=2)
def us_exposures(folder: Path) -> Exposures:
    """Return the scores of the US occupations, from the folder of `gpts-are-gpts`."""
    tasks = onet.load_tasks(folder)
    found: dict[Judge, np.ndarray] = {
        "people": label_probabilities(tasks["human"].tolist()),
        "gpt4": label_probabilities(tasks["gpt4"].tolist()),
        "classifier": shipped_probabilities("onet", "people", tasks),
    }
    return _exposures(us_book(folder), tasks, found)


@lru_cache(maxsize=1)
def chinese_exposures() -> Exposures:
    """Return the scores of the Chinese occupations."""
    tasks = csco.load_tasks()
    found: dict[Judge, np.ndarray] = {
        "classifier": shipped_probabilities("csco", "people", tasks),
        "classifier_gpt4": shipped_probabilities("csco", "gpt4", tasks),
    }
    return _exposures(chinese_book(), tasks, found)


def _exposures(book: Book, tasks: pd.DataFrame, found: dict[Judge, np.ndarray]) -> Exposures:
    scores = {judge: occupation_exposure(tasks, each).set_index("soc") for judge, each in found.items()}
    return Exposures(book, tasks, found, scores)
