"""Twelve of China's monthly series carried on to 2026, from a second snapshot that agrees with the first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from tools.forecasting.data.panel import SeriesInfo
from tools.forecasting.data.transforms import apply

VINTAGE = "2026-08-22"


@dataclass(frozen=True)
class Continuation:
    """Where a series goes on.

    Attributes:
        name: of the series in the second snapshot.
        by_release: dates are days of release, the figure is of the month before.
        transform: applied to the second snapshot's figures, so that they mean what the panel's column means.
    """

    name: str
    by_release: bool = False
    transform: str = "level"


CONTINUATIONS = {
    "CPI": Continuation("CN_CPI_YOY_AK"),
    "PPI": Continuation("CN_PPI_YOY"),
    "MTW": Continuation("CN_M2_YOY"),
    "ORF": Continuation("CN_FX_RESERVES", transform="yoy"),
    "PMI": Continuation("CN_PMI_MFG_NBS"),
    "NMP": Continuation("CN_PMI_NON_MFG_NBS"),
    "UOS": Continuation("CN_PMI_SVCS_CAIXIN"),
    "TRS": Continuation("CN_RETAIL_YOY"),
    "FAI": Continuation("CN_FAI_MOM_YOY"),
    "IVA": Continuation("CN_IP_YOY", by_release=True),
    "EXP": Continuation("CN_EXPORTS_USD_YOY", by_release=True),
    "IMP": Continuation("CN_IMPORTS_USD_YOY", by_release=True),
}
"""By column. Over the months of both snapshots (2016-2022) prices, money, surveys, reserves and investment are the same
to 0.05 points; retail sales, output and trade are the published growth rates where the first snapshot gives ratios of
amounts (median gap 0.0 to 0.5 points). The private manufacturing survey is left out: its second dates do not hold."""
FURTHER = {"IVA": Continuation("CN_IP_YOY_NBS")}
"""A second continuation for months that the first does not reach."""


def read_recent(folder: Path) -> pd.DataFrame:
    """Return the continuing figures by month, a column a series, over the whole of the second snapshot.

    Args:
        folder: of the data set china-monthly-recent.
    """
    content = json.loads((folder / "series_data.json").read_text(encoding="utf-8"))["series"]
    columns = {key: _series(content, way) for key, way in CONTINUATIONS.items()}
    for key, way in FURTHER.items():
        columns[key] = columns[key].combine_first(_series(content, way))
    frame = pd.DataFrame(columns)
    return frame.reindex(pd.period_range(frame.index.min(), frame.index.max(), freq="M"))


def carry_on(
    monthly: pd.DataFrame, info: Mapping[str, SeriesInfo], recent: pd.DataFrame, vintage: str, source: str
) -> tuple[pd.DataFrame, dict[str, SeriesInfo]]:
    """Return the panel's months with another snapshot's after each column's own last figure, and the facts.

    Args:
        monthly: predictors by month.
        info: their facts.
        recent: the other snapshot's figures, transformed alike.
        vintage: its day.
        source: what it is called.
    """
    longer = monthly.reindex(pd.period_range(monthly.index[0], max(monthly.index[-1], recent.index[-1]), freq="M"))
    facts = dict(info)
    for key in recent.columns.intersection(monthly.columns):
        later = recent.loc[recent.index > monthly[key].last_valid_index(), key]
        longer.loc[later.index, key] = later
        old = info[key]
        facts[key] = replace(old, source=f"{old.source}, then {source}", vintage=f"{old.vintage}, then {vintage}")
    return longer, facts


def _series(content: Mapping[str, Any], way: Continuation) -> pd.Series:
    chart = content[way.name]["chart"]
    months = pd.PeriodIndex(pd.to_datetime(chart["dates"]), freq="M") - int(way.by_release)
    series = pd.Series(chart["values"], index=months, dtype=float)
    series = series[~series.index.duplicated()]
    return apply(series.reindex(pd.period_range(months.min(), months.max(), freq="M")), way.transform)
