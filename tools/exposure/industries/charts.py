"""Charts of exposure by industry: the ranking under both label sources, and exposure against wages."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from tools.core import Chart
from tools.core.charts import finish
from tools.core.errors import shorten

SOURCE = "task labels of people and GPT-4 (Eloundou et al. 2024); BLS OEWS May 2025"
PEOPLE, GPT4 = "#1b3a57", "#e8a33d"
LABELLERS = {"people": "people", "gpt4": "GPT-4"}
MOST_NAMED, LONGEST = 8, 34


def ranking_chart(frame: pd.DataFrame, measure: str, weight: str, title: str) -> Chart:
    """Return one row an industry with the exposure by people's and by GPT-4's labels.

    Args:
        frame: in the order of the ranking; columns name, people, gpt4 (shares).
        measure: of exposure, for the axis.
        weight: "employment" or "wage_bill", for the axis.
        title: the finding.
    """
    order = frame["name"].tolist()
    long = frame.melt(id_vars=["name"], value_vars=["people", "gpt4"], var_name="source", value_name="exposure")
    long["labels"] = long["source"].map(LABELLERS)
    by = "jobs" if weight == "employment" else "pay"
    x = alt.X("exposure:Q", title=f"Exposure ({measure}), mean over {by}", scale=alt.Scale(zero=True))
    y = alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labelLimit=330, domain=False, ticks=False, grid=True))
    span = alt.Chart(long).mark_line(color="#bbb", strokeWidth=3).encode(x=x, y=y, detail="name:N")
    names = list(LABELLERS.values())
    points = (
        alt.Chart(long)
        .mark_point(filled=True, size=80, opacity=1.0)
        .encode(
            x=x,
            y=y,
            color=alt.Color("labels:N", title="Labels of", scale=alt.Scale(domain=names, range=[PEOPLE, GPT4])),
            shape=alt.Shape("labels:N", title="Labels of", scale=alt.Scale(domain=names, range=["circle", "diamond"])),
            tooltip=["name", "labels", alt.Tooltip("exposure:Q", format=".3f")],
        )
    )
    chart = alt.layer(span, points).properties(width=330, height=alt.Step(21))
    return finish(chart, "industry_exposure", title, SOURCE)


def wage_chart(frame: pd.DataFrame, measure: str, labels: str, title: str) -> Chart:
    """Return mean wages of industries against their exposure, a point an industry, its area its jobs.

    Args:
        frame: columns name, exposure, wage (USD a year), jobs.
        measure: of exposure, for the axis.
        labels: whose labels, for the axis.
        title: the finding.
    """
    shown = frame.dropna(subset=["exposure", "wage"]).assign(
        jobs_million=lambda rows: rows["jobs"] / 1e6, wage_thousand=lambda rows: rows["wage"] / 1e3
    )
    named = _worth_naming(shown)
    shown["label"] = [shorten(name, LONGEST) if at in named else "" for at, name in enumerate(shown["name"])]
    middle = float(shown["exposure"].median())
    shown["side"] = shown["exposure"] > middle + 0.5 * (float(shown["exposure"].max()) - middle)
    base = alt.Chart(shown).encode(
        x=alt.X(
            "exposure:Q", title=f"Exposure ({measure}, labels of {LABELLERS[labels]})", scale=alt.Scale(zero=False)
        ),
        y=alt.Y("wage_thousand:Q", title="Mean wage, thousand USD a year", scale=alt.Scale(zero=False, padding=14)),
    )
    points = base.mark_circle(color="#2b6ca3", opacity=0.65, stroke="#1b3a57", strokeWidth=1).encode(
        size=alt.Size("jobs_million:Q", title="Jobs, million", scale=alt.Scale(range=[20, 500])),
        tooltip=["name", alt.Tooltip("exposure:Q", format=".3f"), alt.Tooltip("wage:Q", format=",.0f")],
    )
    right = base.transform_filter("!datum.side").mark_text(align="left", dx=9, fontSize=10, color="#333")
    left = base.transform_filter("datum.side").mark_text(align="right", dx=-9, fontSize=10, color="#333")
    chart = alt.layer(points, right.encode(text="label:N"), left.encode(text="label:N"))
    return finish(chart.properties(width=430, height=300), "exposure_and_wages_by_industry", title, SOURCE)


def _worth_naming(frame: pd.DataFrame) -> set[int]:
    """Return rows far from the middle of both axes, none too near another."""
    axes = frame[["exposure", "wage"]].to_numpy(dtype=float)
    spread = axes.max(axis=0) - axes.min(axis=0)
    scaled = axes / np.where(spread > 0.0, spread, 1.0)
    named: list[int] = []
    for at in np.argsort(-np.abs(scaled - np.median(scaled, axis=0)).max(axis=1)):
        apart = all(
            abs(scaled[at, 1] - scaled[other, 1]) > 0.06 or abs(scaled[at, 0] - scaled[other, 0]) > 0.45
            for other in named
        )
        if apart and len(named) < MOST_NAMED:
            named.append(int(at))
    return set(named)
