"""The United States' panel: growth of real GDP with FRED-QD and FRED-MD, or with statsmodels' macrodata."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import pandas as pd

from tools.forecasting.data.panel import Panel, SeriesInfo, empty_frame
from tools.forecasting.data.transforms import FRED_CODES, apply

PERCENT = "%"
UNIT = "% on the quarter before, annual rate"
UNITS = {
    "level": "as published",
    "diff": "change on the period before",
    "log": "100 x log",
    "logdiff": "% on the period before",
    "logdiff2": "change of growth, points",
    "growthdiff": "change of growth, points",
}
MACRODATA = {
    "realcons": ("Real personal consumption", "实际个人消费", "demand", "logdiff"),
    "realinv": ("Real private investment", "实际私人投资", "demand", "logdiff"),
    "realgovt": ("Real government spending", "实际政府支出", "government", "logdiff"),
    "realdpi": ("Real disposable income", "实际可支配收入", "demand", "logdiff"),
    "cpi": ("Consumer prices", "消费者价格", "prices", "logdiff"),
    "m1": ("Money supply M1", "货币供应量M1", "money", "logdiff"),
    "tbilrate": ("Treasury bill rate, three months", "三个月国库券利率", "finance", "diff"),
    "unemp": ("Unemployment rate", "失业率", "labour", "diff"),
    "pop": ("Population", "人口", "labour", "logdiff"),
    "realint": ("Real interest rate", "实际利率", "finance", "level"),
}
"""Columns of statsmodels' macrodata: name, name in Chinese, block, transform. Inflation is left to `cpi`."""


def us_panel(folders: Mapping[str, Path]) -> Panel:
    """Return the United States' panel: FRED-QD's target with FRED-MD's months where both are here, else macrodata.

    The target is growth of real GDP on the quarter before at an annual rate, 100 ((Y_t / Y_{t-1})^4 - 1), the headline
    figure of the Bureau of Economic Analysis.

    Args:
        folders: data set name -> folder; uses `fred-qd` and `fred-md`.
    """
    if "fred-qd" not in folders:
        return _macrodata_panel()
    quarterly = read_fred(folders["fred-qd"] / "fred_qd.csv", "Q")[0]
    target = _target(quarterly["GDPC96"], "FRED-QD", "2015Q3 edition")
    if "fred-md" not in folders:
        alone = (_target_note("FRED-QD"), "No predictors: fetch 127 monthly ones with `quesnay data fetch fred-md`.")
        return Panel("us_gdp", "United States, real GDP growth", *target, empty_frame("M"), empty_frame("Q"), {}, alone)
    raw, codes = read_fred(folders["fred-md"] / "FRED-MD.csv", "M")
    monthly, info = monthly_predictors(raw, codes)
    notes = (
        _target_note("FRED-QD"),
        "Predictors: 127 monthly series of FRED-MD (edition of December 2023) with its own transforms, to the month "
        "before the next figure of GDP came out; nothing is filled in.",
        "Pseudo real time: release lags are respected, later revisions are not undone; target and predictors are of "
        "different editions (2015 and 2023).",
    )
    panel = Panel(
        "us_gdp",
        "United States, real GDP growth and 127 monthly series",
        *target,
        monthly,
        empty_frame("Q"),
        info,
        notes,
    )
    end = panel.last_known
    return Panel(panel.name, panel.title, *target, monthly[monthly.index <= end], panel.quarterly, info, notes)


def read_fred(path: Path, frequency: str) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the figures of a FRED-MD or FRED-QD file as published, and the transform code of each series.

    Args:
        path: the CSV file; its first rows are codes, and it may end with empty ones.
        frequency: "M" or "Q".
    """
    table = pd.read_csv(path, low_memory=False).dropna(how="all")
    heads = table["sasdate"].astype(str).str.strip(": ").str.lower()
    codes = table[heads == "transform"].iloc[0].drop("sasdate").astype(float).astype(int)
    rows = table[heads.str.contains("/")]
    index = pd.PeriodIndex(pd.to_datetime(rows["sasdate"], format="%m/%d/%Y"), freq=frequency)
    figures = rows.drop(columns="sasdate").apply(pd.to_numeric, errors="coerce")
    return figures.set_axis(index.rename(None), axis=0), {str(key): int(code) for key, code in codes.items()}


def monthly_predictors(raw: pd.DataFrame, codes: Mapping[str, int]) -> tuple[pd.DataFrame, dict[str, SeriesInfo]]:
    """Return FRED-MD's series transformed by their codes, and their facts."""
    with (files("tools.forecasting.data") / "fred_md_series.csv").open(encoding="utf-8") as file:
        facts = pd.read_csv(file).set_index("key").to_dict("index")
    info = {}
    for key in raw.columns:
        transform = FRED_CODES[codes[key]]
        info[key] = SeriesInfo(
            key=key,
            name=str(facts[key]["name"]),
            name_zh="",
            unit=UNITS[transform],
            block=str(facts[key]["block"]),
            frequency="M",
            transform=transform,
            release_lag_months=int(facts[key]["release_lag_months"]),
            source="Federal Reserve Bank of St. Louis, FRED-MD",
            vintage="2023-12",
        )
    return pd.DataFrame({key: apply(raw[key], info[key].transform) for key in raw.columns}), info


def macrodata_predictors(raw: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, SeriesInfo]]:
    """Return the quarterly predictors of statsmodels' macrodata and their facts."""
    info = {
        key: SeriesInfo(key, name, chinese, UNITS[how], block, "Q", how, 1, "statsmodels, macrodata", "2009-11")
        for key, (name, chinese, block, how) in MACRODATA.items()
    }
    return pd.DataFrame({key: apply(raw[key], info[key].transform) for key in info}), info


def read_macrodata() -> pd.DataFrame:
    """Return statsmodels' macrodata by quarter, 1959Q1-2009Q3."""
    from statsmodels.datasets import macrodata

    table: pd.DataFrame = macrodata.load_pandas().data
    quarters = [f"{int(year)}Q{int(quarter)}" for year, quarter in zip(table["year"], table["quarter"], strict=True)]
    return table.drop(columns=["year", "quarter"]).set_axis(pd.PeriodIndex(quarters, freq="Q"), axis=0)


def _macrodata_panel() -> Panel:
    raw = read_macrodata()
    quarterly, info = macrodata_predictors(raw)
    notes = (
        _target_note("statsmodels' macrodata"),
        "Predictors: 10 quarterly series to 2009Q3. For 127 monthly ones and a target to 2015Q3, run "
        "`quesnay data fetch fred-qd` and `quesnay data fetch fred-md`.",
        "Pseudo real time: release lags are respected, later revisions are not undone.",
    )
    target = _target(raw["realgdp"], "statsmodels, macrodata", "2009-11")
    return Panel(
        "us_gdp",
        "United States, real GDP growth and 10 quarterly series",
        *target,
        empty_frame("M"),
        quarterly,
        info,
        notes,
    )


def _target(level: pd.Series, source: str, vintage: str) -> tuple[pd.Series, SeriesInfo]:
    growth = apply(level, "annualised").dropna().rename("us_gdp")
    info = SeriesInfo(
        "us_gdp",
        "United States, real GDP growth",
        "美国实际GDP增速",
        UNIT,
        "production",
        "Q",
        "annualised",
        1,
        source,
        vintage,
    )
    return growth, info


def _target_note(source: str) -> str:
    return f"Target: growth of US real GDP on the quarter before, at an annual rate, in percent ({source})."
