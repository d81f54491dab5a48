"""Which target a question is about and the data sets it rests on; light, since it is asked before a run starts."""

from __future__ import annotations

import re

from tools.core.datasets import catalog
from tools.core.errors import UnknownName, UserError

CHINA, US = "china_gdp", "us_gdp"
FAMILY = "forecasting"
TARGET_FILE = "target.csv"
"""File of an imported target inside its data set."""
EXPERTS_FILE = "experts.csv"
"""File of imported forecasts of experts inside their data set."""
SPELLINGS = {
    CHINA: "china|cn|prc|china gdp|chinese gdp|gdp of china|china gdp growth|china growth|gdp|"
    "中国|中国gdp|中国经济|中国gdp增速|中国经济增长|中国经济增速|我国gdp|国内生产总值",
    US: "us|usa|u.s.|united states|america|us gdp|u.s. gdp|usa gdp|american gdp|gdp of the us|us gdp growth|us growth|"
    "美国|美国gdp|美国经济|美国gdp增速|美国经济增长",
}
"""Further spellings of the targets, folded as `_fold` does."""
CHINA_FETCHED = ("china-nowcasting", "china-monthly-recent")
US_FETCHED = ("fred-qd", "fred-md")
LIVE = "china-gdp-live-"
"""Start of the names of vintages that were stored from the live source; the day follows."""


def choose_target(name: str) -> str:
    """Return the target that `name` means: `china_gdp`, `us_gdp`, or an imported data set.

    Raises:
        UnknownName: there is no such target.

    >>> choose_target("China's GDP"), choose_target("美国"), choose_target("us-gdp")
    ('china_gdp', 'us_gdp', 'us_gdp')
    """
    wanted = _fold(name)
    for target, spellings in SPELLINGS.items():
        if wanted in (_fold(target), *spellings.split("|")):
            return target
    own = imported()
    for known, title in own.items():
        if wanted in (_fold(known), _fold(title)):
            return known
    further = [word for spellings in SPELLINGS.values() for word in spellings.split("|")]
    raise UnknownName("target", name, [CHINA, US, *own], spellings=further)


def imported(file: str = TARGET_FILE) -> dict[str, str]:
    """Return the imported targets: name -> title.

    Args:
        file: that the data set holds; `EXPERTS_FILE` gives the imported forecasts of experts instead.
    """
    return {
        name: entry.title
        for name, entry in catalog().all().items()
        if entry.kind == "imported" and FAMILY in entry.families and any(part.path == file for part in entry.files)
    }


def choose_experts(name: str) -> str:
    """Return the imported forecasts of experts that `name` means.

    Raises:
        UserError: there are none, or none of this name.
    """
    known = imported(EXPERTS_FILE)
    if not known:
        raise UserError(
            "No forecasts of experts are here: none come with Quesnay. Import a CSV (issued, period, value, who) or "
            "an IMF World Economic Outlook file with `quesnay data import-experts FILE --target china_gdp`."
        )
    wanted = _fold(name)
    for key, title in known.items():
        if wanted in (_fold(key), _fold(title)):
            return key
    raise UnknownName("set of expert forecasts", name, list(known))


def datasets_for(target: str) -> list[str]:
    """Return the data sets that a panel of `target` reads, the best that are here; for `@tool(datasets=...)`."""
    chosen = choose_target(target)
    here = catalog().is_present
    if chosen == CHINA:
        return ["china-gdp", *(name for name in CHINA_FETCHED if here(name)), *live_vintages()[-1:]]
    if chosen == US:
        return [name for name in US_FETCHED if here(name)] if here("fred-qd") else ["us-macro"]
    return [chosen]


def live_vintages() -> list[str]:
    """Return the stored vintages of China's current figures, oldest first."""
    return sorted(name for name in imported() if name.startswith(LIVE))


def _fold(name: str) -> str:
    folded = name.strip().casefold()
    if re.search("[\u4e00-\u9fff]", folded):
        return re.sub(r"的|实际|季度|[\s_-]", "", folded)
    return re.sub(r"[\s_-]+", " ", re.sub(r"[’']s\b|\breal\b|\bquarterly\b|^the\b", " ", folded)).strip()
