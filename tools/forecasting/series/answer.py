"""The result of `describe_series`."""

from __future__ import annotations

import pandas as pd

from tools.core import ToolResult
from tools.forecasting.data.panel import Panel
from tools.forecasting.data.vintages import Revisions
from tools.forecasting.series.charts import edge_chart, growth_chart, revisions_chart, series_chart
from tools.forecasting.series.description import Growth, blocks_known, series_table
from tools.forecasting.series.figures import growth_values, known_values, revision_values, series_values
from tools.forecasting.series.wording import (
    edge_title,
    growth_title,
    revision_source,
    revision_title,
    sentences,
    series_title,
)


def describe(
    panel: Panel,
    growth: Growth,
    keys: tuple[str, ...],
    *,
    about: str,
    found: Revisions | None,
    vintages: pd.DataFrame | None,
    named: bool,
) -> ToolResult:
    """Return the result of `describe_series`.

    Args:
        panel: as of the date asked for.
        growth: of the period asked for.
        keys: predictors to show.
        about: "overview", "known" or "revisions".
        found: revisions between the two longest vintages, where they are here.
        vintages: growth by quarter and vintage, where they are here.
        named: whether the person named the predictors.
    """
    values = {**growth_values(panel, growth), **known_values(panel, keys), **revision_values(found)}
    values |= series_values(panel, keys) if named else {}
    told = sentences(panel, growth, keys, about, found, named)
    charts = []
    if about == "revisions" and found is not None:
        charts.append(revisions_chart(found, revision_title(found), revision_source()))
    if about != "known" and not (named and keys):
        charts.append(growth_chart(panel, growth, growth_title(panel, growth)))
    if named and keys:
        charts.append(series_chart(panel, keys, series_title(panel, keys)))
    if keys:
        charts.append(edge_chart(panel, keys, edge_title(panel, keys)))
    if about == "overview" and found is not None and not named:
        charts.append(revisions_chart(found, revision_title(found), revision_source()))
    tables = {"series": series_table(panel, keys), "known": blocks_known(panel, keys)} if keys else {}
    tables["target"] = _target_table(panel)
    if vintages is not None and len(vintages.columns):
        tables["vintages"] = vintages.reset_index(names="quarter").astype({"quarter": str})
    return ToolResult(
        headline=" ".join(english for english, _ in told),
        headline_zh="".join(chinese for _, chinese in told),
        values=values,
        tables=tables,
        charts=tuple(charts),
        notes=(*panel.notes, *_caveats(panel, growth, found, about)),
        diagnostics={"target": panel.name, "series": list(keys)},
    )


def _target_table(panel: Panel) -> pd.DataFrame:
    latest_first = panel.target.iloc[::-1]
    return pd.DataFrame({"quarter": [str(at) for at in latest_first.index], "growth, %": latest_first.to_numpy()})


def _caveats(panel: Panel, growth: Growth, found: Revisions | None, about: str) -> list[str]:
    notes = []
    if growth.period.freqstr[0] in ("Y", "A"):
        notes.append("A year's growth is computed from its quarters; the published figure may differ by 0.1 points.")
    if found is not None and about != "known":
        early, late = found.naive_errors
        notes.append(
            f"Revisions change what a forecast is scored on: 'as in the quarter before' has a RMSE of {early:.2f} "
            f"points on the figures of {found.earlier} and {late:.2f} on those of {found.later}."
        )
    if panel.known_at is not None and panel.info:
        notes.append("Correlations are over the whole sample up to the date shown: they describe and do not forecast.")
    return notes
