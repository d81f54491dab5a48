"""What an answer may quote: the figures of runs with their unit, subject and place, and numbers with nothing known."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from agent.numbers import SCALES, numbers_in
from tools.core.errors import shorten
from tools.core.result import JSON

Kind = Literal["percent", "points", "share", "count", "unknown"]
Tier = Literal["value", "table", "text", "person"]

LARGE_TABLE = 60
LARGE_GROUP = 6
"""Figures in a table, and in a group of values, from which one is quoted by name only: a chance match would be likely.
The largest and the smallest may be quoted without."""

_SCALE_WORD = re.compile(r"\b(thousand|million|billion|trillion|mn|bn|tn)\b", re.IGNORECASE)
_CHANGE = re.compile(
    r"change|growth|gain|loss|effect|impact|difference|deviation|contribution|news|elsewhere", re.IGNORECASE
)
_NUMBER_NAME = re.compile(r"\b(?:quarter|period|year|date|month|origin|rank)\b", re.IGNORECASE)
_LONG_CELL = 90
MOST_CELLS = 2_000
"""Cells of text in a run's tables whose numbers may be quoted: passages, tasks, names."""


@dataclass(frozen=True)
class Fact:
    """One figure that may be quoted.

    Attributes:
        value: as stored.
        kind: what its unit is; "unknown" where nothing says.
        scale: what its unit multiplies it by (1e9 for bn USD).
        subjects: names and codes of whom it is about; empty where it is about none.
        measure: what is measured, in words.
        change: whether its sign is a direction.
        by_name: whether it may be quoted only with its subject named.
        place: value key, or table and cell, or the text that it stands in.
        label: the same for a person.
        tier: values of runs are looked at first, then tables, then texts, then the person's words.
        group: figures of one group measure one thing for different subjects.
    """

    value: float
    kind: Kind = "unknown"
    scale: float = 1.0
    subjects: tuple[str, ...] = ()
    measure: str = ""
    change: bool = False
    by_name: bool = False
    place: str = ""
    label: str = ""
    tier: Tier = "text"
    group: str = ""


