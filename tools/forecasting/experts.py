"""Models against experts: the same moments, the same quarters or years, and a person's own forecast among them."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from tools.core import Chart, Context, ToolResult, UserError, Value
from tools.forecasting.charts import bars_chart
from tools.forecasting.combination import MEAN
from tools.forecasting.data.annual import annual_growth
from tools.forecasting.data.experts import ExpertForecasts
from tools.forecasting.data.panel import Panel
from tools.forecasting.evaluation.comparison import FEWEST, compare
from tools.forecasting.evaluation.verdict import group_of, number, title_of
from tools.forecasting.models.registry import BENCHMARK, MODELS, seen_quarters
from tools.forecasting.window import SHORTEST_WINDOW, window_at

FURTHEST = 12
"""Quarters beyond the last published one up to which models forecast."""


@dataclass(frozen=True)
class Matched:
    """Forecasts of the same period made with the same information.

    Attributes:
        rows: a row an expert's forecast: who, information, period, annual, forecast, actual.
        points: forecasts by model, a row each of `rows`; NaN where a model failed.
    """

    rows: pd.DataFrame
    points: pd.DataFrame


def experts_answer(
    panel: Panel, experts: ExpertForecasts, models: tuple[str, ...], ctx: Context, notes: Sequence[str] = ()
) -> ToolResult:
    """Compare experts' forecasts with models that knew no more, and return the result of `compare_with_experts`.

    Args:
        panel: target and predictors.
        experts: dated forecasts; a person's own among them or alone.
        models: keys of the registry.
        ctx: progress, cancellation and the parallel map.
        notes: what reading the request has to say.

    Raises:
        UserError: no forecast lies where models can follow.
    """
    matched = match(panel, experts, models, ctx)
    errors = _errors(matched)
    table = _table(matched, errors)
    measured = int(errors.notna().all(axis=1).sum())
    return ToolResult(
        headline=_headline(panel, matched, table, measured),
        headline_zh=_headline_zh(panel, matched, table, measured),
        values=_values(panel, matched, table, measured),
        tables={"errors": table, "forecasts": _forecasts(matched)},
        charts=(_chart(panel, matched, table, measured),),
        notes=(
            *panel.notes,
            *notes,
            experts.told(),
            "Each model stands at the end of the last month that was over when the expert's forecast was issued, and "
            "sees only "
            "what was out then; an expert may have known a few weeks more.",
            "Growth of a year is chained from quarters, published ones first, and compared with what came in this "
            "vintage.",
            *_left_out(models, matched),
            *([] if measured >= FEWEST else [f"With {measured} forecasts that have come due no test can be made."]),
        ),
    )


def match(panel: Panel, experts: ExpertForecasts, models: tuple[str, ...], ctx: Context) -> Matched:
    """Return experts' forecasts beside the models' from the same information (see `experts_answer`)."""
    seen_quarters(models)  # Says at once what is wrong with the settings of a pretrained model.
    rows = experts.matched(panel)
    ahead = rows["quarters_ahead"]
    usable = (ahead >= 1) & (ahead <= FURTHEST)
    first = panel.release_month(panel.target.dropna().index[0] + SHORTEST_WINDOW)
    usable &= np.array([month >= first for month in rows["information"]], bool)
    rows = rows[usable].reset_index(drop=True)
    if rows.empty:
        raise UserError(
            f"None of the {len(usable)} forecasts is of a period that was open when it was issued and that models "
            "can reach "
            f"({FURTHEST} quarters ahead at most, {SHORTEST_WINDOW} quarters of growth before). The last growth out "
            "is that of "
            f"{panel.target.index[-1]}."
        )
    moments = list(dict.fromkeys(rows["information"]))
    longest = {month: int(rows.loc[rows["information"] == month, "quarters_ahead"].max()) for month in moments}
    made = ctx.map(partial(_stand, panel, models, ctx.seed), list(longest.items()))
    paths = dict(zip(moments, made, strict=True))
    points = [
        {name: _of_period(panel, path, row.period, bool(row.annual)) for name, path in paths[row.information].items()}
        for row in _typed(rows)
    ]
    frame = pd.DataFrame(points)
    frame = frame.loc[:, frame.notna().all()]
    singles = [name for name in frame if name in MODELS]
    if len(singles) > 1:
        frame[MEAN] = frame[singles].mean(axis=1)
    return Matched(rows, frame)


def _left_out(models: tuple[str, ...], matched: Matched) -> list[str]:
    return [
        f"Left out: the {title_of(model)}, which may have been trained on figures up to {last}, among them quarters "
        "that it would be judged by."
        for model, last in seen_quarters(models).items()
        if model not in matched.points
    ]


def _latest(matched: Matched) -> dict[str, Any]:
    return {str(key): value for key, value in matched.rows.iloc[-1].items()}


def _typed(rows: pd.DataFrame) -> list[Any]:
    return list(rows.itertuples())


def _stand(panel: Panel, models: tuple[str, ...], seed: int, moment: tuple[pd.Period, int]) -> dict[str, pd.Series]:
    """Return, by model, growth up to the last published quarter and the forecasts beyond it."""
    month, count = moment
    window = window_at(panel, month, seed=seed)
    quarters = [window.last + step for step in range(1, count + 1)]
    paths = {}
    seen = seen_quarters(models)
    for key in models:
        if key in seen and quarters[0] <= seen[key]:
            continue  # Left out of the whole comparison: it may have been trained on what it would be judged by.
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # A fit that has not converged shows in its errors.
                made = MODELS[key].make().fit_forecast(window, quarters)
        except (ValueError, ArithmeticError, np.linalg.LinAlgError, IndexError):
            continue  # A model that fails at one moment is left out of the whole comparison.
        ahead = pd.Series([one.point for one in made], index=pd.PeriodIndex(quarters, freq="Q"))
        paths[key] = pd.concat([window.known, ahead])
    return paths


def _of_period(panel: Panel, path: pd.Series, period: pd.Period, annual: bool) -> float:
    if not annual:
        return float(path.get(period, np.nan))
    return float(annual_growth(path, panel.target_info).get(period, np.nan))


def _errors(matched: Matched) -> pd.DataFrame:
    both = matched.points.assign(**{"experts": matched.rows["forecast"]})
    return both.rsub(matched.rows["actual"], axis=0).dropna()


def _table(matched: Matched, errors: pd.DataFrame) -> pd.DataFrame:
    rows = []
    sources: dict[str, pd.Index] = {"experts": errors.index}
    for who in dict.fromkeys(matched.rows["who"]):
        sources[str(who)] = errors.index[matched.rows.loc[errors.index, "who"] == who]
    for who, index in sources.items():
        for name in ["experts", *matched.points.columns]:
            here = errors.loc[index]
            if not len(here) or (who != "experts" and name != "experts"):
                continue
            label = who if name == "experts" else name
            rows.append(
                {
                    "who": label,
                    "title": title_of(label),
                    "forecasts": len(here),
                    "rmse": float((here[name] ** 2).mean() ** 0.5),
                    "mae": float(here[name].abs().mean()),
                    "models' mean, rmse": float((here[MEAN if MEAN in here else BENCHMARK] ** 2).mean() ** 0.5),
                    "dm_p against experts": _p(matched, here, name),
                }
            )
    if not rows:
        return pd.DataFrame(columns=["who", "title", "forecasts", "rmse", "mae"])
    return pd.DataFrame(rows).drop_duplicates("who").sort_values("rmse", kind="stable").reset_index(drop=True)


def _p(matched: Matched, here: pd.DataFrame, name: str) -> float:
    if name == "experts":
        return float("nan")
    actual = matched.rows.loc[here.index, "actual"].astype(float)
    steps = max(1, int(matched.rows.loc[here.index, "quarters_ahead"].median()))
    if steps >= len(actual):
        return float("nan")
    return compare(actual, actual - here["experts"], actual - here[name], steps, nested=False).dm


def _forecasts(matched: Matched) -> pd.DataFrame:
    rows = matched.rows[["who", "issued", "information", "period", "forecast", "actual"]]
    return pd.concat([rows.astype({"issued": str, "information": str, "period": str}), matched.points], axis=1)


def _headline(panel: Panel, matched: Matched, table: pd.DataFrame, measured: int) -> str:
    subject = panel.target_info.name
    if not measured:
        row, points = _latest(matched), matched.points.iloc[-1]
        middle = points[MEAN] if MEAN in points else points[BENCHMARK]
        low, high = points.min(), points.max()
        return (
            f"{subject}: {row['who']} says {row['forecast']:.1f} % for {row['period']}; models with the same "
            "information say "
            f"{middle:.1f} % in the mean, {low:.1f} to {high:.1f} % singly. It has not come due, so nobody is right "
            "yet."
        )
    by = table.set_index("who")
    models = by.drop(index=[who for who in by.index if group_of(str(who)) == "expert"])
    best = models.index[0]
    won = "below" if number(by, "experts", "rmse") < models["rmse"].iloc[0] else "above"
    p = models["dm_p against experts"].iloc[0]
    test = f" (Diebold-Mariano p = {p:.2f})" if np.isfinite(p) else ""
    return (
        f"{subject}: over {measured} forecasts made with the same information the experts' RMSE is "
        f"{number(by, 'experts', 'rmse'):.2f} points, {won} the best model's, {title_of(str(best))} with "
        f"{models['rmse'].iloc[0]:.2f}{test}."
    )


def _headline_zh(panel: Panel, matched: Matched, table: pd.DataFrame, measured: int) -> str:
    subject = panel.target_info.name_zh or panel.title
    if not measured:
        row, points = _latest(matched), matched.points.iloc[-1]
        middle = points[MEAN] if MEAN in points else points[BENCHMARK]
        return (
            f"{subject}：{row['period']}的判断值为{row['forecast']:.1f}%，信息相同的模型平均为{middle:.1f}%，单个模型为"
            f"{points.min():.1f}%至{points.max():.1f}%。实际值尚未公布，无法评判。"
        )
    by = table.set_index("who")
    models = by.drop(index=[who for who in by.index if group_of(str(who)) == "expert"])
    return (
        f"{subject}：在信息相同的{measured}次预测中，专家的均方根误差为{number(by, 'experts', 'rmse'):.2f}个百分点，"
        "最好的模型"
        f"{title_of(str(models.index[0]), True)}为{models['rmse'].iloc[0]:.2f}。"
    )


def _values(panel: Panel, matched: Matched, table: pd.DataFrame, measured: int) -> dict[str, Value]:
    unit = panel.target_info.unit
    found = {"forecasts_measured": Value(value=measured, unit="", label="forecasts that have come due")}
    for row in table.to_dict("records"):
        key = str(row["who"]).replace(" ", "_")
        label = f"RMSE of {row['title']} over {row['forecasts']} forecasts"
        found[f"rmse.{key}"] = Value(value=row["rmse"], unit="percentage points", label=label)
        if np.isfinite(row["dm_p against experts"]):
            label = f"Diebold-Mariano p-value against the experts: {row['title']}"
            found[f"dm_p.{key}"] = Value(value=row["dm_p against experts"], unit="", label=label)
    last, points = _latest(matched), matched.points.iloc[-1]
    found["latest.expert"] = Value(
        value=float(last["forecast"]), unit=unit, label=f"forecast of {last['who']} for {last['period']}"
    )
    for name, value in points.items():
        label = f"forecast of {title_of(str(name))} for {last['period']}"
        found[f"latest.{name}"] = Value(value=float(value), unit=unit, label=label)
    found["latest.lowest"] = Value(value=float(points.min()), unit=unit, label="lowest of the models")
    found["latest.highest"] = Value(value=float(points.max()), unit=unit, label="highest of the models")
    return found


def _chart(panel: Panel, matched: Matched, table: pd.DataFrame, measured: int) -> Chart:
    if measured:
        first = table.iloc[0]
        frame = pd.DataFrame({"what": table["title"], "value": table["rmse"]})
        title = f"{first['title']} has the lowest RMSE over {measured} forecasts of equal information"
        return bars_chart(frame, "experts", title, "RMSE, percentage points", panel, signed=False)
    row, points = _latest(matched), matched.points.iloc[-1].sort_values()
    frame = pd.DataFrame(
        {
            "what": [str(row["who"]), *(title_of(str(name)) for name in points.index)],
            "value": [float(row["forecast"]), *points.to_numpy()],
        }
    )
    singles = points[[name for name in points.index if name in MODELS]]
    above = int((singles > row["forecast"]).sum())
    title = f"{above} of {len(singles)} models lie above {row['who']} for {row['period']}"
    return bars_chart(frame, "experts", title, f"Growth, {panel.target_info.unit}", panel, signed=False)
