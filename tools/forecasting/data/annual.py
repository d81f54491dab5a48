"""A year's growth out of its quarters' growth, to compare with forecasts that are of years."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from tools.forecasting.data.index import periods_of
from tools.forecasting.data.panel import SeriesInfo

CHINA_SHARES = (0.226, 0.244, 0.253, 0.277)
"""Shares of the quarters in China's GDP of 2024 at current prices (National Bureau of Statistics)."""
CHINA_YEAR = 2024
EVEN = (0.25, 0.25, 0.25, 0.25)


def growth_kind(info: SeriesInfo) -> str:
    """Return what a target's growth is measured against: "yoy", "annualised" or "quarter"."""
    return {"annualised": "annualised", "logdiff": "quarter"}.get(info.transform, "yoy")


def annual_growth(growth: pd.Series, info: SeriesInfo) -> pd.Series:
    """Return growth of each year's average on that of the year before, in percent, by year (PeriodIndex "Y").

    Quarterly growth is chained to a level. For growth on a year before that level needs the quarters' weights: China's
    shares of 2024, equal ones elsewhere. A plain mean of the four quarters would miss China's 2021 by 0.6 points, since
    the first quarter of 2020 was small.

    Args:
        growth: percent, by quarter, without gaps; may end with forecasts.
        info: facts of the target; tells how growth is measured.
    """
    kind = growth_kind(info)
    if kind == "yoy":
        china = info.key == "china_gdp"
        level = _chain_by_year(growth, CHINA_SHARES if china else EVEN, CHINA_YEAR if china else growth.index[0].year)
    else:
        step = {"annualised": (1.0 + growth / 100.0) ** 0.25, "quarter": np.exp(growth / 100.0)}[kind]
        level = pd.concat([pd.Series(1.0, index=growth.index[:1] - 1), step]).cumprod()
    years = level.groupby(periods_of(level).year)
    means = years.mean().where(years.count() == 4)
    yearly = 100.0 * (means / means.shift(1) - 1.0)
    return yearly.set_axis(pd.PeriodIndex([str(year) for year in yearly.index], freq="Y")).dropna()


def _chain_by_year(growth: pd.Series, shares: Sequence[float], base: int) -> pd.Series:
    """Return a level by quarter whose growth on a year before is `growth` and whose quarters of `base` are `shares`."""
    factors = 1.0 + growth / 100.0
    parts = []
    for quarter, share in enumerate(shares, start=1):
        mine = factors[periods_of(factors).quarter == quarter]
        before = pd.Series(1.0, index=mine.index[:1] - 4)
        level = pd.concat([before, mine]).cumprod()
        at = level[level.index.year == base]
        parts.append(level * share / (at.iloc[0] if len(at) else 1.0))
    chained: pd.Series = pd.concat(parts).sort_index()
    return chained
