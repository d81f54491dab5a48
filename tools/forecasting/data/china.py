"""China's panel: real GDP growth and 80 monthly predictors, each comparing with a year before.

Chinese series come in forms that mislead a model: year-to-date figures, one figure for January and February together
(the Lunar New Year moves between them), and amounts without seasonal adjustment. `china_series.csv` states for each
series what is done, its block and its release lag; nothing is filled in.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from tools.forecasting.data.china_gdp import INFO, official_growth
from tools.forecasting.data.china_recent import VINTAGE as VINTAGE_RECENT
from tools.forecasting.data.china_recent import carry_on, read_recent
from tools.forecasting.data.choice import LIVE
from tools.forecasting.data.panel import Panel, SeriesInfo, empty_frame
from tools.forecasting.data.panel_files import read_panel
from tools.forecasting.data.transforms import apply

PERCENT = "% on a year before"
VINTAGE = "2023-03-05"
"""Day of the snapshot: after the February surveys, before the February prices."""
UNITS = {
    "level": PERCENT,
    "diff12": "points on a year before",
    "logyoy": "100 x log change on a year before",
}
SURVEY_UNIT = "diffusion index"


def china_panel(folders: Mapping[str, Path]) -> Panel:
    """Return China's panel out of the data sets that are here.

    Args:
        folders: data set name -> folder; uses `china-nowcasting`, `china-monthly-recent` and a vintage of the live
            source where given.
    """
    live = next((read_panel(name, folder) for name, folder in folders.items() if name.startswith(LIVE)), None)
    target, target_notes = _target(live)
    monthly, info, notes = _predictors(folders, live)
    return Panel(
        name="china_gdp",
        title="China, real GDP growth" + (f" and {len(info)} monthly series" if info else ""),
        target=target,
        target_info=INFO,
        monthly=monthly,
        quarterly=empty_frame("Q"),
        info=info,
        notes=(*target_notes, *notes),
    )


def _target(live: Panel | None) -> tuple[pd.Series, list[str]]:
    target = official_growth()
    if live is None:
        return target, [_TARGET_NOTE]
    later = live.target[live.target.index > target.index[-1]]
    longer = pd.concat([target, later]).rename("china_gdp")
    return longer, [_TARGET_NOTE, f"{len(later)} later quarters, to {longer.index[-1]}: {live.notes[0]}"]


def _predictors(
    folders: Mapping[str, Path], live: Panel | None
) -> tuple[pd.DataFrame, dict[str, SeriesInfo], list[str]]:
    if "china-nowcasting" not in folders:
        return empty_frame("M"), {}, [_NO_PREDICTORS]
    monthly, info = monthly_predictors(read_months(folders["china-nowcasting"]))
    notes = [_MONTHLY_NOTE.format(last=monthly.index[-1])]
    if "china-monthly-recent" in folders:
        recent = read_recent(folders["china-monthly-recent"])
        monthly, info = carry_on(monthly, info, recent, VINTAGE_RECENT, "china-monthly-recent")
        notes.append(_RECENT_NOTE.format(last=monthly.index[-1]))
    else:
        notes.append(_SHORT_NOTE)
    if live is not None:
        monthly, info = carry_on(monthly, info, live.monthly, live.info["CPI"].vintage, "the live source")
        notes.append(f"Prices, M2, surveys, output and trade go on to {monthly.index[-1]} from the live source.")
    return monthly, info, [*notes, _REVISION_NOTE]


def read_months(folder: Path) -> pd.DataFrame:
    """Return the monthly figures as published, a column a series, from the data set china-nowcasting."""
    raw = pd.read_excel(folder / "data_month.xlsx", sheet_name="Data", index_col=0)
    raw.index = pd.PeriodIndex(raw.index, freq="M")
    return raw.reindex(pd.period_range(raw.index[0], raw.index[-1], freq="M")).astype(float)


def monthly_predictors(raw: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, SeriesInfo]]:
    """Return the transformed predictors and their facts.

    Args:
        raw: figures as published, by month; columns are codes of `china_series.csv`.
    """
    facts = series_facts()
    known = [key for key in raw.columns if key in facts]
    columns = {key: apply(raw[key], facts[key].transform) for key in known}
    return pd.DataFrame(columns, index=raw.index), {key: facts[key] for key in known}


def series_facts() -> dict[str, SeriesInfo]:
    """Return the facts of the 80 series by code."""
    with (files("tools.forecasting.data") / "china_series.csv").open(encoding="utf-8") as file:
        table = pd.read_csv(file)
    return {str(row["key"]): _fact(row) for row in table.to_dict("records")}


def _fact(row: Mapping[Hashable, Any]) -> SeriesInfo:
    survey = row["block"] == "surveys" and row["transform"] == "level"
    return SeriesInfo(
        key=row["key"],
        name=row["name"],
        name_zh=row["name_zh"],
        unit=SURVEY_UNIT if survey else UNITS.get(row["transform"], PERCENT),
        block=row["block"],
        frequency="M",
        transform=row["transform"],
        release_lag_months=int(row["release_lag_months"]),
        source="data set china-nowcasting",
        vintage=VINTAGE,
    )


_TARGET_NOTE = (
    "Target: official real GDP growth on the same quarter a year before (National Bureau of Statistics), to 2021Q3 as "
    "published in April 2025, from 2021Q4 as published in April 2026."
)
_MONTHLY_NOTE = (
    "Predictors: 80 monthly series to {last} (snapshot of 5 March 2023): amounts and year-to-date figures as growth on "
    "a year before, January and February together, rates and surveys as published; nothing is filled in."
)
_NO_PREDICTORS = "No predictors: fetch 80 monthly ones with `quesnay data fetch china-nowcasting`."
_RECENT_NOTE = (
    "Twelve of them (prices, M2, reserves, surveys, retail sales, investment, output, trade) go on to at most {last} "
    "from a snapshot of August 2026; the other 68 end in early 2023, so that later forecasts rest on fewer predictors."
)
_SHORT_NOTE = (
    "No predictor reaches beyond early 2023: later forecasts rest on the target's own past. Carry twelve on to 2026 "
    "with `quesnay data fetch china-monthly-recent`."
)
_REVISION_NOTE = (
    "Pseudo real time: release lags are respected, later revisions are not undone (figures of the last vintage)."
)
