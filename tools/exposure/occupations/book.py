"""Two books of occupations, US and Chinese: codes, titles and all the names that people use for them."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from tools.exposure.data import csco, onet

Country = Literal["US", "China"]
_EXCEPT = re.compile(r",? (?:Except|Including|All Other|General$).*")
_PARTS = re.compile(r",\s*(?:and\s+)?|\s+and\s+")
_PUNCTUATION = re.compile(r"[.'’\"()\[\]（）·]")
_BREAKS = re.compile(r"[\s_\-/,，、]+")


@dataclass(frozen=True)
class Occupation:
    """An occupation of one classification.

    Attributes:
        country: "US" or "China".
        code: O*NET-SOC code (27-3091.00) or Chinese code (2-10-05-00).
        title: its title in the classification.
        translation: a name in the other language, "" where none is known.
    """

    country: Country
    code: str
    title: str
    translation: str = ""

    @property
    def key(self) -> str:
        """Return the code as figures are keyed by it: without the .00 of O*NET's."""
        return self.code.removesuffix(".00")


@dataclass(frozen=True)
class Book:
    """The occupations of one country.

    Attributes:
        country: "US" or "China".
        occupations: all of them, by code.
        names: codes by folded name: titles first, then everyday names and parts of titles.
        job_titles: codes by folded title of job advertisements (China).
    """

    country: Country
    occupations: Mapping[str, Occupation]
    names: Mapping[str, tuple[str, ...]]
    job_titles: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Everyday:
    """Names that people use for an occupation, and the Chinese occupation that is the same work, where there is one."""

    soc: str
    csco: str
    english: tuple[str, ...]
    chinese: tuple[str, ...]


@lru_cache(maxsize=1)
def everyday() -> tuple[Everyday, ...]:
    """Return the everyday names, in the order of the file."""
    text = (files("tools.exposure.data") / "names" / "everyday.csv").read_text(encoding="utf-8")
    return tuple(
        Everyday(row["soc"], row["csco"], tuple(row["english"].split("|")), tuple(row["chinese"].split("|")))
        for row in csv.DictReader(text.splitlines())
    )


@lru_cache(maxsize=2)
def us_book(folder: Path) -> Book:
    """Return the 923 US occupations, from the folder of `gpts-are-gpts`."""
    table = onet.load_published_scores(folder)[["soc", "title"]]
    chinese = {f"{entry.soc}.00": entry.chinese[0] for entry in reversed(everyday())}
    occupations = {
        code: Occupation("US", code, title, chinese.get(code, ""))
        for code, title in zip(table["soc"], table["title"], strict=True)
    }
    own = [(occupation.title, code) for code, occupation in occupations.items()]
    usual = [
        (name, f"{entry.soc}.00")
        for entry in everyday()
        for name in (*entry.english, *entry.chinese)
        if f"{entry.soc}.00" in occupations
    ]
    parts = [(part, code) for title, code in own for part in title_parts(title)]
    return Book("US", occupations, _by_name(own, usual, parts), {})


@lru_cache(maxsize=1)
def chinese_book() -> Book:
    """Return the Chinese occupations with the job titles of advertisements."""
    table = csco.load_occupations()
    english = {entry.csco: entry.english[0].capitalize() for entry in everyday() if entry.csco}
    rows = list(zip(table["soc"], table["title"], table["aliases"], strict=True))
    occupations = {code: Occupation("China", code, title, english.get(code, "")) for code, title, _ in rows}
    own = [(occupation.title, code) for code, occupation in occupations.items()]
    usual = [(name, entry.csco) for entry in everyday() if entry.csco for name in (*entry.english, *entry.chinese)]
    aliases = [(name, code) for code, _, names in rows for name in names]
    jobs = csco.load_job_titles()
    advertised = [pair for pair in zip(jobs["title"], jobs["soc"], strict=True) if pair[1] in occupations]
    return Book("China", occupations, _by_name(own, usual, aliases), _by_name(advertised))


def fold(text: str) -> str:
    """Return a name as names are compared: small letters, no punctuation, English words in the singular.

    >>> fold("Interpreters & Translators"), fold("the Secretaries"), fold("会计 师")
    ('interpreter translator', 'secretary', '会计师')
    """
    spaced = _BREAKS.sub(" ", _PUNCTUATION.sub("", text.casefold().replace("&", " ")))
    words = [singular(word) for word in spaced.split() if word not in ("the", "and", "a", "an", "of")]
    joint = "" if any(ord(letter) > 0x2E80 for letter in spaced) else " "
    return joint.join(words)


def singular(word: str) -> str:
    """Return an English noun in the singular, by its ending.

    >>> [singular(word) for word in ("nurses", "secretaries", "waitresses", "business", "boss", "chefs")]
    ['nurse', 'secretary', 'waitress', 'business', 'boss', 'chef']
    """
    if word in ("men", "women") or word.endswith(("policemen", "firemen")):
        return word[:-2] + "an"
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def title_parts(title: str) -> list[str]:
    """Return the occupations that a title joins, each on its own.

    >>> title_parts("Interpreters and Translators"), title_parts("Dentists, General")
    (['Interpreters', 'Translators'], ['Dentists'])
    """
    short = _EXCEPT.sub("", title)
    parts = [part for part in _PARTS.split(short) if len(part) > 3 and part.endswith("s")]
    return parts if len(parts) > 1 or short != title else []


def _by_name(*sources: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return codes by folded name; a name in an earlier source hides the same name in later ones."""
    found: dict[str, tuple[str, ...]] = {}
    for source in sources:
        fresh: dict[str, list[str]] = defaultdict(list)
        for name, code in source:
            folded = fold(name)
            if folded and folded not in found and code not in fresh[folded]:
                fresh[folded].append(code)
        found |= {name: tuple(codes) for name, codes in fresh.items() if codes}
    return found
