"""What a piece of an answer measures: its words against those of the figures' labels, English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.facts import Fact

CHINESE = {
    "实际收入": "real income", "收入": "income", "福利": "welfare", "产出": "output", "产量": "output",
    "出口": "exports",
    "进口": "imports", "关税收入": "tariff revenue", "补贴": "subsidy", "实际工资": "real wage",
    "名义工资": "nominal wage",
    "工资": "wage", "就业": "employment", "贸易条件": "terms trade", "价格": "price", "物价": "price",
    "暴露": "exposure beta", "准确率": "accuracy", "弹性": "elasticity",
    "岗位": "jobs", "关税": "tariff", "区间": "interval", "增速": "growth", "增长": "growth", "预测": "forecast",
    "份额": "share", "比重": "share", "概率": "probability",
}  # fmt: skip
"""What Chinese answers call the quantities whose labels are English."""

STEM = 5
MEASURING = frozenset(
    [
        "incom",
        "outpu",
        "expor",
        "impor",
        "wage",
        "wages",
        "emplo",
        "price",
        "reven",
        "elast",
        "welfa",
        "openn",
        "produ",
        "accur",
        "corre",
        "error",
        "alpha",
        "beta",
        "gamma",
        "balan",
        "terms",
        "jobs",
        "inter",
        "growt",
        "forec",
        "share",
        "proba",
        "elast",
        "expos",
    ]
)
"""Beginnings of words that name one quantity and no other; words such as growth or change fit several."""

_WORD = re.compile(r"[a-z]+")


class Measures:
    """The quantities of all facts, to be compared with the words of a text."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self._known: dict[str, frozenset[str]] = {}
        self._all: set[str] = set()
        for fact in facts:
            if fact.tier in ("value", "table"):
                self._all |= self._of(fact)
        self._sets = set(self._known.values())

    def fits(self, fact: Fact, piece: str, *, strict: bool = False) -> bool:
        """Return whether a figure may be what a piece of text speaks of: false only where the text names another.

        With `strict`, the text must have a word of the figure's own.
        """
        if strict:
            own_words = {word[:STEM] for word in _WORD.findall(fact.measure.lower()) if len(word) > 3}
            return bool(own_words & {word[:STEM] for word in _WORD.findall(_in_english(piece).lower())})
        own = self._of(fact)
        if not own:
            return True
        named = stems(_in_english(piece)) & self._all
        if named <= own:
            return True
        return bool(named & own) and not any(named <= other for other in self._sets)

    def _of(self, fact: Fact) -> frozenset[str]:
        if fact.measure not in self._known:
            self._known[fact.measure] = frozenset(stems(fact.measure))
        return self._known[fact.measure]


def stems(text: str) -> set[str]:
    """Return the beginnings of the words in a text that name a quantity.

    >>> sorted(stems("Change in real income and exports"))
    ['expor', 'incom']
    """
    return {
        word[:STEM].removesuffix("s") if word in ("wages",) else word[:STEM] for word in _WORD.findall(text.lower())
    } & MEASURING


def _in_english(piece: str) -> str:
    return " ".join([piece, *(english for chinese, english in CHINESE.items() if chinese in piece)])
