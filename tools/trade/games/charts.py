"""Charts of chosen policies: rates by economy and sector, real incomes by regime, rates against elasticities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
from jaxtyping import Float

from tools.core import Chart
from tools.core.charts import finish
from tools.trade.charts import GAIN, LOSS, model_source
from tools.trade.economy import Economy
from tools.trade.wording import signed

MOST_COLUMNS = 12
MOST_ROWS = 44
MOST_NAMED_POINTS = 6
WIDTH = 460
LINES = ("#1b3a57", "#e8a33d", "#2b6ca3", "#7a7a7a", "#7fb2d9", "#8c5a1e", "#b0b0b0")
DASHES = ([1, 0], [6, 3], [2, 2], [8, 2, 2, 2], [4, 4], [1, 3], [10, 4])


def rates_heatmap(
    economy: Economy,
    rates: Float[np.ndarray, "c j"],
    columns: Sequence[str],
    sectors: Sequence[int],
    *,
    name: str,
    title: str,
    instrument: str,
    over: str,
) -> Chart:
    """Return a heatmap of rates in percent, sectors down and economies across, darker where higher.

    Args:
        economy: for sector names and the source.
        rates: one row a column of the chart; NaN stays blank.
        columns: names of the columns.
        sectors: positions of the sectors shown.
        name: name of the chart.
        title: what it shows, as a sentence.
        instrument: "Tariff", "Subsidy" ...
        over: what the columns are ("Importer").
    """
    shown, across = list(sectors)[:MOST_ROWS], list(columns)[:MOST_COLUMNS]
    rows = [
        {"column": across[c], "sector": economy.sectors[j].name, "rate": float(rates[c, j])}
        for c in range(len(across))
        for j in shown
        if np.isfinite(rates[c, j])
    ]
    frame = pd.DataFrame(rows, columns=["column", "sector", "rate"])
    # One prohibitive rate must not bleach all others: the shade saturates at the 95th percentile.
    top = float(np.percentile(frame["rate"], 95)) if len(frame) else 1.0
    low = min(0.0, float(frame["rate"].min())) if len(frame) else 0.0
    frame["label"] = [f"{rate:.0f}" if abs(top) >= 10 else f"{rate:.1f}" for rate in frame["rate"]]
    names = [economy.sectors[j].name for j in shown]
    scale = alt.Scale(scheme="blues", domain=[low, max(top, low + 1e-6)], clamp=True)
    base = alt.Chart(frame).encode(
        x=alt.X(
            "column:N",
            sort=across,
            title=over,
            axis=alt.Axis(orient="top", labelAngle=0, labelLimit=90, grid=False, ticks=False, domain=False),
        ),
        y=alt.Y(
            "sector:N", sort=names, title=None, axis=alt.Axis(labelLimit=230, grid=False, ticks=False, domain=False)
        ),
    )
    cells = base.mark_rect().encode(
        color=alt.Color("rate:Q", title=f"{instrument}, %", scale=scale),
        tooltip=[
            alt.Tooltip("column:N", title=over),
            "sector",
            alt.Tooltip("rate:Q", title=f"{instrument}, %", format=".2f"),
        ],
    )
    dark = f"datum.rate > {low + 0.45 * (top - low)}"
    text = base.mark_text(fontSize=10).encode(
        text="label:N", color=alt.condition(dark, alt.value("white"), alt.value("#333"))
    )
    width = alt.Step(max(36, min(64, WIDTH // max(len(across), 1))))
    chart = alt.layer(cells, text).properties(width=width, height=alt.Step(17))
    return finish(chart, name, title, model_source(economy))


def regime_bars(
    economy: Economy, regimes: Mapping[str, Float[np.ndarray, " N"]], shown: Sequence[int], title: str
) -> Chart:
    """Return bars of real income changes in percent, one panel a regime, the same scale in all.

    Args:
        economy: for names and the source.
        regimes: changes by regime, in the order of the panels.
        shown: positions of the economies shown.
        title: what it shows, as a sentence.
    """
    at = list(shown)[:MOST_COLUMNS]
    order = [economy.economies[n].name for n in at]
    rows = []
    for regime, changes in regimes.items():
        texts = [signed(changes[n]) for n in at]
        rows += [
            {"regime": regime, "economy": name, "change": float(changes[n]), "label": text}
            for name, n, text in zip(order, at, texts, strict=True)
        ]
    frame = pd.DataFrame(rows)
    low, high = min(0.0, float(frame["change"].min())), max(0.0, float(frame["change"].max()))
    room = (0.45 if len(regimes) > 2 else 0.2) * ((high - low) or 1.0)
    scale = alt.Scale(domain=[low - (room if low < 0 else 0.0), high + (room if high > 0 else 0.0)], nice=False)
    width = WIDTH if len(regimes) == 1 else max(110, 620 // len(regimes))
    axis = "Change in real income, %" if len(regimes) == 1 else "Real income, %"
    base = alt.Chart(frame).encode(
        x=alt.X("change:Q", title=axis, scale=scale, axis=alt.Axis(tickCount=3)),
        y=alt.Y("economy:N", sort=order, title=None, axis=alt.Axis(labelLimit=200, domain=False, ticks=False)),
    )
    bars = base.mark_bar().encode(
        color=alt.condition("datum.change >= 0", alt.value(GAIN), alt.value(LOSS)),
        tooltip=["regime", "economy", alt.Tooltip("change:Q", title="real income, %", format="+.3f")],
    )
    rise = base.transform_filter("datum.change >= 0").mark_text(align="left", dx=3, color="#333", fontSize=10)
    fall = base.transform_filter("datum.change < 0").mark_text(align="right", dx=-3, color="#333", fontSize=10)
    layers = alt.layer(bars, rise.encode(text="label:N"), fall.encode(text="label:N")).properties(
        width=width, height=alt.Step(22)
    )
    chart: Any = layers
    if len(regimes) > 1:
        header = alt.Header(labelFontSize=12, labelFontWeight="bold", title=None)
        chart = layers.facet(column=alt.Column("regime:N", sort=list(regimes), header=header), spacing=8)
    return finish(chart, "welfare", title, model_source(economy))


def elasticity_scatter(
    economy: Economy,
    rates: Float[np.ndarray, " J"],
    elasticities: Float[np.ndarray, " J"],
    *,
    name: str,
    title: str,
    rate: str,
    elasticity: str,
) -> Chart:
    """Return mean sector rates against elasticities, one point a sector, its area its share of world output.

    Args:
        economy: for names, sizes and the source.
        rates: mean rate by sector in percent; NaN is left out.
        elasticities: elasticity by sector.
        name: name of the chart.
        title: what it shows, as a sentence.
        rate: axis title of the rates.
        elasticity: axis title of the elasticities.
    """
    size = economy.revenue.sum(axis=0)
    kept = np.flatnonzero(np.isfinite(rates))
    frame = pd.DataFrame(
        {
            "sector": [economy.sectors[j].name for j in kept],
            "rate": rates[kept],
            "elasticity": elasticities[kept],
            "size": 100.0 * size[kept] / size.sum(),
        }
    )
    named = _extremes(frame)
    frame["label"] = [text if at in named else "" for at, text in enumerate(frame["sector"])]
    high = float(frame["elasticity"].max())
    frame["side"] = frame["elasticity"] > 0.6 * high
    base = alt.Chart(frame).encode(
        x=alt.X("elasticity:Q", title=elasticity, scale=alt.Scale(domain=[0.0, high * 1.12], nice=False)),
        y=alt.Y("rate:Q", title=rate, scale=alt.Scale(zero=True)),
    )
    points = base.mark_circle(color=GAIN, opacity=0.75, stroke="#1b3a57", strokeWidth=1).encode(
        size=alt.Size("size:Q", title="Share of world output, %", scale=alt.Scale(range=[30, 400])),
        tooltip=[
            "sector",
            alt.Tooltip("elasticity:Q", format=".3f"),
            alt.Tooltip("rate:Q", title=rate, format=".2f"),
        ],
    )
    left = base.transform_filter("!datum.side").mark_text(align="left", dx=9, fontSize=10, color="#333")
    right = base.transform_filter("datum.side").mark_text(align="right", dx=-9, fontSize=10, color="#333")
    chart = alt.layer(points, left.encode(text="label:N"), right.encode(text="label:N"))
    return finish(chart.properties(width=WIDTH, height=300), name, title, model_source(economy))


def _extremes(frame: pd.DataFrame) -> set[int]:
    """Return rows worth naming: the ends of both axes, no two of them near one another."""
    spread = frame[["elasticity", "rate"]]
    scaled = (spread / (spread.max() - spread.min()).replace(0.0, 1.0)).to_numpy()
    order = np.argsort(-np.abs(scaled - np.median(scaled, axis=0)).max(axis=1))
    named: list[int] = []
    for at in order:
        apart = all(abs(scaled[at] - scaled[other])[1] > 0.06 for other in named)
        if apart and len(named) < MOST_NAMED_POINTS:
            named.append(int(at))
    return set(named)


def sweep_lines(
    economy: Economy, frame: pd.DataFrame, *, title: str, x: str, y: str = "Change in real income, %"
) -> Chart:
    """Return a line an economy of real income over what is varied.

    Args:
        economy: for the source.
        frame: columns "value", "economy", "change".
        title: what it shows, as a sentence.
        x: axis title of what is varied.
        y: axis title of the changes.
    """
    order = frame[frame["value"] == frame["value"].max()].sort_values("change", ascending=False)["economy"].tolist()
    order = [name for name in order if name in set(frame["economy"])][: len(LINES)]
    frame = frame[frame["economy"].isin(order)]
    color = alt.Color(
        "economy:N", sort=order, title=None, scale=alt.Scale(domain=order, range=list(LINES[: len(order)]))
    )
    dash = alt.StrokeDash(
        "economy:N",
        sort=order,
        title=None,
        scale=alt.Scale(domain=order, range=[list(d) for d in DASHES[: len(order)]]),
    )
    lines = (
        alt.Chart(frame)
        .mark_line(point=True)
        .encode(
            x=alt.X("value:Q", title=x, scale=alt.Scale(zero=False)),
            y=alt.Y("change:Q", title=y),
            color=color,
            strokeDash=dash,
            tooltip=["economy", alt.Tooltip("value:Q", format=".3g"), alt.Tooltip("change:Q", format="+.3f")],
        )
    )
    zero = alt.Chart(pd.DataFrame({"at": [0.0]})).mark_rule(color="#555").encode(y="at:Q")
    return finish(alt.layer(zero, lines).properties(width=WIDTH, height=300), "sweep", title, model_source(economy))
