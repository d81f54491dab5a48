"""The model of meaning: multilingual sentence embeddings and a logistic regression on them.

It is learnt from English tasks and read across languages. Embeddings of one language share a direction of their own,
so each language's mean is taken off first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.exposure.classifier.linear import Linear, fit_linear
from tools.exposure.classifier.text import is_latin

if TYPE_CHECKING:
    import numpy as np
    from jaxtyping import Float

STRENGTH = 0.1


@dataclass(frozen=True)
class LanguageMeans:
    """Mean embedding of task texts in Latin letters (English) and of the others (Chinese)."""

    latin: Float[np.ndarray, " 384"]
    other: Float[np.ndarray, " 384"]

    def take_off(self, vectors: Float[np.ndarray, "n 384"], texts: Sequence[str]) -> Float[np.ndarray, "n 384"]:
        """Return the embeddings of `texts` less the mean of their language, to one scale."""
        import numpy as np

        latin = np.array([is_latin(text) for text in texts], dtype=bool)
        return (SCALE * (vectors - np.where(latin[:, None], self.latin, self.other))).astype(np.float32)


SCALE = 5.0
"""Embeddings lie in a narrow cone (centred length about 0.4): this makes a unit penalty act on unit-size numbers."""


@dataclass(frozen=True)
class MeaningModel:
    """A logistic regression on centred sentence embeddings."""

    means: LanguageMeans
    linear: Linear

    def probabilities(self, vectors: Float[np.ndarray, "n 384"], texts: Sequence[str]) -> Float[np.ndarray, "n 3"]:
        """Return probabilities of E0, E1, E2 from the embeddings of `texts`."""
        return self.linear.probabilities(self.means.take_off(vectors, texts))


def fit_meaning(
    vectors: Float[np.ndarray, "n 384"],
    texts: Sequence[str],
    labels: Sequence[str],
    means: LanguageMeans,
    *,
    strength: float = STRENGTH,
) -> MeaningModel:
    """Return the model of labelled texts with these embeddings."""
    return MeaningModel(means, fit_linear(means.take_off(vectors, texts), labels, strength=strength))
