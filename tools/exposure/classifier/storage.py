"""Trained models as small files: plain arrays in one compressed archive, no pickled objects."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from tools.core.errors import UserError
from tools.exposure.classifier.linear import Linear
from tools.exposure.classifier.meaning import LanguageMeans, MeaningModel
from tools.exposure.classifier.words import WordModel

if TYPE_CHECKING:
    import numpy as np

FORMAT = 1


def pack(words: WordModel | None, meaning: MeaningModel | None) -> bytes:
    """Return the content of a model file; coefficients of words are rounded to half precision."""
    import numpy as np

    arrays: dict[str, Any] = {"format": np.array(FORMAT)}
    if words:
        arrays |= {
            "terms": np.frombuffer("\n".join(words.terms).encode(), dtype=np.uint8),
            "rarity": words.rarity.astype(np.float16),
            "word_coefficients": words.linear.coefficients.astype(np.float16),
            "word_intercepts": words.linear.intercepts.astype(np.float32),
        }
    if meaning:
        arrays |= {
            "latin_mean": meaning.means.latin.astype(np.float32),
            "other_mean": meaning.means.other.astype(np.float32),
            "meaning_coefficients": meaning.linear.coefficients.astype(np.float32),
            "meaning_intercepts": meaning.linear.intercepts.astype(np.float32),
        }
    content = io.BytesIO()
    np.savez_compressed(content, **arrays)
    return content.getvalue()


def unpack(content: bytes, name: str) -> tuple[WordModel | None, MeaningModel | None]:
    """Return the models of a model file.

    Raises:
        UserError: the content is no model file of this format.
    """
    import numpy as np

    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            arrays = {key: stored[key] for key in stored.files}
        if int(arrays["format"]) != FORMAT:
            raise ValueError("another format")
        return _words(arrays), _meaning(arrays)
    except (OSError, ValueError, KeyError, EOFError, TypeError, zipfile.BadZipFile) as error:
        raise UserError(
            f"The trained classifier '{name}' cannot be read ({error}): train it again with "
            "`python -m tools.exposure.classifier.train`, or use the shipped ones, people or gpt4."
        ) from error


def _words(arrays: dict[str, np.ndarray]) -> WordModel | None:
    import numpy as np

    if "terms" not in arrays:
        return None
    terms = tuple(arrays["terms"].tobytes().decode().split("\n"))
    coefficients = arrays["word_coefficients"].astype(np.float32)
    if coefficients.shape != (3, len(terms)) or arrays["rarity"].shape != (len(terms),):
        raise ValueError("words and coefficients do not fit")
    return WordModel(terms, arrays["rarity"].astype(np.float32), Linear(coefficients, arrays["word_intercepts"]))


def _meaning(arrays: dict[str, np.ndarray]) -> MeaningModel | None:
    if "meaning_coefficients" not in arrays:
        return None
    means = LanguageMeans(arrays["latin_mean"], arrays["other_mean"])
    return MeaningModel(means, Linear(arrays["meaning_coefficients"], arrays["meaning_intercepts"]))
