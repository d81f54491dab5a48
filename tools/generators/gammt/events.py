"""Events of the near future as people write them: a symbol, or several symbols in a row."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int

from tools.core import UnknownName, UserError
from tools.generators.gammt.sequences import split

NUMBERS = {word: count for count, words in {
    2: ("two", "twice", "两", "二", "2"), 3: ("three", "三", "3"), 4: ("four", "四", "4"), 5: ("five", "五", "5"),
}.items() for word in words}  # fmt: skip
SPELLINGS = {
    "contraction": (
        "contraction",
        "contractions",
        "recession",
        "negative",
        "shrinking",
        "收缩",
        "负增长",
        "衰退",
        "下降",
    ),
    "fall": ("fall", "falling", "falls", "fell", "recession", "下降", "衰退"),
    "falling": ("falling", "fall", "falls", "slowing", "slower", "lower", "下降", "放缓", "下滑", "回落"),
    "steady": ("steady", "stable", "unchanged", "稳定", "平稳", "持平"),
    "rising": ("rising", "rise", "rises", "faster", "accelerating", "上升", "加快", "回升"),
    "slow": ("slow", "weak", "缓慢", "低速"),
    "normal": ("normal", "moderate", "正常", "中速"),
    "fast": ("fast", "boom", "strong", "快速", "高速"),
    "red": ("red", "红球", "红色", "红"),
    "black": ("black", "黑球", "黑色", "黑"),
    "yellow": ("yellow", "黄球", "黄色", "黄"),
}
ALSO_FOR_CONTRACTION = ("falling", "fall", "falls")
CHINESE = {
    "contraction": "收缩", "fall": "下降", "falling": "回落", "steady": "平稳", "rising": "回升", "slow": "缓慢",
    "normal": "正常", "fast": "快速", "red": "红", "black": "黑", "yellow": "黄", "highest": "最高", "lowest": "最低",
    "low": "偏低", "high": "偏高",
}  # fmt: skip


@dataclass(frozen=True)
class Event:
    """A run of symbols somewhere within the next symbols.

    Attributes:
        run: places of the symbols in the alphabet, in a row.
        names: their names.
    """

    run: tuple[int, ...]
    names: tuple[str, ...]

    def happens(self, futures: Int[np.ndarray, "N H"]) -> np.ndarray:
        """Return in which futures the run occurs, [N]."""
        width = len(self.run)
        starts = futures.shape[1] - width + 1
        hits = [(futures[:, at : at + width] == np.array(self.run)).all(axis=1) for at in range(starts)]
        return np.any(hits, axis=0) if hits else np.zeros(len(futures), dtype=bool)

    def words(self, horizon: int) -> str:
        """Return the event in English."""
        name = self.names[0]
        if len(self.run) == 1:
            return f"{name} within the next {horizon}"
        if len(set(self.run)) == 1:
            return f"{name} {len(self.run)} times in a row within the next {horizon}"
        return f"{' '.join(self.names)} in a row within the next {horizon}"

    def chinese(self, horizon: int) -> str:
        """Return the event in Chinese."""
        names = [CHINESE.get(name, name) for name in self.names]
        if len(self.run) == 1:
            return f"未来 {horizon} 期内出现“{names[0]}”"
        if len(set(self.run)) == 1:
            return f"未来 {horizon} 期内连续 {len(self.run)} 期“{names[0]}”"
        return f"未来 {horizon} 期内依次出现“{'、'.join(names)}”"


def read_event(text: str, symbols: tuple[str, ...], horizon: int) -> Event:
    """Return the event that a person names.

    Args:
        text: a symbol ("A"), several in a row ("A B"), or a number and a symbol ("two quarters of falling growth").
        symbols: the alphabet.
        horizon: symbols ahead, in which the run must fit.

    Raises:
        UnknownName: no symbol of the alphabet is named.
        UserError: the run is longer than the horizon.

    >>> read_event("two quarters of falling growth", ("falling", "steady", "rising"), 5).names
    ('falling', 'falling')
    """
    found = named_symbols(text, symbols)
    if not found:
        raise UnknownName("symbol of this sequence", text.strip(), symbols, kind_zh="符号")
    times = _times(text, symbols)
    run = tuple(found) if len(found) > 1 else tuple(found * times)
    if len(run) > horizon:
        raise UserError(
            f"{len(run)} symbols in a row do not fit into the next {horizon}: set horizon to {len(run)} or more.",
            chinese=f"连续 {len(run)} 个符号超出了未来 {horizon} 期：请把 horizon 设为 {len(run)} 或更多。",
        )
    return Event(run, tuple(symbols[at] for at in run))


def _times(text: str, symbols: tuple[str, ...]) -> int:
    """Return how many times in a row: the first number before the symbol; how far ahead is said elsewhere."""
    plain = re.sub(r"(?i)(next|coming|未来)\s*\w+|\d+\s*(期|个季度)?(内|之内)", " ", text)
    for word in _words(plain):
        if word.casefold() in NUMBERS and word not in symbols:
            return NUMBERS[word.casefold()]
        if named_symbols(word, symbols):
            return 1
    return 1


def named_symbols(text: str, symbols: tuple[str, ...]) -> list[int]:
    """Return the symbols of an alphabet that a text names, in its order; states by any of their names.

    A letter that is a symbol must be written as the symbol is, for 'a' is also an article.
    """
    spelled: dict[str, int] = {}
    for at, symbol in enumerate(symbols):
        for word in (symbol, *SPELLINGS.get(symbol, ())):
            spelled.setdefault(word if len(symbol) == 1 else word.casefold(), at)
        if symbol == "contraction":
            spelled.update(dict.fromkeys(ALSO_FOR_CONTRACTION, at))
    text = text.strip().upper() if len(text.strip()) == 1 and text.strip() not in symbols else text
    keys = [word if word in spelled else word.casefold() for word in _words(text, tuple(spelled))]
    return [spelled[word] for word in keys if word in spelled]


def read_context(text: str, symbols: tuple[str, ...]) -> Int[np.ndarray, " T"]:
    """Return the places of the symbols so far.

    Raises:
        UnknownName: a token is none of the alphabet.
    """
    places = []
    for token in tokens_of(text, symbols):
        found = named_symbols(token, symbols)
        if len(found) != 1:
            raise UnknownName("symbol", token, symbols, kind_zh="符号")
        places += found
    return np.array(places, dtype=np.int64)


def tokens_of(text: str, symbols: tuple[str, ...]) -> list[str]:
    """Return the tokens of a text; one word is a symbol's name before it is a row of letters.

    >>> tokens_of("black", ("red", "black")), tokens_of("ABBA", ("A", "B"))
    (['black'], ['A', 'B', 'B', 'A'])
    """
    if len(text.split()) == len(named_symbols(text, symbols)) == 1:
        return [text]
    return [token for row in split(text) for token in row]


def _words(text: str, also: tuple[str, ...] = ()) -> list[str]:
    """Return the words of a text; known Chinese words are cut out of their sentence."""
    known = sorted({*NUMBERS, *also}, key=len, reverse=True)
    chinese = [re.escape(word) for word in known if re.search(r"[\u4e00-\u9fff]", word)]
    pattern = "|".join([*chinese, r"[-+]?\d+\.\d+", r"[-+]?[A-Za-z0-9]+"])
    return re.findall(pattern, text)
