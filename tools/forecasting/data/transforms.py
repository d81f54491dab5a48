"""From published figures to growth rates; every transform looks back only, so a later figure changes no earlier one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from tools.forecasting.data.index import periods_of

FRED_CODES = {1: "level", 2: "diff", 3: "diff2", 4: "log", 5: "logdiff", 6: "logdiff2", 7: "growthdiff"}
"""Transform codes of FRED-MD and FRED-QD (McCracken and Ng 2016, table 1 of the appendix)."""


def apply(series: pd.Series, transform: str) -> pd.Series:
    """Return `series` transformed, on the same index; NaN where a figure that it needs is missing.

    Args:
        series: figures by month or quarter, a complete period index.
        transform: a key of `panel.TRANSFORMS`.

    Raises:
        KeyError: there is no such transform.
    """
    return STEPS[transform](series.astype(float), 12 if periods_of(series).freqstr[0] == "M" else 4)


def growth(series: pd.Series, periods: int) -> pd.Series:
    """Return percent growth over `periods`, between positive amounts only; NaN elsewhere.

    A loss has no growth rate, and a negative amount of coal in a month is a revision of the year's total.
    """
    positive = series.where(series > 0.0)
    return 100.0 * (positive / positive.shift(periods) - 1.0)


def join_january(series: pd.Series, how: str) -> pd.Series:
    """Return a monthly series whose February stands for both months of the Lunar New Year and whose January is missing.

    The holiday falls in January in some years and in February in others, so neither month alone compares with its
    namesake a year before. A growth rate published for February alone already covers both months; an amount published
    for February alone is left missing.

    Args:
        series: by month.
        how: "sum" for amounts, "mean" for growth rates.
    """
    before = series.shift(1)
    both = series + before if how == "sum" else ((series + before) / 2.0).where(before.notna(), series)
    joined = series.where(periods_of(series).month != 2, both)
    return joined.where(periods_of(series).month != 1)


def flows(series: pd.Series) -> pd.Series:
    """Return each month's amount out of a year-to-date series: January missing, February for both months.

    A month whose predecessor is missing has no amount: it is left missing, not spread.
    """
    flow = series - series.shift(1)
    flow = flow.where(periods_of(series).month != 2, series)
    return flow.where(periods_of(series).month != 1)


def _logs(series: pd.Series) -> pd.Series:
    logs: pd.Series = 100.0 * np.log(series.where(series > 0.0))
    return logs


STEPS: dict[str, Callable[[pd.Series, int], pd.Series]] = {
    "level": lambda series, year: series,
    "diff": lambda series, year: series.diff(),
    "diff2": lambda series, year: series.diff().diff(),
    "diff12": lambda series, year: series.diff(year),
    "log": lambda series, year: _logs(series),
    "logdiff": lambda series, year: _logs(series).diff(),
    "logdiff2": lambda series, year: _logs(series).diff().diff(),
    "logyoy": lambda series, year: _logs(series).diff(year),
    "growthdiff": lambda series, year: growth(series, 1).diff(),
    "annualised": lambda series, year: 100.0 * ((1.0 + growth(series, 1) / 100.0) ** 4 - 1.0),
    "yoy": growth,
    "yoy_janfeb": lambda series, year: growth(join_january(series, "sum"), year),
    "yoy_flow": lambda series, year: growth(flows(series), year),
    "rate_janfeb": lambda series, year: join_january(series, "mean"),
}
"""Transform by name: a function of (series, periods of a year)."""
