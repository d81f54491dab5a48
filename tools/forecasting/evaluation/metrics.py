"""Errors of forecasts: root mean square, mean absolute, and the score of the whole distribution."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.forecasting.record import Record


def crps_of_draws(draws: np.ndarray, actual: float) -> float:
    """Return the continuous ranked probability score of equally likely draws (Gneiting and Raftery 2007, eq. 21).

    Args:
        draws: [n].
        actual: what came.

    >>> crps_of_draws(np.array([1.0]), 3.0)
    2.0
    """
    ordered = np.sort(draws)
    n = len(ordered)
    spread = float((2 * np.arange(1, n + 1) - n - 1) @ ordered) / n**2
    return float(np.abs(ordered - actual).mean()) - spread


def scores(record: Record) -> pd.DataFrame:
    """Return the CRPS of every forecast that has come due, [quarters, models]; the spread is what was known then."""
    due = record.actual.dropna().index
    made = {
        model: [
            crps_of_draws(
                record.points.at[quarter, model] + record.spread(model, quarter)[0], float(record.actual[quarter])
            )
            if len(record.spread(model, quarter)[0])
            else np.nan
            for quarter in due
        ]
        for model in map(str, record.points)
    }
    return pd.DataFrame(made, index=due)


def error_table(record: Record, crps: pd.DataFrame, parts: dict[str, pd.PeriodIndex], benchmark: str) -> pd.DataFrame:
    """Return RMSE, MAE and CRPS by model and sub-period, and RMSE relative to the benchmark.

    Returns:
        Columns: model, period, quarters, rmse, mae, crps, relative_rmse; errors in percentage points.
    """
    errors = record.errors
    rows = []
    for period, quarters in parts.items():
        here = errors.loc[errors.index.intersection(quarters)]
        rmse, mae = here.pow(2).mean() ** 0.5, here.abs().mean()
        score = crps.loc[here.index].mean()
        for model in map(str, errors):
            rows.append(
                {
                    "model": model,
                    "period": period,
                    "quarters": len(here),
                    "rmse": float(rmse[model]),
                    "mae": float(mae[model]),
                    "crps": float(score[model]),
                    "relative_rmse": float(rmse[model] / rmse[benchmark]) if rmse[benchmark] > 0 else np.nan,
                }
            )
    return pd.DataFrame(rows)
