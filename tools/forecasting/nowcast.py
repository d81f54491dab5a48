"""The nowcast's answer: growth of the quarter that is not out yet, how it moved, and which releases moved it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from tools.core import Chart, Context, ToolResult, UserError, Value
from tools.forecasting.charts import bars_chart, fan_chart, path_chart
from tools.forecasting.data.index import value_at
from tools.forecasting.data.panel import BLOCKS, Panel
from tools.forecasting.evaluation.verdict import title_of
from tools.forecasting.forecast import HISTORY, forecast_notes, forecast_values
from tools.forecasting.news import News, news, path
from tools.forecasting.outlook import Outlook, headline_of, look_ahead
from tools.forecasting.record import row_at
from tools.forecasting.window import window_at

PATH_MONTHS = 5
SHOWN_RELEASES = 10


def nowcast_answer(
    panel: Panel, month: pd.Period, models: tuple[str, ...], ctx: Context, notes: Sequence[str] = ()
) -> ToolResult:
    """Nowcast the quarter of `month`, or the first that is not out, and return the result of `nowcast`.

    Args:
        panel: target and monthly predictors.
        month: where one stands.
        models: keys of the registry.
        ctx: progress, cancellation and the parallel map.
        notes: what reading the request has to say.

    Raises:
        UserError: the panel has no monthly series.
    """
    if panel.monthly.shape[1] == 0:
        raise UserError(
            f"{panel.title} holds no monthly series, and a nowcast reads the quarter off its months. Use `forecast`, "
            "or "
            "fetch monthly data (`quesnay data fetch china-nowcasting`)."
        )
    last = window_at(panel, month).last
    quarter = max(month.asfreq("Q"), last + 1)
    outlook = look_ahead(panel, month, int(quarter.ordinal - last.ordinal), models, ctx)
    ctx.progress(0, 2, "reading the news of the month")
    moved = news(panel, month, quarter)
    ctx.progress(1, 2, "following the nowcast through the months")
    earlier = path(panel, month, quarter, PATH_MONTHS)
    name = headline_of(outlook)
    blocks = moved.by_block()
    return ToolResult(
        headline=_headline(panel, outlook, quarter, moved, blocks),
        headline_zh=_headline_zh(panel, outlook, quarter, moved, blocks),
        values={
            **forecast_values(panel, outlook, name),
            **news_values(panel, moved),
            "nowcast": Value(
                value=value_at(outlook.fan["point"], quarter),
                unit=panel.target_info.unit,
                label=f"{panel.target_info.name}, nowcast of {quarter}",
            ),
        },
        tables={
            "news": moved.releases,
            "path": earlier.rename_axis("month").rename("nowcast").reset_index().astype({"month": str}),
            "models": _models_table(outlook, quarter),
        },
        charts=(
            path_chart(earlier, "path", _path_title(panel, quarter, earlier), panel),
            release_chart(panel, moved),
            fan_chart(
                panel.as_of(month).target.dropna().iloc[-HISTORY:],
                outlook.fan,
                outlook.points,
                f"{panel.target_info.name}: {value_at(outlook.fan['point'], quarter):.1f} % in {quarter}",
                panel,
            ),
        ),
        notes=(
            *panel.notes,
            *notes,
            *forecast_notes(outlook, name),
            "News and path are those of the dynamic factor model alone, with the parameters of the last month.",
        ),
        diagnostics={"known_at": str(month)},
    )


def news_values(panel: Panel, moved: News) -> dict[str, Value]:
    """Return the nowcast before and after the month's releases and what each block did, as named figures."""
    unit, quarter = panel.target_info.unit, moved.quarter
    found = {
        "dynamic_factor.before": Value(
            value=moved.before, unit=unit, label=f"dynamic factor forecast of {quarter} a month before"
        ),
        "dynamic_factor.after": Value(value=moved.after, unit=unit, label=f"dynamic factor forecast of {quarter}"),
        "news.all": Value(
            value=moved.after - moved.before, unit="percentage points", label=f"change by the month's news, {quarter}"
        ),
    }
    for block, impact in moved.by_block().items():
        key = str(block).replace(" ", "_")
        found[f"news.{key}"] = Value(
            value=float(impact), unit="percentage points", label=f"news from {block}, {quarter}"
        )
    return found


def release_chart(panel: Panel, moved: News) -> Chart:
    """Return bars of the releases that moved the nowcast most."""
    top = moved.releases.head(SHOWN_RELEASES)
    frame = pd.DataFrame({"what": top["name"] + ", " + top["period"], "value": top["impact"]})
    change = moved.after - moved.before
    if frame.empty:
        frame = pd.DataFrame({"what": ["no release"], "value": [0.0]})
    title = f"The month's releases moved the dynamic factor's {moved.quarter} by {change:+.2f} points"
    return bars_chart(frame, "news", title, "Impact on the nowcast, percentage points", panel)


def _headline(panel: Panel, outlook: Outlook, quarter: pd.Period, moved: News, blocks: pd.Series) -> str:
    row = row_at(outlook.fan, quarter)
    text = (
        f"{panel.target_info.name} in {quarter} is nowcast at {row['point']:.1f} %, 80 % interval {row['low80']:.1f} "
        "to "
        f"{row['high80']:.1f}, from what was out by the end of {outlook.month}: the {title_of(headline_of(outlook))} "
        "of "
        f"the models. The dynamic factor model says {moved.after:.1f} %"
    )
    if not len(blocks):
        return f"{text}; nothing was released in the last month."
    named = " and ".join(f"{block} ({value:+.2f})" for block, value in blocks.head(2).items())
    return f"{text}; the month's releases moved it by {moved.after - moved.before:+.2f} points, most of all {named}."


def _headline_zh(panel: Panel, outlook: Outlook, quarter: pd.Period, moved: News, blocks: pd.Series) -> str:
    row = row_at(outlook.fan, quarter)
    subject = panel.target_info.name_zh or panel.title
    text = (
        f"根据截至{outlook.month}的数据，{subject}{quarter.year}年第{quarter.quarter}季度即时预测为{row['point']:.1f}%，"
        f"80%区间为{row['low80']:.1f}%至{row['high80']:.1f}%。动态因子模型为{moved.after:.1f}%"
    )
    if not len(blocks):
        return f"{text}，最近一个月没有新数据。"
    named = "、".join(
        f"{BLOCKS.get(str(block), '自身历史')}（{value:+.2f}）" for block, value in blocks.head(2).items()
    )
    return f"{text}，当月新数据使其变动{moved.after - moved.before:+.2f}个百分点，主要来自{named}。"


def _models_table(outlook: Outlook, quarter: pd.Period) -> pd.DataFrame:
    order = outlook.rmse[quarter].sort_values(kind="stable").index
    return pd.DataFrame(
        {
            "model": order,
            "title": [title_of(name) for name in order],
            "nowcast": row_at(outlook.points, quarter)[order].to_numpy(),
            "past RMSE": outlook.rmse[quarter][order].to_numpy(),
        }
    )


def _path_title(panel: Panel, quarter: pd.Period, earlier: pd.Series) -> str:
    return (
        f"The dynamic factor's forecast of {quarter} went from {earlier.iloc[0]:.1f} to {earlier.iloc[-1]:.1f} % in "
        f"{len(earlier) - 1} months"
    )
