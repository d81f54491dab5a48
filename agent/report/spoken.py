"""What a topic says of a tool's arguments, found by names and numbers alone: what works without a language model."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

import tools.exposure
from tools.core.tool import Tool
from tools.trade.data.labels import ECONOMIES, WORLD2017_SECTORS
from tools.trade.economy import Label

_POINTS = re.compile(
    r"(\d+(?:\.\d+)?)\s*-?\s*(?:percentage points?|percent|per cent|points?|pp\b|%|％|个?百分点)", re.I
)
_QUARTERS = re.compile(
    r"\b(\d|one|two|three|four|five|six|seven|eight)\s+quarters?|([1-8一二两三四五六七八])\s*个?季度", re.I
)
_NUMERALS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_CHINESE = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8}
_YEAR = re.compile(r"\b(20[3-9]\d)\b|(20[3-9]\d)年")
_MODULUS = re.compile(r"(?:modulo|mod|模)\s*(\d+)", re.I)
_CUT = re.compile(r"\b(cut|lower|reduce|remove)|降低|下调|削减", re.I)


def facts_by_code(tool: Tool, topic: str) -> dict[str, Any]:
    """Return the arguments of a tool that a topic states.

    >>> from tools.core.registry import find_tool
    >>> facts_by_code(find_tool("simulate_policy"), "US tariffs of 25 points on electronics from China")
    {'importer': 'USA', 'exporter': 'CHN', 'sector': 'Computers and electronics', 'tariff_change': 25.0}
    """
    fields = tool.args_model.model_fields
    read = FAMILIES.get(tool.family)
    found = read(topic) if read else {}
    choices = {name: get_args(field.annotation) for name, field in fields.items()}
    spelt = {
        name: value
        for name, values in choices.items()
        for value in values
        if isinstance(value, str) and value != fields[name].default and _stands_in(value.replace("_", " "), topic)
    }
    return {name: value for name, value in (spelt | found).items() if name in fields}


def _trade_facts(topic: str) -> dict[str, Any]:
    economies = _named(tuple(ECONOMIES.values()), topic)
    sectors = _named(WORLD2017_SECTORS, topic)
    facts: dict[str, Any] = {}
    subsidy = re.search(r"subsid|补贴", topic, re.I)
    if subsidy and economies:
        facts["subsidy_economy"] = economies[0].code
    elif len(economies) >= 2:
        facts |= {"importer": economies[0].code, "exporter": economies[1].code}
    elif economies and re.search(r"tariff|关税", topic, re.I):
        facts["importer"] = economies[0].code
    if economies:
        facts["economies"] = ", ".join(label.code for label in economies)
        facts["economy"] = economies[0].code
    if sectors:
        facts["sector"] = sectors[0].name
    if points := _POINTS.search(topic):
        size = float(points[1]) * (-1 if _CUT.search(topic) else 1)
        facts["subsidy_change" if "subsidy_economy" in facts else "tariff_change"] = size
    return facts


def _growth_facts(topic: str) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    if re.search(r"\bUS\b|\bU\.S\.|United States|America|美国", topic):
        facts["target"] = "us_gdp"
    if quarters := _QUARTERS.search(topic):
        said = (quarters[1] or quarters[2]).lower()
        facts["horizon"] = int(said) if said.isdigit() else _NUMERALS.get(said) or _CHINESE[said]
    return facts


def _job_facts(topic: str) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    if re.search(r"\b(fast|rapid|quick)|快速|迅速", topic, re.I):
        facts["adoption"] = "fast"
    elif re.search(r"\b(slow)|缓慢|慢速", topic, re.I):
        facts["adoption"] = "slow"
    if year := _YEAR.search(topic):
        facts["year"] = int(year[1] or year[2])
    if occupations := [name for name in _everyday_names() if _stands_in(name, topic)]:
        # The longest name of each place: "software developer", not "developer" in it.
        longest = [name for name in occupations if not any(name != other and name in other for other in occupations)]
        facts["occupations"] = ", ".join(sorted(longest, key=topic.casefold().find))
    return facts


def _arithmetic_facts(topic: str) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    modular = _MODULUS.search(topic)
    multiplies = re.search(r"multipl|product|乘", topic, re.I)
    if modular:
        facts["modulus"] = int(modular[1])
    if modular or multiplies or re.search(r"\badd|sum|加法", topic, re.I):
        facts["operation"] = ("modular_" if modular else "") + ("multiplication" if multiplies else "addition")
    return facts


def _named(labels: tuple[Label, ...], topic: str) -> list[Label]:
    """Return the labels that a topic names, in the order in which it does; a longer name hides a shorter in it."""
    places: dict[int, tuple[int, Label]] = {}
    for label in labels:
        for name in (label.name, label.code, *label.spellings):
            if (at := _place(name, topic)) is not None and len(name) > places.get(at, (0, label))[0]:
                places[at] = (len(name), label)
    return list({label.code: label for _, (_, label) in sorted(places.items())}.values())


def _place(name: str, topic: str) -> int | None:
    if not name.isascii():
        at = topic.find(name)
        return at if at >= 0 else None
    short = len(name) <= 3
    found = re.search(rf"(?<![A-Za-z]){re.escape(name)}(?:s|es)?(?![A-Za-z])", topic, 0 if short else re.I)
    return found.start() if found else None


def _stands_in(name: str, topic: str) -> bool:
    return len(name) >= 2 and _place(name, topic) is not None


@lru_cache(maxsize=1)
def _everyday_names() -> tuple[str, ...]:
    path = Path(tools.exposure.__file__).parent / "data" / "names" / "everyday.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(name for row in rows for part in ("english", "chinese") for name in row[part].split("|") if name)


FAMILIES: dict[str, Callable[[str], dict[str, Any]]] = {
    "trade": _trade_facts,
    "forecasting": _growth_facts,
    "exposure": _job_facts,
    "arithmetic": _arithmetic_facts,
}
"""What reads a topic for the tools of a family."""
