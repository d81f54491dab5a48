"""Sub-periods of a tournament: stable quarters, inflection points, the pandemic, and after it."""

from __future__ import annotations

import pandas as pd

ALL, BEFORE, STABLE, INFLECTION, COVID, AFTER = "all", "before 2020", "stable", "inflection", "2020-21", "after 2021"
TITLES_ZH = {
    ALL: "全部",
    BEFORE: "2020年以前",
    STABLE: "平稳期",
    INFLECTION: "拐点",
    COVID: "2020-21年",
    AFTER: "2022年以后",
}
FIRST_COVID, LAST_COVID = pd.Period("2020Q1"), pd.Period("2021Q4")
TREND_QUARTERS = 4
THRESHOLD = 2.0
RULE = (
    "Inflection points are the quarters before 2020 in which the change of growth departs from its mean over the four "
    "quarters before by more than twice the median departure of the tested quarters; the other quarters before 2020 "
    "are "
    "stable."
)


def departures(target: pd.Series) -> pd.Series:
    """Return by how much each quarter's change of growth departs from the mean change of the year before, points."""
    change = target.diff()
    return (change - change.rolling(TREND_QUARTERS).mean().shift(1)).abs()


def split(target: pd.Series, tested: pd.PeriodIndex) -> dict[str, pd.PeriodIndex]:
    """Return the tested quarters of each sub-period; empty ones are left out.

    Args:
        target: growth by quarter, percent.
        tested: quarters that were forecast.
    """
    before = tested[tested < FIRST_COVID]
    away = departures(target).reindex(before)
    bend = away > THRESHOLD * away.median()
    parts = {
        ALL: tested,
        BEFORE: before,
        STABLE: before[~bend.to_numpy(bool)],
        INFLECTION: before[bend.to_numpy(bool)],
        COVID: tested[(tested >= FIRST_COVID) & (tested <= LAST_COVID)],
        AFTER: tested[tested > LAST_COVID],
    }
    return {name: quarters for name, quarters in parts.items() if len(quarters)}
