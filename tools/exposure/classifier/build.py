"""Make the shipped classifiers and score tables: `python -m tools.exposure.classifier.build`.

Needs the data set `gpts-are-gpts`; embeds 29,000 task texts once (ten minutes, kept in the workspace) and writes the
folder `trained`: commit what it writes.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from tools.core.atomic import write_atomically
from tools.core.datasets import catalog
from tools.core.embeddings import EmbeddingCache
from tools.core.workspace import workspace
from tools.exposure.classifier.card import Card
from tools.exposure.classifier.meaning import LanguageMeans, fit_meaning
from tools.exposure.classifier.model import SHIPPED, Classifier
from tools.exposure.classifier.tables import FILE, pack_table
from tools.exposure.classifier.text import compose
from tools.exposure.classifier.train import contents, train
from tools.exposure.classifier.validation import (
    SEED,
    Interval,
    beta_correlation,
    folds_by_major_group,
    folds_by_occupation,
    held_out,
)
from tools.exposure.classifier.words import fit_words
from tools.exposure.data import csco, onet
from tools.exposure.scores import occupation_exposure

FOLDER = Path(__file__).parent / "trained"
US_BROAD = {"professional": range(11, 30), "service": range(31, 44), "production": range(47, 54)}
CHINESE_BROAD = {"professional": (1, 2), "service": (3, 4), "production": (6,)}


@dataclass(frozen=True)
class Material:
    """The tasks of both classifications with the embeddings of their texts."""

    us: pd.DataFrame
    china: pd.DataFrame

    @cached_property
    def us_texts(self) -> list[str]:
        """Texts of the US tasks."""
        return compose(self.us["title"].tolist(), self.us["task"].tolist())

    @cached_property
    def china_texts(self) -> list[str]:
        """Texts of the Chinese tasks."""
        return compose(self.china["title"].tolist(), self.china["task"].tolist())

    @cached_property
    def us_vectors(self) -> np.ndarray:
        """Embeddings of the US tasks, [n, 384]."""
        return _embedded("onet", self.us_texts)

    @cached_property
    def china_vectors(self) -> np.ndarray:
        """Embeddings of the Chinese tasks, [n, 384]."""
        return _embedded("csco", self.china_texts)

    @cached_property
    def means(self) -> LanguageMeans:
        """Mean embedding of each language, over the same broad groups of occupations with equal weights.

        The classifications differ in make-up (44 % of the Chinese tasks are in manufacturing and construction, fewer
        of the US ones): plain means would take exposure off along with the language.
        """
        us = self.us["soc"].str[:2].astype(int).to_numpy()
        china = self.china["soc"].str[:1].astype(int).to_numpy()
        return LanguageMeans(
            _balanced(self.us_vectors, us, US_BROAD), _balanced(self.china_vectors, china, CHINESE_BROAD)
        )

    def labels(self, source: str) -> list[str]:
        """Labels of the US tasks by people or by GPT-4."""
        return self.us[onet.LABEL_COLUMN[source]].tolist()  # type: ignore[index]

    def words_held_out(self, source: str, fold: np.ndarray) -> np.ndarray:
        """Probabilities of the US tasks by models of words that did not see their fold."""
        labels, texts = self.labels(source), self.us_texts

        def predict(rows: np.ndarray, test: np.ndarray) -> np.ndarray:
            model = fit_words([texts[at] for at in rows], [labels[at] for at in rows])
            return model.probabilities([texts[at] for at in test])

        return held_out(fold, self.us["task"].tolist(), predict)

    def meaning_held_out(self, source: str, fold: np.ndarray) -> np.ndarray:
        """Probabilities of the US tasks by models of meaning that did not see their fold."""
        labels, texts = self.labels(source), self.us_texts

        def predict(rows: np.ndarray, test: np.ndarray) -> np.ndarray:
            some = [texts[at] for at in rows]
            model = fit_meaning(self.us_vectors[rows], some, [labels[at] for at in rows], self.means)
            return model.probabilities(self.us_vectors[test], [texts[at] for at in test])

        return held_out(fold, self.us["task"].tolist(), predict)


def gather() -> Material:
    """Return the tasks of both classifications, fetched and installed."""
    return Material(us=onet.load_tasks(catalog().fetch(onet.DATASET)), china=csco.load_tasks())


def held_out_scores(material: Material, source: str) -> tuple[dict[str, Interval], np.ndarray]:
    """Return the correlations of beta with people's by model and kind of fold, and the probabilities of the words."""
    truth = occupation_exposure(material.us, "human")
    soc = material.us["soc"].tolist()
    by_occupation, by_group = folds_by_occupation(soc), folds_by_major_group(soc)
    kept = material.words_held_out(source, by_occupation)
    found = {
        "words_by_occupation": kept,
        "words_by_major_group": material.words_held_out(source, by_group),
        "meaning_by_occupation": material.meaning_held_out(source, by_occupation),
        "meaning_by_major_group": material.meaning_held_out(source, by_group),
    }
    return {name: beta_correlation(material.us, each, truth) for name, each in found.items()}, kept


def main() -> None:
    """Write the trained classifiers, their cards and the score tables."""
    material = gather()
    us, china = material.us, material.china
    us_scores: dict[str, np.ndarray] = {}
    china_scores: dict[str, np.ndarray] = {}
    for source in SHIPPED:
        correlations, us_scores[source] = held_out_scores(material, source)
        scores = {}
        for name, interval in correlations.items():
            scores[f"beta_correlation_with_people.{name}"] = round(interval.value, 4)
            scores[f"beta_correlation_with_people.{name}.low"] = round(interval.low, 4)
            scores[f"beta_correlation_with_people.{name}.high"] = round(interval.high, 4)
        card = Card(
            name=source,
            labels="people (human_exposure_agg)" if source == "people" else "GPT-4 (gpt4_exposure)",
            data=onet.DATASET,
            data_hash=catalog().fingerprint(onet.DATASET),
            rows=len(us),
            texts=len(set(material.us_texts)),
            trained=datetime.datetime.now(datetime.UTC).date().isoformat(),
            seed=SEED,
            settings={},
            packages={},
            scores=scores,
        )
        titles, tasks = us["title"].tolist(), us["task"].tolist()
        made = train(titles, tasks, material.labels(source), card, vectors=material.us_vectors, means=material.means)
        for name, content in contents(made).items():
            write_atomically(FOLDER / source / name, content)
        china_scores[source] = _meaning_of(made).probabilities(material.china_vectors, material.china_texts)
        sys.stdout.write(f"{source}: {', '.join(f'{name} {each}' for name, each in correlations.items())}\n")
    write_atomically(FOLDER / FILE.format("onet"), pack_table(us, us_scores))
    write_atomically(FOLDER / FILE.format("csco"), pack_table(china, china_scores))


def _meaning_of(made: Classifier):  # type: ignore[no-untyped-def]
    assert made.meaning is not None
    return made.meaning


def _embedded(name: str, texts: list[str]) -> np.ndarray:
    cache = EmbeddingCache(workspace().cache / f"exposure-{name}.npz")
    return cache.embed(texts, report=lambda done, total: _tell(name, done, total))


def _tell(name: str, done: int, total: int) -> None:
    sys.stderr.write(f"\rembedding {name}: {done} of {total}" + ("\n" if done == total else ""))


def _balanced(vectors: np.ndarray, group: np.ndarray, broad: Mapping[str, Iterable[int]]) -> np.ndarray:
    parts = [vectors[np.isin(group, list(members))].mean(axis=0) for members in broad.values()]
    return np.asarray(np.mean(parts, axis=0))


if __name__ == "__main__":
    main()
