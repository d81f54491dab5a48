"""Which countries' occupations a person asks about, and which occupations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tools.exposure.data import csco, onet
from tools.exposure.occupations.book import Country
from tools.exposure.occupations.exposures import Exposures
from tools.exposure.occupations.lookup import Found, find_all, is_chinese, separate

DATASETS: dict[Country, str] = {"US": onet.DATASET, "China": csco.DATASET}


@dataclass(frozen=True)
class Asked:
    """An occupation that was asked for, with the scores of its country."""

    exposures: Exposures
    found: Found


def countries_of(names: str, country: str) -> tuple[Country, ...]:
    """Return the countries whose classification is needed.

    >>> countries_of("nurses, 会计", "auto"), countries_of("会计", "US")
    (('US', 'China'), ('US',))
    """
    if country == "both":
        return ("US", "China")
    if country in DATASETS:
        return ("US",) if country == "US" else ("China",)
    chinese = [is_chinese(piece) for piece in separate(names)]
    return (*(("US",) if not all(chinese) or not chinese else ()), *(("China",) if any(chinese) else ()))


def resolve(names: str, country: str, exposures: Mapping[Country, Exposures]) -> list[Asked]:
    """Return the occupations that were asked for, in the order named.

    Args:
        names: one or more names.
        country: "US", "China", "both", or "auto": each name in the classification of its language.
        exposures: scores by country.

    Raises:
        UserError: a name is none of an occupation, or could be several.
    """
    parts: Sequence[str] = [names] if country != "auto" or len(exposures) == 1 else separate(names)
    asked = []
    for part in parts:
        for where, scores in exposures.items():
            if country == "auto" and len(exposures) > 1 and is_chinese(part) != (where == "China"):
                continue
            asked += [Asked(scores, found) for found in find_all(part, scores.book)]
    return asked
