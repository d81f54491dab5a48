"""The frame of every chart: its finding as title, readable axes, its source under it."""

from __future__ import annotations

import textwrap
from typing import Any

import altair as alt

from tools.core.result import Chart


def finish(chart: Any, name: str, title: str, source: str) -> Chart:
    """Return a chart with its finding as title and its source under it."""
    footer = alt.TitleParams(
        text=textwrap.wrap(f"Source: {source}", 115),
        orient="bottom",
        anchor="start",
        frame="bounds",
        fontSize=10,
        fontWeight="normal",
        color="#666666",
        offset=10,
    )
    heading = alt.TitleParams(text=textwrap.wrap(title, 75), anchor="start", fontSize=15, fontWeight="bold", offset=12)
    whole = (
        alt.vconcat(chart.properties(title=footer))
        .properties(title=heading)
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=12, titleFontSize=12, grid=True, gridColor="#e6e6e6")
    )
    return Chart(name=name, title=title, spec=whole.to_dict())
