"""Reading the numbers of a text: digits, words, units and ranges; what only looks like a number is left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from agent.number_words import Worded, worded_numbers

Unit = Literal["", "percent", "points", "scaled"]
"""What is written with a number: nothing or a noun, percent, (percentage) points, or a scale word such as million."""

SCALES = {
    "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "trillion": 1e12,
    "tn": 1e12, "千": 1e3, "万": 1e4, "百万": 1e6, "千万": 1e7, "亿": 1e8, "万亿": 1e12,
}  # fmt: skip
MAX_TEXT = 200_000
FIRST_YEAR, LAST_YEAR = 1900, 2100

_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_.])(?<![A-Za-z_]-)(?P<sign>[-−+]?)"
    r"(?P<digits>\d{1,3}(?:[, \u2009\u202f]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?P<power>[eE][-+]?\d{1,3})?(?!\d|\.\d|-\d{4,})"
    r"(?:[\s\u202f-]{0,2}(?P<unit>%|％|‰|percentage[- ]points?\b|percent\b|per[- ]cent\b|"
    r"basis points?\b|points?\b|pp\b|"
    r"个?百分点|个?基点|(?:thousand|million|billion|trillion|mn|bn|tn|k|m)\b|万亿|百万|千万|千|万|亿)|(?![A-Za-z_]))",
    re.IGNORECASE,
)
_CURRENCY = re.compile(r"[$€£¥￥]\s?$")
_SMALL_UNITS = {"‰": 0.1, "basis point": 0.01, "basis points": 0.01, "个基点": 0.01, "基点": 0.01}
_PERCENT = {"%", "％", "‰", "percent", "per cent", "per-cent"}
_COUNTED = re.compile(
    r"\s?(?:jobs|people|workers|persons|occupations|tasks|firms|industries|questions|usd|dollars|euros|economies|"
    r"quarters|months|points|steps|items|美元|元|人|个|种|家|项)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:[-–—~～、]|至|到|to|and|or|与|和|或)\s*", re.IGNORECASE)

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?"
_NO_UNIT = r"(?!\d|\s?[%％‰]|\s?per[ -]?cent|\s?个?百分点|\.\d)"
NAMES = (
    r"`[^`\n]{0,2000}`",  # code
    r"\]\([^()\s]{0,500}\)",  # the address of a link
    r"\bruns? [0-9a-f]{12}\b",
    r"\[(?:\d{1,3}|p\.)[^\]\n]{0,40}\]",  # a citation
    r"(?m:^[ \t]{0,6}(?:[-*][ \t]+)?(?:\*\*)?\(?\d{1,2}(?:[.)](?=\s|\*)|、|）))",  # the mark of a list
    r"(?m:^#{1,6}\s{1,4}\d+(?:\.\d+)*\.?(?=\s))",  # the number of a section
    r"\b(?:sections?|sect\.|tables?|figures?|fig\.|eqs?\.|equations?|chapters?|steps?|appendix|panels?|columns?|rows?|"
    r"pages?|pp?\.|notes?|options?|scenarios?|No\.|nos\.|ISIC|HS|NAICS|SOC|ISCO|SITC|CSCO|GB/T)"
    rf"(?: (?:code|codes|rev\.?))?[ \u00a0]?\(?[A-Z]?\d+(?:[.–-]\d+)*{_NO_UNIT}\)?",
    r"(?:第|表|图|式|附录|步骤)\s?[（(]?\d+(?:[.-]\d+)*[)）]?\s?(?:季度|部分|大类|中类|[节章页步个名位类条款项组期届])?",
    r"(?<![A-Za-z])(?:GPT|ChatGPT|Claude|Llama|Qwen|Gemini|Gemma|Mistral|Phi|DeepSeek|BERT|Covid|Basel|Agenda|Python|S&P|CSI|Web)"
    r"[- ]?\d+(?:\.\d+)?[A-Za-z]{0,6}(?:[- ]\d+(?:\.\d+)?B\b)?",
    r"(?<![A-Za-z\d])\d{2}-\d{4}(?:\.\d{2})?(?!\d)",  # an occupation's code
    r"(?<![A-Za-z\d])\d-\d{2}(?:-\d{2}){1,3}(?!\d)",
    r"(?<![A-Za-z\d])\d{1,2}:\d{2}(?::\d{2})?(?!\d)",
    rf"\b{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?\b{_NO_UNIT}",
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s(?={_MONTH}\b)",
    r"\d{1,2}\s?(?:月份?|日|号)",
    r"(?<![\d.])[1-4]\s?季度",
    rf"\b(?:top|first|last|bottom|next|previous)[ -]\d{{1,2}}\b{_NO_UNIT}",
    r"前\s?\d{1,2}\s?(?:名|位|个|大)",
)
"""Numbers by rule that are none: code, links, citations, list marks, sections, pages, names, codes, dates, ranks."""

_NAMES = re.compile("|".join(f"(?:{name})" for name in NAMES), re.IGNORECASE)
_DATE = re.compile(r"(?<![A-Za-z\d])(?P<year>(?:19|20)\d\d)(?P<rest>(?:[-–/]\d{1,2}){1,2})(?![\d%])")

_HEDGE = re.compile(
    r"(?P<about>about|around|roughly|approximately|some|nearly|almost|close to|just (?:over|under)|~|≈|"
    r"大约|约为?|大概|近|接近|将近)"
    r"|(?P<over>more than|[>≥]|over|above|exceeds?|exceeding|at least|超过|逾|高于|多于|至少)"
    r"|(?P<under>less than|[<≤]|fewer than|under|below|at most|不到|低于|不足|少于|至多)",
    re.IGNORECASE,
)
_LEFT = re.compile(r"左右|上下|或者?更多|or so\b")


@dataclass(frozen=True)
class Number:
    """A number as written.

    Attributes:
        text: as it stands in the answer, unit included.
        value: its value, with the scale word ("1.2 million") multiplied out and percent left as points.
        step: the size of one unit in its last written digit: it stands for value ± step / 2.
        percent: whether percent or points are written after it.
        start, end: where it stands.
        unit: what is written with it.
        sign: -1 or 1 where a sign is written, else 0.
        below, above: how far below and above `value` the figure that it stands for may lie.
        to: the other end, where it is one of a range.
    """

    text: str
    value: float
    step: float
    percent: bool = False
    start: int = 0
    end: int = 0
    unit: Unit = ""
    sign: int = 0
    below: float = 0.0
    above: float = 0.0
    to: float | None = None

    @property
    def is_year(self) -> bool:
        """Return whether it is written as a year is."""
        return self.unit == "" and not self.sign and self.text.isdigit() and FIRST_YEAR <= self.value <= LAST_YEAR


def numbers_in(text: str) -> list[Number]:
    """Return the numbers of a text in order, digits and words; names such as G20 or 27-3091, codes, citations, list
    marks and days of dates are none.

    >>> [(n.text, n.value) for n in numbers_in("1. Up 2-3 % in Q3 2020, or two-thirds of 1.2 亿 (Table 4)")]
    [('2', 2.0), ('3 %', 3.0), ('2020', 2020.0), ('two-thirds', 66.66666666666667), ('1.2 亿', 120000000.0)]
    """
    text = text[:MAX_TEXT]
    plain = _DATE.sub(lambda match: match["year"] + " " * len(match["rest"]), _blank_names(text))
    worded = _without_overlap([_from_words(text, word) for word in worded_numbers(plain)])
    covered = list(plain)
    for number in worded:
        covered[number.start : number.end] = " " * (number.end - number.start)
    digits = [_from_digits(text, match) for match in _NUMBER.finditer("".join(covered))]
    found = sorted([*worded, *digits], key=lambda number: number.start)
    return [_hedged(number, text) for number in _with_shared_units(found, text)]


def counts_as_year(number: Number, text: str) -> bool:
    """Return whether a number is a year in its text: 2024, but neither 2,024 nor 2024 jobs nor $2024."""
    return (
        number.is_year
        and not _COUNTED.match(text, number.end)
        and not _CURRENCY.search(text, max(0, number.start - 2), number.start)
    )


def _blank_names(text: str) -> str:
    return _NAMES.sub(lambda match: " " * len(match[0]), text)


def _from_digits(text: str, match: re.Match[str]) -> Number:
    digits = re.sub(r"[, \u2009\u202f]", "", match["digits"])
    written = " ".join((match["unit"] or "").lower().split())
    power = min(int(match["power"][1:]), 300) if match["power"] else 0
    scale = 10.0**power * SCALES.get(written, _SMALL_UNITS.get(written, 1.0))
    sign = {"-": -1, "−": -1, "+": 1}.get(match["sign"], 0)
    step = scale * 10.0 ** -len(digits.partition(".")[2])
    unit: Unit = "scaled" if written in SCALES else "percent" if written in _PERCENT else "points" if written else ""
    value = (sign or 1) * float(digits[:300]) * scale
    said = match[0].strip().rstrip("-")
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    end, percent = start + len(said), unit in ("percent", "points")
    return Number(text[start:end], value, step, percent, start, end, unit, sign, step / 2, step / 2)


def _from_words(text: str, word: Worded) -> Number:
    percent = word.kind in ("percent", "points")
    return Number(
        text[word.start : word.end], word.value, 2 * word.slack, percent, word.start, word.end, word.kind, 0,
        word.slack, word.slack,
    )  # fmt: skip


def _without_overlap(numbers: list[Number]) -> list[Number]:
    """Return numbers of which no two overlap: the earlier wins, then the longer."""
    kept: list[Number] = []
    for number in sorted(numbers, key=lambda number: (number.start, -number.end)):
        if not kept or number.start >= kept[-1].end:
            kept.append(number)
    return kept


def _with_shared_units(numbers: list[Number], text: str) -> list[Number]:
    """Give the first of "2-3 %" and "2 and 3 million" the unit of the second, and join the ends of ranges."""
    shared = list(numbers)
    for at in range(len(shared) - 2, -1, -1):
        one, other = shared[at], shared[at + 1]
        if not _BETWEEN.fullmatch(text, one.end, min(other.start, one.end + 8)) or other.start > one.end + 8:
            continue
        if one.unit == "" and other.unit != "" and not one.is_year:
            written = re.search(r"[^\d\s.,+−-].*$", other.text)
            factor = SCALES.get(written[0].strip().lower(), 1.0) if written and other.unit == "scaled" else 1.0
            one = replace(
                one, unit=other.unit, percent=other.percent, value=one.value * factor, step=one.step * factor,
                below=one.below * factor, above=one.above * factor,
            )  # fmt: skip
        joined = text[one.end : other.start].strip().lower()
        if joined in ("-", "–", "—", "~", "～", "至", "到", "to") or re.search(
            r"between\s*$|介于\s*$|在\s*$", text[max(0, one.start - 9) : one.start], re.IGNORECASE
        ):
            one = replace(one, to=other.value)
            shared[at + 1] = replace(other, to=one.value)
        shared[at] = one
    return shared


def _hedged(number: Number, text: str) -> Number:
    """Widen what a number may stand for where the words before it say that it is rounded down, up or roughly."""
    before = text[max(0, number.start - 14) : number.start]
    last = next(reversed(list(_HEDGE.finditer(before))), None)
    after = _LEFT.match(text, number.end)
    if after is None and (
        last is None or not re.fullmatch(r"\s*(?:a |an |one |的)?\s*[$€£¥￥]?", before[last.end() :], re.IGNORECASE)
    ):
        return number
    round_step = _round_step(number)
    if after is not None or (last is not None and last["about"]):
        return replace(number, below=max(number.below, round_step / 2), above=max(number.above, round_step / 2))
    assert last is not None
    if last["over"]:
        return replace(number, above=max(number.above, round_step))
    return replace(number, below=max(number.below, round_step))


def _round_step(number: Number) -> float:
    """Return the size of one unit in the last digit that is not a zero at the end: 10 for 30, 100 for 1,200."""
    step = number.step
    if step <= 0 or number.value == 0 or (number.text[:1].isalpha() and number.step > 1):
        return step
    whole = round(abs(number.value) / step)
    while whole and whole % 10 == 0:
        whole //= 10
        step *= 10
    return step if whole >= 10 or step == number.step else min(step, abs(number.value) / 3)
