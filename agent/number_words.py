"""Numbers written in words: "twenty-five per cent", "two-thirds", "one in five", 百分之三, 三成五, 一亿二千万."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["", "percent", "points", "scaled"]

ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SMALL = {word: value for value, word in enumerate(ONES)} | {word: 10 * at for at, word in enumerate(TENS, 2)}
_LARGE = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5, "sixth": 6,
    "sixths": 6, "seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8, "ninth": 9, "ninths": 9, "tenth": 10,
    "tenths": 10,
}  # fmt: skip
_FIRST = "|".join(sorted([*_SMALL, "hundred"], key=len, reverse=True))
_WORD = "|".join(sorted([*_SMALL, "hundred", *_LARGE], key=len, reverse=True))
_DIGIT = "|".join(ONES[:10])
_COUNT = "|".join(ONES[1:10])
_PERCENT = r"(?:per ?cent\b|%)"
_POINTS = r"(?:percentage[ -])?points?\b"

_CARDINAL = re.compile(
    rf"\b(?P<words>(?:{_FIRST})(?:(?: and |[ -])(?:{_WORD})){{0,8}})"
    rf"(?P<point> point(?: (?:{_DIGIT})\b){{1,6}})?(?P<more> and (?:a half|a quarter|three quarters))?"
    rf"(?:[ -](?P<scale>thousand|million|billion|trillion)\b)?"
    rf"(?:[ -](?:(?P<points>{_POINTS})|(?P<percent>{_PERCENT}))|(?P<noun>(?= [a-z]))|(?=\b))",
    re.IGNORECASE,
)
_PARTS_OF_ONE = {
    "half": 0.5, "a half": 0.5, "a third": 1 / 3, "a quarter": 0.25, "a fifth": 0.2, "a tenth": 0.1,
    "two thirds": 2 / 3, "three quarters": 0.75,
}  # fmt: skip
_PART_OF_ONE = re.compile(
    rf"\b(?P<part>half|(?:(?:a|two|three)[ -](?:half|thirds?|quarters?|fifth|tenth)) of) (?:an?|one) "
    rf"(?:(?P<points>{_POINTS})|(?P<percent>{_PERCENT}))",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    rf"\b(?P<many>an?|one|{_COUNT})[ -](?P<part>{'|'.join(sorted(_PARTS, key=len, reverse=True))})\b"
    r"(?= (?:of|higher|lower|less|more|larger|smaller|above|below|is|are|was|were|and|or|as)\b|\s*[.,;:)]|\s*$)",
    re.IGNORECASE,
)
_HALF = re.compile(
    r"(?<!first )(?<!second )(?<!latter )\b(?:half (?:of|the)\b|by half\b|halv(?:es|ed|e)\b)", re.IGNORECASE
)
_ODDS = re.compile(
    rf"\b(?P<many>{_COUNT}|[1-9]) (?:in|out of|in every) (?P<of>{_COUNT}|ten|[2-9]|10)\b(?! ?%)", re.IGNORECASE
)

_NUMERAL = "[零〇一二两三四五六七八九十百千]"
_NUMERAL_POINT = rf"{_NUMERAL}{{1,12}}(?:点[零〇一二两三四五六七八九]{{1,6}})?"
_ZH_VALUES = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ZH_UNITS = {"十": 10, "百": 100, "千": 1000}
_ZH_PARTS = re.compile(rf"(?P<of>百|千|万)分之(?P<many>{_NUMERAL_POINT}|\d+(?:\.\d+)?)")
_ZH_POINTS = re.compile(rf"(?P<many>{_NUMERAL_POINT}|半)个?百分点")
_ZH_TENTHS = re.compile(
    r"(?P<many>[一二两三四五六七八九]|(?<![\d.])[1-9])成(?P<more>[一二三四五六七八九半])?(?![为立本功员果就绩长交套])"
)
_ZH_FRACTION = re.compile(r"(?P<of>[二三四五六七八九十])分之(?P<many>[一二两三四五六七八九])")
_ZH_HALF = re.compile(r"一半|半数|减半")
_ZH_LARGE = re.compile(
    rf"(?P<whole>{_NUMERAL}{{1,8}}(?:点{_NUMERAL}{{1,6}})?(?:万亿|亿|万)(?:零?{_NUMERAL}{{1,8}}(?:万|(?=\D|$)))?)"
)
_ZH_MIXED = re.compile(r"(?<![\d.])(?P<high>\d+)(?P<unit>亿|万)(?P<low>\d+)(?P<rest>千万|百万|万|千|百)")
_ZH_COUNT = re.compile(rf"(?P<many>{_NUMERAL}{{2,8}})(?=个|种|项|家)")


@dataclass(frozen=True)
class Worded:
    """A number in words.

    Attributes:
        start, end: where it stands.
        value: with scale words multiplied out; percent as points (a third is 33.3).
        slack: how far on either side the number that it stands for may lie.
        kind: what is written with it.
    """

    start: int
    end: int
    value: float
    slack: float
    kind: Kind


def worded_numbers(text: str) -> Iterator[Worded]:
    """Yield the numbers in words, English then Chinese, in no further order; overlaps are possible.

    Small counts with no unit ("three economies", 三个国家) are none: they are as often a manner of speaking.

    >>> [(round(n.value, 1), n.kind) for n in worded_numbers("two-thirds, or twenty-five per cent, 三成五")]
    [(25.0, 'percent'), (66.7, 'percent'), (35.0, 'percent')]
    """
    yield from _english(text)
    if re.search("[\u4e00-\u9fff]", text):
        yield from _chinese(text)


def _english(text: str) -> Iterator[Worded]:
    for match in _PART_OF_ONE.finditer(text):
        part = match["part"].lower().removesuffix(" of").replace("-", " ")
        value = _PARTS_OF_ONE.get(part, 0.5)
        yield Worded(*match.span(), value, 0.05, "points" if match["points"] else "percent")
    for match in _CARDINAL.finditer(text):
        value, unit = _read_english(re.split(r"[ -]", match["words"].lower()))
        if match["point"]:
            digits = [_SMALL[word] for word in match["point"].lower().split()[1:]]
            value += sum(digit * 10.0**-at for at, digit in enumerate(digits, 1))
            unit = 10.0 ** -len(digits)
        if match["more"]:
            value += unit * {"a half": 0.5, "a quarter": 0.25}.get(match["more"].lower().removeprefix(" and "), 0.75)
            unit /= 4
        scale = _LARGE.get((match["scale"] or "").lower(), 1.0)
        kind: Kind = "points" if match["points"] else "percent" if match["percent"] else ""
        if not kind and (scale > 1 or unit >= 1e3):
            kind = "scaled"
        if kind or (value >= 11 and match["noun"] is not None and value not in (100, 1000)):
            yield Worded(*match.span(), value * scale, unit * scale / 2, kind)
    for match in _FRACTION.finditer(text):
        many = _SMALL.get(match["many"].lower(), 1)
        parts = _PARTS[match["part"].lower()]
        if many < parts:
            yield Worded(*match.span(), 100 * many / parts, 2.0, "percent")
    for match in _HALF.finditer(text):
        yield Worded(*match.span(), 50.0, 2.5, "percent")
    for match in _ODDS.finditer(text):
        many, of = (int(part) if part.isdigit() else _SMALL[part.lower()] for part in match.group("many", "of"))
        if many < of:
            yield Worded(*match.span(), 100 * many / of, min(50 / of, 5.0), "percent")


def _chinese(text: str) -> Iterator[Worded]:
    for match in _ZH_PARTS.finditer(text):
        value, unit = _read_decimal(match["many"])
        scale = {"百": 1.0, "千": 0.1, "万": 0.01}[match["of"]]
        yield Worded(*match.span(), value * scale, unit * scale / 2, "percent")
    for match in _ZH_POINTS.finditer(text):
        value, unit = (0.5, 0.1) if match["many"] == "半" else _read_decimal(match["many"])
        yield Worded(*match.span(), value, unit / 2, "points")
    for match in _ZH_TENTHS.finditer(text):
        tenths = _ZH_VALUES.get(match["many"]) or int(match["many"])
        more = {"半": 5}.get(match["more"] or "", _ZH_VALUES.get(match["more"] or "", 0))
        yield Worded(*match.span(), 10.0 * tenths + more, 0.5 if match["more"] else 2.5, "percent")
    for match in _ZH_FRACTION.finditer(text):
        many, of = (read_numeral(part) for part in match.group("many", "of"))
        if many < of:
            yield Worded(*match.span(), 100 * many / of, 2.0, "percent")
    for match in _ZH_HALF.finditer(text):
        yield Worded(*match.span(), 50.0, 2.5, "percent")
    for match in _ZH_MIXED.finditer(text):
        scales = {"亿": 1e8, "万": 1e4, "千万": 1e7, "百万": 1e6, "千": 1e3, "百": 1e2}
        low = scales[match["rest"]]
        yield Worded(
            *match.span(), int(match["high"]) * scales[match["unit"]] + int(match["low"]) * low, low / 2, "scaled"
        )
    for match in _ZH_LARGE.finditer(text):
        if match["whole"][0] not in "百千零〇":
            value, unit = _read_large(match["whole"])
            yield Worded(*match.span(), value, unit / 2, "scaled")
    for match in _ZH_COUNT.finditer(text):
        if (value := float(read_numeral(match["many"]))) >= 11:
            yield Worded(*match.span(), value, 0.5, "")


def _read_english(words: list[str]) -> tuple[float, float]:
    """Return a cardinal's value and the size of one unit in its last word."""
    total, part, unit = 0.0, 0.0, 1.0
    for word in words:
        if word in _SMALL:
            part += _SMALL[word]
            unit = 1.0
        elif word == "hundred":
            part = (part or 1) * 100
        elif word in _LARGE:
            total += (part or 1) * _LARGE[word]
            part, unit = 0.0, _LARGE[word]
    return total + part, unit


