"""Industries as people write them: "finance", "金融", "Hospitals", "522100"."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from tools.core.errors import UnknownName

if TYPE_CHECKING:
    import pandas as pd

SEPARATORS = r"\s*(?:[,;、，；]|\band\b|和|与|及)\s*"
FILLERS = re.compile(r"\b(?:industry|industries|sector|sectors|the)\b|行业|产业|部门")


@dataclass(frozen=True)
class Sector:
    """A sector of the classification.

    Attributes:
        code: its code in the table (52--53).
        key: short name for keys of values.
        name: its name.
        chinese: its name in Chinese.
        spellings: other names, without capitals.
    """

    code: str
    key: str
    name: str
    chinese: str
    spellings: tuple[str, ...]


@lru_cache(maxsize=1)
def sectors() -> dict[str, Sector]:
    """Return the 20 sectors by code.

    >>> sectors()["52--53"].name
    'Finance and insurance'
    """
    text = (files("tools.exposure.data") / "names" / "sectors.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {
        row["code"]: Sector(row["code"], row["key"], row["name"], row["chinese"], tuple(row["spellings"].split(";")))
        for row in rows
    }


def labelled(frame: pd.DataFrame) -> pd.DataFrame:
    """Return industries with key (for values), short name and Chinese name; the code and the name where there is none.

    Args:
        frame: columns industry (code) and name.
    """
    known = sectors()
    short = {code: sector.name for code, sector in known.items()}
    return frame.assign(
        key=[known[code].key if code in known else code for code in frame["industry"]],
        name=[short.get(code, name) for code, name in zip(frame["industry"], frame["name"], strict=True)],
        chinese=[
            known[code].chinese if code in known else name
            for code, name in zip(frame["industry"], frame["name"], strict=True)
        ],
    )


def find_industries(text: str, frame: pd.DataFrame) -> list[int]:
    """Return the rows of the industries that `text` names, in order, each once.

    Args:
        text: names or codes, several with commas; empty names none. A full name with a comma in it is one name.
        frame: of `labelled`.

    Raises:
        UnknownName: a name fits no industry; the closest are listed.
    """
    if not text.strip():
        return []
    whole = _match(text, frame)
    if whole:
        return whole
    found: list[int] = []
    for piece in re.split(SEPARATORS, text.strip()):
        if not piece:
            continue
        rows = _match(piece, frame)
        if not rows:
            raise UnknownName("industry", piece, list(frame["name"]), spellings=[*frame["key"], *frame["chinese"]])
        found += [row for row in rows if row not in found]
    return found


def _match(text: str, frame: pd.DataFrame) -> list[int]:
    wanted = " ".join(FILLERS.sub(" ", text.casefold()).split())
    if not wanted:
        return []
    known = sectors()
    codes, keys, names, chinese = (frame[column].tolist() for column in ("industry", "key", "name", "chinese"))
    texts = [
        {code, key, name.casefold(), translated, *(known[code].spellings if code in known else ())}
        for code, key, name, translated in zip(codes, keys, names, chinese, strict=True)
    ]
    exact = [at for at, spellings in enumerate(texts) if wanted in spellings or text.strip() in spellings]
    if exact:
        return exact
    inside = [at for at, spellings in enumerate(texts) if len(wanted) >= 2 and any(wanted in one for one in spellings)]
    return inside[:5]
