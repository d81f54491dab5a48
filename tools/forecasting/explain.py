"""The explanation's answer: what drove the forecasts of some quarters, which blocks matter, and the month's news."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from tools.core import Chart, Context, ToolResult, UserError, Value
from tools.forecasting.attribution import (
    Attribution,
    attribute,
    contribution_table,
    permutation_importance,
    stability,
)
from tools.forecasting.charts import bars_chart, heat_chart
from tools.forecasting.data.index import value_at
from tools.forecasting.data.panel import BLOCKS, Panel
from tools.forecasting.evaluation.verdict import title_of
from tools.forecasting.features import TARGET_BLOCK
from tools.forecasting.news import News, news
from tools.forecasting.nowcast import news_values, release_chart
from tools.forecasting.request import horizon_words

SMALL = 0.005
OWN_PAST_ZH = "自身历史"


def explain_answer(
    panel: Panel,
    model: str,
    quarters: Sequence[pd.Period],
    first: pd.Period,
    horizon: int,
    ctx: Context,
    notes: Sequence[str] = (),
) -> ToolResult:
    """Take forecasts apart and return the result of `explain_forecast`.

    Args:
        panel: target and predictors.
        model: key of a model that reads blocks.
        quarters: whose forecasts are explained.
        first: first origin of the out-of-sample span for importance and stability.
        horizon: quarters ahead.
        ctx: progress, cancellation and the parallel map.
        notes: what reading the request has to say.

    Raises:
        UserError: the panel has no predictors.
    """
    if not panel.info:
        raise UserError(
            f"{panel.title} holds no predictors, so a forecast can only come from growth's own past. Fetch monthly "
            "data "
            "(`quesnay data fetch china-nowcasting`) or import a file with predictors."
        )
    origins = sorted({*pd.period_range(first, quarters[-1] - horizon, freq="Q"), *(at - horizon for at in quarters)})
    parts = attribute(panel, model, origins, horizon, ctx)
    asked = [part for part in parts if part.quarter in quarters]
    table = contribution_table(parts)
    mean = table.loc[[part.quarter for part in asked]].mean()
    mean = mean.reindex(mean.abs().sort_values(ascending=False, kind="stable").index)
    importance = permutation_importance(parts, panel.target)
    same = stability(table)
    moved = _news(panel, asked[-1].quarter, horizon)
    words = _span(quarters)
    return ToolResult(
        headline=_headline(panel, model, asked, mean, importance, moved, horizon, words),
        headline_zh=_headline_zh(panel, model, asked, mean, importance, words),
        values=_values(panel, asked, mean, importance, same, words) | (news_values(panel, moved) if moved else {}),
        tables={
            "contributions": _contributions(parts, table),
            "importance": importance.rename("rmse_rise").rename_axis("block").reset_index(),
            **({"news": moved.releases} if moved else {}),
        },
        charts=_charts(panel, model, table, mean, importance, moved, words),
        notes=(*panel.notes, *notes, *_notes(model, parts, same, horizon, bool(moved))),
        diagnostics={"largest_gap": max(abs(p.base + sum(p.contributions.values()) - p.point) for p in parts)},
    )


def _news(panel: Panel, quarter: pd.Period, horizon: int) -> News | None:
    if panel.monthly.shape[1] == 0:
        return None
    return news(panel, (quarter - horizon).asfreq("M", how="end"), quarter)


def outcome(panel: Panel, asked: list[Attribution]) -> float | None:
    """Return mean growth of the quarters asked about, percent; None where one is not out yet."""
    known = [value_at(panel.target, part.quarter) for part in asked if part.quarter in panel.target.index]
    return float(np.mean(known)) if len(known) == len(asked) else None


def _headline(
    panel: Panel,
    model: str,
    asked: list[Attribution],
    mean: pd.Series,
    importance: pd.Series,
    moved: News | None,
    horizon: int,
    words: str,
) -> str:
    point, base = np.mean([part.point for part in asked]), np.mean([part.base for part in asked])
    drivers = ", ".join(f"{block} ({value:+.1f})" for block, value in mean.head(4).items() if abs(value) >= SMALL)
    each = "forecast" if len(asked) == 1 else "mean forecast"
    text = (
        f"{horizon_words(horizon)} of {title_of(model)}: the {each} of {panel.target_info.name} for {words} was "
        f"{point:.1f} %, "
        f"against a mean growth of {base:.1f} % in the windows; the difference comes from {drivers} points."
    )
    if (came := outcome(panel, asked)) is not None:
        text += f" Growth came out at {came:.1f} %."
    if len(importance):
        text += f" Out of sample the block that matters most is {importance.index[0]}"
        text += f" ({importance.iloc[0]:+.2f} points of RMSE when it is shuffled)."
    if moved is not None and len(moved.releases):
        change = moved.after - moved.before
        text += f" News of the last month moved the dynamic factor's {moved.quarter} by {change:+.2f} points."
    return text


def _headline_zh(
    panel: Panel, model: str, asked: list[Attribution], mean: pd.Series, importance: pd.Series, words: str
) -> str:
    point, base = np.mean([part.point for part in asked]), np.mean([part.base for part in asked])
    drivers = "、".join(
        f"{block_zh(str(block))}（{value:+.1f}）" for block, value in mean.head(4).items() if abs(value) >= SMALL
    )
    subject, when = panel.target_info.name_zh or panel.title, f"{words}年" if len(words) == 4 else words
    text = (
        f"{title_of(model, True)}对{subject}{when}的预测平均为{point:.1f}%，样本内平均增速为{base:.1f}%，"
        "差距（百分点）来自"
        f"{drivers}。"
    )
    if (came := outcome(panel, asked)) is not None:
        text += f"实际平均为{came:.1f}%。"
    if len(importance):
        text += f"样本外最重要的一组是{block_zh(str(importance.index[0]))}。"
    return text


def block_zh(block: str) -> str:
    """Return a block's Chinese name."""
    return OWN_PAST_ZH if block == TARGET_BLOCK else BLOCKS.get(block, block)


