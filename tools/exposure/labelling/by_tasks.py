"""Occupations that a classification knows: their tasks say more about them than their title."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from tools.core.datasets import catalog
from tools.exposure.classifier.model import SHIPPED
from tools.exposure.data import onet
from tools.exposure.occupations.book import Country, fold
from tools.exposure.occupations.lookup import is_chinese

if TYPE_CHECKING:
    from tools.exposure.occupations.exposures import Exposures

US_TASKS = onet.DATASET


@dataclass(frozen=True)
class Known:
    """An occupation of a classification with the classifier's mean over its tasks.

    Attributes:
        title: its title there.
        tasks: how many it has.
        probabilities: of E0, E1 and E2, averaged over its tasks with their weights (core tasks 2, others 1).
    """

    title: str
    tasks: int
    probabilities: tuple[float, float, float]


def has_us_tasks() -> bool:
    """Return whether the US tasks are here; the Chinese ones always are."""
    return catalog().is_present(onet.DATASET)


def known_occupation(title: str, source: str) -> Known | None:
    """Return the occupation that a title names, in the classification of its language; None where none or several do.

    Titles, everyday names and job titles of the classification count, not what is merely similar.

    Args:
        title: as a person writes it.
        source: whose labels the classifier learnt: "people" or "gpt4".
    """
    country: Country = "China" if is_chinese(title) else "US"
    if source not in SHIPPED or (country == "US" and not has_us_tasks()):
        return None
    book, folded = _exposures(country).book, fold(title)
    codes = book.names.get(folded) or book.job_titles.get(folded) or ()
    return _means(country, source).get(codes[0]) if len(codes) == 1 else None


def _exposures(country: Country) -> Exposures:
    from tools.exposure.occupations.exposures import chinese_exposures, us_exposures

    return chinese_exposures() if country == "China" else us_exposures(catalog().folder(onet.DATASET))


@lru_cache(maxsize=4)
def _means(country: Country, source: str) -> dict[str, Known]:
    import numpy as np

    from tools.exposure.classifier.tables import shipped_probabilities

    exposures = _exposures(country)
    tasks = exposures.tasks
    found = shipped_probabilities("csco" if country == "China" else "onet", source, tasks)
    weight = tasks["weight"].to_numpy(dtype=float)
    codes, at = np.unique(tasks["soc"].to_numpy(dtype=str), return_inverse=True)
    total = np.bincount(at, weights=weight)
    means = np.column_stack([np.bincount(at, weights=weight * found[:, label]) / total for label in range(3)])
    counts = np.bincount(at)
    titles = {code: occupation.title for code, occupation in exposures.book.occupations.items()}
    return {
        str(code): Known(titles[code], int(count), (float(row[0]), float(row[1]), float(row[2])))
        for code, count, row in zip(codes, counts, means, strict=True)
        if code in titles
    }