def _read_decimal(text: str) -> tuple[float, float]:
    """Return a decimal's value and the size of one unit in its last digit: 三点五, 12.5, 十二."""
    if text[0].isdigit():
        return float(text), 10.0 ** -len(text.partition(".")[2])
    whole, _, after = text.partition("点")
    digits = "".join(str(_ZH_VALUES[digit]) for digit in after)
    return float(f"{read_numeral(whole)}.{digits or 0}"), 10.0 ** -len(digits)


def read_numeral(text: str) -> int:
    """Return the value of a Chinese numeral below ten thousand; a plain row of digits is read as digits."""
    if not set(text) & set(_ZH_UNITS):
        return int("".join(str(_ZH_VALUES[digit]) for digit in text) or 0)
    total, digit = 0, 0
    for character in text:
        if character in _ZH_UNITS:
            total += (digit or 1) * _ZH_UNITS[character]
            digit = 0
        else:
            digit = _ZH_VALUES[character]
    return total + digit


def _read_large(text: str) -> tuple[float, float]:
    total, unit = 0.0, 1.0
    for number, scale in re.findall(r"([^万亿]+)(万亿|亿|万)?", text):
        value, digit = _read_decimal(number.removeprefix("零") or "零")
        unit = {"万亿": 1e12, "亿": 1e8, "万": 1e4}.get(scale, 1.0)
        if not scale and number[-1] in _ZH_UNITS:
            digit = float(_ZH_UNITS[number[-1]])
        total += value * unit
        unit *= digit
    return total, unit
