"""Reading files of dated forecasts: a plain table, or the IMF's World Economic Outlook (see `weo`).

Plain table: columns issued (a day), period (2026Q2 or 2026) or horizon (quarters after the quarter of issue), value
(percent growth), who (optional). Chinese headers are understood.
"""

from __future__ import annotations

import math
import re
from pathlib import Path

import pandas as pd

from tools.core.errors import UserError, shorten
from tools.core.numbers import NotANumber, read_number
from tools.core.table_file import Cell, Table, read_table
from tools.forecasting.data.experts import ExpertForecast, ExpertForecasts
from tools.forecasting.data.own_check import told
from tools.forecasting.data.periods import read_day, read_period
from tools.forecasting.data.weo import is_weo, read_weo, weo_text

COLUMNS = {
    "issued": ("issued", "issue", "issue date", "issued on", "date", "forecast date", "发布日期", "预测日期", "日期"),
    "period": ("period", "target period", "target", "quarter", "year", "预测期", "预测季度", "季度", "年份", "年度"),
    "horizon": ("horizon", "quarters ahead", "h", "提前期"),
    "value": ("value", "forecast", "growth", "point", "median", "mean", "预测值", "预测", "增速"),
    "who": ("who", "expert", "forecaster", "institution", "source", "name", "机构", "预测机构", "专家"),
}


def read_experts(path: Path, target: str, *, issued: str = "") -> ExpertForecasts:
    """Return the forecasts of `target` in a file, in the order of issue.

    Args:
        path: the file.
        target: `china_gdp`, `us_gdp` or an imported target (plain tables only).
        issued: day of issue, where the file does not say.

    Raises:
        UserError: a row or column is wrong, or the file has no forecast of the target.
    """
    table = weo_text(path) or read_table(path)
    found = read_weo(table, target, issued) if is_weo(table) else _plain(table, issued)
    if not found:
        raise UserError(f"{path.name} has no forecast of {target}. Check the country, the subject and the years.")
    ordered = sorted(found, key=lambda one: (one.issued, one.who, one.period.start_time))
    return ExpertForecasts(target, path.name, tuple(ordered))


def _plain(table: Table, issued: str) -> list[ExpertForecast]:
    places = _places(table, issued)
    problems: list[str] = []
    found = []
    for row, number in zip(table.rows, table.numbers, strict=True):
        cells = {role: row[at] for role, at in places.items()}
        day = read_day(cells.get("issued") or issued)
        period = _period(cells, day)
        try:
            value = read_number(cells["value"])
        except NotANumber:
            problems.append(
                f"Row {number}: '{shorten(str(cells['value']), 30)}' is not a number; write percent growth."
            )
            continue
        if day is None:
            problems.append(
                f"Row {number}: '{shorten(str(cells.get('issued')), 30)}' is not a day of issue; write 2026-03-15."
            )
        elif period is None:
            what = cells.get("period", cells.get("horizon"))
            problems.append(
                f"Row {number}: '{shorten(str(what), 30)}' is not a period; write 2026Q2, or 2026 for a year."
            )
        elif day.to_period("M") > period.asfreq("M", how="end") + 6:
            problems.append(f"Row {number}: {period} was long over when the forecast was issued, on {day.date()}.")
        elif math.isfinite(value):
            found.append(ExpertForecast(str(cells.get("who") or table.name.rsplit(".", 1)[0]), day, period, value))
    problems += _repeated(found)
    if problems:
        raise UserError(told(table.name, problems))
    return found


def _places(table: Table, issued: str) -> dict[str, int]:
    names = [re.sub(r"[\s_-]+", " ", column.casefold()) for column in table.columns]
    places = {}
    for role, spellings in COLUMNS.items():
        at = next((names.index(spelling) for spelling in spellings if spelling in names), None)
        if at is not None:
            places[role] = at
    missing = [role for role in ("issued", "value") if role not in places and not (role == "issued" and issued)]
    if "period" not in places and "horizon" not in places:
        missing.append("period (or horizon)")
    if missing:
        raise UserError(
            f"{table.name} has no column {', '.join(missing)}; it has {', '.join(table.columns[:10])}. Forecasts need "
            "the columns issued, period (2026Q2 or 2026) and value, and who for several experts."
        )
    return places


def _period(cells: dict[str, Cell], day: pd.Timestamp | None) -> pd.Period | None:
    if "period" in cells:
        found = read_period(cells["period"])
        return found.asfreq("Q") if found is not None and found.freqstr[0] in ("M", "D") else found
    try:
        horizon = read_number(cells["horizon"])
    except NotANumber:
        return None
    return None if day is None or not math.isfinite(horizon) else day.to_period("Q") + int(horizon)


def _repeated(found: list[ExpertForecast]) -> list[str]:
    seen, problems = set(), []
    for one in found:
        key = (one.who, one.issued, one.period)
        if key in seen:
            problems.append(f"{one.who} has two forecasts of {one.period} issued on {one.issued.date()}; keep one.")
        seen.add(key)
    return problems
