"""The forecast's answer: growth in the quarters to come, how sure, and what each model says."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from tools.core import Context, ToolResult, Value
from tools.forecasting.charts import fan_chart
from tools.forecasting.data.index import value_at
from tools.forecasting.data.panel import Panel
from tools.forecasting.evaluation import periods
from tools.forecasting.evaluation.intervals import LEVEL
from tools.forecasting.evaluation.verdict import group_of, title_of
from tools.forecasting.outlook import Outlook, best_single, headline_of, look_ahead
from tools.forecasting.record import row_at
from tools.forecasting.unseen import outlook_notes

HISTORY = 24
"""Past quarters drawn before the forecast."""


def forecast_answer(
    panel: Panel, month: pd.Period, count: int, models: tuple[str, ...], ctx: Context, notes: Sequence[str] = ()
) -> ToolResult:
    """Forecast the next quarters and return the result of `forecast`.

    Args:
        panel: target and predictors.
        month: where one stands: what was out by its end is used.
        count: number of quarters.
        models: keys of the registry.
        ctx: progress, cancellation and the parallel map.
        notes: what reading the request has to say.
    """
    outlook = look_ahead(panel, month, count, models, ctx)
    name = headline_of(outlook)
    history = panel.as_of(month).target.dropna().iloc[-HISTORY:]
    return ToolResult(
        headline=_headline(panel, outlook, name),
        headline_zh=_headline_zh(panel, outlook, name),
        values=forecast_values(panel, outlook, name),
        tables=_tables(panel, outlook),
        charts=(fan_chart(history, outlook.fan, outlook.points, _title(panel, outlook), panel),),
        notes=(*panel.notes, *notes, *forecast_notes(outlook, name)),
        diagnostics={
            "known_at": str(month),
            "past_forecasts": len(next(iter(outlook.records.values())).actual) - 1,
            "failures": {str(at): dict(record.failures) for at, record in outlook.records.items()},
        },
    )


def _headline(panel: Panel, outlook: Outlook, name: str) -> str:
    fan = outlook.fan
    listed = ", ".join(
        f"{row['point']:.1f} % in {quarter} ({row['low80']:.1f} to {row['high80']:.1f})"
        for quarter, row in fan_rows(outlook)
    )
    text = f"{_subject(panel)} is forecast at {listed}: the {title_of(name)} of the models, with 80 % intervals."
    mean = f" The mean of the {len(fan)} quarters is {fan['point'].mean():.1f} %." if len(fan) > 1 else ""
    known = value_at(panel.target, outlook.last)
    return (
        f"{text}{mean} The last figure out by {outlook.month} is {known:.1f} % for {outlook.last}; single models "
        "range from "
        f"{_range(outlook)}.{_coverage_words(outlook)}"
    )


def _coverage_words(outlook: Outlook) -> str:
    if periods.ALL not in outlook.covered:
        return ""
    share, count = outlook.covered[periods.ALL]
    return f" In the past {100 * share:.0f} % of {count} such intervals held what came."


def _headline_zh(panel: Panel, outlook: Outlook, name: str) -> str:
    listed = "，".join(
        f"{quarter.year}年第{quarter.quarter}季度{row['point']:.1f}%（{row['low80']:.1f}%至{row['high80']:.1f}%）"
        for quarter, row in fan_rows(outlook)
    )
    subject = panel.target_info.name_zh or panel.title
    mean = f"{len(outlook.fan)}个季度平均{outlook.fan['point'].mean():.1f}%。" if len(outlook.fan) > 1 else ""
    text = (
        f"{subject}预测：{listed}，为各模型的{title_of(name, True)}，括号内为80%区间。{mean}截至{outlook.month}"
        f"最近公布的{outlook.last}为{value_at(panel.target, outlook.last):.1f}%。"
    )
    if periods.ALL in outlook.covered:
        share, count = outlook.covered[periods.ALL]
        text += f"过去{count}个同类区间中有{100 * share:.0f}%包含了实际值。"
    return text


def _title(panel: Panel, outlook: Outlook) -> str:
    first, last = outlook.fan.iloc[0], outlook.fan.iloc[-1]
    if len(outlook.fan) == 1:
        return f"{_subject(panel)}: {first['point']:.1f} % in {outlook.quarters[0]}"
    return (
        f"{_subject(panel)} is forecast to go from {first['point']:.1f} % in {outlook.quarters[0]} to "
        f"{last['point']:.1f} % in "
        f"{outlook.quarters[-1]}"
    )


def _subject(panel: Panel) -> str:
    return panel.target_info.name


def fan_rows(outlook: Outlook) -> list[tuple[pd.Period, pd.Series]]:
    """Return each forecast quarter with its point and intervals."""
    return [(quarter, row_at(outlook.fan, quarter)) for quarter in outlook.quarters]


def single_models(outlook: Outlook) -> list[str]:
    """Return the models of an outlook, combinations aside."""
    return [name for name in map(str, outlook.points) if group_of(name) != "combination"]


def _range(outlook: Outlook) -> str:
    singles = outlook.points[single_models(outlook)]
    return f"{singles.to_numpy().min():.1f} to {singles.to_numpy().max():.1f} %"


def forecast_values(panel: Panel, outlook: Outlook, name: str) -> dict[str, Value]:
    """Return the forecast, its intervals and the single models' forecasts as named figures."""
    unit = panel.target_info.unit
    subject = _subject(panel)
    found: dict[str, Value] = {}
    for quarter, row in fan_rows(outlook):
        found[f"forecast.{quarter}"] = Value(value=row["point"], unit=unit, label=f"{subject}, forecast for {quarter}")
        for end in ("low80", "high80"):
            words = "lower" if end == "low80" else "upper"
            label = f"{subject}, {words} end of the 80 % interval for {quarter}"
            found[f"{end}.{quarter}"] = Value(value=row[end], unit=unit, label=label)
    if len(outlook.fan) > 1:
        label = f"{subject}, mean of the forecasts for {outlook.quarters[0]}-{outlook.quarters[-1]}"
        found["forecast_mean"] = Value(value=outlook.fan["point"].mean(), unit=unit, label=label)
    for model in map(str, outlook.points):
        for quarter in outlook.quarters:
            label = f"{subject}, forecast of {title_of(model)} for {quarter}"
            found[f"by_model.{model}.{quarter}"] = Value(
                value=value_at(outlook.points[model], quarter), unit=unit, label=label
            )
    singles = outlook.points[
        [model for model in map(str, outlook.points) if group_of(model) != "combination"]
    ].to_numpy()
    found["lowest_model"] = Value(value=singles.min(), unit=unit, label="lowest forecast of a single model")
    found["highest_model"] = Value(value=singles.max(), unit=unit, label="highest forecast of a single model")
    known = value_at(panel.target, outlook.last)
    found[f"last_published.{outlook.last}"] = Value(value=known, unit=unit, label=f"{subject}, {outlook.last}")
    for period, (share, count) in outlook.covered.items():
        slug = period.replace(" ", "_").replace("-", "_")
        label = f"share of {count} past 80 % intervals of {title_of(name)} that held what came, {period}"
        found[f"coverage.{slug}"] = Value(value=100 * share, unit="%", label=label)
        found[f"intervals.{slug}"] = Value(value=count, unit="", label=f"past intervals measured, {period}")
    return found


