"""Charts of trade policy: bars of real income, the most affected sectors, and the sizes of economies."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from tools.core import Chart
from tools.core.charts import finish
from tools.trade.calibration import Calibration
from tools.trade.economy import Economy
from tools.trade.outcome import Outcome
from tools.trade.wording import signed

GAIN, LOSS = "#2b6ca3", "#e8a33d"
SHADES = ("#1b3a57", "#7fb2d9")
MOST_BARS = 12
WIDTH = 460


def welfare_chart(outcome: Outcome, focus: tuple[int, ...], title: str) -> Chart:
    """Return bars of the change in real income; with many economies, those in focus and the most affected."""
    economy = outcome.calibration.economy
    order = sorted(range(len(economy.codes)), key=lambda at: (at not in focus, -abs(outcome.real_income[at])))
    shown = sorted(order[:MOST_BARS], key=lambda at: -outcome.real_income[at])
    frame = pd.DataFrame(
        {
            "economy": [economy.economies[at].name for at in shown],
            "change": outcome.real_income[shown],
            "label": [signed(change) for change in outcome.real_income[shown]],
        }
    )
    return _bars(frame, "welfare", title, "Change in real income, %", outcome)


def sectors_chart(outcome: Outcome, focus: tuple[int, ...], title: str) -> Chart:
    """Return bars of the sectors whose output changes most in money, in the economies in focus."""
    economy = outcome.calibration.economy
    weight = np.abs(outcome.output * outcome.revenue[0])
    cells = [(i, j) for i in focus for j in range(weight.shape[1]) if weight[i, j] > 0.0]
    cells = sorted(cells, key=lambda cell: -weight[cell])[:MOST_BARS]
    cells.sort(key=lambda cell: -outcome.output[cell])
    frame = pd.DataFrame(
        {
            "economy": [f"{economy.economies[i].code}: {economy.sectors[j].name}" for i, j in cells],
            "change": [outcome.output[cell] for cell in cells],
            "label": [signed(outcome.output[cell]) for cell in cells],
        }
    )
    return _bars(frame, "sectors", title, "Change in output volume, %", outcome)


def sizes_chart(calibration: Calibration, shown: tuple[int, ...], title: str) -> Chart:
    """Return bars of gross output by economy, split into goods and services or into broad parts."""
    economy = calibration.economy
    output = economy.revenue
    unit = 1e-6 * economy.million_usd or 100.0 / output.sum()
    largest = sorted(shown, key=lambda at: -output[at].sum())[:MOST_BARS]
    parts = {"goods": economy.goods, "services": ~economy.goods}
    rows = [
        {"economy": economy.economies[at].name, "part": part, "output": float(output[at][mask].sum() * unit)}
        for at in largest
        for part, mask in parts.items()
        if mask.any()
    ]
    order = [economy.economies[at].name for at in largest]
    label = "Gross output, tn USD" if economy.million_usd else "Gross output, % of the world's"
    chart = (
        alt.Chart(pd.DataFrame(rows))
        .mark_bar()
        .encode(
            x=alt.X("output:Q", title=label),
            y=alt.Y("economy:N", sort=order, title=None),
            color=alt.Color("part:N", title=None, scale=alt.Scale(domain=["goods", "services"], range=list(SHADES))),
            tooltip=["economy", "part", alt.Tooltip("output:Q", format=".3g")],
        )
        .properties(width=WIDTH, height=alt.Step(24))
    )
    return finish(chart, "sizes", title, economy.source)


def _bars(frame: pd.DataFrame, name: str, title: str, axis: str, outcome: Outcome) -> Chart:
    reach = float(frame["change"].abs().max()) or 1.0
    low, high = min(0.0, float(frame["change"].min())), max(0.0, float(frame["change"].max()))
    room = 0.16 * (high - low or reach)
    scale = alt.Scale(domain=[low - (room if low < 0 else 0.0), high + (room if high > 0 else 0.0)], nice=False)
    names = frame["economy"].tolist()
    y = alt.Y("economy:N", sort=names, title=None, axis=alt.Axis(labelLimit=240, domain=False, ticks=False))
    x = alt.X("change:Q", title=axis, scale=scale, axis=alt.Axis(tickCount=6))
    bars = (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=x,
            y=y,
            color=alt.condition("datum.change >= 0", alt.value(GAIN), alt.value(LOSS)),
            tooltip=[alt.Tooltip("economy:N", title="what"), alt.Tooltip("change:Q", title=axis, format="+.4f")],
        )
    )
    rise = bars.transform_filter("datum.change >= 0").mark_text(align="left", dx=4, color="#333")
    fall = bars.transform_filter("datum.change < 0").mark_text(align="right", dx=-4, color="#333")
    text = [mark.encode(text="label:N", color=alt.value("#333")) for mark in (rise, fall)]
    zero = alt.Chart(pd.DataFrame({"at": [0.0]})).mark_rule(color="#555").encode(x="at:Q")
    chart = alt.layer(bars, *text, zero).properties(width=WIDTH, height=alt.Step(24))
    return finish(chart, name, title, model_source(outcome.calibration.economy))


def model_source(economy: Economy) -> str:
    """Return the source line of figures that the model computed from an economy's data."""
    source = economy.source if not economy.year else f"{economy.source}; year {economy.year}"
    return f"{source}. Exact changes in general equilibrium."
