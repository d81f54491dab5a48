"""The number guard: each number of an answer must be found in a run, or in what the person wrote, as it is said.

Found means: up to rounding, percent or fraction, unit scale and sign words. Where more is known of the figure, it must
also fit what is said beside the number: percent or percentage points, rose or fell, whom it is about, what it measures.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from agent.direction import direction_at
from agent.facts import Fact, Source, source_of_data, source_of_result, source_of_text
from agent.measures import Measures
from agent.mentions import Reading, Segment, Vocabulary
from agent.numbers import Number, counts_as_year, numbers_in

__all__ = [
    "Found",
    "Grounding",
    "Number",
    "Source",
    "check_numbers",
    "numbers_in",
    "source_of_data",
    "source_of_result",
    "source_of_text",
]

Problem = Literal["", "nowhere", "unit", "direction", "subject", "quantity"]
PROBLEMS: dict[Problem, tuple[str, str]] = {
    "nowhere": ("in no result", "任何结果中都没有"),
    "unit": ("percent said of percentage points, or the other way round", "百分比与百分点混淆"),
    "direction": ("the result has the other sign", "与结果的符号相反"),
    "subject": ("the result has it for somebody else", "结果中属于其他对象"),
    "quantity": ("the result has it for another quantity", "结果中属于其他指标"),
}
"""What can be wrong with a number, for a person, in English and Chinese."""

_POWERS = (*(10.0**power for power in range(-12, 13, 3)), 1e4, 1e8, 1e-4, 1e-8)
_TIERS = {"value": 0, "table": 1, "text": 2, "person": 3}
_MOST_LOOKED_AT = 400
_FEW = 3
_NO_SEGMENT = Segment(0, 0, frozenset(), False)


@dataclass(frozen=True)
class Found:
    """What the guard found of one number.

    Attributes:
        text: as it stands in the answer.
        start, end: where it stands there.
        problem: what is wrong with it; empty where it is accounted for.
        run_id: the run that has it; empty for the person's own words.
        place: value key, or table and cell.
        label: the same for a person, with the figure as stored.
    """

    text: str
    start: int
    end: int
    problem: Problem = ""
    run_id: str = ""
    place: str = ""
    label: str = ""


@dataclass(frozen=True)
class Grounding:
    """What the guard found.

    Attributes:
        unverified: numbers that nothing accounts for as they are said, each once.
        run_ids: the runs that account for the others.
        numbers: one entry for each number that was looked up, in the order of the text.
    """

    unverified: tuple[str, ...]
    run_ids: tuple[str, ...]
    numbers: tuple[Found, ...] = ()


def check_numbers(answer: str, sources: Iterable[Source]) -> Grounding:
    """Look up each number of an answer in the sources: figures of runs first, then tables, texts, the question.

    Years, ordinals, list marks, section numbers, codes and names are none. Where nothing is known of a figure but its
    value, a number matches up to its own rounding, sign, percent or fraction, and unit scale.

    >>> source = Source(frozenset({-0.0312, 1250000.0}), run_id="a" * 12)
    >>> check_numbers("Income fell by 3.1 %, to 1.25 million; prices rose by 7 %.", [source]).unverified
    ('7 %',)
    """
    sources = list(sources)
    index = _Index(sources)
    numbers = [number for number in numbers_in(answer) if not counts_as_year(number, answer)]
    reading = Reading(answer, numbers, index.words)
    quoted = _quotations(answer, sources)
    found = [_as_quoted(index.look_up(number, reading, answer), quoted) for number in numbers]
    unverified = dict.fromkeys(one.text for one in found if one.problem)
    runs = dict.fromkeys(one.run_id for one in found if one.run_id and not one.problem)
    return Grounding(tuple(unverified), tuple(runs), tuple(found))


def _quotations(answer: str, sources: Sequence[Source]) -> list[tuple[int, int, str]]:
    """Return where sentences of runs stand in the answer word for word, and whose they are."""
    spans = []
    for source in sources:
        for sentence in source.sentences:
            if (at := answer.find(sentence)) >= 0:
                spans.append((at, at + len(sentence), source.run_id))
    return spans


def _as_quoted(found: Found, quoted: Sequence[tuple[int, int, str]]) -> Found:
    """Return a number as accounted for where it stands in a sentence of a run."""
    if not found.problem:
        return found
    run_id = next((run_id for start, end, run_id in quoted if start <= found.start < end), None)
    return found if run_id is None else replace(found, problem="", run_id=run_id, place="headline", label="headline")


class _Index:
    """The facts of all sources, by the numbers that they may be quoted as."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.words = Vocabulary.of(sources)
        self.facts: list[tuple[Fact, str, int]] = [
            (fact, source.run_id, at) for at, source in enumerate(sources) for fact in source.all_facts()
        ]
        self.subjects = [self.words.of_fact(fact) for fact, _, _ in self.facts]
        self._own: dict[int, set[str]] = defaultdict(set)
        for subjects, (_, _, source) in zip(self.subjects, self.facts, strict=True):
            self._own[source] |= subjects
        by_source: dict[int, list[Fact]] = defaultdict(list)
        for fact, _, source in self.facts:
            by_source[source].append(fact)
        self.measures = {source: Measures(facts) for source, facts in by_source.items()}
        self._rows: dict[tuple[int, str, str], set[int]] = defaultdict(set)
        for place, (fact, _, source) in enumerate(self.facts):
            for subject in self.subjects[place] if fact.by_name else ():
                self._rows[source, fact.group, subject].add(place)
        forms: dict[str, list[tuple[float, int]]] = defaultdict(list)
        for place, (fact, _, _) in enumerate(self.facts):
            for unit, form in _forms(fact):
                forms[unit].append((abs(form), place))
        self._forms = {unit: sorted(pairs) for unit, pairs in forms.items()}
        self._keys = {unit: [form for form, _ in pairs] for unit, pairs in self._forms.items()}

    def look_up(self, number: Number, reading: Reading, answer: str) -> Found:
        """Return what accounts for a number, or what is wrong with it."""
        segment = reading.around(number) if reading.segments else _NO_SEGMENT
        best: tuple[int, int, int] | None = None
        problems: list[Problem] = []
        for place in self._candidates(number):
            fact, _, source = self.facts[place]
            problem = self._problem(place, number, segment, answer)
            if not problem:
                order = (_TIERS[fact.tier], source, place)
                best = order if best is None or order < best else best
            else:
                problems.append(problem)
        if best is not None:
            fact, run_id, _ = self.facts[best[2]]
            return Found(number.text, number.start, number.end, "", run_id, fact.place, _told(fact))
        order_of: tuple[Problem, ...] = ("unit", "direction", "subject", "quantity")
        problem = next((kind for kind in order_of if kind in problems), "nowhere")
        return Found(number.text, number.start, number.end, problem)

    def _candidates(self, number: Number) -> list[int]:
        """Return the places of facts whose value a number may stand for."""
        said = abs(number.value)
        low, high = said - number.below * (1 + 1e-9), said + number.above * (1 + 1e-9)
        if number.to is not None and abs(number.to - number.value) <= 1.01 * max(number.step, _last_step(number)):
            low, high = min(low, abs(number.to)), max(high, abs(number.to))
        found: dict[int, None] = {}
        two_digits = number.step <= 0.12 * said
        for unit in (number.unit, f"{number.unit}~" if two_digits else ""):
            keys = self._keys.get(unit)
            if keys is None or (unit == "" and number.unit != ""):
                continue
            slack = 1e-12 * said
            first, last = bisect_left(keys, low - slack), bisect_right(keys, high + slack)
            for at in range(first, min(last, first + _MOST_LOOKED_AT)):
                found[self._forms[unit][at][1]] = None
        return list(found)

    def _problem(self, place: int, number: Number, segment: Segment, answer: str) -> Problem:
        fact, _, source = self.facts[place]
        if (number.unit, fact.kind) in (("points", "percent"), ("percent", "points")):
            return "unit"
        if fact.tier in ("text", "person"):
            return ""
        if fact.change and fact.value and self._against(number, fact, segment, answer):
            return "direction"
        problem = self._about(place, number, segment)
        if problem:
            return problem
        if not self.measures[source].fits(
            fact, answer[segment.start : segment.end], strict=fact.tier == "table" and not fact.subjects
        ):
            return "quantity"
        return ""

    def _against(self, number: Number, fact: Fact, segment: Segment, answer: str) -> bool:
        said = number.sign or direction_at(answer, number.start, number.end, (segment.start, segment.end))
        return bool(said) and said * fact.value < 0

    def _about(self, place: int, number: Number, segment: Segment) -> Problem:
        """Return what is wrong with whom a figure is about, among those whom its own run knows."""
        fact, _, source = self.facts[place]
        subjects = self.subjects[place]
        named = segment.subjects & (self._own[source] | self.words.economies(self._own[source]))
        if named and subjects:
            rival = any((self.words.rivals(subject) & named) - subjects for subject in subjects - named)
            apart = not subjects & named and (segment.own or fact.tier == "table")
            if rival or apart:
                return "subject"
        unnamed = fact.by_name and subjects and not self._is_singled_out(place, segment.spoken)
        told = not segment.spoken and segment.chinese and number.step <= 0.012 * abs(number.value)
        return "nowhere" if unnamed and not told else ""

    def _is_singled_out(self, place: int, spoken: frozenset[str]) -> bool:
        """Return whether the names that are spoken leave few figures of a group, this among them."""
        fact, _, source = self.facts[place]
        rows = [self._rows[source, fact.group, subject] for subject in self.subjects[place] & spoken]
        return bool(rows) and len(set.intersection(*rows)) <= _FEW


