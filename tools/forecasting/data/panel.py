"""A panel: a quarterly target, its predictors, and when each figure came out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd

from tools.core.errors import UserError, shorten
from tools.forecasting.data.index import periods_of

BLOCKS = {
    "production": "生产",
    "demand": "需求",
    "prices": "价格",
    "money": "货币信贷",
    "external": "对外部门",
    "labour": "就业",
    "finance": "金融市场",
    "government": "财政",
    "surveys": "景气调查",
    "other": "其他",
}
"""Groups of series, in the order of tables and charts, with their Chinese names."""

TRANSFORMS = {
    "level": "as published",
    "diff": "change on the period before",
    "diff2": "change of the change on the period before",
    "diff12": "change on the same month a year before",
    "log": "100 x logarithm",
    "logdiff": "growth on the period before, % (100 x log difference)",
    "logdiff2": "change of the growth on the period before, points",
    "growthdiff": "change of the growth rate on the period before, points",
    "annualised": "growth on the quarter before at an annual rate, %",
    "yoy": "growth on the same period a year before, %",
    "logyoy": "100 x log change on the same period a year before",
    "yoy_janfeb": "growth on the same month a year before, %; January and February together, placed at February",
    "yoy_flow": "growth of the month's flow, taken out of the year-to-date figure, on a year before, %; "
    "January and February together, placed at February",
    "rate_janfeb": "published growth on a year before, %; January and February averaged, placed at February",
}
"""What was applied to a series, in words; `SeriesInfo.transform` is a key of it."""


@dataclass(frozen=True)
class SeriesInfo:
    """What a series is and when its figures come out.

    Attributes:
        key: column name in the panel.
        name, name_zh: for people; `name_zh` may be empty.
        unit: of the figures after the transform.
        block: a key of `BLOCKS`.
        frequency: "M" or "Q".
        transform: a key of `TRANSFORMS`, what was applied.
        release_lag_months: months from the end of the reference period to the end of the month in which the figure is
            out: 0 where it is out by the last day of the reference period itself.
        source: who publishes it, and the data set.
        vintage: date of the data set's snapshot: the figures are as known then, revisions included.
    """

    key: str
    name: str
    name_zh: str
    unit: str
    block: str
    frequency: str
    transform: str
    release_lag_months: int
    source: str
    vintage: str

    def __post_init__(self) -> None:
        """Check the vocabulary."""
        if self.block not in BLOCKS or self.transform not in TRANSFORMS or self.frequency not in ("M", "Q"):
            raise ValueError(f"{self.key}: unknown block, transform or frequency")
        if self.release_lag_months < 0:
            raise ValueError(f"{self.key}: a figure cannot come out before its period is over")


@dataclass(frozen=True, eq=False)
class Panel:
    """A quarterly target and its predictors.

    Attributes:
        name: `china_gdp`, `us_gdp`, or the name of an imported file.
        title: for people.
        target: growth in percent, by quarter (PeriodIndex "Q"), without gaps at the end.
        target_info: the same facts about the target as `info` holds of predictors.
        monthly: predictors by month (PeriodIndex "M"), transformed, NaN where missing; neither imputed nor scaled.
        quarterly: further predictors by quarter; may have no column.
        info: facts of each predictor by column name.
        notes: data set, what was done, caveats: one sentence each.
        known_at: the month at whose end the panel stands; None for all that the data set holds.
    """

    name: str
    title: str
    target: pd.Series
    target_info: SeriesInfo
    monthly: pd.DataFrame
    quarterly: pd.DataFrame
    info: Mapping[str, SeriesInfo]
    notes: tuple[str, ...] = ()
    known_at: pd.Period | None = field(default=None)

    def __post_init__(self) -> None:
        """Check that the parts fit together."""
        columns = [*self.monthly.columns, *self.quarterly.columns]
        if sorted(columns) != sorted(self.info):
            raise ValueError(f"panel {self.name}: every predictor needs its facts, and no other")
        for part, frequency in ((self.target, "Q"), (self.monthly, "M"), (self.quarterly, "Q")):
            index = part.index
            if not isinstance(index, pd.PeriodIndex) or index.freqstr[0] != frequency:
                raise ValueError(f"panel {self.name}: an index is not of frequency {frequency}")
            if not index.is_monotonic_increasing or not index.is_unique:
                raise ValueError(f"panel {self.name}: periods are out of order or double")

    def as_of(self, date: pd.Timestamp | pd.Period | str) -> Panel:
        """Return what was published by the end of the last month that was over at `date`, the target included.

        A figure of a period whose last month is m is out at the end of month m + release lag. So 20 April 2023 and
        31 March 2023 both give the state at the end of March; figures that came out between 1 and 20 April are left
        out, which errs on the side of knowing less. Later revisions are not undone: the figures are of the data
        set's vintage (pseudo real time). Columns stay, also those of which nothing was out yet; rows run to the last
        month or quarter that had begun, so that the ragged edge shows as NaN.

        Args:
            date: a day, a month, a quarter (its end), or text of one ("2023-04-20", "2023-04", "2023Q1").
        """
        month = month_known(date)
        if self.known_at is not None and self.known_at < month:
            return self
        known = self.target[[_out(period, self.target_info) <= month for period in self.target.index]]
        return replace(
            self,
            target=known,
            monthly=_published(self.monthly, self.info, month),
            quarterly=_published(self.quarterly, self.info, month),
            known_at=month,
        )

    def release_month(self, quarter: pd.Period) -> pd.Period:
        """Return the month by whose end the target of `quarter` is out."""
        return _out(quarter, self.target_info)

    @cached_property
    def last_known(self) -> pd.Period:
        """Return the month before the one in which the target's next figure would have come out.

        `panel.as_of(panel.last_known)` is the state from which to forecast on: the target as it stands, and no
        predictor from a time when more of the target was out.
        """
        return _out(self.target.index[-1] + 1, self.target_info) - 1

    def blocks(self) -> dict[str, tuple[str, ...]]:
        """Return the predictors' column names by block, in the order of `BLOCKS`, without empty blocks."""
        grouped = {block: tuple(key for key, info in self.info.items() if info.block == block) for block in BLOCKS}
        return {block: keys for block, keys in grouped.items() if keys}


