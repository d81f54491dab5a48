"""Charts of generators: samples beside real data, measures beside the controls, paths of the BSDE, the loss."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence

import altair as alt
import numpy as np
import pandas as pd
from jaxtyping import Float

from tools.core import Chart
from tools.core.charts import finish
from tools.generators.data.samples import SampleSet

DARK, LIGHT, GREY = "#1b3a57", "#e8a33d", "#9a9a9a"
WIDTH = 440
PIXEL = 4
GAP = 1
MOST_PICTURES = 100
BAND = "#b9cfe3"
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def pictures_chart(data: SampleSet, drawn: Float[np.ndarray, "n d"], title: str, source: str) -> Chart:
    """Return a grid of drawn pictures beside as many real ones that no model saw."""
    shown = min(len(drawn), MOST_PICTURES)
    side = int(np.ceil(np.sqrt(shown)))
    parts = {"drawn": drawn[:shown], "real, not trained on": data.test[:shown]}
    size = 200 if shown > 4 else 110
    charts = [
        alt.Chart(pd.DataFrame({"url": [_as_url(_grid(data, part, side))], "x": [0.5], "y": [0.5]}))
        .mark_image(width=size, height=size)
        .encode(
            x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 1])),
            y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, 1])),
            url="url:N",
        )
        .properties(width=size, height=size, title=alt.TitleParams(what, fontSize=12, fontWeight="normal"))
        for what, part in parts.items()
    ]
    return finish(alt.hconcat(*charts, spacing=40), "samples", title, source)


def panel_chart(data: SampleSet, drawn: Float[np.ndarray, "n d"], title: str, source: str) -> Chart:
    """Return the middle 80 % of drawn samples by period beside that of real ones, a small chart a series."""
    rows = []
    for what, part in (("drawn", drawn), ("real, not trained on", data.test)):
        figures = data.in_units(part).reshape(len(part), data.periods, -1)
        low, middle, high = np.quantile(figures, [0.1, 0.5, 0.9], axis=0)
        rows += [
            (what, name, period + 1, low[period, at], middle[period, at], high[period, at])
            for at, name in enumerate(data.columns[:6])
            for period in range(data.periods)
        ]
    frame = pd.DataFrame(rows, columns=["what", "series", "period", "low", "middle", "high"])
    colours = alt.Scale(domain=["drawn", "real, not trained on"], range=[DARK, LIGHT])
    unit = data.unit.split(" ")[0]
    x = alt.X("period:O", title="period", axis=alt.Axis(labelAngle=0))
    charts = []
    for name in dict.fromkeys(frame["series"]):
        base = alt.Chart(frame[frame["series"] == name]).encode(
            x=x, color=alt.Color("what:N", title=None, scale=colours, legend=alt.Legend(orient="top"))
        )
        y = alt.Y("middle:Q", title=unit)
        if data.periods == 1:
            marks = base.mark_rule(strokeWidth=3).encode(y="low:Q", y2="high:Q", xOffset="what:N")
            layers = [marks, base.mark_point(filled=True, size=60).encode(y=y, xOffset="what:N")]
        else:
            dash = alt.StrokeDash(
                "what:N", title=None, scale=alt.Scale(domain=list(colours.domain), range=[[1, 0], [5, 3]])
            )
            layers = [
                base.mark_area(opacity=0.18).encode(y=alt.Y("low:Q", title=unit), y2="high:Q"),
                base.mark_line().encode(y=y, strokeDash=dash),
            ]
        charts.append(alt.layer(*layers).properties(width=190, height=130, title=alt.TitleParams(name, fontSize=12)))
    note = f"{source}. Lines: medians; bands: the middle 80 % of samples."
    return finish(alt.concat(*charts, columns=2), "samples", title, note)


def measures_chart(table: pd.DataFrame, title: str, source: str) -> Chart:
    """Return the measures of every generator in four small bar charts, better to the left where marked.

    Args:
        table: columns generator, ours (bool), and the measures named in `MEASURES`.
        title: the finding.
        source: what the figures rest on.
    """
    charts = []
    order = table["generator"].tolist()
    for at, (column, label, domain) in enumerate(MEASURES):
        y = alt.Y("generator:N", sort=order, title=None, axis=alt.Axis(labelLimit=200) if at % 2 == 0 else None)
        base = alt.Chart(table[["generator", "ours", column]]).encode(y=y)
        scale = alt.Scale(domain=domain) if domain else alt.Scale(zero=True)
        bars = base.mark_bar().encode(
            x=alt.X(f"{column}:Q", title=label, scale=scale, axis=alt.Axis(tickCount=4)),
            color=alt.condition("datum.ours", alt.value(DARK), alt.value(BAND)),
        )
        text = base.mark_text(align="left", dx=3, fontSize=10, color="#333").encode(
            x=f"{column}:Q", text=alt.Text(f"{column}:Q", format=".4f" if domain is None else ".2f")
        )
        charts.append(alt.layer(bars, text).properties(width=180, height=alt.Step(20)))
    return finish(alt.concat(*charts, columns=2), "measures", title, source)


MEASURES: tuple[tuple[str, str, list[float] | None], ...] = (
    ("mmd2_rbf", "MMD², RBF (lower is better)", None),
    ("precision", "precision: samples like real ones (higher)", [0, 1.15]),
    ("recall", "recall: real ones covered (higher)", [0, 1.15]),
    ("classifier", "told apart by a classifier (0.5 is best)", [0, 1.15]),
)
"""Column, axis title and domain of each small chart."""


def paths_chart(
    times: Float[np.ndarray, " t"], paths: Float[np.ndarray, "t n"], title: str, axis: str, source: str, shown: int = 8
) -> Chart:
    """Return a fan of paths over the BSDE's time: bands of the middle 50 and 90 %, the median, and single paths."""
    low, lower, middle, upper, high = np.quantile(paths, QUANTILES, axis=1)
    frame = pd.DataFrame({"t": times, "low": low, "lower": lower, "middle": middle, "upper": upper, "high": high})
    single = pd.DataFrame(
        [(str(at), t, value) for at in range(shown) for t, value in zip(times, paths[:, at], strict=True)],
        columns=["path", "t", "value"],
    )
    x = alt.X("t:Q", title="t, the BSDE's own time (0 = start, T = the sample)", scale=alt.Scale(nice=False))
    base = alt.Chart(frame).encode(x=x)
    y = alt.Y("low:Q", title=axis, scale=alt.Scale(zero=False))
    layers = [
        base.mark_area(color="#d7e3ee").encode(y=y, y2="high:Q"),
        base.mark_area(color="#9db8d0").encode(y="lower:Q", y2="upper:Q"),
        alt.Chart(single).mark_line(strokeWidth=1, color="#7a4a10").encode(x=x, y="value:Q", detail="path:N"),
        base.mark_line(color=DARK, strokeWidth=2.5).encode(y="middle:Q"),
    ]
    told = "Bands: the middle 50 and 90 % of 1,000 paths from one start; dark line: median; thin lines: single paths"
    note = f"{source}. {told}."
    return finish(alt.layer(*layers).properties(width=WIDTH, height=250), "paths", title, note)


