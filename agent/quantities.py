"""Which numbers a question says, in digits or in words, so that an invented argument is noticed."""

from __future__ import annotations

import re
from typing import Any

from agent.number_words import read_numeral
from agent.numbers import numbers_in
from tools.core.tool import Tool

_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "half": 50, "halve": 50, "halves": 50,
    "third": 33, "quarter": 25, "double": 100, "doubles": 100, "triple": 200, "remove": 0, "removes": 0, "abolish": 0,
    "abolishes": 0, "free": 0, "eliminate": 0, "scrap": 0, "scraps": 0,
}  # fmt: skip
_TENS = re.compile(
    r"\b(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[- ](one|two|three|four|five|six|seven|eight|nine)\b"
)
_CHINESE = re.compile(r"[零一二三四五六七八九十百两]+")
_POINTS = re.compile(r"(\d+(?:\.\d+)?)[ -]?(?:(?:more|extra|percentage|%)[ -])*(?:points?|pp|个?百分点)", re.IGNORECASE)
_CHINESE_POINTS = re.compile(r"([零一二三四五六七八九十百两]+)个?百分点")
_CHINESE_WORDS = {"一半": 50, "减半": 50, "翻倍": 100, "翻番": 100, "一倍": 100, "取消": 0, "免": 0, "零": 0}


def numbers_said(text: str) -> set[float]:
    """Return the numbers that a text says, in digits or in words, signs left out.

    >>> sorted(numbers_said("raise it by twenty-five points, 二十五"))
    [5.0, 20.0, 25.0]
    """
    lowered = text.lower()
    said = {abs(number.value) for number in numbers_in(text)} | {float(d) for d in re.findall(r"\d+(?:\.\d+)?", text)}
    said |= {float(_WORDS[word]) for word in re.findall(r"[a-z]+", lowered) if word in _WORDS}
    said |= {float(_WORDS[tens] + _WORDS[ones]) for tens, ones in _TENS.findall(lowered)}
    said |= {float(value) for word, value in _CHINESE_WORDS.items() if word in text}
    said |= {float(read_numeral(word)) for word in _CHINESE.findall(text)}
    return said


def stray_numbers(arguments: dict[str, Any], question: str, tool: Tool) -> list[float]:
    """Return the numbers among the arguments that neither the question says nor the tool has as a default."""
    said = numbers_said(question)
    allowed = said | {number * 100 for number in said} | {number / 100 for number in said}
    fields = tool.args_model.model_fields
    stray: list[float] = []
    for key, value in arguments.items():
        default = fields[key].get_default(call_default_factory=True) if key in fields else None
        if value != default:
            stray += [number for number in _leaves(value) if not any(abs(abs(number) - a) < 1e-9 for a in allowed)]
    return stray


def misplaced_points(arguments: dict[str, Any], question: str, tool: Tool) -> list[tuple[str, float]]:
    """Return arguments that hold a number which the question gives in percentage points, where the tool has another
    argument in points and this one is not.
    """
    points = {float(number) for number in _POINTS.findall(question)}
    points |= {float(read_numeral(number)) for number in _CHINESE_POINTS.findall(question)}
    fields = tool.args_model.model_fields
    in_points = {name for name, field in fields.items() if "point" in (field.description or "").lower()}
    if not in_points - set(arguments):
        return []
    return [
        (name, value)
        for name, value in arguments.items()
        if name not in in_points
        and isinstance(value, int | float)
        and not isinstance(value, bool)
        and abs(value) in points
    ]


def _leaves(value: Any) -> list[float]:
    if isinstance(value, bool):
        return []
    if isinstance(value, int | float):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [leaf for item in value for leaf in _leaves(item)] if isinstance(value, list) else []
