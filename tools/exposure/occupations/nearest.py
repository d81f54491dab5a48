"""The occupations that come nearest to a name that nobody listed: by letters in Chinese, else by meaning.

Chinese job titles are compared by their characters with titles, aliases and 5,903 advertised job titles: on titles held
out this finds the code more often than multilingual embeddings do. English names, and names in the other language, are
compared by embeddings with the titles' (`titles.npz`, made by `build_titles.py`).
"""

from __future__ import annotations

import io
import re
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
    import numpy as np

    if book.country == "China" and _CHINESE.search(name):
        vectorizer, known, codes_of = _letters()
        similarity = np.asarray((known @ vectorizer.transform([fold(name)]).T).todense()).ravel()
        least = NEAR_LETTERS
    else:
        similarity, codes_of = _similar_meaning(name, book)
        least = NEAR_MEANING
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
    arrays = {"basis": basis}
    for country, each in centred.items():
        arrays[f"{country}_mean"] = means[country].astype(np.float32)
        arrays[f"{country}_titles"] = np.round(127 * _unit(each @ basis.astype(float))).astype(np.int8)
    content = io.BytesIO()
    np.savez_compressed(content, **arrays)
    return content.getvalue()


def _similar_meaning(name: str, book: Book) -> tuple[np.ndarray, list[str]]:
    from tools.core.embeddings import embed

    stored = _titles()
    language = "China" if _CHINESE.search(name) else "US"
    vector = _unit((embed([name]) - stored[f"{language}_mean"]) @ stored["basis"].astype(float))
    return stored[f"{book.country}_titles"].astype(float) @ vector[0] / 127.0, list(book.occupations)


def _unit(vectors: np.ndarray) -> np.ndarray:
    import numpy as np

    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)


@lru_cache(maxsize=1)
def _titles() -> dict[str, np.ndarray]:
    import numpy as np

    content = (files("tools.exposure.occupations") / FILE).read_bytes()
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        return {key: stored[key] for key in stored.files}


@lru_cache(maxsize=1)
def _letters() -> tuple[Any, Any, list[str]]:
    """Return a vectorizer of characters, the matrix of known Chinese names, and the code of each."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    from tools.exposure.occupations.book import chinese_book

    book = chinese_book()
    known = [(name, codes[0]) for names in (book.names, book.job_titles) for name, codes in names.items()]
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
    return vectorizer, vectorizer.fit_transform([name for name, _ in known]), [code for _, code in known]
