"""The model of English: words and pairs of words, weighted by TF-IDF, and a logistic regression on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tools.core.errors import UserError
from tools.exposure.classifier.linear import Linear, fit_linear

if TYPE_CHECKING:
    import numpy as np
    from jaxtyping import Float

STRENGTH = 2.0
LEAST_TEXTS = 3
"""Fewest training texts that a word or pair must be in (in small training sets: 1)."""
SMALL = 2_000


@dataclass(frozen=True)
class WordModel:
    """TF-IDF of words and word pairs with a logistic regression.

    Attributes:
        terms: the vocabulary, in the order of the columns.
        rarity: inverse document frequency of each term.
        linear: the regression.
    """

    terms: tuple[str, ...]
    rarity: Float[np.ndarray, " V"]
    linear: Linear

    def probabilities(self, texts: Sequence[str]) -> Float[np.ndarray, "n 3"]:
        """Return probabilities of E0, E1, E2 for each text."""
        return self.linear.probabilities(self._vectorizer.transform(texts))

    @cached_property
    def _vectorizer(self) -> Any:
        import numpy as np

        vectorizer = _vectorizer(vocabulary=list(self.terms))
        vectorizer.idf_ = self.rarity.astype(np.float32)
        return vectorizer


def fit_words(texts: Sequence[str], labels: Sequence[str], *, strength: float = STRENGTH) -> WordModel:
    """Return the model of labelled texts.

    Raises:
        UserError: the texts hold no words, or the labels are all the same.
    """
    least = LEAST_TEXTS if len(texts) >= SMALL else 1
    vectorizer = _vectorizer(min_df=least)
    try:
        features = vectorizer.fit_transform(texts)
    except ValueError as error:
        raise UserError("The texts hold no words to learn from: give tasks in words, one a row.") from error
    linear = fit_linear(features, labels, strength=strength)
    return WordModel(tuple(vectorizer.get_feature_names_out().tolist()), vectorizer.idf_, linear)


def _vectorizer(**options: Any) -> Any:
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32, **options)
