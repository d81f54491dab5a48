"""Charts of a target, its ragged edge, its revisions, and series beside it."""

from __future__ import annotations

import altair as alt
import pandas as pd

from tools.core import Chart
from tools.core.charts import finish
from tools.forecasting.data.index import periods_of
from tools.forecasting.data.panel import Panel
from tools.forecasting.data.vintages import Revisions
from tools.forecasting.series.description import Growth, blocks_known, edge, predictors

DARK, LIGHT, WARM = "#1b3a57", "#7fb2d9", "#e8a33d"
WIDTH, HEIGHT = 560, 220
YEARS_SHOWN = 20
MOST_ROWS = 25
"""Series of a ragged edge that are shown one by one; more are shown by block."""
MOST_PANES = 3


def growth_chart(panel: Panel, growth: Growth, title: str) -> Chart:
    """Return a line of the target over the last years up to its end, with the period asked for marked."""
    shown = panel.target
    start = min(shown.index[-1] - 4 * YEARS_SHOWN, growth.period.asfreq("Q", how="start") - 8)
    frame = _frame(shown[shown.index >= start], "growth")
    line = alt.Chart(frame).mark_line(color=DARK, strokeWidth=1.8).encode(x=_time(), y=_growth(panel))
    marked = frame[frame["period"] == str(growth.period.asfreq("Q", how="end"))]
    mark = alt.Chart(marked).mark_point(color=WARM, filled=True, size=90, opacity=1, stroke="#333")
    dot = mark.encode(x=_time(), y="growth:Q")
    text = alt.Chart(marked).mark_text(dy=-13, color="#333").encode(x=_time(), y="growth:Q", text="label:N")
    zero = alt.Chart(pd.DataFrame({"at": [0.0]})).mark_rule(color="#999").encode(y="at:Q")
    chart = alt.layer(zero, line, dot, text).properties(width=WIDTH, height=HEIGHT)
    return finish(chart, "growth", title, source(panel))


def series_chart(panel: Panel, keys: tuple[str, ...], title: str) -> Chart:
    """Return up to three series over the target, each in a pane of its own with its unit."""
    frame, panes = predictors(panel), []
    known = frame[list(keys[:MOST_PANES])].dropna(how="all")
    for key in keys[:MOST_PANES]:
        fact = panel.info[key]
        data = pd.DataFrame({"at": periods_of(frame).to_timestamp(), "value": frame[key].to_numpy()}).dropna()
        y = alt.Y("value:Q", title=_wrapped(f"{fact.name}, {fact.unit}"), scale=alt.Scale(zero=False))
        panes.append(alt.Chart(data).mark_line(color=LIGHT, strokeWidth=1.5).encode(x=_time(), y=y))
    target = panel.target if known.empty else panel.target[panel.target.index >= periods_of(known)[0].asfreq("Q")]
    panes.append(
        alt.Chart(_frame(target, "growth")).mark_line(color=DARK, strokeWidth=1.8).encode(x=_time(), y=_growth(panel))
    )
    height = max(130, HEIGHT * 2 // (1 + len(panes)))
    chart = alt.vconcat(*[pane.properties(width=WIDTH, height=height) for pane in panes]).resolve_scale(x="shared")
    return finish(chart, "series", title, source(panel))


def edge_chart(panel: Panel, keys: tuple[str, ...], title: str) -> Chart:
    """Return what is known of the last months: series by month where few, shares by block and month where many."""
    if len(keys) <= MOST_ROWS:
        known = edge(panel, keys)
        rows = [
            {"row": panel.info[key].name, "month": str(at), "share": int(bool(out)), "label": "out" if out else ""}
            for key in keys
            for at, out in known.loc[key].items()
        ]
        order, what = [panel.info[key].name for key in keys], None
    else:
        table = blocks_known(panel, keys)
        rows = [
            {
                "row": row["block"],
                "month": row["month"],
                "share": row["known"] / row["of"],
                "label": f"{row['known']}/{row['of']}",
            }
            for row in table.to_dict("records")
        ]
        order, what = list(dict.fromkeys(table["block"])), "Share of series out"
    frame = pd.DataFrame(rows)
    base = alt.Chart(frame).encode(
        x=alt.X("month:O", title="Month that the figure is of", axis=alt.Axis(labelAngle=0, grid=False)),
        y=alt.Y("row:N", title=None, sort=order, axis=alt.Axis(labelLimit=260, grid=False)),
    )
    shade = alt.Color(
        "share:Q",
        title=what,
        scale=alt.Scale(domain=[0, 1], range=["#f4f4f4", DARK]),
        legend=alt.Legend(format="%") if what else None,
    )
    cells = base.mark_rect(stroke="white", strokeWidth=2).encode(color=shade)
    ink = alt.condition("datum.share > 0.55", alt.value("white"), alt.value("#333"))
    text = base.mark_text(fontSize=11).encode(text="label:N", color=ink)
    chart = alt.layer(cells, text).properties(width=WIDTH, height=alt.Step(24))
    return finish(chart, "known", title, source(panel))


def revisions_chart(found: Revisions, title: str, where: str) -> Chart:
    """Return bars of what each quarter's figure changed by between two vintages."""
    changed = found.changes
    frame = pd.DataFrame({"at": periods_of(changed).to_timestamp(), "change": changed.round(3).to_numpy()})
    bars = (
        alt.Chart(frame)
        .mark_bar(size=3.2)
        .encode(
            x=_time(),
            y=alt.Y("change:Q", title="Revision, percentage points"),
            color=alt.condition("datum.change >= 0", alt.value(DARK), alt.value(WARM)),
        )
    )
    zero = alt.Chart(pd.DataFrame({"y": [0.0]})).mark_rule(color="#555").encode(y="y:Q")
    return finish(alt.layer(bars, zero).properties(width=WIDTH, height=HEIGHT), "revisions", title, where)


def source(panel: Panel) -> str:
    """Return the source line of a panel's charts."""
    others = sorted({fact.source for fact in panel.info.values()})
    known = f" As published by the end of {panel.known_at}." if panel.known_at is not None else ""
    more = f"; predictors: {', '.join(others)}" if others else ""
    return f"{panel.target_info.source}, vintage {panel.target_info.vintage}{more}.{known}"


def _frame(target: pd.Series, column: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "at": periods_of(target).to_timestamp(),
            column: target.to_numpy(),
            "period": [str(at) for at in target.index],
            "label": [f"{at}: {value:.1f} %" for at, value in target.items()],
        }
    )


def _time() -> alt.X:
    return alt.X("at:T", title=None, axis=alt.Axis(format="%Y", tickCount=8))


def _growth(panel: Panel) -> alt.Y:
    return alt.Y("growth:Q", title=_wrapped(f"Growth, {panel.target_info.unit}"))


def _wrapped(text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(text, 24)
