"""Whether the words around a number say that something rose or fell by it."""

from __future__ import annotations

import re

_DOWN = (
    r"\b(?:fall(?:s|ing|en)?|fell|declin\w*|decreas\w*|drop(?:s|ped|ping)?|los(?:e|es|t|ing)|loss(?:es)?|shr(?:ink|inks|ank|unk)\w*|"
    r"contract(?:s|ed|ing|ion)|reduc\w*|lower(?:s|ed|ing)?|slump\w*|cut(?:s|ting)?|worse)\b|\bdown(?= (?:by )?$)|"
    r"下降|减少|下跌|下滑|降低|下挫|缩减|收缩|萎缩|损失|负增长|跌"
)
_UP = (
    r"\b(?:ris(?:e|es|en|ing)|rose|increas\w*|gain(?:s|ed|ing)?|gr(?:ow|ows|ew|own|owing)|climb\w*|expan\w*|jump\w*|"
    r"raises?|raised|higher|improv\w*|better)\b|\bup(?= (?:by )?$)|"
    r"上升|增加|增长(?!预测|率|速)|提高|上涨|扩大|改善|扩张|增幅|涨"
)
_EITHER = re.compile(rf"(?P<down>{_DOWN})|(?P<up>{_UP})", re.IGNORECASE)
_LEVEL = re.compile(
    r"(?:\b(?:to|from|at|than|below|above|under|over|up to)|至|到|为|从|于)\s*[$€£¥]?\s*$", re.IGNORECASE
)
_NOT = re.compile(r"\b(?:not|no|never|without|less|smaller|slower)\b|不|未|没有|放缓|回落", re.IGNORECASE)
_ANY_NUMBER = re.compile(r"\d")
REACH = 60


def direction_at(text: str, start: int, end: int, clause: tuple[int, int]) -> int:
    """Return 1 or -1 where the words say that something rose or fell by the number at `start`, else 0.

    Words of a level ("fell to 3 %") and words that turn others round ("not", "smaller") say nothing.

    >>> text = "Exports fell by 3.1 %, to 4 %"
    >>> direction_at(text, 16, 21, (0, 21)), direction_at(text, 26, 29, (21, 29))
    (-1, 0)
    """
    before = text[max(clause[0], start - REACH) : start]
    if _LEVEL.search(before) or _NOT.search(before):
        return 0
    blank = re.match(r"\s*(?:的\s*)?", text[end : end + 3])
    after = _EITHER.match(text[end + (blank.end() if blank else 0) : min(clause[1], end + 14)])
    if after is not None:
        return -1 if after["down"] else 1
    words = list(_EITHER.finditer(before))
    if not words or _ANY_NUMBER.search(before, words[-1].end()) or len({bool(word["down"]) for word in words}) > 1:
        return 0
    return -1 if words[-1]["down"] else 1
