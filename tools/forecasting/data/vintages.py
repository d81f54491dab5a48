"""The same quarters at several vintages: how far growth was revised, and what that does to forecast errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from tools.forecasting.data.china_gdp import growth_april_2025, growth_april_2026, growth_march_2023
from tools.forecasting.data.choice import LIVE, TARGET_FILE

READERS = {
    "2023-03": ("china-nowcasting", growth_march_2023),
    "2025-04": ("china-gdp-long", growth_april_2025),
    "2026-04": ("china-official-recent", growth_april_2026),
}
"""Month of the vintage: data set and reader."""
DATASETS = tuple(dataset for dataset, _ in READERS.values())
ROUNDING = 0.05
"""Growth is published to one decimal: a smaller difference is none."""


@dataclass(frozen=True, eq=False)
class Revisions:
    """What changed between two vintages of growth.

    Attributes:
        earlier, later: the vintages' months.
        changes: later minus earlier in points, over the quarters of both.
        naive_errors: RMSE in points of "as in the quarter before", scored on each vintage over those quarters.
    """

    earlier: str
    later: str
    changes: pd.Series
    naive_errors: tuple[float, float]

    @property
    def revised(self) -> int:
        """Return in how many quarters the published figure differs."""
        return int((self.changes.abs() > ROUNDING).sum())

    @property
    def mean_absolute(self) -> float:
        """Return the mean absolute revision in points, over all quarters of both."""
        return float(self.changes.abs().mean())

    @property
    def largest(self) -> tuple[pd.Period, float]:
        """Return the quarter with the largest revision, the last of equals, and the revision in points."""
        size = self.changes.abs().round(6)
        quarter = size[size == size.max()].index[-1]
        return quarter, float(self.changes[quarter])


def china_vintages(folders: Mapping[str, Path]) -> pd.DataFrame:
    """Return China's growth by quarter, a column a vintage, oldest first; only vintages that are here.

    Args:
        folders: data set name -> folder.
    """
    columns = {month: read(folders[dataset]) for month, (dataset, read) in READERS.items() if dataset in folders}
    for name in sorted(folders):
        if name.startswith(LIVE):
            table = pd.read_csv(folders[name] / TARGET_FILE, dtype={"period": str})
            index = pd.PeriodIndex(table["period"], freq="Q")
            columns[f"{name.removeprefix(LIVE)} (first releases)"] = pd.Series(table["value"].to_numpy(), index=index)
    return pd.DataFrame(columns).sort_index()


def revisions(vintages: pd.DataFrame, earlier: str, later: str) -> Revisions:
    """Return what changed from one vintage to another, over the quarters that both have.

    Args:
        vintages: by quarter, a column a vintage.
        earlier, later: columns.
    """
    both = vintages[[earlier, later]].dropna()
    steps = both.diff().dropna()
    errors = np.sqrt((steps**2).mean())
    changes = (both[later] - both[earlier]).rename("change")
    return Revisions(earlier, later, changes, (float(errors[earlier]), float(errors[later])))