@dataclass(frozen=True)
class Source:
    """Numbers that may be quoted, and the run that they come from ("" for the person's own words).

    Attributes:
        numbers: numbers of which nothing is known but their value.
        run_id: the run.
        facts: figures with what is known of them.
        names: other names of a subject, by the name or code that the facts use.
        sentences: sentences made by code; numbers in one that is quoted as it stands are right.
    """

    numbers: frozenset[float] = frozenset()
    run_id: str = ""
    facts: tuple[Fact, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    sentences: tuple[str, ...] = ()

    def all_facts(self) -> list[Fact]:
        """Return the facts, the bare numbers after those of which more is known."""
        tier: Tier = "text" if self.run_id else "person"
        known = {round(abs(fact.value), 12) for fact in self.facts if fact.tier != "text"}
        bare = [number for number in self.numbers if round(abs(number), 12) not in known]
        return [*self.facts, *(Fact(number, tier=tier, place="text" if self.run_id else "question") for number in bare)]


def source_of_text(text: str, run_id: str = "") -> Source:
    """Return the numbers of a text as a source."""
    return Source(frozenset(number.value for number in numbers_in(text)), run_id)


def source_of_data(data: Any, run_id: str = "") -> Source:
    """Return every number in plain JSON, numbers inside its texts included, as a source."""
    found: set[float] = set()
    _collect(data, found)
    return Source(frozenset(found), run_id)


def source_of_result(result: dict[str, Any], arguments: dict[str, Any], run_id: str) -> Source:
    """Return what a run may be quoted for.

    Args:
        result: `ToolResult.to_json()`: values, tables, headlines, notes.
        arguments: what the run was called with.
        run_id: its id.
    """
    values, names = _value_facts(result.get("values", {}))
    tables: list[Fact] = []
    for name, records in result.get("tables", {}).items():
        cells, more = _table_facts(name, records, values)
        tables += cells
        names |= more
    texts = [result.get("headline", ""), result.get("headline_zh", ""), *result.get("notes", ())]
    labels = [value["label"] for value in result.get("values", {}).values()]
    said = {cell: None for rows in result.get("tables", {}).values() for row in rows for cell in row.values()}
    written = [cell for cell in said if isinstance(cell, str) and any(c.isdigit() for c in cell)][:MOST_CELLS]
    spoken = _text_facts([*texts, *labels, *written], _rounded_away(values))
    lengths = [
        Fact(float(len(rows)), "count", place=f"{name}, rows") for name, rows in result.get("tables", {}).items()
    ]
    asked = frozenset(_numbers_of([arguments]))
    return Source(
        asked, run_id, (*values, *tables, *spoken, *lengths), tuple(sorted(names)), tuple(filter(None, texts))
    )


def _text_facts(texts: list[str], rounded: set[float]) -> list[Fact]:
    """Return the numbers of a run's sentences with the units that they have there.

    Those that only write a figure of the run in short are left out: there they stand with a subject, here without.
    """
    facts: dict[tuple[float, Kind], Fact] = {}
    for text in texts:
        for number in numbers_in(text):
            whole = float(number.value).is_integer() and number.unit == ""
            kind: Kind = "percent" if number.unit == "percent" else "points" if number.unit == "points" else "count"
            if number.unit == "" and not whole:
                kind = "unknown"
            if whole or number.value not in rounded:
                facts[number.value, kind] = Fact(number.value, kind, place="text", label=shorten(text, 120))
    return list(facts.values())


def _value_facts(values: dict[str, dict[str, Any]]) -> tuple[list[Fact], set[tuple[str, str]]]:
    groups: dict[tuple[str, int], list[str]] = defaultdict(list)
    for key in values:
        parts = key.split(".")
        groups[parts[0], len(parts)].append(key)
    facts, names = [], set()
    for (quantity, depth), keys in groups.items():
        common = _common_words([values[key]["label"] for key in keys])
        ends = _extremes([values[key]["value"] for key in keys])
        shared = set.intersection(*(set(enumerate(_subjects_of_key(key))) for key in keys))
        for key in keys:
            value = values[key] | {"value": float(values[key]["value"])}
            kind, scale = read_unit(value["unit"])
            measure = f"{quantity.replace('_', ' ')} {_first_words(value['label'], common)}"
            who = _subjects_of_key(key)
            rest = _without(value["label"], common)
            varying = [part for at, part in enumerate(who) if len(keys) > 1 and (at, part) not in shared]
            if rest and len(varying) == 1:
                names.add((rest, varying[0]))
            if not who and rest and len(keys) > 1:
                who = (rest,)
            facts.append(
                Fact(
                    value["value"], kind, scale, who, measure,
                    bool(_CHANGE.search(f"{quantity} {value['label']}")),
                    len(keys) > LARGE_GROUP and value["value"] not in ends, key, value["label"], "value",
                    f"{quantity}/{depth}",
                )
            )  # fmt: skip
    return facts, names


def _subjects_of_key(key: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"\.(?=[A-Za-z\u4e00-\u9fff]|\d)", key)[1:] if part not in ("all", "target"))


def _table_facts(
    name: str, records: list[dict[str, Any]], values: list[Fact]
) -> tuple[list[Fact], set[tuple[str, str]]]:
    if not records:
        return [], set()
    columns = list(records[0])
    written = [column for column in columns if _is_name_column(column, records)]
    figures = [column for column in columns if column not in written]
    names = _codes_of(written, records)
    best = {column: _extremes([record.get(column) for record in records]) for column in figures}
    large = len(records) * len(figures) > LARGE_TABLE
    known = _by_value(values)
    like = {column: _like(column, written, records, known) for column in figures}
    facts: list[Fact] = []
    for row, record in enumerate(records):
        who = tuple(
            str(record[column]) for column in written if record.get(column) and len(str(record[column])) <= _LONG_CELL
        )
        for column in figures:
            cell = record.get(column)
            if not isinstance(cell, bool) and isinstance(cell, int | float) and math.isfinite(cell):
                kind, scale = read_unit(column, whole=False)
                measure, change = column, bool(_CHANGE.search(column))
                if (same := like[column]) is not None:
                    kind, scale = (same.kind, same.scale) if kind == "unknown" else (kind, scale)
                    measure, change = f"{column} {same.measure}", change or same.change
                facts.append(
                    Fact(
                        float(cell), kind, scale, who, measure, change,
                        large and row > 0 and cell not in best[column], f"{name}, row {row + 1}, {column}",
                        f"{column}: {', '.join(who[:3])}" if who else column, "table", f"{name}/{column}",
                    )
                )  # fmt: skip
    return facts, names