def _values(
    panel: Panel, asked: list[Attribution], mean: pd.Series, importance: pd.Series, same: float, words: str
) -> dict[str, Value]:
    unit = panel.target_info.unit
    found = {
        "forecast": Value(
            value=float(np.mean([part.point for part in asked])), unit=unit, label=f"mean forecast for {words}"
        ),
        "window_mean": Value(
            value=float(np.mean([part.base for part in asked])), unit=unit, label="mean growth in the windows"
        ),
    }
    for part in asked:
        found[f"forecast.{part.quarter}"] = Value(value=part.point, unit=unit, label=f"forecast for {part.quarter}")
        if part.quarter in panel.target.index:
            label = f"{panel.target_info.name}, {part.quarter}"
            found[f"growth.{part.quarter}"] = Value(value=value_at(panel.target, part.quarter), unit=unit, label=label)
    if (came := outcome(panel, asked)) is not None:
        found["growth"] = Value(value=came, unit=unit, label=f"mean growth in {words}")
    for block, value in mean.items():
        label = f"contribution of {block} to the forecast for {words}"
        found[f"contribution.{_slug(block)}"] = Value(value=float(value), unit="percentage points", label=label)
    for block, value in importance.items():
        label = f"rise of RMSE when {block} is shuffled, out of sample"
        found[f"importance.{_slug(block)}"] = Value(value=float(value), unit="percentage points", label=label)
    if math.isfinite(same):
        label = "rank correlation of the blocks' contributions, first and second half of the span"
        found["stability"] = Value(value=same, unit="", label=label)
    return found


def _contributions(parts: list[Attribution], table: pd.DataFrame) -> pd.DataFrame:
    frame = table.rename_axis("quarter").reset_index().astype({"quarter": str})
    frame.insert(1, "forecast", [part.point for part in parts])
    frame.insert(2, "window_mean", [part.base for part in parts])
    return frame


def _charts(
    panel: Panel,
    model: str,
    table: pd.DataFrame,
    mean: pd.Series,
    importance: pd.Series,
    moved: News | None,
    words: str,
) -> tuple[Chart, ...]:
    strongest = str(mean.index[0])
    bars = pd.DataFrame({"what": mean.index, "value": mean.to_numpy()})
    share = table.abs().div(table.abs().sum(axis=1).replace(0.0, 1.0), axis=0)
    long = share.rename_axis("quarter").reset_index().astype({"quarter": str}).melt("quarter", None, "block", "value")
    always = str(share.mean().idxmax())
    charts = [
        bars_chart(
            bars,
            "contributions",
            f"{strongest.capitalize()} moved the {title_of(model)} forecast for {words} most: {mean.iloc[0]:+.1f} "
            "points",
            "Contribution to the forecast, percentage points from the window's mean growth",
            panel,
        ),
        heat_chart(
            long,
            "stability",
            f"{always.capitalize()} carries {100 * share.mean().max():.0f} % of the forecasts on average",
            "Share of absolute contributions",
            panel,
        ),
        bars_chart(
            pd.DataFrame({"what": importance.index, "value": importance.to_numpy()}),
            "importance",
            f"Shuffling {importance.index[0]} costs most: {importance.iloc[0]:+.2f} points of RMSE out of sample",
            "Rise of RMSE when the block is shuffled, percentage points",
            panel,
        ),
    ]
    return (*charts, release_chart(panel, moved)) if moved is not None else tuple(charts)


def _notes(model: str, parts: list[Attribution], same: float, horizon: int, has_news: bool) -> list[str]:
    notes = [
        f"Each forecast is out of sample: {title_of(model)} fitted at the end of each quarter to what was out then, "
        f"{parts[0].quarter} to {parts[-1].quarter}, horizon {horizon}.",
        "Contributions are exact Shapley values of whole blocks of series against quarters of the window, so that "
        "correlated "
        "series of a block do not share credit at random; they say what the model uses, not what caused growth.",
        "Importance is the rise of out-of-sample RMSE when a block takes the values of other quarters.",
    ]
    if math.isfinite(same):
        notes.append(f"Rank correlation of the blocks' weights between the halves of the span: {same:.2f}.")
    if has_news:
        notes.append(
            "News is that of the dynamic factor model: what the last month's releases changed in its forecast."
        )
    return notes


def _slug(block: object) -> str:
    return str(block).replace(" ", "_")


def _span(quarters: Sequence[pd.Period]) -> str:
    if len(quarters) == 1:
        return str(quarters[0])
    if len(quarters) == 4 and quarters[0].quarter == 1:
        return str(quarters[0].year)
    return f"{quarters[0]}-{quarters[-1]}"
