"""Charts of occupations: their exposure by judge, their tasks, the ranking and the spread by major group."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from tools.core import Chart
from tools.core.charts import finish
from tools.exposure.charts import ACCENT, CHINA_SOURCE, DARK, LABEL_COLOURS, LIGHT, MIDDLE, PALE, US_SOURCE, WIDTH

MEANING = {
    "alpha": "Exposure alpha: share of tasks, E1",
    "beta": "Exposure beta: share of tasks, E1 + 0.5 E2",
    "gamma": "Exposure gamma: share of tasks, E1 + E2",
}
SCALE = alt.Scale(domain=[0, 1], nice=False)
TICKS = alt.Axis(values=[0, 0.2, 0.4, 0.6, 0.8, 1])
WITH_ROOM = alt.Scale(domain=[-0.02, 1.02], nice=False)
LONGEST_LABEL = 300


def judges_chart(frame: pd.DataFrame, title: str) -> Chart:
    """Return each occupation's range from alpha to gamma with a mark for beta by each judge.

    Args:
        frame: columns occupation, judge, country, alpha, beta, gamma, main (whether this judge makes the bar).
        title: the finding.
    """
    order = frame["occupation"].drop_duplicates().tolist()
    y = alt.Y(
        "occupation:N", sort=order, title=None, axis=alt.Axis(labelLimit=LONGEST_LABEL, domain=False, ticks=False)
    )
    judges = frame["judge"].drop_duplicates().tolist()
    bars = (
        alt.Chart(frame[frame["main"]])
        .mark_bar(height=14, color=PALE)
        .encode(
            x=alt.X("alpha:Q", scale=WITH_ROOM, axis=TICKS, title="Exposure: bar from alpha to gamma, marks at beta")
        )
        .encode(x2="gamma:Q", y=y)
    )
    marks = (
        alt.Chart(frame)
        .mark_point(size=90, filled=True, opacity=1)
        .encode(
            x=alt.X("beta:Q", scale=WITH_ROOM),
            y=y,
            shape=alt.Shape(
                "judge:N",
                title="beta by",
                sort=judges,
                scale=alt.Scale(
                    domain=judges, range=["circle", "diamond", "triangle-up", "square", "cross"][: len(judges)]
                ),
            ),
            color=alt.Color(
                "judge:N",
                title="beta by",
                sort=judges,
                scale=alt.Scale(domain=judges, range=[DARK, ACCENT, MIDDLE, LIGHT, "#555555"][: len(judges)]),
            ),
            tooltip=["occupation", "judge", *(alt.Tooltip(f"{name}:Q", format=".3f") for name in MEANING)],
        )
    )
    chart = alt.layer(bars, marks).properties(width=WIDTH, height=alt.Step(30))
    return finish(chart, "judges", title, source(frame["country"]))


def tasks_chart(frame: pd.DataFrame, name: str, title: str) -> Chart:
    """Return bars of the most and least exposed tasks of an occupation, shaded by label.

    Args:
        frame: columns task, beta, label, country; most exposed first.
        name: name of the chart.
        title: the finding.
    """
    shown = frame.assign(short=[_cut(task) for task in frame["task"]], bar=[max(beta, 0.012) for beta in frame["beta"]])
    chart = (
        alt.Chart(shown)
        .mark_bar(stroke="#555", strokeWidth=0.4)
        .encode(
            x=alt.X(
                "bar:Q", title="Exposure of the task: 1 direct, 0.5 with software, 0 none", scale=SCALE, axis=TICKS
            ),
            y=alt.Y(
                "short:N",
                sort=shown["short"].tolist(),
                title=None,
                axis=alt.Axis(labelLimit=460, domain=False, ticks=False),
            ),
            color=alt.Color(
                "label:N",
                title="likeliest label",
                scale=alt.Scale(domain=list(LABEL_COLOURS), range=list(LABEL_COLOURS.values())),
            ),
            tooltip=["task", alt.Tooltip("beta:Q", format=".3f"), "label"],
        )
        .properties(width=240, height=alt.Step(22))
    )
    return finish(chart, name, title, source(frame["country"]))


def ranking_chart(frame: pd.DataFrame, measure: str, title: str) -> Chart:
    """Return bars of a ranking.

    Args:
        frame: columns name, value, country; in the order shown.
        measure: "alpha", "beta" or "gamma".
        title: the finding.
    """
    y = alt.Y(
        "name:N",
        sort=frame["name"].tolist(),
        title=None,
        axis=alt.Axis(labelLimit=LONGEST_LABEL, domain=False, ticks=False),
    )
    x = alt.X("value:Q", title=MEANING[measure], scale=SCALE, axis=TICKS)
    bars = (
        alt.Chart(frame).mark_bar(color=MIDDLE).encode(x=x, y=y, tooltip=["name", alt.Tooltip("value:Q", format=".3f")])
    )
    text = bars.mark_text(align="left", dx=4, color="#333").encode(text=alt.Text("value:Q", format=".2f"))
    chart = alt.layer(bars, text).properties(width=WIDTH, height=alt.Step(22))
    return finish(chart, "ranking", title, source(frame["country"]))


def spread_chart(frame: pd.DataFrame, measure: str, title: str) -> Chart:
    """Return the spread of exposure over the occupations of each major group: middle half, median, every occupation.

    Args:
        frame: columns group, occupation, value, country; one row an occupation.
        measure: "alpha", "beta" or "gamma".
        title: the finding.
    """
    order = frame.groupby("group")["value"].median().sort_values(ascending=False).index.tolist()
    y = alt.Y("group:N", sort=order, title=None, axis=alt.Axis(labelLimit=LONGEST_LABEL, domain=False, ticks=False))
    x = alt.X("value:Q", title=MEANING[measure], scale=SCALE, axis=TICKS)
    each = alt.Chart(frame).mark_tick(color=LIGHT, thickness=1, opacity=0.8).encode(x=x, y=y)
    quarters = frame.groupby("group")["value"].quantile(np.array([0.25, 0.5, 0.75])).unstack().reset_index()
    quarters.columns = ["group", "low", "median", "high"]
    box = alt.Chart(quarters).mark_bar(height=7, color=MIDDLE).encode(x=alt.X("low:Q"), x2="high:Q", y=y)
    middle = (
        alt.Chart(quarters)
        .mark_point(filled=True, size=70, color=ACCENT, stroke="black", strokeWidth=1, opacity=1)
        .encode(x="median:Q", y=y, tooltip=["group", alt.Tooltip("median:Q", format=".3f")])
    )
    chart = alt.layer(each, box, middle).properties(width=WIDTH, height=alt.Step(22))
    legend = "Thin lines: occupations; bar: middle half; dot: median."
    return finish(chart, "spread", title, f"{source(frame['country'])}. {legend}")


def source(countries: pd.Series) -> str:
    """Return the source line of figures for these countries."""
    lines = {"US": US_SOURCE, "China": CHINA_SOURCE}
    return "; ".join(lines[country] for country in dict.fromkeys(countries))


def _cut(task: str) -> str:
    wide = sum(2 if ord(letter) > 0x2E80 else 1 for letter in task)
    if wide <= 76:
        return task
    return f"{task[:37]}…" if wide > 1.5 * len(task) else f"{task[:74].rstrip()}…"
