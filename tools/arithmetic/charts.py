"""Charts of arithmetic probes: accuracy by length, moduli beside theory, failing digits, error maps, inner states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import pandas as pd
from jaxtyping import Float

from tools.arithmetic.encodings import LABELS
from tools.arithmetic.probes import interval
from tools.arithmetic.representations import Components, Reading
from tools.arithmetic.tasks import Task
from tools.arithmetic.wording import in_layers
from tools.core import Chart
from tools.core.charts import finish

if TYPE_CHECKING:
    from tools.arithmetic.lab import Evidence

WIDTH = 440
HEIGHT = 260
LINES = ("#1b3a57", "#e8a33d", "#2b6ca3", "#7a7a7a", "#7fb2d9", "#8c5a1e", "#b0b0b0")
DASHES = ([1, 0], [6, 3], [2, 2], [8, 2, 2, 2], [4, 4], [1, 3], [10, 4])
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right")
DARK, LIGHT = "#1b3a57", "#e8a33d"
PERCENT = alt.Scale(domain=[0, 100])
CLIP = 95
"""Percentile of the errors at which the colours saturate: one outlier would leave the rest blank."""


def source_line(found: Evidence, *, model: str = "") -> str:
    """Return what a chart of a model rests on."""
    recipe = found.recipe
    shape = recipe.shape
    return (
        f"{model or 'decoder-only transformer'}, {in_layers(shape.layers)}, width {shape.dim}, {recipe.steps:,} steps, "
        f"{len(recipe.seeds)} seed{'s' if len(recipe.seeds) > 1 else ''}, "
        f"{'shipped with Quesnay' if found.origin == 'shipped' else 'trained in this run'}; unseen operands."
    )


def lengths_chart(found: Evidence, title: str) -> Chart:
    """Return accuracy, residue-class equality and theory's accuracy by the operands' length, with 95 % intervals."""
    rows = []
    for scored in found.scores:
        for what, shares in (("right answer", scored.accuracy), ("residue class", scored.equality)):
            shown = interval(shares, scored.cases)
            rows.append((scored.length, what, 100 * shown.mean, 100 * shown.low, 100 * shown.high))
    frame = pd.DataFrame(rows, columns=["length", "what", "share", "low", "high"])
    return finish(
        _lines(frame, "digits of both operands", "share of cases, %", ["right answer", "residue class"]),
        "lengths",
        title,
        f"{source_line(found)} Trained on up to {found.recipe.task.digits} digits. Bars: 95 % intervals.",
    )


def encodings_chart(found: Mapping[str, Evidence], title: str, failed: Sequence[str]) -> Chart:
    """Return accuracy by length, a line an encoding; those that failed the gate carry it in their name."""
    rows = []
    for name, evidence in found.items():
        label = name + (" (gate failed)" if name in failed else "")
        for scored in evidence.scores:
            shown = interval(scored.accuracy, scored.cases)
            rows.append((scored.length, label, 100 * shown.mean, 100 * shown.low, 100 * shown.high))
    frame = pd.DataFrame(rows, columns=["length", "what", "share", "low", "high"])
    first = next(iter(found.values()))
    chart = _lines(frame, "digits of both operands", "right answers, %", list(dict.fromkeys(frame["what"])))
    return finish(chart, "encodings", title, source_line(first))


def moduli_chart(frame: pd.DataFrame, title: str, source: str) -> Chart:
    """Return measured accuracy beside theory's, a pair of bars a modulus.

    Args:
        frame: columns modulus, what ("measured" or "theory"), share, low, high in percent.
        title: the finding.
        source: what the figures rest on.
    """
    order = [str(modulus) for modulus in dict.fromkeys(frame["modulus"])]
    frame = frame.assign(modulus=frame["modulus"].astype(str))
    base = alt.Chart(frame).encode(
        x=alt.X("modulus:N", sort=order, title="modulus p", axis=alt.Axis(labelAngle=0)),
        xOffset=alt.XOffset("what:N", sort=["theory", "measured"]),
    )
    bars = base.mark_bar(stroke=DARK).encode(
        y=alt.Y("share:Q", title="right answers, %", scale=PERCENT),
        color=alt.Color("what:N", title=None, scale=alt.Scale(domain=["theory", "measured"], range=["#d7e3ee", DARK])),
        tooltip=["modulus", "what", alt.Tooltip("share:Q", format=".1f")],
    )
    text = base.mark_text(dy=-7, fontSize=10, color="#333").encode(y="share:Q", text=alt.Text("share:Q", format=".0f"))
    return finish(alt.layer(bars, text).properties(width=WIDTH, height=HEIGHT), "moduli", title, source)


def theory_chart(frame: pd.DataFrame, title: str, trained: int) -> Chart:
    """Return theory's accuracy by length of the operands, percent; columns length, share."""
    frame = frame.assign(part=np.where(frame["length"] <= trained, "trained length", "beyond"))
    base = alt.Chart(frame).encode(x=alt.X("length:O", title="digits of both operands", axis=alt.Axis(labelAngle=0)))
    colours = alt.Scale(domain=["trained length", "beyond"], range=["#9db8d0", DARK])
    bars = base.mark_bar().encode(
        y=alt.Y("share:Q", title="predicted right answers, %", scale=PERCENT),
        color=alt.Color("part:N", title=None, scale=colours),
    )
    text = base.mark_text(dy=-7, color="#333").encode(y="share:Q", text=alt.Text("share:Q", format=".4~g"))
    source = "exact count over all operands of each length, after Xu et al. (arXiv 2407.17963)"
    return finish(alt.layer(bars, text).properties(width=WIDTH, height=HEIGHT), "theory", title, source)