def _by_value(facts: list[Fact]) -> dict[float, list[Fact]]:
    found: dict[float, list[Fact]] = defaultdict(list)
    for fact in facts:
        found[round(fact.value, 9)].append(fact)
    return found


def _like(column: str, names: list[str], records: list[JSON], known: dict[float, list[Fact]]) -> Fact | None:
    """Return a value that stands in a column too, so that what is known of it is known of the column.

    A whole number may stand there by chance: it counts only in the row of the value's own subject.
    """
    for record in records:
        cell = record.get(column)
        if isinstance(cell, bool) or not isinstance(cell, int | float):
            continue
        row = {str(record[name]) for name in names}
        for fact in known.get(round(cell, 9), ()):
            if not float(cell).is_integer() or row & set(fact.subjects):
                return fact
    return None


def _is_name_column(column: str, records: list[dict[str, Any]]) -> bool:
    cells = [record.get(column) for record in records]
    if _NUMBER_NAME.search(column):
        return True
    said = [cell for cell in cells if isinstance(cell, str) and cell]
    return (
        bool(said) and len(said) * 2 >= sum(cell is not None for cell in cells) and not any(len(c) > 400 for c in said)
    )


def _codes_of(columns: list[str], records: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """Return (name, code) for neighbouring columns of which the first holds the codes of the second."""
    found: set[tuple[str, str]] = set()
    for code, name in pairwise(columns):
        if "code" in code.lower() and name.lower() in ("economy", "sector", "occupation", "industry", "group", "title"):
            found |= {(str(r[name]), str(r[code])) for r in records if r.get(code) and r.get(name)}
    return found


def _extremes(cells: list[Any]) -> set[float]:
    numbers = [cell for cell in cells if isinstance(cell, int | float) and not isinstance(cell, bool)]
    return {min(numbers), max(numbers)} if numbers else set()


def read_unit(text: str, *, whole: bool = True) -> tuple[Kind, float]:
    """Return what a unit, or with `whole=False` the name of a column, says of a figure, and its scale.

    >>> read_unit("bn USD"), read_unit("% of output"), read_unit("percentage points")
    (('count', 1000000000.0), ('percent', 1.0), ('points', 1.0))
    >>> read_unit("gross output", whole=False)
    ('unknown', 1.0)
    """
    lowered = text.lower()
    if re.search(r"percentage point|\bpp\b|\bpoints\b", lowered):
        return "points", 1.0
    if "%" in lowered or "percent" in lowered or "per cent" in lowered:
        return "percent", 1.0
    if scale := _SCALE_WORD.search(lowered):
        return "count", SCALES[scale[1]]
    if re.search(r"\bshare\b|fraction|probability|accuracy", lowered) or (whole and not lowered.strip()):
        return "share", 1.0
    counted = r"\b(?:usd|jobs|people|months|years?|steps?|number|rank|rows|quarters|seeds?|count|tasks|occupations)\b"
    return ("count" if whole or re.search(counted, lowered.replace("_", " ")) else "unknown"), 1.0


def _common_words(labels: list[str]) -> tuple[list[str], list[str]]:
    """Return the words that all labels begin with and end with."""
    split = [label.split() for label in labels]
    shortest = min(map(len, split), default=0)
    head = 0
    while head < shortest and len({words[head] for words in split}) == 1:
        head += 1
    tail = 0
    while tail < shortest - head and len({words[-1 - tail] for words in split}) == 1:
        tail += 1
    first = split[0] if split else []
    return first[:head], first[len(first) - tail :]


def _without(label: str, common: tuple[list[str], list[str]]) -> str:
    words = label.split()
    rest = words[len(common[0]) : len(words) - len(common[1])]
    return " ".join(rest).strip(" :,()") if len(rest) <= 12 else ""


def _first_words(label: str, common: tuple[list[str], list[str]]) -> str:
    return " ".join(common[0] + common[1]) or label


def _numbers_of(data: Iterable[Any]) -> set[float]:
    found: set[float] = set()
    for item in data:
        _collect(item, found)
    return found


def _rounded_away(facts: list[Fact]) -> set[float]:
    """Return the figures as headlines write them, so that a headline does not free a figure from its subject."""
    found: set[float] = set()
    for fact in facts:
        for digits in range(7):
            for scaled in (fact.value, fact.value * fact.scale, fact.value / 1e3, 100 * fact.value):
                found |= {round(scaled, digits), -round(scaled, digits)}
    return found


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
