"""Forecasts of the quarters to come: models now, weighed and widened by how they did from like moments before."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from tools.core import Context, UserError
from tools.forecasting.combination import INVERSE
from tools.forecasting.data.index import periods_of, value_at
from tools.forecasting.data.panel import Panel
from tools.forecasting.evaluation import periods
from tools.forecasting.evaluation.intervals import LEVELS, coverage, half_width
from tools.forecasting.models.registry import BENCHMARK
from tools.forecasting.record import Record, row_at
from tools.forecasting.tournament import Plan, run
from tools.forecasting.window import SHORTEST_WINDOW, window_at

PAST_ORIGINS = 32
"""Earlier quarters from which the same forecasts are made again, for weights and intervals."""
FEWEST_PAST = 12
HEADLINE = INVERSE
"""The combination that the answer states."""


@dataclass(frozen=True)
class Outlook:
    """Forecasts as of one month.

    Attributes:
        month: all that was out by its end is used.
        last: the last published quarter.
        quarters: the quarters that are forecast.
        points: forecasts by quarter and model, combinations included, percent.
        fan: columns point, low50, high50, low80, high80 of the headline combination, by quarter.
        rmse: past errors by model and quarter of the same distance, percentage points.
        covered: measured coverage of the 80 % interval by sub-period: (share, quarters), over all distances.
        records: the past forecasts, by distance.
    """

    month: pd.Period
    last: pd.Period
    quarters: tuple[pd.Period, ...]
    points: pd.DataFrame
    fan: pd.DataFrame
    rmse: pd.DataFrame
    covered: dict[str, tuple[float, int]]
    records: dict[int, Record]


def look_ahead(
    panel: Panel, month: pd.Period, count: int, models: tuple[str, ...], ctx: Context, *, past: int = PAST_ORIGINS
) -> Outlook:
    """Return forecasts of the next quarters whose growth is not out at the end of `month`.

    Args:
        panel: target and predictors.
        month: where one stands.
        count: number of quarters.
        models: keys of the registry.
        ctx: progress, cancellation and the parallel map.
        past: earlier origins, a quarter apart, at the same month of the quarter.

    Raises:
        UserError: too little is known.
    """
    window = window_at(panel, month)
    if len(window.known) < SHORTEST_WINDOW:
        raise UserError(
            f"{panel.title}: {len(window.known)} quarters of growth are out by {month}, and a forecast needs "
            f"{SHORTEST_WINDOW}."
        )
    origin = month.asfreq("Q")
    early = origin.asfreq("M", how="end").ordinal - month.ordinal
    quarters = tuple(window.last + step for step in range(1, count + 1))
    horizons = tuple(int(quarter.ordinal - origin.ordinal) for quarter in quarters)
    earliest = max(window.known.index[0] + SHORTEST_WINDOW + 2, origin - past)
    origins = tuple(pd.period_range(earliest, origin, freq="Q"))
    if len(origins) <= FEWEST_PAST:
        raise UserError(
            f"{panel.title}: with {len(window.known)} quarters of growth only {len(origins) - 1} earlier forecasts "
            "can be "
            f"made to measure errors on, and {FEWEST_PAST} are needed: give a longer series or a later date."
        )
    # Later figures stay out of the records too: the panel is cut first.
    records = run(panel.as_of(month), Plan(origins, horizons, models, None, ctx.seed, early), ctx)
    by_quarter = {quarter: records[horizon] for quarter, horizon in zip(quarters, horizons, strict=True)}
    points = pd.DataFrame({quarter: row_at(record.points, quarter) for quarter, record in by_quarter.items()}).T
    points.index = pd.PeriodIndex(points.index, freq="Q")
    points = points.loc[:, points.notna().all()]
    headline = _headline(points)
    rmse = pd.DataFrame(
        {quarter: record.errors[points.columns].pow(2).mean() ** 0.5 for quarter, record in by_quarter.items()}
    )
    return Outlook(
        month=month,
        last=window.last,
        quarters=quarters,
        points=points,
        fan=_fan(by_quarter, headline),
        rmse=rmse,
        covered=_covered(by_quarter, headline, panel),
        records=records,
    )


def headline_of(outlook: Outlook) -> str:
    """Return the column that the answer states: the combination, or the only model beside the benchmark."""
    return _headline(outlook.points)


def _headline(points: pd.DataFrame) -> str:
    others = [name for name in map(str, points) if name != BENCHMARK]
    return HEADLINE if HEADLINE in points else (others or [BENCHMARK])[0]


def best_single(outlook: Outlook) -> str:
    """Return the single model of lowest past error over all distances, the benchmark included."""
    # A pretrained model's few quarters are not the others': it takes no part.
    held = {model for record in outlook.records.values() for model in record.seen if len(record.unscored(model))}
    singles = [column for column in outlook.points if column in outlook.rmse.index and column not in held]
    mean = outlook.rmse.loc[singles].mean(axis=1)
    return str(mean.idxmin()) if len(mean) else BENCHMARK


def _fan(by_quarter: dict[pd.Period, Record], headline: str) -> pd.DataFrame:
    rows = {}
    for quarter, record in by_quarter.items():
        point = value_at(record.points[headline], quarter)
        errors, _ = record.spread(headline, quarter)
        row = {"point": point}
        for level in LEVELS:
            half = half_width(errors, level)
            row |= {f"low{level * 100:.0f}": point - half, f"high{level * 100:.0f}": point + half}
        rows[quarter] = row
    fan = pd.DataFrame.from_dict(rows, orient="index")
    fan.index = pd.PeriodIndex(fan.index, freq="Q")
    return fan


def _covered(by_quarter: dict[pd.Period, Record], headline: str, panel: Panel) -> dict[str, tuple[float, int]]:
    inside: dict[str, float] = {}
    count: dict[str, int] = {}
    for record in by_quarter.values():
        due = periods_of(record.actual.dropna())
        # The first forecasts have too few errors behind them to state an interval from.
        stated = due[[record.spread(headline, quarter)[1] for quarter in due]]
        if not len(stated):
            continue
        for period, (share, quarters) in coverage(record, headline, periods.split(panel.target, stated)).items():
            inside[period] = inside.get(period, 0.0) + share * quarters
            count[period] = count.get(period, 0) + quarters
    return {
        period: (inside[period] / count[period], count[period]) for period in periods.TITLES_ZH if count.get(period)
    }
