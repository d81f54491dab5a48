"""What the classifier reads: "Title. Task", and whether it is in English."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LETTERS = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]")
LATIN_SHARE = 0.7
"""Least share of Latin letters in a text that the model of English words reads; others go to the multilingual one."""


def compose(titles: Sequence[str], tasks: Sequence[str]) -> list[str]:
    """Return one text a task.

    >>> compose(["Roofers", ""], ["Nail shingles.", "审核会计凭证"])
    ['Roofers. Nail shingles.', '审核会计凭证']
    """
    pairs = zip(titles, tasks, strict=True)
    return [". ".join(part for part in (title.strip(), task.strip()) if part) for title, task in pairs]


def is_latin(text: str) -> bool:
    """Return whether a text is written in Latin letters.

    >>> [is_latin(text) for text in ("Roofers. Nail shingles.", "会计。审核 ERP 凭证")]
    [True, False]
    """
    letters = len(_LETTERS.findall(text))
    return len(_LATIN.findall(text)) >= LATIN_SHARE * letters
