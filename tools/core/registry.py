"""Finding the tools: every folder `tools/<family>` with a `tools.py` is a family; so is each package of `BESIDE`."""

import importlib
import importlib.util
import pkgutil
from collections.abc import Iterable
from functools import lru_cache
from itertools import zip_longest

import tools
from tools.core.errors import UnknownName
from tools.core.tool import REGISTERED, Tool

BESIDE = ("knowledge",)
"""Packages beside `tools/` that may bring a tool: looked up by name, as a plug-in, and passed over where absent."""


@lru_cache(maxsize=1)
def _import_families() -> None:
    families = [module.name for module in pkgutil.iter_modules(tools.__path__, "tools.") if module.ispkg]
    families += [package for package in BESIDE if importlib.util.find_spec(package)]
    for family in families:
        if importlib.util.find_spec(f"{family}.tools"):
            importlib.import_module(f"{family}.tools")


def all_tools() -> dict[str, Tool]:
    """Return every tool by name, in the order of families and names."""
    _import_families()
    return dict(sorted(REGISTERED.items(), key=lambda item: (item[1].family, item[0])))


def families_in_turn(tools: Iterable[Tool]) -> list[Tool]:
    """Return tools so that each family comes before any has its second; in a family those with most examples first."""
    families: dict[str, list[Tool]] = {}
    for tool in sorted(tools, key=lambda tool: len(tool.examples), reverse=True):
        families.setdefault(tool.family, []).append(tool)
    turns = zip_longest(*families.values())
    return [tool for turn in turns for tool in turn if tool is not None]


def find_tool(name: str) -> Tool:
    """Return the tool called `name`.

    Raises:
        UnknownName: there is none; the message lists the closest.
    """
    known = all_tools()
    if name not in known:
        raise UnknownName("tool", name, list(known))
    return known[name]