def _forms(fact: Fact) -> Iterable[tuple[str, float]]:
    """Yield the numbers that a fact may be quoted as, with the unit written beside; "~" where two digits are needed."""
    value = fact.value
    match fact.kind:
        case "percent" | "points":
            yield from (("percent", value), ("points", value), ("", value), ("~", value / 100))
        case "share":
            yield "", value
            yield from (("percent", 100 * value), ("points", 100 * value)) if abs(value) <= 1 else ()
            yield "scaled", value
        case "count":
            yield from (("", value), ("scaled", value * fact.scale))
            if fact.scale != 1:
                yield "", value * fact.scale
        case "unknown":
            yield from (("percent", value), ("points", value), ("", value), ("scaled", value))
            yield from (("percent", 100 * value), ("points", 100 * value), ("~", 100 * value), ("~", value / 100))
            yield from (("scaled~", value * power) for power in _POWERS if power != 1)


def _last_step(number: Number) -> float:
    step, whole = number.step, round(abs(number.value) / number.step) if number.step else 0
    while whole and whole % 10 == 0:
        whole //= 10
        step *= 10
    return step


def _told(fact: Fact) -> str:
    if fact.tier == "person":
        return ""
    figure = f"{fact.value:.6g}"
    return f"{fact.label or fact.place} = {figure}" if fact.tier in ("value", "table") else (fact.label or fact.place)
