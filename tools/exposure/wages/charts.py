"""Charts of exposure and wages: binned scatter under both label sources, and every specification with its interval."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from tools.core import Chart
from tools.core.charts import finish
from tools.exposure.wages.study import WageStudy

NAMES = {"people": "people", "gpt4": "GPT-4"}
COLOURS = ["#1b3a57", "#e8a33d"]
SHAPES = ["circle", "diamond"]
AXES = {
    "wage": "Mean wage (geometric), thousand USD a year",
    "experience_premium": "Pay spread: 90th over 10th percentile",
    "preparation": "Job zone (1 little to 5 extensive preparation)",
}
CONTROL_NAMES = {
    "none": "no controls",
    "major_group": "within major groups",
    "education": "within job zones",
    "both": "within both",
}
EFFECTS = {
    "wage": "Wage difference for 0.1 more exposure, %",
    "experience_premium": "Difference in pay spread for 0.1 more exposure, %",
    "preparation": "Difference in job zone for 0.1 more exposure",
}


def source_line(study: WageStudy) -> str:
    """Return the source line of the wage charts."""
    return f"BLS OEWS {study.sample.period}; task labels of people and GPT-4 (Eloundou et al. 2024); O*NET job zones"


def level_of(outcome: str, mean: float) -> float:
    """Return an outcome's mean in its own unit: thousand USD, the 90/10 ratio, or a job zone."""
    return {"wage": float(np.exp(mean)) / 1e3, "experience_premium": float(np.exp(mean))}.get(outcome, mean)


def effect_of(outcome: str, slope: float) -> float:
    """Return what 0.1 more exposure goes with: percent of wages or of the spread, or job zones.

    >>> round(effect_of("wage", 1.0), 2), effect_of("preparation", 2.0)
    (10.52, 0.2)
    """
    return 0.1 * slope if outcome == "preparation" else 100.0 * float(np.expm1(0.1 * slope))


def binned_chart(study: WageStudy, title: str) -> Chart:
    """Return means of the outcome in bins of equal weight over exposure, with the fitted line of each label source."""
    spec = study.specification
    frame = study.bins.assign(
        source=study.bins["labels"].map(NAMES),
        level=[level_of(spec.outcome, mean) for mean in study.bins["outcome"]],
    )
    colour = alt.Color("source:N", title="Labels of", scale=alt.Scale(domain=list(NAMES.values()), range=COLOURS))
    log = spec.outcome != "preparation"
    ends = (0.9 * float(frame["level"].min()), 1.1 * float(frame["level"].max()))
    scale = alt.Scale(type="log" if log else "linear", domain=list(ends), nice=False)
    y = alt.Y("level:Q", title=AXES[spec.outcome], scale=scale, axis=alt.Axis(tickCount=6))
    x = alt.X("exposure:Q", title=f"Exposure ({spec.measure}) of occupations, 20 bins of equal weight")
    points = (
        alt.Chart(frame)
        .mark_point(filled=True, size=70, opacity=1.0)
        .encode(
            x=x,
            y=y,
            color=colour,
            shape=alt.Shape("source:N", title="Labels of", scale=alt.Scale(domain=list(NAMES.values()), range=SHAPES)),
            tooltip=["source", alt.Tooltip("exposure:Q", format=".3f"), alt.Tooltip("level:Q", format=".3g")],
        )
    )
    lines = (
        alt.Chart(_lines(study))
        .mark_line(strokeWidth=1.5)
        .encode(
            x=x,
            y=y,
            color=colour,
            strokeDash=alt.StrokeDash(
                "source:N", title="Labels of", scale=alt.Scale(domain=list(NAMES.values()), range=[[1, 0], [5, 3]])
            ),
        )
    )
    chart = alt.layer(lines, points).properties(width=440, height=300)
    return finish(chart, "exposure_and_outcome", title, source_line(study))


def _lines(study: WageStudy) -> pd.DataFrame:
    """Return a line through the bins of each source: least squares on the bins, weighted by their share."""
    rows = []
    for source, bins in study.bins.groupby("labels"):
        slope, start = np.polyfit(bins["exposure"], bins["outcome"], 1, w=np.sqrt(bins["share"]))
        for x in np.linspace(float(bins["exposure"].min()), float(bins["exposure"].max()), 30):
            level = level_of(study.specification.outcome, start + slope * x)
            rows.append({"source": NAMES[str(source)], "exposure": x, "level": level})
    return pd.DataFrame(rows)


def specifications_chart(study: WageStudy, title: str) -> Chart:
    """Return what 0.1 more exposure goes with, under every control, weighting and label source, with 95 % intervals."""
    outcome = study.specification.outcome
    weights = {"employment": "weighted by jobs", "none": "unweighted"}
    frame = study.table.assign(source=study.table["labels"].map(NAMES))
    frame["row"] = [
        f"{CONTROL_NAMES[controls]}, {weights[weighting]}"
        for controls, weighting in zip(frame["controls"], frame["weights"], strict=True)
    ]
    for column in ("slope", "low", "high"):
        frame[column] = [effect_of(outcome, value) for value in frame[column]]
    y = alt.Y("row:N", sort=list(dict.fromkeys(frame["row"])), title=None, axis=alt.Axis(labelLimit=260, ticks=False))
    offset = alt.YOffset("source:N", sort=list(NAMES.values()))
    colour = alt.Color("source:N", title="Labels of", scale=alt.Scale(domain=list(NAMES.values()), range=COLOURS))
    base = alt.Chart(frame)
    spans = base.mark_rule(strokeWidth=2).encode(
        x=alt.X("low:Q", title=EFFECTS[outcome]), x2="high:Q", y=y, yOffset=offset, color=colour
    )
    points = base.mark_point(filled=True, size=60, opacity=1.0).encode(
        x=alt.X("slope:Q", title=EFFECTS[outcome]),
        y=y,
        yOffset=offset,
        color=colour,
        shape=alt.Shape("source:N", title="Labels of", scale=alt.Scale(domain=list(NAMES.values()), range=SHAPES)),
        tooltip=["row", "source", alt.Tooltip("slope:Q", format=".2f"), "n"],
    )
    zero = alt.Chart(pd.DataFrame({"at": [0.0]})).mark_rule(color="#555").encode(x="at:Q")
    chart = alt.layer(zero, spans, points).properties(width=340, height=alt.Step(15))
    return finish(chart, "specifications", title, f"{source_line(study)}. Bars: 95 % intervals (HC3)")
