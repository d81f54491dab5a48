"""China's real GDP growth as officially published: embedded figures and the vintages that were fetched."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

import pandas as pd

from tools.forecasting.data.panel import SeriesInfo

OFFICIAL = "National Bureau of Statistics of China"
LATEST = "2026-04"
INFO = SeriesInfo(
    key="china_gdp",
    name="China, real GDP growth",
    name_zh="中国实际GDP增速",
    unit="% on the same quarter a year before",
    block="production",
    frequency="Q",
    transform="level",
    release_lag_months=1,
    source=f"{OFFICIAL}, as published",
    vintage=LATEST,
)
"""The figure of a quarter comes out 15 to 20 days after it ends."""


def official_growth() -> pd.Series:
    """Return the embedded figures, 1992Q1-2026Q1: percent on the same quarter a year before.

    Up to 2021Q3 as published in April 2025, from 2021Q4 on as published in April 2026.
    """
    text = files("tools.forecasting.data") / "china_gdp.csv"
    with text.open(encoding="utf-8") as file:
        table = pd.read_csv(file)
    return _quarterly(table["quarter"], table["growth"])


def growth_march_2023(folder: Path) -> pd.Series:
    """Return the figures as of March 2023, 1992Q1-2022Q4, from the data set china-nowcasting."""
    table = pd.read_csv(folder / "gdp_yoy.csv", encoding="utf-8-sig")
    return _quarterly(pd.PeriodIndex(table["QTR"], freq="Q"), table["YOY"])


def growth_april_2025(folder: Path) -> pd.Series:
    """Return the figures as of April 2025, 1992Q1-2025Q1, from the data set china-gdp-long (GBK)."""
    return vendor_series(folder / "中国_GDP_不变价_当季同比.csv", "Q")


def growth_april_2026(folder: Path) -> pd.Series:
    """Return the figures as of April 2026, 2021Q4-2026Q1, from the data set china-official-recent.

    The office publishes indices there (same quarter a year before = 100).
    """
    lines = (folder / "nbs_quarterly_gdp_indices.csv").read_text(encoding="utf-8-sig").splitlines()
    rows = [[cell.strip() for cell in line.split("\t,")] for line in lines]
    header = next(row for row in rows if row[0] == "Indicators")
    wanted = "Indices of Gross Domestic Product (preceding year=100) , Current Quarter"
    figures = next(row for row in rows if row[0] == wanted)
    pairs = [
        (f"{quarter[3:]}Q{quarter[0]}", float(index))
        for quarter, index in zip(header, figures, strict=True)
        if quarter[1:2] == "Q"
    ]
    return _quarterly([quarter for quarter, _ in pairs], [round(index - 100.0, 1) for _, index in pairs]).sort_index()


def vendor_series(path: Path, frequency: str) -> pd.Series:
    """Return a series of a vendor's file: GBK, some lines about the series, then date and figure, then a source line.

    Args:
        path: the file.
        frequency: "M" or "Q".
    """
    rows = [line.split(",") for line in path.read_text(encoding="gbk").splitlines()]
    dated = [row for row in rows if row[0][:4].isdigit() and row[0].count("/") == 2]
    index = pd.PeriodIndex(pd.to_datetime([row[0] for row in dated], format="%Y/%m/%d"), freq=frequency)
    values = pd.to_numeric(pd.Series([row[1] for row in dated]), errors="coerce")
    series = pd.Series(values.to_numpy(float), index=index).sort_index()
    return series.reindex(pd.period_range(series.index[0], series.index[-1], freq=frequency))


def _quarterly(quarters: Iterable[object], values: Iterable[float]) -> pd.Series:
    index = pd.PeriodIndex(list(quarters), freq="Q")
    return pd.Series([float(value) for value in values], index=index, name="china_gdp")
