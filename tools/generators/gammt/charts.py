"""Charts of sets of probabilities: envelope bands, event bounds, experts beside true chains, the end of ambiguity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from jaxtyping import Float

from tools.core import Chart
from tools.core.charts import finish

WIDTH, HEIGHT = 460, 260
DARK, LIGHT, BAND, GREY = "#1b3a57", "#e8a33d", "#a9c7de", "#7a7a7a"
MOST_DOTS = 700
PERCENT = alt.Scale(domain=[0, 100])


def envelope_chart(
    symbols: Sequence[str],
    lower: Float[np.ndarray, " V"],
    upper: Float[np.ndarray, " V"],
    mixed: Float[np.ndarray, " V"],
    truth: Float[np.ndarray, "M V"] | None,
    title: str,
    source: str,
) -> Chart:
    """Return a bar a symbol from its lower to its upper probability, the mixture and the true chains upon it."""
    frame = pd.DataFrame({"symbol": symbols, "lower": 100 * lower, "upper": 100 * upper, "mixed": 100 * mixed})
    # A set of one value would draw no bar at all.
    frame["upper"] = frame["upper"].clip(lower=frame["lower"] + 0.4)
    order = list(symbols)
    y = alt.Y("symbol:N", title="next symbol", sort=order)
    bars = alt.Chart(frame).mark_bar(color=BAND, height={"band": 0.55}).encode(
        y=y, x=alt.X("lower:Q", title="probability, %", scale=PERCENT), x2="upper:Q"
    )  # fmt: skip
    rows = [
        {"symbol": name, "p": value, "what": "mixture of the experts"}
        for name, value in zip(symbols, 100 * mixed, strict=True)
    ]
    if truth is not None:
        rows += [
            {"symbol": name, "p": 100 * value, "what": "a true chain"}
            for chain in truth
            for name, value in zip(symbols, chain, strict=True)
        ]
    kinds = ["mixture of the experts", *(["a true chain"] if truth is not None else [])]
    points = alt.Chart(pd.DataFrame(rows)).mark_point(filled=True, size=65, opacity=1, stroke="#333", strokeWidth=0.8)
    marks = points.encode(
        y=alt.Y("symbol:N", sort=order),
        x="p:Q",
        **_kinds("what:N", kinds, (DARK, LIGHT), ("diamond", "circle"), title="on the band, lower to upper:"),
    )  # fmt: skip
    chart = alt.layer(bars, marks).properties(width=WIDTH, height=alt.Step(30))
    return finish(chart, "envelope", title, source)


def event_chart(
    lower: Float[np.ndarray, " H"],
    upper: Float[np.ndarray, " H"],
    mixed: Float[np.ndarray, " H"],
    title: str,
    source: str,
) -> Chart:
    """Return the bounds of an event's probability by how far ahead it may come."""
    ahead = np.arange(1, len(lower) + 1)
    frame = pd.DataFrame({"ahead": ahead, "lower": 100 * lower, "upper": 100 * upper, "mixed": 100 * mixed})
    x = alt.X("ahead:Q", title="symbols ahead", axis=alt.Axis(tickMinStep=1, format="d"))
    base = alt.Chart(frame).encode(x=x)
    band = base.mark_area(color=BAND).encode(y=alt.Y("lower:Q", title="probability, %", scale=PERCENT), y2="upper:Q")
    edges = [
        base.mark_line(color=DARK, strokeDash=dash, point={"color": DARK, "size": 25}).encode(y=f"{what}:Q")
        for what, dash in (("lower", [2, 2]), ("upper", [2, 2]), ("mixed", [1, 0]))
    ]
    labels = pd.DataFrame(
        {
            "ahead": ahead[-1],
            "p": frame.iloc[-1][["upper", "mixed", "lower"]].to_numpy(float),
            "what": ["upper", "mixture", "lower"],
        }
    )
    labels["at"] = _spread(labels["p"].to_numpy(), 6.0)
    text = alt.Chart(labels).mark_text(align="left", dx=8, fontSize=11).encode(x="ahead:Q", y="at:Q", text="what:N")
    chart = alt.layer(band, *edges, text).properties(width=WIDTH, height=HEIGHT)
    return finish(chart, "event", title, source)


def posterior_chart(weights: Float[np.ndarray, "K T"], names: Sequence[str], title: str, source: str) -> Chart:
    """Return the weight of each expert before each symbol of a sequence."""
    rows = [
        {"at": at, "symbol": names[at], "expert": f"expert {k + 1}", "weight": 100 * weight}
        for k, line in enumerate(weights)
        for at, weight in enumerate(line)
    ]
    frame = pd.DataFrame(rows)
    experts = list(dict.fromkeys(frame["expert"]))
    chart = (
        alt.Chart(frame)
        .mark_line(strokeWidth=2, point={"size": 30})
        .encode(
            x=alt.X("at:Q", title="symbols seen", axis=alt.Axis(tickMinStep=1, format="d")),
            y=alt.Y("weight:Q", title="posterior weight, %", scale=PERCENT),
            **_apart("expert:N", experts),
        )
    )
    return finish(chart.properties(width=WIDTH, height=HEIGHT), "posterior", title, source)


