"""Charts of the tournament: accuracy by sub-period, where gains come from, and forecasts beside growth."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from tools.core import Chart
from tools.core.charts import finish
from tools.forecasting.data.panel import Panel
from tools.forecasting.evaluation import periods
from tools.forecasting.evaluation.verdict import Verdict, title_of
from tools.forecasting.models.registry import BENCHMARK

WIDTH = 460
INK, BENCH, MODEL, BAND = "#222222", "#e8a33d", "#2b6ca3", "#7fb2d9"
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross")
LINES = (MODEL, BENCH, "#7a7a7a", "#1b3a57")
SHOWN = 4
PERIOD_COLOURS = ("#1b3a57", "#7fb2d9", "#e8a33d")


def capitalised(text: str) -> str:
    """Return a title with its first letter large."""
    return text[:1].upper() + text[1:]


def source_of(panel: Panel) -> str:
    """Return the source line of figures computed from a panel."""
    return f"{panel.target_info.source or panel.title}; own computation in pseudo real time."


def accuracy_chart(verdict: Verdict, title: str, panel: Panel) -> Chart:
    """Return RMSE relative to the benchmark by model, over all and in the sub-periods that differ most."""
    shown = [name for name in (periods.ALL, periods.BEFORE, periods.COVID) if name in verdict.parts]
    rows = verdict.table[verdict.table["period"].isin(shown)]
    order = [title_of(model) for model in verdict.of(periods.ALL).index]
    frame = pd.DataFrame(
        {
            "model": rows["title"],
            "period": rows["period"],
            "relative": rows["relative_rmse"].clip(upper=3.0),
            "rmse": rows["rmse"],
        }
    )
    scale = alt.Scale(domain=shown, range=list(PERIOD_COLOURS[: len(shown)]))
    marks = (
        alt.Chart(frame)
        .mark_point(filled=True, size=70, opacity=0.95)
        .encode(
            x=alt.X(
                "relative:Q", title="RMSE relative to the AR's (1 = the same, cut at 3)", scale=alt.Scale(zero=False)
            ),
            y=alt.Y("model:N", sort=order, title=None, axis=alt.Axis(labelLimit=220)),
            color=alt.Color("period:N", title=None, scale=scale, legend=alt.Legend(orient="top")),
            shape=alt.Shape("period:N", title=None, scale=alt.Scale(domain=shown, range=list(SHAPES[: len(shown)]))),
            tooltip=["model", "period", alt.Tooltip("rmse:Q", format=".3f", title="RMSE, points")],
        )
    )
    one = alt.Chart(pd.DataFrame({"at": [1.0]})).mark_rule(color="#555", strokeDash=[4, 3]).encode(x="at:Q")
    chart = alt.layer(one, marks).properties(width=WIDTH, height=alt.Step(19))
    return finish(chart, "accuracy", capitalised(title), source_of(panel))


def accumulated_chart(verdict: Verdict, title: str, panel: Panel) -> Chart:
    """Return the running sum of squared errors saved against the benchmark; a rise is a quarter won."""
    errors = verdict.record.errors
    names = [name for name in verdict.of(periods.ALL).index if name != BENCHMARK][:SHOWN]
    gain = errors[names].pow(2).rsub(errors[BENCHMARK] ** 2, axis=0).cumsum()
    frame = gain.rename(columns=title_of).rename_axis("quarter").reset_index().melt("quarter", None, "model", "gain")
    chart = _lines(
        frame, "gain", "Squared error saved against the AR, summed, points²", [title_of(name) for name in names]
    )
    zero = alt.Chart(pd.DataFrame({"at": [0.0]})).mark_rule(color="#555").encode(y="at:Q")
    return finish(
        alt.layer(chart, zero).properties(width=WIDTH, height=240), "gains", capitalised(title), source_of(panel)
    )


def track_chart(verdict: Verdict, title: str, panel: Panel) -> Chart:
    """Return growth beside what the best model and the benchmark had forecast."""
    best = verdict.best(periods.ALL)
    due = verdict.record.actual.dropna()
    points = verdict.record.points.loc[due.index, [best, BENCHMARK]].rename(columns=title_of)
    frame = points.assign(growth=due).rename_axis("quarter").reset_index().melt("quarter", None, "model", "value")
    chart = _lines(frame, "value", f"Growth, {panel.target_info.unit}", ["growth", title_of(best), title_of(BENCHMARK)])
    return finish(chart.properties(width=WIDTH, height=240), "track", capitalised(title), source_of(panel))


def fan_chart(
    history: pd.Series, fan: pd.DataFrame, singles: pd.DataFrame, title: str, panel: Panel, name: str = "fan"
) -> Chart:
    """Return past growth, the forecast with its intervals, and the single models around it.

    Args:
        history: growth by quarter, percent.
        fan: columns point, low50, high50, low80, high80, a row a quarter.
        singles: forecasts by model, a row a quarter.
        title: the finding.
        panel: for unit and source.
        name: of the chart.
    """
    last = history.index[-1]
    start = pd.DataFrame(
        {column: [float(history.iloc[-1])] for column in fan.columns}, index=pd.PeriodIndex([last], freq="Q")
    )
    whole = _dated(pd.concat([start, fan]))
    unit = f"Growth, {panel.target_info.unit}"
    base = alt.Chart(whole).encode(x=_quarter_axis())
    bands = [
        base.mark_area(opacity=opacity, color=BAND).encode(y=alt.Y(f"low{level}:Q", title=unit), y2=f"high{level}:Q")
        for level, opacity in ((80, 0.35), (50, 0.6))
    ]
    line = base.mark_line(
        color=MODEL, strokeWidth=2.5, strokeDash=[6, 3], point=alt.OverlayMarkDef(color=MODEL, size=45)
    )
    past = alt.Chart(_dated(history.rename("value").to_frame())).mark_line(color=INK, strokeWidth=2)
    dots = _dated(singles).melt(["quarter", "date"], None, "model", "value")
    dots["model"] = dots["model"].map(title_of)
    ticks = alt.Chart(dots).mark_tick(color="#555", thickness=1.5, size=14, orient="horizontal")
    text = base.transform_filter(alt.datum.quarter != str(last)).mark_text(dy=-12, fontWeight="bold", color=INK)
    chart = alt.layer(
        *bands,
        past.encode(x=_quarter_axis(), y="value:Q"),
        ticks.encode(x=_quarter_axis(), y="value:Q", tooltip=["model", alt.Tooltip("value:Q", format=".2f")]),
        line.encode(y="point:Q"),
        text.encode(y="point:Q", text=alt.Text("point:Q", format=".1f")),
    )
    return finish(chart.properties(width=WIDTH + 60, height=260), name, capitalised(title), source_of(panel))


def bars_chart(frame: pd.DataFrame, name: str, title: str, axis: str, panel: Panel, *, signed: bool = True) -> Chart:
    """Return horizontal bars of contributions or importances.

    Args:
        frame: columns what, value; in order from top to bottom.
        name: of the chart.
        title: the finding.
        axis: what the bars measure, with its unit.
        panel: for the source.
        signed: whether labels carry a sign, as changes do.
    """
    frame = frame.assign(label=[f"{value:+.2f}" if signed else f"{value:.2f}" for value in frame["value"]])
    low, high = min(0.0, float(frame["value"].min())), max(0.0, float(frame["value"].max()))
    room = 0.16 * ((high - low) or 1.0)
    domain = [low - (room if low < 0 else 0.0), high + (room if high > 0 else 0.0)]
    base = alt.Chart(frame).encode(
        x=alt.X("value:Q", title=axis, scale=alt.Scale(domain=domain, nice=False)),
        y=alt.Y("what:N", sort=frame["what"].tolist(), title=None, axis=alt.Axis(labelLimit=260)),
    )
    bars = base.mark_bar().encode(color=alt.condition("datum.value >= 0", alt.value(MODEL), alt.value(BENCH)))
    rise = base.transform_filter("datum.value >= 0").mark_text(align="left", dx=4, color=INK).encode(text="label:N")
    fall = base.transform_filter("datum.value < 0").mark_text(align="right", dx=-4, color=INK).encode(text="label:N")
    chart = alt.layer(bars, rise, fall).properties(width=WIDTH - 60, height=alt.Step(24))
    return finish(chart, name, capitalised(title), source_of(panel))


def heat_chart(frame: pd.DataFrame, name: str, title: str, axis: str, panel: Panel) -> Chart:
    """Return contributions by block and quarter as shades.

    Args:
        frame: columns quarter (text), block, value (share or points).
        name: of the chart.
        title: the finding.
        axis: what the shades measure, with its unit.
        panel: for the source.
    """
    quarters = list(dict.fromkeys(frame["quarter"]))
    labelled = [quarter for at, quarter in enumerate(quarters) if at % max(1, len(quarters) // 8) == 0]
    chart = (
        alt.Chart(frame)
        .mark_rect()
        .encode(
            x=alt.X("quarter:O", title="Quarter", sort=quarters, axis=alt.Axis(values=labelled, labelAngle=0)),
            y=alt.Y("block:N", title=None, sort=list(dict.fromkeys(frame["block"]))),
            color=alt.Color("value:Q", title=axis, scale=alt.Scale(scheme="blues"), legend=alt.Legend(orient="top")),
            tooltip=["quarter", "block", alt.Tooltip("value:Q", format=".3f")],
        )
        .properties(width=WIDTH, height=alt.Step(24))
    )
    return finish(chart, name, capitalised(title), source_of(panel))


def path_chart(path: pd.Series, name: str, title: str, panel: Panel) -> Chart:
    """Return how the nowcast of one quarter moved as figures came out.

    Args:
        path: percent by month at whose end it was made.
        name: of the chart.
        title: the finding.
        panel: for unit and source.
    """
    frame = pd.DataFrame({"month": path.index.astype(str), "value": path.to_numpy()})
    axis = alt.X("month:O", title="Known at the end of", sort=None, axis=alt.Axis(labelAngle=0))
    base = alt.Chart(frame).encode(
        x=axis, y=alt.Y("value:Q", title=f"Nowcast, {panel.target_info.unit}", scale=alt.Scale(zero=False, padding=14))
    )
    line = base.mark_line(color=MODEL, strokeWidth=2, point=alt.OverlayMarkDef(color=MODEL, size=45))
    text = base.mark_text(dy=-12, color=INK).encode(text=alt.Text("value:Q", format=".2f"))
    chart = alt.layer(line, text).properties(width=WIDTH, height=220)
    return finish(chart, name, capitalised(title), source_of(panel))


def _lines(frame: pd.DataFrame, value: str, axis: str, order: list[str]) -> Any:
    frame = frame.assign(date=frame["quarter"].dt.to_timestamp(), quarter=frame["quarter"].astype(str))
    colours = (INK, *LINES) if order[0] == "growth" else LINES
    dashes = [[1, 0], [6, 3], [2, 2], [8, 2, 2, 2], [3, 6]]
    return (
        alt.Chart(frame)
        .mark_line(strokeWidth=1.8)
        .encode(
            x=_quarter_axis(),
            y=alt.Y(f"{value}:Q", title=axis),
            color=alt.Color(
                "model:N",
                title=None,
                scale=alt.Scale(domain=order, range=list(colours[: len(order)])),
                legend=alt.Legend(orient="top"),
            ),
            strokeDash=alt.StrokeDash("model:N", title=None, scale=alt.Scale(domain=order, range=dashes[: len(order)])),
            tooltip=["quarter", "model", alt.Tooltip(f"{value}:Q", format=".2f")],
        )
    )


def _quarter_axis() -> Any:
    return alt.X("date:T", title="Quarter", axis=alt.Axis(format="%Y", tickCount=8))


def _dated(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.rename_axis("quarter").reset_index()
    return frame.assign(date=frame["quarter"].dt.to_timestamp(), quarter=frame["quarter"].astype(str))