def loss_chart(curves: Mapping[str, Sequence[tuple[int, float]]], title: str, source: str) -> Chart:
    """Return the training loss by share of the steps done, a line a generator under the same loss."""
    frame = pd.DataFrame(
        [
            (name, 100.0 * step / curve[-1][0], max(loss, 1e-6))
            for name, curve in curves.items()
            for step, loss in curve
        ],
        columns=["generator", "share", "loss"],
    )
    names = list(curves)
    chart = (
        alt.Chart(frame)
        .mark_line()
        .encode(
            x=alt.X("share:Q", title="share of the training done, %", scale=alt.Scale(domain=[0, 100])),
            y=alt.Y("loss:Q", title="MMD² of training batches (log scale)", scale=alt.Scale(type="log")),
            color=alt.Color(
                "generator:N", title=None, scale=alt.Scale(domain=names, range=[DARK, LIGHT][: len(names)])
            ),
            strokeDash=alt.StrokeDash("generator:N", title=None, scale=alt.Scale(domain=names, range=[[1, 0], [5, 3]])),
        )
        .properties(width=WIDTH, height=220)
    )
    return finish(chart, "loss", title, source)


def _grid(data: SampleSet, samples: Float[np.ndarray, "n d"], side: int) -> np.ndarray:
    """Return a square of pictures as one, dark ink on white, in bytes."""
    assert data.picture is not None and data.bounds is not None
    height, width = data.picture
    low, high = data.bounds
    page = np.full((side * (height + GAP) + GAP, side * (width + GAP) + GAP), 215, dtype=np.uint8)
    ink = np.clip((samples - low) / (high - low), 0.0, 1.0).reshape(len(samples), height, width)
    for at, picture in enumerate(ink):
        row, column = divmod(at, side)
        top, left = GAP + row * (height + GAP), GAP + column * (width + GAP)
        page[top : top + height, left : left + width] = np.round(255.0 * (1.0 - picture))
    return page.repeat(PIXEL, axis=0).repeat(PIXEL, axis=1)


def _as_url(page: np.ndarray) -> str:
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(page).save(out, format="PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
