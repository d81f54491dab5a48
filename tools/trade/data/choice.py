"""Which data set a question is about; light, since it is asked before a run starts."""

from __future__ import annotations

import re

from tools.core.datasets import catalog
from tools.core.errors import UnknownName, UserError

AUTO, FULL, COARSE, NAFTA, STYLISED = "auto", "world2017", "world2017-coarse", "nafta1993", "stylised"
SHORT_NAMES = {"": AUTO, "default": AUTO, "world": AUTO, "2017": AUTO, "coarse": COARSE, "nafta": NAFTA, "1993": NAFTA}
SIZED = re.compile(r"stylised-(\d{1,4})x(\d{1,4})")
DEFAULT_SIZE = (7, 44)


def choose(name: str, scenario: str = "") -> str:
    """Return the data set that `name` means; "auto" takes the best that is here.

    Args:
        name: a data set, "auto", or "stylised-NxJ".
        scenario: a NAFTA scenario lives in `nafta1993`.

    Raises:
        UserError: there is no such data set, or it is not one of trade.
    """
    wanted = _fold(name)
    if wanted == AUTO:
        if "nafta" in scenario.casefold():
            return NAFTA
        return FULL if catalog().is_present(FULL) else COARSE
    if SIZED.fullmatch(wanted):
        return wanted
    known = {key: entry for key, entry in catalog().all().items() if "trade" in entry.families}
    if wanted not in known:
        raise UnknownName("trade data set", name, [AUTO, *known, "stylised-12x20 (any size)"])
    return wanted


def asks_for_best(name: str) -> bool:
    """Return whether `name` leaves the choice of the data set open."""
    return _fold(name) == AUTO


def manifest_name(dataset: str) -> str:
    """Return the catalog's name of a chosen data set: every stylised size is one entry."""
    return STYLISED if dataset.startswith(f"{STYLISED}-") else dataset


def stylised_size(dataset: str) -> tuple[int, int]:
    """Return (economies, sectors) of a stylised data set's name.

    >>> stylised_size("stylised-3x4"), stylised_size("stylised")
    ((3, 4), (7, 44))
    """
    if dataset == STYLISED:
        return DEFAULT_SIZE
    found = SIZED.fullmatch(dataset)
    if found is None:
        raise UserError(f"'{dataset}' is not a stylised data set: write stylised-NxJ, for example stylised-7x44.")
    return int(found[1]), int(found[2])


def _fold(name: str) -> str:
    folded = name.strip().casefold().replace("_", "-").replace(" ", "-").replace("stylized", STYLISED)
    return SHORT_NAMES.get(folded, folded)