def experts_chart(
    experts: Float[np.ndarray, "K R V"],
    chains: Float[np.ndarray, "K R V"],
    matched: Sequence[int],
    title: str,
    source: str,
) -> Chart:
    """Return each expert's probabilities against those of the true chain nearest to it, a pane an expert."""
    panes = []
    diagonal = alt.Chart(pd.DataFrame({"x": [0, 100], "y": [0, 100]})).mark_line(color=GREY, strokeDash=[4, 3])
    for k, (mine, true) in enumerate(zip(experts, chains, strict=True)):
        frame = pd.DataFrame({"true": 100 * true.ravel(), "expert": 100 * mine.ravel()}).round(1).drop_duplicates()
        frame = frame.iloc[:: max(1, len(frame) // MOST_DOTS)]
        dots = alt.Chart(frame).mark_circle(color=DARK, size=18, opacity=0.45).encode(
            x=alt.X("true:Q", title=f"chain {matched[k] + 1}, %", scale=PERCENT),
            y=alt.Y("expert:Q", title=f"expert {k + 1}, %", scale=PERCENT),
        )  # fmt: skip
        line = diagonal.encode(x="x:Q", y="y:Q")
        panes.append(alt.layer(line, dots).properties(width=165, height=165))
    return finish(alt.concat(*panes, columns=3), "experts", title, source)


def resolution_chart(
    full: Float[np.ndarray, " T"], plausible: Float[np.ndarray, " T"], true: float, title: str, source: str
) -> Chart:
    """Return how wide the set is by how much of a sequence has been seen: all experts, and those still plausible."""
    frame = pd.concat(
        pd.DataFrame({"seen": np.arange(len(line)), "width": 100 * line, "what": what})
        for line, what in ((full, "all experts"), (plausible, "experts still plausible"))
    )
    lines = alt.Chart(frame).mark_line(strokeWidth=2.2).encode(
        x=alt.X("seen:Q", title="symbols seen", axis=alt.Axis(tickMinStep=1, format="d")),
        y=alt.Y("width:Q", title="mean width, percentage points", scale=alt.Scale(domainMin=0)),
        **_apart("what:N", ["all experts", "experts still plausible"]),
    )  # fmt: skip
    layers: list[Any] = [lines]
    if true >= 0:
        rule = pd.DataFrame({"width": [100 * true], "what": ["true width"]})
        layers.append(alt.Chart(rule).mark_rule(color=GREY, strokeDash=[3, 3]).encode(y="width:Q"))
        text = (
            alt.Chart(rule)
            .mark_text(align="right", dy=-7, color="#555")
            .encode(y="width:Q", x=alt.value(WIDTH), text="what:N")
        )
        layers.append(text)
    return finish(alt.layer(*layers).properties(width=WIDTH, height=HEIGHT), "resolution", title, source)


def surprise_chart(frame: pd.DataFrame, oracle: float, title: str, source: str) -> Chart:
    """Return nats a symbol of every model tried with its standard error; columns model, nats, error, kind."""
    frame = frame.assign(low=frame["nats"] - 2 * frame["error"], high=frame["nats"] + 2 * frame["error"])
    order = list(frame["model"])
    y = alt.Y("model:N", title=None, sort=order, axis=alt.Axis(labelLimit=230))
    x = alt.X("low:Q", title="surprise on held-out sequences, nats a symbol", scale=alt.Scale(zero=False))
    kinds = list(dict.fromkeys(frame["kind"]))
    bars = alt.Chart(frame).mark_rule(strokeWidth=2, color=GREY).encode(y=y, x=x, x2="high:Q")
    dots = alt.Chart(frame).mark_point(filled=True, size=90, opacity=1).encode(
        y=y,
        x="nats:Q",
        **_kinds("kind:N", kinds, (DARK, GREY, LIGHT), ("circle", "square", "triangle-up")),
    )  # fmt: skip
    layers: list[Any] = [bars, dots]
    if oracle >= 0:
        known = pd.DataFrame({"nats": [oracle], "what": ["knows the truth"]})
        layers.append(alt.Chart(known).mark_rule(color="#000", strokeDash=[4, 3]).encode(x="nats:Q"))
        layers.append(
            alt.Chart(known)
            .mark_text(align="left", dx=4, dy=-4, baseline="bottom")
            .encode(x="nats:Q", y=alt.value(0), text="what:N")
        )
    return finish(alt.layer(*layers).properties(width=WIDTH - 60, height=alt.Step(26)), "surprise", title, source)


def _kinds(
    field: str, kinds: Sequence[str], colours: Sequence[str], shapes: Sequence[str], *, title: str | None = None
) -> dict[str, Any]:
    names = list(kinds)
    ink = alt.Scale(domain=names, range=list(colours[: len(names)]))
    form = alt.Scale(domain=names, range=list(shapes[: len(names)]))
    return {
        "color": alt.Color(field, title=title, sort=names, scale=ink),
        "shape": alt.Shape(field, title=title, sort=names, scale=form),
    }


def _apart(field: str, names: Sequence[str]) -> dict[str, Any]:
    known = list(names)
    colours = [DARK, LIGHT, "#2b6ca3", GREY, "#7fb2d9", "#8c5a1e", "#b0b0b0"][: len(names)]
    dashes = ([1, 0], [6, 3], [2, 2], [8, 2, 2, 2], [4, 4], [1, 3], [10, 4])[: len(names)]
    return {
        "color": alt.Color(field, title=None, sort=known, scale=alt.Scale(domain=known, range=colours)),
        "strokeDash": alt.StrokeDash(field, title=None, sort=known, scale=alt.Scale(domain=known, range=list(dashes))),
    }


def _spread(places: np.ndarray, least: float) -> np.ndarray:
    """Return places of labels moved apart, from the highest down."""
    moved = places.astype(float).copy()
    for at in range(1, len(moved)):
        moved[at] = min(moved[at], moved[at - 1] - least)
    return moved
