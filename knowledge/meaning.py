"""Vectors of questions and passages, with what is common to a language taken out.

The embedding puts texts of one language near each other whatever they say, so that a Chinese question finds Chinese
text first. The mean vector of each language, taken over the notes for passages and over the tool's examples for
questions, holds that part: without it texts that mean the same lie close in either language.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from knowledge.embeddings import DIMENSIONS, MODEL, embed

if TYPE_CHECKING:
    import numpy as np
    from jaxtyping import Float

Report = Callable[[int, int], None]
MEANS = "language_means.npz"
EMBEDDING = f"{MODEL}-centred-1"
"""Name of the embedding: another one, or other means, needs another number, and every index is made again."""

BATCH = 16
"""Texts embedded before others may embed: a question asked meanwhile waits about a second."""

MANY = 64
"""Passages from which it is worth loading the encoder for many; it takes them in batches of this size."""

CHINESE_SHARE = 0.2
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def silent(done: int, total: int) -> None:
    """Report nothing."""


def is_chinese(text: str) -> bool:
    """Return whether a text is to be read as Chinese.

    >>> is_chinese("什么是 GDP？"), is_chinese("Real GDP growth (增长)")
    (True, False)
    """
    return len(_CHINESE.findall(text)) > CHINESE_SHARE * len(text)


def passage_vectors(texts: Sequence[str], report: Report = silent) -> Float[np.ndarray, "N 384"]:
    """Return a vector of length one for each passage.

    Args:
        texts: the passages.
        report: called with (done, total) after each batch; what it raises ends the work.
    """
    import numpy as np

    done = []
    many = len(texts) >= MANY
    size = MANY if many else BATCH
    report(0, len(texts))
    for start in range(0, len(texts), size):
        batch = texts[start : start + size]
        done.append(_in_bulk(batch) if many else embed(batch, "passage"))
        report(min(start + size, len(texts)), len(texts))
    vectors: Float[np.ndarray, "N 384"] = centred(
        np.concatenate(done) if done else np.zeros((0, DIMENSIONS), dtype=np.float32), texts, "passage"
    )
    return vectors


def _in_bulk(texts: Sequence[str]) -> Any:
    import numpy as np

    from knowledge.bulk import bulk_encoder

    encoder = bulk_encoder()
    if encoder is None:
        return embed(texts, "passage")
    vectors = encoder.encode(texts)
    left = [at for at, vector in enumerate(vectors) if vector is None]
    for at, vector in zip(left, embed([texts[at] for at in left], "passage"), strict=True):
        vectors[at] = vector
    return np.stack(vectors)


def question_vector(question: str) -> Float[np.ndarray, 384]:
    """Return a question's vector."""
    vector: Float[np.ndarray, " 384"] = centred(embed([question]), [question], "question")[0]
    return vector


def centred(vectors: Any, texts: Sequence[str], kind: str) -> Any:
    """Return vectors without the mean of their language, of length one, [N, D]."""
    import numpy as np

    if not len(texts):
        return vectors
    means = _means()
    languages = ["zh" if is_chinese(text) else "en" for text in texts]
    moved = vectors - np.stack([means[f"{kind}_{language}"] for language in languages])
    return moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)


@lru_cache(maxsize=1)
def _means() -> dict[str, Any]:
    import numpy as np

    with np.load(io.BytesIO((files("knowledge") / MEANS).read_bytes()), allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}