def month_known(date: pd.Timestamp | pd.Period | str) -> pd.Period:
    """Return the last month that was over at `date`.

    >>> month_known("2023-04-20"), month_known("2023-04"), month_known("2023Q1"), month_known("2023-04-30")
    (Period('2023-03', 'M'), Period('2023-04', 'M'), Period('2023-03', 'M'), Period('2023-04', 'M'))
    """
    if isinstance(date, str):
        text = date.strip().upper()
        date = pd.Timestamp(text) if text.count("-") == 2 else pd.Period(text)
    if isinstance(date, pd.Period):
        return date.asfreq("M", how="end") if date.freqstr[0] != "D" else month_known(date.to_timestamp())
    month = date.to_period("M")
    return month if date.normalize() == month.end_time.normalize() else month - 1


def month_of(text: str) -> pd.Period:
    """Return the last month that was over at the day, month, quarter or year that a person wrote.

    Raises:
        UserError: it is none of these.

    >>> month_of("2020年3月"), month_of("2008Q3"), month_of("2015")
    (Period('2020-03', 'M'), Period('2008-09', 'M'), Period('2015-12', 'M'))
    """
    from tools.forecasting.data.periods import read_period

    found = read_period(text)
    if found is None:
        raise UserError(f"'{shorten(text)}' is not a date. Write a day, month or quarter, like 2020-03-31 or 2020Q1.")
    return month_known(found)


def empty_frame(frequency: str) -> pd.DataFrame:
    """Return a frame of no predictor, indexed by period."""
    return pd.DataFrame(index=pd.PeriodIndex([], freq=frequency))


def _out(period: pd.Period, info: SeriesInfo) -> pd.Period:
    return period.asfreq("M", how="end") + info.release_lag_months


def _published(frame: pd.DataFrame, info: Mapping[str, SeriesInfo], month: pd.Period) -> pd.DataFrame:
    frame = frame[periods_of(frame).asfreq("M", how="S") <= month]
    ends = periods_of(frame).asfreq("M", how="E")
    columns = {key: frame[key].where(ends + info[key].release_lag_months <= month) for key in frame.columns}
    return pd.DataFrame(columns, index=frame.index, columns=frame.columns)
