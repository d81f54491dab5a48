"""How a figure is written: rounded, with units, in words, in Chinese units; and how it is written wrongly."""

from __future__ import annotations

import math
from random import Random

from agent.number_words import ONES, TENS
from evals.guard.statements import Language

_FRACTIONS = ((50, "half"), (100 / 3, "a third"), (25, "a quarter"), (200 / 3, "two-thirds"), (20, "a fifth"))
_DIGITS = "零一二三四五六七八九"


def percent(size: float, random: Random, language: Language, unit: str = "percent") -> str:
    """Return a size in percent or points as people write it: two or three digits, now and then in words."""
    decimals = 0 if size >= 20 else 1 if size >= 2 else 2 if size >= 0.1 else 3
    decimals = max(0, decimals - random.choice((0, 0, 1))) if size * 10**decimals >= 20 else decimals
    number, style = f"{size:.{decimals}f}", random.random()
    if language == "zh":
        return _percent_in_chinese(size, number, style, random, unit)
    return _percent_in_english(size, number, style, random, unit)


def _percent_in_chinese(size: float, number: str, style: float, random: Random, unit: str) -> str:
    if unit == "points":
        return f"{number}个百分点"
    if style < 0.3:
        return "百分之" + (number if size >= 1000 or random.random() < 0.4 else chinese(number))
    tenths = round(size / 10)
    if style < 0.45 and abs(size / 10 - tenths) < 0.2 and 1 <= tenths <= 9:
        return f"约{_DIGITS[tenths]}成"
    return f"{number}%"


def _percent_in_english(size: float, number: str, style: float, random: Random, unit: str) -> str:
    written = {"points": " percentage points"}.get(unit, random.choice((" %", "%", " per cent", " percent")))
    whole = round(size)
    if style < 0.2 and 1 <= whole < 100 and "." not in number:
        return cardinal(whole) + (" per cent" if unit == "percent" else " percentage points")
    near = [words for value, words in _FRACTIONS if abs(size - value) < 1.5]
    return f"about {near[0]}" if near and style < 0.35 and unit == "percent" else number + written


def amount(value: float, random: Random, language: Language) -> str:
    """Return an amount of money or people with a scale word."""
    if language == "zh":
        for scale, word in ((1e12, "万亿"), (1e8, "亿"), (1e4, "万")):
            if value >= scale:
                return f"{_short(value / scale)}{word}"
        return f"{value:,.0f}"
    if value >= 1e6 and random.random() < 0.8:
        for scale, words in ((1e12, ("trillion", "tn")), (1e9, ("billion", "bn")), (1e6, ("million", "million"))):
            if value >= scale:
                return f"{_short(value / scale)} {random.choice(words)}"
    return f"{value:,.0f}"


def plain(value: float, random: Random) -> str:
    """Return a figure with no unit, to two or three digits."""
    decimals = max(0, 1 - math.floor(math.log10(abs(value)))) if value else 0
    return f"{value:.{decimals + random.choice((0, 1))}f}"


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def cardinal(number: int) -> str:
    """Return a number below a hundred in English words."""
    if number < 20:
        return ONES[number]
    tens, ones = divmod(number, 10)
    return TENS[tens - 2] + (f"-{ONES[ones]}" if ones else "")


def chinese(number: str) -> str:
    """Return a decimal below a thousand in Chinese numerals."""
    whole, _, decimals = number.partition(".")
    value = int(whole)
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    text = (_DIGITS[hundreds] + "百" if hundreds else "") + (
        ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十" if tens else "零" if hundreds and ones else ""
    )
    text += _DIGITS[ones] if ones or not value else ""
    return text + ("点" + "".join(_DIGITS[int(digit)] for digit in decimals) if decimals else "")
