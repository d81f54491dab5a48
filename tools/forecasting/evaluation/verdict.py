"""The comparison of a whole tournament: one row a model and sub-period, and what may be said of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from tools.forecasting.combination import TITLES
from tools.forecasting.data.index import periods_of
from tools.forecasting.evaluation import periods
from tools.forecasting.evaluation.comparison import compare, confidence_set, quarters_that_decide
from tools.forecasting.evaluation.intervals import LEVEL, coverage
from tools.forecasting.evaluation.metrics import error_table, scores
from tools.forecasting.models.registry import BENCHMARK, MODELS
from tools.forecasting.record import Record

FEW_SHARE = 0.1
"""A win that is gone without this share of the quarters, or fewer, is called one that rests on few quarters."""


@dataclass(frozen=True)
class Verdict:
    """One horizon of a tournament, judged.

    Attributes:
        record: the forecasts.
        parts: quarters by sub-period.
        table: columns model, title, group, period, quarters, rmse, mae, crps, relative_rmse, dm_p, cw_p, gw_p, mcs_p,
            coverage; sorted by sub-period and RMSE.
        incomplete: models that failed somewhere and are not ranked, with the reason.
    """

    record: Record
    parts: dict[str, pd.PeriodIndex]
    table: pd.DataFrame
    incomplete: dict[str, str]

    def of(self, period: str) -> pd.DataFrame:
        """Return the rows of a sub-period by model, lowest RMSE first."""
        return self.table[self.table["period"] == period].set_index("model")

    def best(self, period: str, groups: tuple[str, ...] = ()) -> str:
        """Return the model of lowest RMSE in a sub-period, the benchmark aside; of some groups where given."""
        rows = self.of(period).drop(index=BENCHMARK)
        return str((rows[rows["group"].isin(groups)] if groups else rows).index[0])

    def deciding(self, model: str, period: str = periods.ALL) -> list[pd.Period]:
        """Return the quarters without which a model no longer beats the benchmark; empty where it does not."""
        errors = self.record.errors.loc[self.parts[period]]
        return quarters_that_decide(errors[BENCHMARK], errors[model])

    def rests_on_few(self, model: str, period: str = periods.ALL) -> bool:
        """Return whether a win is gone without a tenth of the quarters or fewer."""
        decide = self.deciding(model, period)
        return 0 < len(decide) <= max(1, int(FEW_SHARE * len(self.parts[period])))


def judge(record: Record, target: pd.Series, seed: int) -> Verdict:
    """Judge the forecasts of one horizon.

    Args:
        record: forecasts, combinations included.
        target: growth by quarter, percent; for the sub-periods.
        seed: seed of the bootstrap.
    """
    whole = record.points.columns[record.errors.notna().all()]
    incomplete = {key: text for key, text in record.failures.items() if key not in whole}
    record = replace(record, points=record.points[whole])
    parts = periods.split(target, periods_of(record.errors))
    table = error_table(record, scores(record), parts, BENCHMARK)
    tests = pd.concat([_tests(record, period, quarters, seed) for period, quarters in parts.items()])
    table = table.merge(tests, on=["model", "period"])
    table.insert(1, "title", [title_of(model) for model in table["model"]])
    table.insert(2, "group", [group_of(model) for model in table["model"]])
    order = {period: at for at, period in enumerate(parts)}
    table = table.assign(order=table["period"].map(order)).sort_values(["order", "rmse"], kind="stable")
    return Verdict(record, parts, table.drop(columns="order").reset_index(drop=True), incomplete)


def number(rows: pd.DataFrame, model: str, column: str) -> float:
    """Return a figure of a model out of `Verdict.of`."""
    return float(rows[column].to_numpy()[list(rows.index).index(model)])


def title_of(model: str, chinese: bool = False) -> str:
    """Return a model's or combination's name for people; a person's own forecast keeps its name."""
    if model in MODELS:
        return MODELS[model].title_zh if chinese else MODELS[model].title
    return TITLES[model][chinese] if model in TITLES else model


def group_of(model: str) -> str:
    """Return the group of a model; "combination", or "expert" for anything that is not of this house."""
    if model in MODELS:
        return MODELS[model].group
    return "combination" if model in TITLES else "expert"


def _tests(record: Record, period: str, quarters: pd.PeriodIndex, seed: int) -> pd.DataFrame:
    actual, points, errors = record.actual.loc[quarters], record.points.loc[quarters], record.errors.loc[quarters]
    in_set = confidence_set(errors, seed)
    rows = []
    for model in map(str, points):
        nested = model in TITLES or (model in MODELS and MODELS[model].nests)
        tested = compare(actual, points[BENCHMARK], points[model], record.steps, nested=nested)
        held = coverage(record, model, {period: quarters}, LEVEL).get(period, (float("nan"), 0))[0]
        rows.append(
            {
                "model": model,
                "period": period,
                "dm_p": tested.dm,
                "cw_p": tested.clark_west,
                "gw_p": tested.giacomini_white,
                "mcs_p": float(in_set[model]),
                "coverage": held,
            }
        )
    return pd.DataFrame(rows)
