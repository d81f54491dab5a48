"""A small English text, letter by letter: the case where a set of experts is not the right model."""

from __future__ import annotations

import re

import numpy as np

from tools.generators.gammt.sequences import SequenceData, windows_of

LETTERS = " abcdefghijklmnopqrstuvwxyz"
SIZE = 120_000
WINDOW = 32


def small_text() -> SequenceData:
    """Return letters and spaces of the help texts of the Python language (120,000 of them), in windows of 32."""
    from pydoc_data.topics import topics

    whole = " ".join(topics[name] for name in sorted(topics))
    letters = re.sub(r"[^a-z]+", " ", whole.casefold())[:SIZE]
    index = {letter: at for at, letter in enumerate(LETTERS)}
    symbols = np.array([index[letter] for letter in letters])
    return windows_of(
        [symbols],
        tuple("_" + LETTERS[1:]),
        name="text",
        title="a small English text, letter by letter",
        title_zh="一段英文文本（逐字母）",
        notes=("Data: 120,000 letters and spaces of the help texts of Python, small letters, '_' for a space.",),
        source="help texts of the Python language (pydoc_data), 120,000 letters",
        length=WINDOW,
    )
