"""Which data a question is about; light, since it is asked before a run starts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tools.core.datasets import catalog
from tools.core.errors import UnknownName, UserError
from tools.generators.data.files import DESCRIBED, FAMILY

if TYPE_CHECKING:
    from tools.generators.data.samples import SampleSet

DIGITS, MACRO = "digits", "us-macro-panel"
FETCHED = ("mnist", "fashion-mnist")
SPELLINGS = {
    DIGITS: "digit|handwritten digits|numbers|8x8 digits|数字|手写数字|手写体数字",
    MACRO: "macro|macro panel|us macro|us macro panel|us macro panels|macro panels|macro data|macrodata|economy|"
    "macro series|us economy|gdp|宏观|宏观面板|宏观数据|美国宏观|美国宏观面板|宏观经济|宏观序列|美国宏观数据",
    "mnist": "mnist digits|手写数字mnist",
    "fashion-mnist": "fashion|fashion mnist|fashionmnist|clothes|服装|时尚",
}


def choose_data(name: str) -> str:
    """Return the data set that `name` means: one of Quesnay's, or an imported one.

    Raises:
        UnknownName: there is none; the message lists those that are known.

    >>> choose_data("Handwritten digits"), choose_data("美国宏观"), choose_data("US-macro_panel")
    ('digits', 'us-macro-panel', 'us-macro-panel')
    """
    wanted = _fold(name)
    for known, spellings in SPELLINGS.items():
        if wanted in (_fold(known), *spellings.split("|")):
            return known
    own = imported()
    for known, title in own.items():
        if wanted in (_fold(known), _fold(title)):
            return known
    further = [word for spellings in SPELLINGS.values() for word in spellings.split("|")]
    raise UnknownName("data set", name, [*SPELLINGS, *own], spellings=further, kind_zh="数据集")


def datasets_for(name: str) -> list[str]:
    """Return the data sets that a run on `name` reads.

    Raises:
        UserError: it must be fetched first.
    """
    chosen = choose_data(name)
    if chosen in FETCHED and not catalog().is_present(chosen):
        raise UserError(
            f"The data set '{chosen}' is not here yet: fetch it with `quesnay data fetch {chosen}`, or use digits.",
            chinese=f"数据集“{chosen}”尚未下载：请运行 `quesnay data fetch {chosen}`，或使用 data=digits。",
        )
    return [chosen]


def open_data(name: str, folders: Mapping[str, Path]) -> SampleSet:
    """Return the samples that `name` means.

    Args:
        name: as a person writes it.
        folders: data set name -> folder.
    """
    from tools.generators.data import digits, idx, macro_panel, own

    chosen = choose_data(name)
    if chosen == DIGITS:
        return digits.load_digits()
    if chosen == MACRO:
        return macro_panel.load_macro_panel()
    if chosen in FETCHED:
        return idx.load_fetched(chosen, folders[chosen])
    return own.load_own(chosen, folders[chosen])


def imported() -> dict[str, str]:
    """Return the imported sets of samples: name -> title."""
    return {
        name: entry.title
        for name, entry in catalog().all().items()
        if entry.kind == "imported" and FAMILY in entry.families and any(f.path == DESCRIBED for f in entry.files)
    }


def _fold(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split()).removesuffix(" data set").strip()
