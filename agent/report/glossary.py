"""Chinese for the words of tables and charts, which the tools give in English."""

from __future__ import annotations

import csv
import tomllib
from functools import lru_cache
from pathlib import Path

import tools.exposure
from agent.turn import Language
from tools.core.figures import as_words
from tools.trade.chinese import chinese
from tools.trade.data.labels import COARSE_SECTORS, ECONOMIES, NAFTA_SECTORS, WORLD2017_SECTORS


@lru_cache(maxsize=1)
def chinese_terms() -> dict[str, str]:
    """Return Chinese words by the English ones, names of economies, sectors, industries and job groups included."""
    terms = {
        label.name: chinese(label)
        for label in (*ECONOMIES.values(), *WORLD2017_SECTORS, *COARSE_SECTORS, *NAFTA_SECTORS)
        if chinese(label) != label.name
    }
    names = Path(tools.exposure.__file__).parent / "data" / "names"
    for table in ("sectors", "major_groups"):
        with (names / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            terms |= {row["name"]: row["chinese"] for row in csv.DictReader(file)}
    return terms | _own("terms_zh.toml")


def in_language(text: str, language: Language) -> str:
    """Return a whole word of a table or chart in the report's language; as it is where none is known.

    >>> in_language("China", "zh"), in_language("China", "en"), in_language("an unknown term", "zh")
    ('中国', 'China', 'an unknown term')
    """
    if language == "en":
        return text
    terms = chinese_terms()
    who, colon, what = text.partition(": ")
    if colon and text not in terms:  # As in "CHN: Chemicals".
        who = chinese(ECONOMIES[who]) if who in ECONOMIES else terms.get(who, who)
        return f"{who}：{terms[what]}" if what in terms else text
    return terms.get(text, text)


def column_name(name: str, language: Language) -> str:
    """Return a column's heading.

    >>> column_name("jobs_share", "en"), column_name("jobs_share", "zh")
    ('Share of jobs, %', '就业份额，%')
    """
    if language == "zh":
        return in_language(name, language)
    return _own("terms_en.toml").get(name) or as_words(name)


def table_name(name: str, language: Language) -> str:
    """Return what a table is called.

    >>> table_name("target", "en"), table_name("economies", "zh")
    ('Growth', '各经济体')
    """
    own = _own("terms_zh.toml" if language == "zh" else "terms_en.toml")
    return own.get(f"table {name}") or column_name(name, language)


@lru_cache(maxsize=2)
def _own(file: str) -> dict[str, str]:
    return tomllib.loads(Path(__file__).with_name(file).read_text(encoding="utf-8"))
