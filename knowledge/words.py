"""Words of a text for matching (English stems, Chinese characters and their pairs), and merging of rankings."""

from __future__ import annotations

import re
from collections.abc import Sequence

RANK_CONSTANT = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke and Buettcher 2009)."""

_WORD = re.compile(r"[a-z0-9]+(?:[.,][0-9]+)*|[\u3400-\u9fff]+")
_ENDINGS = re.compile(r"(?<=[a-z]{3})(?:ations?|ings?|ies|ed|es|s|e|y)$")
_STOP = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "did", "do", "does", "for", "from",
    "had", "has", "have", "how", "i", "if", "in", "into", "is", "it", "its", "me", "my", "of", "on", "or", "our",
    "so", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this", "to", "was", "we",
    "were", "what", "when", "where", "which", "who", "why", "will", "with", "would", "you", "your", "about",
    "tell", "please",
})  # fmt: skip
_CHINESE_STOP = frozenset("的了吗呢是在和与及或有什么怎么哪些哪多少请这那其对为被把")


def words_of(text: str) -> list[str]:
    """Return what a text is matched by.

    >>> words_of("What do tariffs assume?"), words_of("关税的影响")
    (['tariff', 'assum'], ['关', '税', '影', '响', '关税', '税的', '的影', '影响'])
    """
    found: list[str] = []
    for run in _WORD.findall(text.lower()):
        if "\u3400" <= run[0] <= "\u9fff":
            found += [character for character in run if character not in _CHINESE_STOP]
            found += [run[at : at + 2] for at in range(len(run) - 1)]
        elif run not in _STOP:
            found.append(_ENDINGS.sub("", run))
    return found


def fuse(rankings: Sequence[Sequence[str]], weights: Sequence[float]) -> list[tuple[str, float]]:
    """Return the ids of several rankings in one, by the weighted sum of 1 / (60 + rank), best first.

    >>> [id for id, _ in fuse([["a", "b"], ["b", "c"]], [1, 1])]
    ['b', 'a', 'c']
    """
    scores: dict[str, float] = {}
    for ranking, weight in zip(rankings, weights, strict=True):
        for rank, id in enumerate(ranking, start=1):
            scores[id] = scores.get(id, 0.0) + weight / (RANK_CONSTANT + rank)
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
