"""Shipped probabilities of the two classifications' tasks: US ones held out, Chinese ones across languages.

A US occupation's tasks are scored by a classifier that saw neither that occupation nor an equal task text: the shipped
classifier itself learnt from these very labels. Chinese tasks take minutes to embed, so their scores come along.
"""

from __future__ import annotations

import hashlib
import io
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from tools.core.errors import UserError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from jaxtyping import Float

Classification = Literal["onet", "csco"]
FILE = "{}_tasks.npz"


def shipped_probabilities(classification: Classification, source: str, tasks: pd.DataFrame) -> Float[np.ndarray, "n 3"]:
    """Return the classifier's probabilities of E0, E1, E2 for every task of a classification.

    Args:
        classification: "onet" (US, each occupation held out) or "csco" (China).
        source: whose labels the classifier learnt: "people" or "gpt4".
        tasks: all tasks of the classification, as its `load_tasks` returns them.

    Raises:
        UserError: the tasks are not those that were scored.
    """
    import numpy as np

    stored = _stored(classification)
    if str(stored["fingerprint"]) != fingerprint(tasks):
        raise UserError(
            f"The task lists of {classification} differ from those that the shipped scores belong to: install the "
            "versions of constraints.txt, or score them again with `python -m tools.exposure.classifier.build`."
        )
    exposed = stored[source].astype(float)
    return np.column_stack([1.0 - exposed.sum(axis=1), exposed])


def pack_table(tasks: pd.DataFrame, probabilities: dict[str, Float[np.ndarray, "n 3"]]) -> bytes:
    """Return the content of a table: by source the probabilities of E1 and E2, in half precision."""
    import numpy as np

    content = io.BytesIO()
    arrays: dict[str, Any] = {source: found[:, 1:].astype(np.float16) for source, found in probabilities.items()}
    np.savez_compressed(content, fingerprint=np.array(fingerprint(tasks)), **arrays)
    return content.getvalue()


def fingerprint(tasks: pd.DataFrame) -> str:
    """Return a hash of the occupations and their task texts, in order."""
    lines = "\n".join(f"{soc}\t{task}" for soc, task in zip(tasks["soc"], tasks["task"], strict=True))
    return hashlib.sha256(lines.encode()).hexdigest()[:32]


@lru_cache(maxsize=2)
def _stored(classification: Classification) -> dict[str, np.ndarray]:
    import numpy as np

    path = files("tools.exposure.classifier") / "trained" / FILE.format(classification)
    with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
        return {key: stored[key] for key in stored.files}