def _tables(panel: Panel, outlook: Outlook) -> dict[str, pd.DataFrame]:
    fan = outlook.fan.rename_axis("quarter").reset_index().astype({"quarter": str})
    actual = panel.target.reindex(pd.PeriodIndex(outlook.quarters, freq="Q"))
    if actual.notna().any():
        fan["actual"] = actual.to_numpy()
    order = outlook.rmse.mean(axis=1).sort_values(kind="stable").index
    models = pd.DataFrame({"model": order, "title": [title_of(name) for name in order]})
    models["group"] = [group_of(name) for name in order]
    for quarter in outlook.quarters:
        models[str(quarter)] = row_at(outlook.points, quarter)[order].to_numpy()
    for step, quarter in enumerate(outlook.quarters, start=1):
        models[f"past RMSE, {step} ahead"] = outlook.rmse[quarter][order].to_numpy()
    covered = pd.DataFrame(
        [{"period": at, "share": share, "intervals": count} for at, (share, count) in outlook.covered.items()]
    )
    return {"forecast": fan, "models": models, "coverage": covered}


def forecast_notes(outlook: Outlook, name: str) -> list[str]:
    """Return what a forecast rests on: information, weights, intervals and their measured coverage."""
    record = next(iter(outlook.records.values()))
    measured = ", ".join(
        f"{100 * share:.0f} % of {count} {period}" for period, (share, count) in outlook.covered.items()
    )
    notes = [
        f"What was out by the end of {outlook.month} is used; the same forecasts were made from "
        f"{len(record.actual) - 1} "
        "earlier quarters, for weights, errors and intervals.",
        f"The headline is the {title_of(name)}; the single model of lowest past error is "
        f"{title_of(best_single(outlook))}.",
        f"The {LEVEL:.0%} intervals are conformal, from past errors of the same distance, late ones weighing more; "
        "measured coverage: "
        f"{measured or 'none yet'}.",
    ]
    notes += outlook_notes(outlook.records, outlook.points.columns)
    failed = sorted({title_of(key) for at in outlook.records.values() for key in at.failures})
    return [*notes, f"Left out, because they failed somewhere: {', '.join(failed)}."] if failed else notes