def digits_chart(frame: pd.DataFrame, title: str, source: str) -> Chart:
    """Return a table of shares: result places across, lengths down, darker where more are right.

    Args:
        frame: columns length, place (1 = units), share in percent.
        title: the finding.
        source: what it rests on.
    """
    base = alt.Chart(frame).encode(
        x=alt.X(
            "place:O",
            title="digit of the result (1 = units)",
            sort="descending",
            axis=alt.Axis(labelAngle=0, grid=False),
        ),
        y=alt.Y("length:O", title="operand digits", axis=alt.Axis(grid=False)),
    )
    cells = base.mark_rect(stroke="white").encode(
        color=alt.Color(
            "share:Q", title="right, %", scale=alt.Scale(domain=[0, 100], range=["#f3ead9", DARK], interpolate="rgb")
        )
    )
    text = base.mark_text().encode(
        text=alt.Text("share:Q", format=".0f"),
        color=alt.condition("datum.share > 55", alt.value("white"), alt.value("#222")),
    )
    return finish(alt.layer(cells, text).properties(width=WIDTH, height=alt.Step(40)), "digits", title, source)


def map_chart(
    values: np.ndarray, errors: Float[np.ndarray, "points points"], task: Task, title: str, source: str
) -> Chart:
    """Return the model's error over a grid of operands, colours clipped at the 95th percentile of its size."""
    scale, clipped = _error_scale(errors[np.isfinite(errors)])
    step = int(values[1] - values[0])
    rows = [
        {"a": int(a), "a2": int(a) + step, "b": int(b), "b2": int(b) + step, "error": float(errors[j, i])}
        for j, b in enumerate(values)
        for i, a in enumerate(values)
        if np.isfinite(errors[j, i])
    ]
    top = int(values[-1]) + step
    cells = (
        alt.Chart(pd.DataFrame(rows))
        .mark_rect()
        .encode(
            x=alt.X("a:Q", title="first operand", scale=alt.Scale(domain=[0, top], nice=False)),
            x2="a2:Q",
            y=alt.Y("b:Q", title="second operand", scale=alt.Scale(domain=[0, top], nice=False)),
            y2="b2:Q",
            color=alt.Color("error:Q", title="answer − truth", scale=scale),
        )
        .properties(width=340, height=340)
    )
    edge = pd.DataFrame({"at": [10**task.digits]})
    line = alt.Chart(edge).mark_rule(color="#333", strokeDash=[4, 3])
    rules = [line.encode(x="at:Q"), line.encode(y="at:Q")]
    layers = [cells, *rules] if top > 10**task.digits else [cells]
    rests = source.replace("; unseen operands", "")
    note = f"{rests} Colours saturate at {clipped}; dashed: the end of the trained numbers."
    return finish(alt.layer(*layers), "error_map", title, note)


def _error_scale(errors: np.ndarray) -> tuple[alt.Scale, str]:
    """Return colours for errors, darker where larger, that grey keeps apart, and where they saturate."""
    low, high = np.percentile(errors, [100 - CLIP, CLIP]) if len(errors) else (0.0, 0.0)
    if high <= 0.0:
        return alt.Scale(domain=[min(low, -1.0), 0], range=[DARK, "#f7f7f7"], clamp=True), f"{min(low, -1.0):,.0f}"
    if low >= 0.0:
        return alt.Scale(domain=[0, max(high, 1.0)], range=["#f7f7f7", DARK], clamp=True), f"{max(high, 1.0):,.0f}"
    # Both signs: one way from light to dark, so that grey tells them apart.
    shades = alt.Scale(domain=[low, 0, high], range=["#fbe3b5", "#9aa9b5", DARK], clamp=True, interpolate="rgb")
    return shades, f"{low:,.0f} and {high:,.0f}"


def losses_chart(found: Mapping[str, Evidence], title: str) -> Chart:
    """Return the training loss by step, the mean of the seeds, on a log scale."""
    rows = [
        {"step": point.step, "what": name, "loss": max(float(np.mean(point.loss)), 1e-6)}
        for name, evidence in found.items()
        for point in evidence.curve
    ]
    names = list(found)
    chart = (
        alt.Chart(pd.DataFrame(rows))
        .mark_line()
        .encode(
            x=alt.X("step:Q", title="step"),
            y=alt.Y("loss:Q", title="cross-entropy a digit, nats", scale=alt.Scale(type="log")),
            color=alt.Color("what:N", title=None, scale=alt.Scale(domain=names, range=list(LINES[: len(names)]))),
            strokeDash=alt.StrokeDash(
                "what:N", title=None, scale=alt.Scale(domain=names, range=[list(dash) for dash in DASHES[: len(names)]])
            ),
        )
        .properties(width=WIDTH, height=HEIGHT)
    )
    return finish(chart, "losses", title, source_line(next(iter(found.values()))))


