"""Forecasts of experts as data sets of the person's own: imported once, opened by name."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from tools.core.datasets import DataSet, catalog
from tools.forecasting.data.choice import EXPERTS_FILE, FAMILY, choose_target
from tools.forecasting.data.experts import ExpertForecast, ExpertForecasts
from tools.forecasting.data.experts_file import read_experts


def import_experts(path: Path, name: str, target: str, *, issued: str = "") -> tuple[DataSet, ExpertForecasts]:
    """Check a file of dated forecasts, store it as `name`, and return its entry and the forecasts.

    Args:
        path: a plain CSV or Excel table, or a file of the IMF World Economic Outlook (see `experts_file`).
        name: what they are called from then on.
        target: that they are of.
        issued: day of issue, where the file does not say.

    Raises:
        UserError: a row or column is wrong; one sentence names each.
    """
    chosen = choose_target(target)
    forecasts = read_experts(path, chosen, issued=issued)
    table = forecasts.as_table().assign(target=chosen)
    contents = {EXPERTS_FILE: table.to_csv(index=False).encode()}
    title = f"Expert forecasts of {chosen} ({path.name})"
    years = f"issued {forecasts.forecasts[0].issued.year}-{forecasts.forecasts[-1].issued.year}"
    return catalog().add_imported(name, title, FAMILY, contents, years=years, units="percent growth"), forecasts


def open_experts(name: str, folders: Mapping[str, Path]) -> ExpertForecasts:
    """Return imported forecasts.

    Args:
        name: of their data set.
        folders: data set name -> folder, as `ctx.folders` holds them.
    """
    table = pd.read_csv(io.BytesIO((folders[name] / EXPERTS_FILE).read_bytes()), dtype={"period": str})
    rows = tuple(
        ExpertForecast(str(row.who), pd.Timestamp(row.issued), pd.Period(row.period), float(row.value))  # type: ignore[arg-type]
        for row in table.itertuples()
    )
    return ExpertForecasts(str(table["target"].iloc[0]), name, rows)
