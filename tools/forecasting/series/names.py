"""From what people call a series to columns of a panel."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tools.core.errors import UnknownName
from tools.forecasting.data.panel import BLOCKS, SeriesInfo

SPELLINGS = {
    "inflation": "CPI|CPIAUCSL|cpi",
    "通胀": "CPI|CPIAUCSL|cpi",
    "m2": "MTW|M2SL",
    "manufacturing pmi": "PMI",
    "制造业pmi": "PMI",
    "caixin": "UOP|UOS|UOO",
    "industrial production": "IVA|INDPRO",
    "exports": "EXP",
    "出口": "EXP",
    "imports": "IMP",
    "进口": "IMP",
    "unemployment": "USU|UNRATE|unemp",
    "失业": "USU|UNRATE|unemp",
    "employment": "NJU|PAYEMS",
    "consumption": "TRS|DPCERA3M086SBEA|realcons",
    "消费": "TRS|DPCERA3M086SBEA|realcons",
    "retail sales": "TRS|RETAILx",
    "investment": "FAI|realinv",
    "投资": "FAI|realinv",
}
"""What people say that no name of a series says, as columns of the panels."""
BLOCK_SPELLINGS = {"credit": "money", "trade": "external", "labor": "labour", "jobs": "labour", "贸易": "external"}


def columns_named(text: str, info: Mapping[str, SeriesInfo]) -> tuple[str, ...]:
    """Return the columns that `text` names, in the panel's order; all where it is empty.

    Args:
        text: keys, names or parts of names, English or Chinese, or blocks; several with commas.
        info: facts of the panel's predictors.

    Raises:
        UnknownName: a part names none.
    """
    parts = [part.strip() for part in re.split(r"[,;，、；]", text) if part.strip()]
    if not parts or [part.casefold() for part in parts] in (["all"], ["全部"], ["所有"]):
        return tuple(info)
    chosen = {key for part in parts for key in _one(part, info)}
    return tuple(key for key in info if key in chosen)


def _one(text: str, info: Mapping[str, SeriesInfo]) -> list[str]:
    wanted = text.casefold()
    exact = [
        key for key, fact in info.items() if wanted in (key.casefold(), fact.name.casefold(), fact.name_zh.casefold())
    ]
    spelled = [key for key in SPELLINGS.get(wanted, "").split("|") if key in info]
    if exact or spelled:
        return exact or spelled
    block = BLOCK_SPELLINGS.get(wanted, wanted)
    in_block = [key for key, fact in info.items() if block in (fact.block, BLOCKS[fact.block])]
    words = re.findall(r"[a-z0-9]+|[\u4e00-\u9fff]+", wanted)
    inside = [
        key
        for key, fact in info.items()
        if words and all(word in f"{fact.name} {fact.name_zh}".casefold() for word in words)
    ]
    found = in_block or inside
    if not found:
        blocks = sorted({fact.block for fact in info.values()})
        names = [fact.name for fact in info.values()]
        chinese = [fact.name_zh for fact in info.values() if fact.name_zh]
        raise UnknownName("series or block", text, [*blocks, *names], spellings=[*info, *chinese, *SPELLINGS])
    return found
