"""Which target a question is about and the data sets it rests on; light, since it is asked before a run starts."""

from __future__ import annotations

import re

from tools.core.datasets import catalog
from tools.core.errors import UnknownName

CHINA, US = "china_gdp", "us_gdp"
FAMILY = "forecasting"
SERIES_FILE = "series.csv"
"""File of an imported target and its predictors inside its data set."""
SPELLINGS = {
    CHINA: (
        "china",
        "china gdp",
        "china's gdp",
        "chinese gdp",
        "gdp of china",
        "cn",
        "prc",
        "中国",
        "中国gdp",
        "中国经济",
    )
    + ("我国gdp", "gdp", "中国gdp增速", "中国经济增长", "china gdp growth", "china's gdp growth", "china growth"),
    US: ("us", "usa", "us gdp", "united states", "america", "american gdp", "u.s.", "u.s. gdp", "us gdp growth", "美国")
    + ("美国gdp", "美国经济", "美国gdp增速", "us growth"),
}
CHINA_FETCHED = ("china-nowcasting", "china-monthly-recent")
US_FETCHED = ("fred-qd", "fred-md")


def choose_target(name: str) -> str:
    """Return the target that `name` means: `china_gdp`, `us_gdp`, or an imported data set.

    Raises:
        UnknownName: there is no such target.

    >>> choose_target("China's GDP"), choose_target("美国"), choose_target("us-gdp")
    ('china_gdp', 'us_gdp', 'us_gdp')
    """
    wanted = re.sub(r"[\s_’'-]+", " ", name.strip().casefold()).strip()
    for target, spellings in SPELLINGS.items():
        if wanted in {re.sub(r"[\s_'-]+", " ", spelling) for spelling in (target, *spellings)}:
            return target
    own = imported()
    for known in own:
        if name.strip().casefold() in (known, own[known].casefold()):
            return known
    raise UnknownName(
        "target", name, [CHINA, US, *own], spellings=[word for words in SPELLINGS.values() for word in words]
    )


def imported() -> dict[str, str]:
    """Return the imported targets: name -> title."""
    return {
        name: entry.title
        for name, entry in catalog().all().items()
        if entry.kind == "imported"
        and FAMILY in entry.families
        and any(file.path == SERIES_FILE for file in entry.files)
    }


def datasets_for(target: str) -> list[str]:
    """Return the data sets that a panel of `target` reads, the best that are here; for `@tool(datasets=...)`."""
    chosen = choose_target(target)
    here = catalog().is_present
    if chosen == CHINA:
        return ["china-gdp", *(name for name in CHINA_FETCHED if here(name))]
    if chosen == US:
        return [name for name in US_FETCHED if here(name)] if here("fred-qd") else ["us-macro"]
    return [chosen]
