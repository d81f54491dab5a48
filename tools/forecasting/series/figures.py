"""The named figures of `describe_series`."""

from __future__ import annotations

import math

from tools.core import Value
from tools.forecasting.data.panel import BLOCKS, Panel
from tools.forecasting.data.vintages import Revisions
from tools.forecasting.series.description import Growth, edge_counts, series_table
from tools.forecasting.series.wording import MOST_SERIES_NAMED, RECENT


def growth_values(panel: Panel, growth: Growth) -> dict[str, Value]:
    """Return growth of the period asked for, of the last quarters, and its recent range."""
    unit = panel.target_info.unit
    recent = panel.target.tail(RECENT)
    values = {
        f"growth.{growth.period}": Value(value=growth.value, unit="%", label=f"Growth in {growth.period}, {unit}"),
        "release_lag.target": Value(
            value=panel.target_info.release_lag_months, unit="months", label="Release lag of growth after a quarter"
        ),
        "quarters": Value(value=len(panel.target), unit="quarters", label="Quarters of growth in the data"),
        "lowest_growth": Value(value=float(recent.min()), unit="%", label=f"Lowest growth of {len(recent)} quarters"),
        "highest_growth": Value(value=float(recent.max()), unit="%", label=f"Highest growth of {len(recent)} quarters"),
    }
    for quarter, value in panel.target.tail(8).items():
        values[f"growth.{quarter}"] = Value(value=float(value), unit="%", label=f"Growth in {quarter}, {unit}")
    if growth.base is not None and growth.two_year is not None:
        values["base_growth"] = Value(value=growth.base, unit="%", label="Growth in the same quarter a year before")
        values["two_year_average"] = Value(
            value=growth.two_year, unit="%", label="Average growth a year over two years"
        )
    return values


def known_values(panel: Panel, keys: tuple[str, ...]) -> dict[str, Value]:
    """Return how many predictors there are and had a figure in the last two months."""
    if not keys:
        return {}
    month, now, before, of = edge_counts(panel, keys)
    values = {
        "predictors": Value(value=of, unit="series", label="Predictors shown"),
        "blocks": Value(value=len(panel.blocks()), unit="blocks", label="Blocks of predictors"),
        f"known.{month}": Value(value=now, unit="series", label=f"Predictors with a figure for {month}"),
        f"known.{month - 1}": Value(value=before, unit="series", label=f"Predictors with a figure for {month - 1}"),
    }
    for block in BLOCKS:
        mine = [key for key in keys if panel.info[key].block == block]
        if mine:
            values[f"predictors.{block}"] = Value(
                value=len(mine), unit="series", label=f"Predictors in the block {block}"
            )
    return values


def series_values(panel: Panel, keys: tuple[str, ...]) -> dict[str, Value]:
    """Return each series' latest figure, release lag and correlation with growth."""
    values = {}
    for row in series_table(panel, keys).to_dict("records"):
        key, fact = row["key"], panel.info[row["key"]]
        lag = fact.release_lag_months
        values[f"release_lag.{key}"] = Value(value=lag, unit="months", label=f"Release lag of {fact.name}")
        if row["figures"]:
            figure, label = float(row["latest figure"]), f"{fact.name} in {row['last']}"
            values[f"latest.{key}"] = Value(value=figure, unit=fact.unit, label=label)
            strength = row["correlation with target"]
            if not math.isnan(strength):
                label = f"Correlation of {fact.name} with growth over {row['quarters together']} quarters"
                values[f"correlation.{key}"] = Value(value=strength, unit="correlation", label=label)
    if len(keys) > MOST_SERIES_NAMED:
        more = len(keys) - MOST_SERIES_NAMED
        values["further_series"] = Value(value=more, unit="series", label="Further series in the table")
    return values


def revision_values(found: Revisions | None) -> dict[str, Value]:
    """Return the figures of revisions; none where there are none."""
    if found is None:
        return {}
    quarter, change = found.largest
    early, late = found.naive_errors
    naive = "RMSE of 'as in the quarter before' scored on the figures of"
    return {
        "revised_quarters": Value(value=found.revised, unit="quarters", label="Quarters whose growth was revised"),
        "compared_quarters": Value(value=len(found.changes), unit="quarters", label="Quarters in both vintages"),
        "mean_revision": Value(value=found.mean_absolute, unit="points", label="Mean absolute revision"),
        "largest_revision": Value(value=abs(change), unit="points", label=f"Largest revision ({quarter})"),
        f"naive_error.{found.earlier}": Value(value=early, unit="points", label=f"{naive} {found.earlier}"),
        f"naive_error.{found.later}": Value(value=late, unit="points", label=f"{naive} {found.later}"),
    }
