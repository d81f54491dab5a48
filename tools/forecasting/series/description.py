"""What there is to say about a panel: growth of a period, what was known when, and how series move with the target."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tools.core.errors import UserError, shorten
from tools.forecasting.data.annual import annual_growth, growth_kind
from tools.forecasting.data.index import periods_of, value_at
from tools.forecasting.data.panel import BLOCKS, TRANSFORMS, Panel
from tools.forecasting.data.periods import read_period

MONTHS_SHOWN = 8
"""Months of the ragged edge that are shown."""
STRANGE_BASE = 3.0
"""Points by which growth of a year before departs from its usual before growth on it is called a base effect."""
USUAL_QUARTERS = 12
LEAST_TOGETHER = 8
"""Quarters that a correlation needs."""


@dataclass(frozen=True)
class Growth:
    """Growth of one quarter or year.

    Attributes:
        period: the quarter or year.
        value: percent.
        base: growth of the same quarter a year before where that was out of the usual, else None.
        two_year: average growth over the two years, percent a year, where `base` is given.
    """

    period: pd.Period
    value: float
    base: float | None = None
    two_year: float | None = None


def growth_of(panel: Panel, text: str) -> Growth:
    """Return the target's growth in the quarter or year that `text` names, the latest where it is empty.

    Raises:
        UserError: it is not a quarter or year, or not in the data.
    """
    target = panel.target
    if not text.strip():
        return _quarter(panel, target.index[-1])
    period = read_period(text)
    if period is None:
        raise UserError(f"'{shorten(text)}' is not a period. Write a quarter such as 2020Q1 or a year such as 2024.")
    if period.freqstr[0] in ("Y", "A"):
        yearly = annual_growth(target, panel.target_info)
        period = period.asfreq("Y")
        if period not in yearly.index:
            raise UserError(
                f"Growth of {period} is not in the data: years run from {yearly.index[0]} to {yearly.index[-1]}."
            )
        return Growth(period, value_at(yearly, period))
    quarter = period.asfreq("Q")
    if quarter not in target.index:
        raise UserError(
            f"Growth of {quarter} is not in the data: quarters run from {target.index[0]} to {target.index[-1]}."
        )
    return _quarter(panel, quarter)


def _quarter(panel: Panel, quarter: pd.Period) -> Growth:
    value = value_at(panel.target, quarter)
    if growth_kind(panel.target_info) != "yoy" or quarter - 4 not in panel.target.index:
        return Growth(quarter, value)
    before = value_at(panel.target, quarter - 4)
    usual = panel.target[panel.target.index < quarter - 4].tail(USUAL_QUARTERS).median()
    if not abs(before - usual) > STRANGE_BASE:
        return Growth(quarter, value)
    two_year = 100.0 * (np.sqrt((1.0 + value / 100.0) * (1.0 + before / 100.0)) - 1.0)
    return Growth(quarter, value, before, float(two_year))


def predictors(panel: Panel) -> pd.DataFrame:
    """Return every predictor by month: the monthly ones, and the quarterly ones in the last month of their quarter."""
    quarterly = panel.quarterly.set_axis(periods_of(panel.quarterly).asfreq("M", how="E"), axis=0)
    return pd.concat([panel.monthly, quarterly], axis=1).sort_index()


def edge(panel: Panel, keys: tuple[str, ...]) -> pd.DataFrame:
    """Return what is known of the last months: a row a series, a column a month, True where the figure is out.

    Args:
        panel: as of a date.
        keys: columns.
    """
    last = panel.known_at or panel.last_known
    months = pd.period_range(last - (MONTHS_SHOWN - 1), last, freq="M")
    known = predictors(panel)[list(keys)].notna()
    return known.reindex(months).fillna(False).astype(bool).T


def edge_counts(panel: Panel, keys: tuple[str, ...]) -> tuple[pd.Period, int, int, int]:
    """Return the last month, how many series had a figure for it and for the month before, and of how many."""
    known = edge(panel, keys)
    last = panel.known_at or panel.last_known
    return last, int(known[last].sum()), int(known[last - 1].sum()), len(keys)


def series_table(panel: Panel, keys: tuple[str, ...]) -> pd.DataFrame:
    """Return the facts of series: a row each."""
    frame, moves = predictors(panel), correlations(panel, keys)
    rows = []
    for at, key in enumerate(keys):
        fact, known = panel.info[key], frame[key].dropna()
        rows.append(
            {
                "key": key,
                "name": fact.name,
                "中文": fact.name_zh,
                "block": fact.block,
                "unit": fact.unit,
                "transform": TRANSFORMS[fact.transform],
                "release lag, months": fact.release_lag_months,
                "first": str(known.index[0]) if len(known) else "",
                "last": str(known.index[-1]) if len(known) else "",
                "latest figure": float(known.iloc[-1]) if len(known) else float("nan"),
                "figures": len(known),
                "correlation with target": float(moves["correlation"].to_numpy()[at]),
                "quarters together": int(moves["quarters"].to_numpy()[at]),
                "source": fact.source,
                "vintage": fact.vintage,
            }
        )
    return pd.DataFrame(rows)


def correlations(panel: Panel, keys: tuple[str, ...]) -> pd.DataFrame:
    """Return each series' correlation with the target: columns `correlation` (NaN where too short) and `quarters`.

    A month's series enters by its mean over the quarter.
    """
    frame = predictors(panel)[list(keys)]
    means = frame.groupby(periods_of(frame).asfreq("Q")).mean().reindex(panel.target.index)
    quarters = means.notna().sum()
    moving = quarters.index[(quarters >= LEAST_TOGETHER) & (means.std() > 0)]
    found = means[moving].corrwith(panel.target).reindex(quarters.index)
    return pd.DataFrame({"correlation": found, "quarters": quarters})


def blocks_known(panel: Panel, keys: tuple[str, ...]) -> pd.DataFrame:
    """Return by block and month of the ragged edge how many of its series have a figure: block, month, known, of."""
    known = edge(panel, keys)
    rows = []
    for block in BLOCKS:
        mine = [key for key in keys if panel.info[key].block == block]
        if mine:
            counts = known.loc[mine].sum()
            rows += [
                {"block": block, "month": str(at), "known": int(counts[at]), "of": len(mine)} for at in known.columns
            ]
    return pd.DataFrame(rows, columns=["block", "month", "known", "of"])
