"""Combining forecasts as one could at the time: weights come from errors that were known then, and from no others.

Benchmarks (random walk, mean, AR) are what combinations are compared with: they are not part of them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from tools.forecasting.models.registry import MODELS
from tools.forecasting.record import Record

MEAN, TRIMMED, INVERSE, STACKED = "mean_of_models", "trimmed_mean", "inverse_mse", "stacking"
TITLES = {
    MEAN: ("mean of models", "模型均值"),
    TRIMMED: ("trimmed mean", "截尾均值"),
    INVERSE: ("inverse-MSE combination", "误差倒数加权组合"),
    STACKED: ("stacking", "堆叠组合"),
}
TRIM = 0.2
"""Share of the forecasts left out at each end by the trimmed mean."""
LEAST_PAST = 8
"""Past forecasts below which weights stay equal."""


def combine(record: Record) -> Record:
    """Return the record with the four combinations of its models added; with one model, unchanged.

    Args:
        record: forecasts of single models.
    """
    complete = _parts(record)
    if complete.shape[1] < 2:
        return record
    rows = {quarter: _combined(record, complete, quarter) for quarter in complete.index}
    residuals = {
        **record.residuals,
        **{(name, quarter): _pooled(record, complete.columns, quarter) for quarter in rows for name in TITLES},
    }
    whole = record.with_columns(pd.DataFrame.from_dict(rows, orient="index"))
    return replace(whole, residuals=residuals)


def weights(record: Record, quarter: pd.Period, method: str) -> pd.Series:
    """Return the weights of the models in a combination for one quarter; they sum to one.

    Args:
        record: forecasts of single models.
        quarter: a row of the record.
        method: `INVERSE` or `STACKED`.
    """
    complete = _parts(record)
    before = record.known_before(quarter)
    equal = pd.Series(1.0 / complete.shape[1], index=complete.columns)
    if len(before) < LEAST_PAST:
        return equal
    past, actual = complete.loc[before], record.actual.loc[before]
    if method == INVERSE:
        inverse = 1.0 / np.maximum(past.rsub(actual, axis=0).pow(2).mean(), 1e-8)
        shares: pd.Series = inverse / inverse.sum()
        return shares
    return _stacked(past, actual, equal)


def _parts(record: Record) -> pd.DataFrame:
    """Return the forecasts that are combined: of the models without a gap, benchmarks aside."""
    complete = record.points.loc[:, record.points.notna().all()]
    return complete[[name for name in complete if name not in MODELS or MODELS[name].group != "benchmark"]]


def _combined(record: Record, points: pd.DataFrame, quarter: pd.Period) -> dict[str, float]:
    from scipy.stats import trim_mean

    here: pd.Series = points.loc[quarter]  # type: ignore[call-overload]
    return {
        MEAN: float(here.mean()),
        TRIMMED: float(trim_mean(here.to_numpy(float), TRIM)),
        INVERSE: float(here.to_numpy() @ weights(record, quarter, INVERSE).to_numpy()),
        STACKED: float(here.to_numpy() @ weights(record, quarter, STACKED).to_numpy()),
    }


def _stacked(past: pd.DataFrame, actual: pd.Series, equal: pd.Series) -> pd.Series:
    """Return non-negative least squares weights, shrunk to equal ones by a ridge that fades as forecasts accumulate."""
    from scipy.optimize import nnls

    scale = float(past.rsub(actual, axis=0).pow(2).mean().mean()) ** 0.5 or 1.0
    pull = scale * np.eye(len(equal))
    # The last row, weighing heavily, makes the weights sum to one.
    heavy = 100.0 * scale * np.ones((1, len(equal)))
    design = np.vstack([past.sub(actual, axis=0).to_numpy(float), pull * len(equal) ** 0.5, heavy])
    goal = np.concatenate([np.zeros(len(past)), scale * equal.to_numpy() * len(equal) ** 0.5, [100.0 * scale]])
    found = nnls(design, goal)[0]
    return pd.Series(found / found.sum(), index=equal.index)


def _pooled(record: Record, models: pd.Index, quarter: pd.Period) -> np.ndarray:
    inside = [record.residuals[model, quarter] for model in models if (model, quarter) in record.residuals]
    return np.concatenate(inside) if inside else np.zeros(1)
