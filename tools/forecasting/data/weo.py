"""The IMF's World Economic Outlook as dated forecasts of a year's real GDP growth.

Two files are read: the database of one edition (a row a country and subject, a column a year; tab-separated text that
the IMF names .xls), and the file of past forecasts (a row a country and year, a column an edition, such as
S2019ngdp_rpch for the spring and F2019ngdp_rpch for the fall). Forecasts are those of the edition's year and later.
"""

from __future__ import annotations

import csv
import io
import math
import re
from pathlib import Path

import pandas as pd

from tools.core.errors import UserError
from tools.core.numbers import NotANumber, read_number
from tools.core.table_file import MOST_BYTES, Cell, Table
from tools.forecasting.data.choice import CHINA, US
from tools.forecasting.data.experts import ExpertForecast
from tools.forecasting.data.periods import read_day, read_period

ISO = {CHINA: "CHN", US: "USA"}
SUBJECT = "NGDP_RPCH"
"""The IMF's code of real GDP growth, percent change of the year's average."""
WEO = "IMF World Economic Outlook"
EDITION_DAY = 10
"""Editions come out between the 8th and the 24th of April or October; this day is before China's quarterly release."""
MONTHS = {"apr": 4, "oct": 10, "S": 4, "F": 10}
EDITION_COLUMN = re.compile(r"([SF])(\d{4})ngdp_rpch", re.IGNORECASE)
EDITION_NAME = re.compile(r"weo[ _-]?(apr|oct)[a-z]*[ _-]?(\d{4})", re.IGNORECASE)
YEAR = re.compile(r"\d{4}")
COUNTRY_COLUMNS = ("iso", "isoalpha_3code", "country.id")
SUBJECT_COLUMNS = ("weo subject code", "indicator.id")


def is_weo(table: Table) -> bool:
    """Return whether a table is one of the two files of the World Economic Outlook."""
    names = [column.casefold() for column in table.columns]
    edition = any(name in SUBJECT_COLUMNS for name in names) and any(YEAR.fullmatch(name) for name in names)
    return edition or any(EDITION_COLUMN.fullmatch(name) for name in names)


def read_weo(table: Table, target: str, issued: str) -> list[ExpertForecast]:
    """Return the forecasts of `target` in a file of the World Economic Outlook.

    Args:
        table: for which `is_weo` holds.
        target: `china_gdp` or `us_gdp`.
        issued: day of issue, where the file's name does not say; "" for none.

    Raises:
        UserError: the target is another, the day of issue is unknown, or a column is missing.
    """
    if target not in ISO:
        raise UserError(f"The World Economic Outlook is read for {' and '.join(ISO)}; give a plain CSV for {target}.")
    if any(EDITION_COLUMN.fullmatch(column) for column in table.columns):
        return _past_forecasts(table, ISO[target])
    return _edition(table, ISO[target], _edition_day(table.name, issued))


def weo_text(path: Path) -> Table | None:
    """Return the table of a database file of the IMF, named .xls but tab-separated text; None for other files."""
    if path.suffix.lower() != ".xls" or not path.is_file() or path.stat().st_size > MOST_BYTES:
        return None
    content = path.read_bytes()
    text = content.decode("utf-16") if content[:2] in (b"\xff\xfe", b"\xfe\xff") else content.decode("latin-1")
    rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter="\t")]
    if not rows or "WEO Subject Code" not in rows[0]:
        return None
    filled = [(number, row) for number, row in enumerate(rows[1:], start=2) if len(row) == len(rows[0])]
    cells = tuple(tuple(cell or None for cell in row) for _, row in filled)
    return Table(tuple(rows[0]), cells, tuple(number for number, _ in filled), path.name, "text")


def _past_forecasts(table: Table, iso: str) -> list[ExpertForecast]:
    names = [column.casefold() for column in table.columns]
    country, year_at = _find(names, COUNTRY_COLUMNS, table), _find(names, ("year",), table)
    found = []
    for row in table.rows:
        year = read_period(row[year_at])
        if row[country] != iso or year is None:
            continue
        for column, cell in zip(table.columns, row, strict=True):
            edition = EDITION_COLUMN.fullmatch(column)
            if edition and int(edition[2]) <= year.year:
                day = pd.Timestamp(year=int(edition[2]), month=MONTHS[edition[1].upper()], day=EDITION_DAY)
                found += _weo_forecast(cell, day, year)
    return found


def _edition(table: Table, iso: str, day: pd.Timestamp) -> list[ExpertForecast]:
    names = [column.casefold() for column in table.columns]
    country, subject = _find(names, COUNTRY_COLUMNS, table), _find(names, SUBJECT_COLUMNS, table)
    row = next((row for row in table.rows if row[country] == iso and row[subject] == SUBJECT), None)
    if row is None:
        return []
    years = [(pd.Period(name, freq="Y"), cell) for name, cell in zip(names, row, strict=True) if YEAR.fullmatch(name)]
    return [one for year, cell in years if year.year >= day.year for one in _weo_forecast(cell, day, year)]


def _weo_forecast(cell: Cell, day: pd.Timestamp, year: pd.Period) -> list[ExpertForecast]:
    try:
        value = read_number(cell)
    except NotANumber:
        return []
    return [ExpertForecast(WEO, day, year.asfreq("Y"), value)] if math.isfinite(value) else []


def _edition_day(file: str, issued: str) -> pd.Timestamp:
    given = read_day(issued or None)
    if given is not None:
        return given
    named = EDITION_NAME.search(file)
    if named is None:
        raise UserError(
            f"{file} does not say when it was issued. Add --issued 2024-10-22, or keep the IMF's name, like "
            "WEOOct2024all.xls."
        )
    return pd.Timestamp(year=int(named[2]), month=MONTHS[named[1].lower()], day=EDITION_DAY)


def _find(names: list[str], wanted: tuple[str, ...], table: Table) -> int:
    at = next((names.index(name) for name in wanted if name in names), None)
    if at is None:
        raise UserError(f"{table.name} looks like the World Economic Outlook but has no column {' or '.join(wanted)}.")
    return at
