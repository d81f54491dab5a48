"""The number guard: each number of an answer must be found in a run, or in what the person wrote."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

SCALES = {
    "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12,
    "tn": 1e12, "千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "万亿": 1e12,
}  # fmt: skip
UNIT_POWERS = (*(10.0**power for power in range(-12, 13, 3)), 1e4, 1e8, 1e-4, 1e-8)
MAX_TEXT = 200_000

_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_.])(?<![A-Za-z_]-)(?P<sign>[-−+]?)(?P<digits>\d{1,3}(?:[, \u2009]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<power>[eE][-+]?\d+)?(?![\d]|[A-Za-z_](?<![kKmM])\w*|-\d{4,})"
    r"\s?(?P<unit>%|％|percentage points?|percent|per cent|个?百分点|"
    r"(?:thousand|million|billion|trillion|mn|bn|tn)\b|[kKmM]\b|万亿|百万|千万|千|万|亿)?",
    re.IGNORECASE,
)
_LIST_MARK = re.compile(r"(?m)^\s{0,6}(?:\*\*)?\d{1,2}(?:[.)](?=\s|\*)|、)")
_DATE = re.compile(r"\b((?:19|20)\d\d)(?:[-–/]\d{1,2}){1,2}(?!\d)")
_CODE = re.compile(r"`[^`\n]*`|\[[^\]]*\]\([^)]*\)|\brun [0-9a-f]{12}\b")


@dataclass(frozen=True)
class Number:
    """A number as written.

    Attributes:
        text: as it stands in the answer, unit included.
        value: its value, with the scale word ("1.2 million") multiplied out and percent left as points.
        step: the size of one unit in its last written digit: it stands for value ± step / 2.
        percent: whether percent or points are written after it.
    """

    text: str
    value: float
    step: float
    percent: bool = False


@dataclass(frozen=True)
class Source:
    """Numbers that may be quoted, and the run that they come from ("" for the person's own words)."""

    numbers: frozenset[float]
    run_id: str = ""


@dataclass(frozen=True)
class Grounding:
    """What the guard found: numbers that nothing accounts for, and the runs that account for the others."""

    unverified: tuple[str, ...]
    run_ids: tuple[str, ...]


def check_numbers(answer: str, sources: Iterable[Source]) -> Grounding:
    """Look up each number of an answer in the sources, the first source that has it winning.

    A number matches up to its own rounding, sign ("fell by 3 %" for -3), percent or fraction, and unit scale
    (thousands, millions, 万, 亿).

    >>> source = Source(frozenset({-0.0312, 1250000.0}), run_id="a" * 12)
    >>> check_numbers("Income fell by 3.1 %, to 1.25 million; prices rose by 7 %.", [source]).unverified
    ('7 %',)
    """
    sources = list(sources)
    unverified: list[str] = []
    used: list[str] = []
    for number in numbers_in(answer):
        found = next((source for source in sources if _accounts_for(source, number)), None)
        if found is None:
            unverified.append(number.text)
        elif found.run_id:
            used.append(found.run_id)
    return Grounding(tuple(dict.fromkeys(unverified)), tuple(dict.fromkeys(used)))


def numbers_in(text: str) -> list[Number]:
    """Return the numbers of a text; list marks, code, links and names such as G20 or 5G are none."""
    text = _DATE.sub(r"\1", _CODE.sub(" ", _LIST_MARK.sub(" ", text[:MAX_TEXT])))
    found = []
    for match in _NUMBER.finditer(text):
        digits = re.sub(r"[, \u2009]", "", match["digits"])
        scale = 10.0 ** int(match["power"][1:]) if match["power"] else 1.0
        unit = (match["unit"] or "").lower()
        scale *= SCALES.get(unit, 1.0)
        sign = -1.0 if match["sign"] in ("-", "−") else 1.0
        decimals = len(digits.partition(".")[2])
        percent = bool(unit) and unit not in SCALES
        found.append(Number(match[0].strip(), sign * float(digits) * scale, scale * 10.0**-decimals, percent))
    return found


def source_of_text(text: str, run_id: str = "") -> Source:
    """Return the numbers of a text as a source."""
    return Source(frozenset(number.value for number in numbers_in(text)), run_id)


def source_of_data(data: Any, run_id: str = "") -> Source:
    """Return every number in plain JSON, numbers inside its texts included, as a source."""
    found: set[float] = set()
    _collect(data, found)
    return Source(frozenset(found), run_id)


def _collect(data: Any, found: set[float]) -> None:
    if isinstance(data, bool) or data is None:
        return
    if isinstance(data, int | float):
        if math.isfinite(data):
            found.add(float(data))
    elif isinstance(data, str):
        found.update(number.value for number in numbers_in(data))
    elif isinstance(data, dict):
        for key, value in data.items():
            _collect(key, found)
            _collect(value, found)
    elif isinstance(data, list | tuple):
        for value in data:
            _collect(value, found)


def _accounts_for(source: Source, number: Number) -> bool:
    return any(_matches(number, abs(known)) for known in source.numbers)


def _matches(number: Number, known: float) -> bool:
    said = abs(number.value)
    slack = number.step / 2 * (1 + 1e-9)
    if abs(said - known) <= slack + 1e-12 * known:
        return True
    if said == 0 or known == 0:
        return False
    if number.percent and abs(said - 100 * known) <= slack:
        return True
    # Any other scale needs two significant digits, else every small integer would match something.
    exact = slack <= said * 0.06
    return exact and any(abs(said - known * factor) <= slack for factor in (100.0, 0.01, *UNIT_POWERS))
