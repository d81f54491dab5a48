"""Charts of the growth model: paths by adoption speed, the frontier, jobs by industry, and what is uncertain."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from tools.core import Chart
from tools.core.charts import finish
from tools.exposure.growth.scenarios import Study

START_YEAR = 2025
SPEEDS = ["slow", "medium", "fast"]
COLOURS = ("#7fb2d9", "#2b6ca3", "#1b3a57")
DASHES = ([2, 2], [6, 3], [1, 0])
SHADES = ("#b9d4ea", "#7fb2d9", "#2b6ca3", "#8c5a1e", "#e8a33d")
FRONTIER_DASHES = ([1, 0], [8, 2], [5, 3], [3, 3], [1, 2])
GAIN, LOSS = "#2b6ca3", "#e8a33d"
PANELS = {
    "output": "Output",
    "productivity": "Output per job",
    "wage": "Wages",
    "employment": "Employment",
}


def paths_chart(study: Study, title: str) -> Chart:
    """Return output, output per job, wages and employment over time at three speeds of adoption."""
    rows = [
        {"year": START_YEAR + year, "speed": speed, "panel": label, "change": 100.0 * (value - 1.0)}
        for speed, path in study.speeds.items()
        for name, label in PANELS.items()
        for year, value in zip(path.years, getattr(path, name), strict=True)
    ]
    frame = pd.DataFrame(rows)
    panels = [_lines(frame[frame["panel"] == label], label) for label in PANELS.values()]
    grid = alt.vconcat(
        alt.hconcat(panels[0], panels[1], spacing=24), alt.hconcat(panels[2], panels[3], spacing=24), spacing=14
    )
    return finish(grid, "growth_paths", title, f"{study.main.base.source}. Changes against no AI")


def _lines(frame: pd.DataFrame, label: str) -> Any:
    order = SPEEDS
    legend = alt.Legend(orient="top", title="Adoption") if label == "Output" else None
    lines = (
        alt.Chart(frame)
        .mark_line(strokeWidth=2)
        .encode(
            x=_years(frame, 4),
            y=alt.Y("change:Q", title=f"{label}, %"),
            color=alt.Color("speed:N", sort=order, scale=alt.Scale(domain=order, range=list(COLOURS)), legend=legend),
            strokeDash=alt.StrokeDash(
                "speed:N", sort=order, scale=alt.Scale(domain=order, range=list(DASHES)), legend=legend
            ),
            tooltip=["speed", alt.Tooltip("year:Q", format=".2f"), alt.Tooltip("change:Q", format="+.2f")],
        )
    )
    zero = alt.Chart(pd.DataFrame({"at": [0.0]})).mark_rule(color="#999").encode(y="at:Q")
    return alt.layer(zero, lines).properties(width=230, height=160)


def _years(frame: pd.DataFrame, ticks: int) -> alt.X:
    scale = alt.Scale(domain=[START_YEAR, float(frame["year"].max())], nice=False)
    return alt.X("year:Q", title=None, scale=scale, axis=alt.Axis(format="d", tickCount=ticks))


def adoption_chart(study: Study, title: str) -> Chart:
    """Return the share of all tasks (weighted by pay) that have been adopted, over time, at three speeds."""
    order = SPEEDS
    frame = pd.DataFrame(
        {"year": START_YEAR + year, "speed": speed, "share": 100.0 * share * path.parameters.ceiling * exposure}
        for speed, path in study.speeds.items()
        for exposure in [path.base.mean_exposure]
        for year, share in zip(path.years, path.adopted, strict=True)
    )
    lines = (
        alt.Chart(frame)
        .mark_line(strokeWidth=2)
        .encode(
            x=_years(frame, 6),
            y=alt.Y("share:Q", title="Tasks adopted, % of the wage bill's tasks"),
            color=alt.Color(
                "speed:N", title="Adoption", sort=order, scale=alt.Scale(domain=order, range=list(COLOURS))
            ),
            strokeDash=alt.StrokeDash(
                "speed:N", title="Adoption", sort=order, scale=alt.Scale(domain=order, range=list(DASHES))
            ),
            tooltip=["speed", alt.Tooltip("year:Q", format=".2f"), alt.Tooltip("share:Q", format=".1f")],
        )
        .properties(width=440, height=240)
    )
    return finish(lines, "adoption_paths", title, study.main.base.source)


def frontier_chart(study: Study, title: str) -> Chart:
    """Return employment against output per job: a line a share that AI does alone, adoption faster to the right."""
    frame = study.frontier.copy()
    names = [f"{share:.0f} %" for share in sorted(frame["automation_share"].unique())]
    frame["alone"] = [f"{share:.0f} %" for share in frame["automation_share"]]
    fastest = frame["years_to_half"] == frame["years_to_half"].min()
    frame["label"] = np.where(fastest, frame["alone"], "")
    frame["order"] = -frame["years_to_half"]
    year = START_YEAR + round(study.years)
    legend = alt.Legend(title=["Adopted tasks that", "AI does alone"])
    base = alt.Chart(frame).encode(
        x=alt.X("productivity:Q", title=f"Output per job in {year}, % against no AI"),
        y=alt.Y("employment:Q", title=f"Employment in {year}, % against no AI"),
    )
    lines = base.mark_line(strokeWidth=2).encode(
        order="order:Q",
        color=alt.Color("alone:N", sort=names, scale=alt.Scale(domain=names, range=list(SHADES)), legend=legend),
        strokeDash=alt.StrokeDash(
            "alone:N", sort=names, scale=alt.Scale(domain=names, range=list(FRONTIER_DASHES)), legend=legend
        ),
    )
    points = base.mark_point(filled=True, size=45, opacity=1.0).encode(
        color=alt.Color("alone:N", sort=names, scale=alt.Scale(domain=names, range=list(SHADES)), legend=None),
        tooltip=[
            alt.Tooltip("alone:N", title="AI alone"),
            alt.Tooltip("years_to_half:Q", title="years to half"),
            alt.Tooltip("productivity:Q", format="+.2f"),
            alt.Tooltip("employment:Q", format="+.2f"),
        ],
    )
    text = base.mark_text(align="left", dx=8, color="#333", fontSize=11).encode(text="label:N")
    zero = alt.Chart(pd.DataFrame({"at": [0.0]})).mark_rule(color="#999").encode(y="at:Q")
    chart = alt.layer(zero, lines, points, text).properties(width=430, height=300)
    source = f"{study.main.base.source}. Dots: half of adoption after 30, 20, 14, 10, 7 and 4 years, left to right"
    return finish(chart, "productivity_employment_frontier", title, source)


def industries_chart(frame: pd.DataFrame, title: str, source: str, year: int) -> Chart:
    """Return bars of the change in jobs by industry.

    Args:
        frame: columns industry, jobs_change (percent).
        title: the finding.
        source: source line.
        year: of the figures.
    """
    shown = frame.sort_values("jobs_change", ascending=False).assign(
        label=lambda rows: [f"{change:+.1f}" for change in rows["jobs_change"]]
    )
    order = shown["industry"].tolist()
    low, high = min(0.0, float(shown["jobs_change"].min())), max(0.0, float(shown["jobs_change"].max()))
    room = 0.16 * ((high - low) or 1.0)
    scale = alt.Scale(domain=[low - (room if low < 0 else 0.0), high + (room if high > 0 else 0.0)], nice=False)
    base = alt.Chart(shown).encode(
        x=alt.X("jobs_change:Q", title=f"Jobs in {year}, % against no AI", scale=scale),
        y=alt.Y("industry:N", sort=order, title=None, axis=alt.Axis(labelLimit=300, domain=False, ticks=False)),
    )
    bars = base.mark_bar().encode(
        color=alt.condition("datum.jobs_change >= 0", alt.value(GAIN), alt.value(LOSS)),
        tooltip=["industry", alt.Tooltip("jobs_change:Q", format="+.2f")],
    )
    rise = base.transform_filter("datum.jobs_change >= 0").mark_text(align="left", dx=4, color="#333")
    fall = base.transform_filter("datum.jobs_change < 0").mark_text(align="right", dx=-4, color="#333")
    chart = alt.layer(bars, rise.encode(text="label:N"), fall.encode(text="label:N"))
    return finish(chart.properties(width=380, height=alt.Step(20)), "industry_jobs", title, source)


def sensitivity_chart(study: Study, title: str) -> Chart:
    """Return how employment changes when each uncertain parameter takes its low or its high value."""
    frame = study.sensitivity.copy()
    frame["end"] = ["low" if at % 2 == 0 else "high" for at in range(len(frame))]
    values = frame.groupby("what")["value"].agg(lambda pair: f" ({pair.min():g} to {pair.max():g})")
    frame["what"] = frame["what"] + frame["what"].map(values)
    spread = frame.groupby("what")["employment"].agg(lambda pair: pair.max() - pair.min())
    order = spread.sort_values(ascending=False).index.tolist()
    year = START_YEAR + round(study.years)
    y = alt.Y("what:N", sort=order, title=None, axis=alt.Axis(labelLimit=360, domain=False, ticks=False))
    x = alt.X("employment:Q", title=f"Employment in {year}, % against no AI")
    ranges = alt.Chart(frame).mark_line(color="#999", strokeWidth=3).encode(x=x, y=y, detail="what:N")
    ends = (
        alt.Chart(frame)
        .mark_point(filled=True, size=70, opacity=1.0)
        .encode(
            x=x,
            y=y,
            color=alt.Color(
                "end:N",
                title="Value",
                sort=["low", "high"],
                scale=alt.Scale(domain=["low", "high"], range=["#e8a33d", "#1b3a57"]),
            ),
            shape=alt.Shape(
                "end:N",
                title="Value",
                sort=["low", "high"],
                scale=alt.Scale(domain=["low", "high"], range=["circle", "square"]),
            ),
            tooltip=["what", "value", alt.Tooltip("employment:Q", format="+.2f")],
        )
    )
    main = 100.0 * (float(np.interp(study.years, study.main.years, study.main.employment)) - 1.0)
    here = alt.Chart(pd.DataFrame({"at": [main]})).mark_rule(color="#555", strokeDash=[3, 3]).encode(x="at:Q")
    chart = alt.layer(here, ranges, ends).properties(width=360, height=alt.Step(26))
    return finish(chart, "sensitivity", title, f"{study.main.base.source}. Dashed: the values asked for")
