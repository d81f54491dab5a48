"""The classifier as its users see it: titles and tasks in, probabilities of E0, E1 and E2 out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from tools.core.datasets import DataSet, catalog
from tools.core.errors import UnknownName, UserError
from tools.exposure.classifier.card import Card
from tools.exposure.classifier.meaning import MeaningModel
from tools.exposure.classifier.storage import unpack
from tools.exposure.classifier.text import compose, is_latin
from tools.exposure.classifier.words import WordModel

if TYPE_CHECKING:
    import numpy as np
    from jaxtyping import Float

SHIPPED = ("people", "gpt4")
MODEL_FILE, CARD_FILE = "classifier.npz", "card.json"
BATCH = 256
Report = Callable[[int, int], None]


@dataclass(frozen=True)
class Classifier:
    """A trained classifier.

    Attributes:
        words: the model that reads texts in Latin letters (English), 5,000 tasks a second.
        meaning: the model that reads any other language (Chinese), about 50 tasks a second.
        card: data, date and scores.
    """

    words: WordModel | None
    meaning: MeaningModel | None
    card: Card

    @classmethod
    def load(cls, source: str = "people") -> Classifier:
        """Return a trained classifier.

        Args:
            source: "people" or "gpt4" (shipped: whose labels of O*NET tasks it learnt), or the name of your own.

        Raises:
            UserError: there is none of that name, or its file is damaged.

        >>> probabilities = Classifier.load("people").probabilities(["Roofers"], ["Nail shingles to roofs."])
        >>> bool(probabilities[0, 0] > 0.9)
        True
        """
        return _shipped(source) if source in SHIPPED else _own(source)

    def probabilities(
        self, titles: Sequence[str], tasks: Sequence[str], report: Report = lambda done, total: None
    ) -> Float[np.ndarray, "n 3"]:
        """Return the probabilities of E0, E1 and E2 of each task; each text's script picks the model that reads it.

        Args:
            titles: the occupation of each task; "" where unknown.
            tasks: the tasks; "" to judge an occupation by its title alone.
            report: called with (done, total) in texts that need embedding; what it raises ends the work.

        Raises:
            UserError: a text is in a language that this classifier was not trained for.
        """
        import numpy as np

        texts = compose(titles, tasks)
        latin = np.array([is_latin(text) for text in texts], dtype=bool)
        by_words = latin if self.words and self.meaning else np.full(len(texts), self.words is not None)
        if not self.meaning and not latin.all():
            raise UserError(
                f"The classifier '{self.card.name}' reads English only, and {int((~latin).sum())} of {len(texts)} "
                "texts are in another script: use the shipped ones, people or gpt4."
            )
        found = np.zeros((len(texts), 3))
        if self.words and by_words.any():
            found[by_words] = self.words.probabilities([texts[at] for at in np.flatnonzero(by_words)])
        if self.meaning and not by_words.all():
            rest = [texts[at] for at in np.flatnonzero(~by_words)]
            found[~by_words] = self.meaning.probabilities(embed_all(rest, report), rest)
        return found


def embed_all(texts: Sequence[str], report: Report = lambda done, total: None) -> Float[np.ndarray, "n 384"]:
    """Return the embeddings of the texts, equal ones embedded once, with progress after each batch."""
    import numpy as np

    from tools.core.embeddings import embed

    distinct = list(dict.fromkeys(texts))
    parts = []
    for start in range(0, len(distinct), BATCH):
        parts.append(embed(distinct[start : start + BATCH]))
        report(min(start + BATCH, len(distinct)), len(distinct))
    at = {text: row for row, text in enumerate(distinct)}
    return np.concatenate(parts)[[at[text] for text in texts]] if texts else embed([])


@lru_cache(maxsize=2)
def _shipped(source: str) -> Classifier:
    return _read(files("tools.exposure.classifier") / "trained" / source, source)


def _own(name: str) -> Classifier:
    space, known = catalog(), catalog().all()
    if name not in known or not _is_trained(known[name]):
        raise UnknownName("trained classifier", name, [*SHIPPED, *(key for key in known if _is_trained(known[key]))])
    return _read(space.folder(name), name)


def _is_trained(entry: DataSet) -> bool:
    return any(file.path == MODEL_FILE for file in entry.files)


def _read(folder: Traversable, name: str) -> Classifier:
    card = Card.model_validate_json((folder / CARD_FILE).read_text(encoding="utf-8"))
    return Classifier(*unpack((folder / MODEL_FILE).read_bytes(), name), card)
