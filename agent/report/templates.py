"""Templates of reports: data files that name the tools, what the topic changes in them, and the words around."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from tools.core.errors import UnknownName

FOLDER = Path(__file__).with_name("templates")
_PLACE = re.compile(r"^\{(?P<name>\w+)(?:\s*\|\s*(?P<default>[^}]+))?\}$")


class Words(BaseModel):
    """A text in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    en: str
    zh: str

    def of(self, language: str) -> str:
        """Return the text in a language."""
        return self.zh if language == "zh" else self.en


class Read(BaseModel):
    """Arguments of a tool that are read from the topic; those in `verbatim` must stand in it as they are."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tool: str
    arguments: tuple[str, ...]
    verbatim: tuple[str, ...] = ()


class Assume(BaseModel):
    """What is filled in where the topic says all of `where` and none of `unless`, and how that is told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    where: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    set: dict[str, Any]
    en: str
    zh: str

    def applies(self, facts: dict[str, Any]) -> bool:
        """Return whether this assumption is needed beside what is known."""
        return all(name in facts for name in self.where) and not any(name in facts for name in self.unless)


class Planned(BaseModel):
    """A section of a template; `needs` lists facts without which it is left out ("a | b" is either)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tool: str
    title: Words
    lead: Words
    arguments: dict[str, Any] = {}
    needs: tuple[str, ...] = ()

    def is_met(self, facts: dict[str, Any]) -> bool:
        """Return whether the topic says what the section needs."""
        return all(any(name.strip() in facts for name in need.split("|")) for need in self.needs)

    def fill(self, facts: dict[str, Any]) -> dict[str, Any]:
        """Return the section's arguments with facts in place of `{name}`; what no fact fills is left out."""
        filled = {name: _filled(value, facts) for name, value in self.arguments.items()}
        return {name: value for name, value in filled.items() if value not in (None, "", [])}


class Template(BaseModel):
    """A kind of report."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    order: int
    families: tuple[str, ...]
    title: Words
    about: Words
    read: tuple[Read, ...] = ()
    assume: tuple[Assume, ...] = ()
    sections: tuple[Planned, ...] = Field(default=(), alias="section")


@lru_cache(maxsize=1)
def templates() -> dict[str, Template]:
    """Return all templates by name, in the order to show them."""
    found = [Template.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))) for path in FOLDER.glob("*.toml")]
    return {template.name: template for template in sorted(found, key=lambda one: one.order)}


def find_template(name: str) -> Template:
    """Return a template.

    Raises:
        UnknownName: there is none of this name.
    """
    known = templates()
    if name not in known:
        raise UnknownName("report template", name, list(known), kind_zh="报告模板")
    return known[name]


def _filled(value: Any, facts: dict[str, Any]) -> Any:
    """Return a value with its placeholder filled; a list of placeholders becomes one text with commas."""
    if isinstance(value, list):
        parts = [str(part) for item in value if (part := _filled(item, facts)) not in (None, "", "all")]
        return ", ".join(dict.fromkeys(parts))
    if isinstance(value, str) and (place := _PLACE.match(value)):
        return facts.get(place["name"], place["default"])
    return value


class Method(BaseModel):
    """What a report says and shows of a tool.

    Attributes:
        zh: the tool's title in Chinese.
        method, limits: sentences without figures, English and Chinese.
        references: literature.
        table: the table to show; the first where empty.
        columns: its columns to show; those that fit where empty.
        units: unit of the columns that name none.
        last: whether the last rows are shown, not the first.
        charts: the charts to show; the first two where empty.
        charts_zh: what each shows, in Chinese.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: str = ""
    method: str = ""
    method_zh: str = ""
    limits: str = ""
    limits_zh: str = ""
    references: tuple[str, ...] = ()
    table: str = ""
    columns: tuple[str, ...] = ()
    units: str = ""
    last: bool = False
    charts: tuple[str, ...] = ()
    charts_zh: dict[str, str] = {}


@lru_cache(maxsize=1)
def _methods() -> dict[str, Method]:
    text = Path(__file__).with_name("methods.toml").read_text(encoding="utf-8")
    return {name: Method.model_validate(entry) for name, entry in tomllib.loads(text).items()}


def method_of(tool: str) -> Method:
    """Return what a report says of a tool; empty words where nothing is written of it."""
    return _methods().get(tool, Method())
