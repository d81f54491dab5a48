"""Finding the tools: every folder `tools/<family>` with a `tools.py` is a family."""

import importlib
import importlib.util
import pkgutil
from functools import lru_cache

import tools
from tools.core.errors import UnknownName
from tools.core.tool import REGISTERED, Tool


@lru_cache(maxsize=1)
def _import_families() -> None:
    for module in pkgutil.iter_modules(tools.__path__, "tools."):
        name = f"{module.name}.tools"
        if module.ispkg and importlib.util.find_spec(name):
            importlib.import_module(name)


def all_tools() -> dict[str, Tool]:
    """Return every tool by name, in the order of families and names."""
    _import_families()
    return dict(sorted(REGISTERED.items(), key=lambda item: (item[1].family, item[0])))


def find_tool(name: str) -> Tool:
    """Return the tool called `name`.

    Raises:
        UnknownName: there is none; the message lists the closest.
    """
    known = all_tools()
    if name not in known:
        raise UnknownName("tool", name, list(known))
    return known[name]
