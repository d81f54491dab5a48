"""The occupations that come nearest to a name that nobody listed: by letters in Chinese, else by meaning.

Chinese job titles are compared by their characters with titles, aliases and 5,903 advertised job titles: on titles held
out this finds the code more often than multilingual embeddings do. English names, and names in the other language, are
compared by embeddings with the titles' (`titles.npz`, made by `build_titles.py`).
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from tools.exposure.occupations.book import Book, fold

if TYPE_CHECKING:
    import numpy as np
    from jaxtyping import Float

FILE = "titles.npz"
MOST = 8
NEAR_LETTERS = 0.5
NEAR_MEANING = 0.6
"""Similarities from which the nearest is taken; below, the nearest are only suggested."""
_CHINESE = re.compile(r"[一-鿿]")


@dataclass(frozen=True)
class Ranked:
    """Codes of the nearest occupations, nearest first, and whether the first is near enough to be taken."""

    codes: tuple[str, ...]
    is_near: bool


def nearest(name: str, book: Book) -> Ranked:
    """Return the occupations of a book that come nearest to a name."""
    if book.country == "China" and _CHINESE.search(name):
        index = _known_letters()
        similarity, codes_of, least = index.similarity(name), index.codes, NEAR_LETTERS
    else:
        similarity, codes_of, least = similar_meaning(name, book), tuple(book.occupations), NEAR_MEANING
    order = similarity.argsort(kind="stable")[::-1]
    codes = list(dict.fromkeys(codes_of[at] for at in order[: 5 * MOST]))[:MOST]
    return Ranked(tuple(codes), bool(similarity[order[0]] >= least))


def pack_titles(vectors: dict[str, Float[np.ndarray, "n 384"]], dimensions: int) -> bytes:
    """Return the file of title embeddings: centred by language, on their main directions, one byte a number.

    Args:
        vectors: embeddings of the titles by country, in the order of the book.
        dimensions: how many main directions to keep.
    """
    import numpy as np

    means = {country: each.mean(axis=0) for country, each in vectors.items()}
    centred = {country: _unit(each - means[country]) for country, each in vectors.items()}
    _, _, directions = np.linalg.svd(np.concatenate(list(centred.values())), full_matrices=False)
    basis = directions[:dimensions].T.astype(np.float16)
    arrays: dict[str, Any] = {"basis": basis}
    for country, each in centred.items():
        arrays[f"{country}_mean"] = means[country].astype(np.float32)
        arrays[f"{country}_titles"] = np.round(127 * _unit(each @ basis.astype(float))).astype(np.int8)
    content = io.BytesIO()
    np.savez_compressed(content, **arrays)
    return content.getvalue()


def similar_meaning(name: str, book: Book) -> Float[np.ndarray, " n"]:
    """Return how near in meaning a name is to the title of each occupation of a book, in the book's order."""
    import numpy as np

    from tools.core.embeddings import embed

    stored = _titles()
    language = "China" if _CHINESE.search(name) else "US"
    vector = _unit((embed([name]) - stored[f"{language}_mean"]) @ stored["basis"].astype(float))
    return np.asarray(stored[f"{book.country}_titles"].astype(float) @ vector[0] / 127.0)


def _unit(vectors: np.ndarray) -> np.ndarray:
    import numpy as np

    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12))


@lru_cache(maxsize=1)
def _titles() -> dict[str, np.ndarray]:
    import numpy as np

    content = (files("tools.exposure.occupations") / FILE).read_bytes()
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        return {key: stored[key] for key in stored.files}


@dataclass(frozen=True)
class LetterIndex:
    """Known names as runs of one to three characters, and the code of each.

    Attributes:
        codes: code of each known name.
        vectorizer: the fitted weights of the runs.
        known: the known names in these weights, one row each.
    """

    codes: tuple[str, ...]
    vectorizer: Any
    known: Any

    def similarity(self, name: str) -> Float[np.ndarray, " n"]:
        """Return how much of its characters a name shares with each known name, 0 to 1."""
        import numpy as np

        return np.asarray((self.known @ self.vectorizer.transform([fold(name)]).T).todense()).ravel()


def index_letters(pairs: Sequence[tuple[str, str]]) -> LetterIndex:
    """Return the index of (name, code) pairs."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
    known = vectorizer.fit_transform([fold(name) for name, _ in pairs])
    return LetterIndex(tuple(code for _, code in pairs), vectorizer, known)


@lru_cache(maxsize=1)
def _known_letters() -> LetterIndex:
    from tools.exposure.occupations.book import chinese_book

    book = chinese_book()
    names = [*book.names.items(), *book.job_titles.items()]
    return index_letters([(name, codes[0]) for name, codes in names])