def readings_chart(readings: Sequence[Reading], title: str, source: str) -> Chart:
    """Return how well each target is read after the last layer, beside the same probe before training."""
    last = max(reading.layer for reading in readings)
    shown = [reading for reading in readings if reading.layer == last]
    rows = [
        {"what": reading.name, "model": model, "share": 100 * share}
        for reading in shown
        for model, share in (("trained", reading.accuracy), ("untrained", reading.untrained))
    ]
    base = alt.Chart(pd.DataFrame(rows)).encode(
        y=alt.Y("what:N", sort=[reading.name for reading in shown], title=None, axis=alt.Axis(labelLimit=220)),
        yOffset=alt.YOffset("model:N", sort=["trained", "untrained"]),
        x=alt.X("share:Q", title="read rightly by a linear probe, % of unseen cases", scale=PERCENT),
    )
    colours = alt.Scale(domain=["trained", "untrained"], range=[DARK, "#d7e3ee"])
    bars = base.mark_bar(stroke=DARK).encode(color=alt.Color("model:N", title=None, scale=colours))
    text = base.mark_text(align="left", dx=3, fontSize=10, color="#333").encode(text=alt.Text("share:Q", format=".0f"))
    return finish(alt.layer(bars, text).properties(width=WIDTH, height=alt.Step(14)), "readings", title, source)


def components_chart(stages: Sequence[tuple[int, Components]], title: str, source: str) -> Chart:
    """Return the states on their two principal components, a panel a step of training, the digit as the mark."""
    panels = []
    for step, shown in stages:
        frame = pd.DataFrame(
            {"x": shown.points[:, 0], "y": shown.points[:, 1], "digit": [str(digit) for digit in shown.digits]}
        )
        bare = alt.Axis(labels=False, ticks=False, grid=False)
        panels.append(
            alt.Chart(frame)
            .mark_text(fontSize=10, color=DARK)
            .encode(
                x=alt.X("x:Q", title="first component", axis=bare),
                y=alt.Y("y:Q", title="second component", axis=bare),
                text="digit:N",
            )
            .properties(width=210, height=190, title=f"step {step:,}: {100 * shown.explained:.0f} % of variance")
        )
    rows = [alt.hconcat(*panels[at : at + 2]) for at in range(0, len(panels), 2)]
    return finish(alt.vconcat(*rows), "components", title, source)


def accuracy_chart(lengths: pd.DataFrame, title: str, source: str) -> Chart:
    """Return right answers by length with 95 % intervals; columns digits, `right, %`, low, high."""
    frame = lengths.rename(columns={"right, %": "share"})
    base = alt.Chart(frame).encode(x=alt.X("digits:O", title="digits of both operands", axis=alt.Axis(labelAngle=0)))
    y = alt.Y("share:Q", title="right answers, %", scale=PERCENT)
    bars = base.mark_bar(color="#7fb2d9", width=34).encode(y=y)
    spans = base.mark_rule(color=DARK).encode(y=alt.Y("low:Q", title="right answers, %", scale=PERCENT), y2="high:Q")
    chart = alt.layer(bars, spans).properties(width=WIDTH, height=HEIGHT)
    return finish(chart, "lengths", title, f"{source} Lines: 95 % intervals.")


def label_of(encoding: str) -> str:
    """Return an encoding's name for a person."""
    return next((label for name, label in LABELS.items() if name == encoding), encoding)


def _lines(frame: pd.DataFrame, across: str, upward: str, names: list[str]) -> Any:
    """Return lines with marks and intervals, told apart by colour, dash and shape."""
    shades = alt.Scale(domain=names, range=list(LINES[: len(names)]))
    dashes = alt.Scale(domain=names, range=[list(dash) for dash in DASHES[: len(names)]])
    shapes = alt.Scale(domain=names, range=list(SHAPES[: len(names)]))
    base = alt.Chart(frame).encode(
        x=alt.X("length:O", title=across, axis=alt.Axis(labelAngle=0)),
        color=alt.Color("what:N", title=None, scale=shades, legend=alt.Legend(labelLimit=260)),
    )
    y = alt.Y("share:Q", title=upward, scale=PERCENT)
    lines = base.mark_line(strokeWidth=2).encode(y=y, strokeDash=alt.StrokeDash("what:N", title=None, scale=dashes))
    points = base.mark_point(filled=True, size=60, opacity=1).encode(
        y=y,
        shape=alt.Shape("what:N", title=None, scale=shapes),
        tooltip=["length", "what", alt.Tooltip("share:Q", format=".1f")],
    )
    bars = base.mark_rule().encode(y=alt.Y("low:Q", title=upward, scale=PERCENT), y2="high:Q")
    return alt.layer(bars, lines, points).properties(width=WIDTH, height=HEIGHT)
