"""What a forecast is made of: Shapley values by block of series, out of sample, and what shuffling a block costs."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from tools.core import Context, UserError
from tools.forecasting.data.index import value_at
from tools.forecasting.data.panel import BLOCKS, Panel
from tools.forecasting.features import TARGET_BLOCK
from tools.forecasting.models.direct import Direct, DirectFit
from tools.forecasting.models.registry import MODELS
from tools.forecasting.window import window_at

BACKGROUND = 24
"""Rows of the window that stand in for a block that is left out."""


@dataclass(frozen=True)
class Attribution:
    """One out-of-sample forecast, taken apart.

    Attributes:
        quarter: that was forecast.
        base: mean growth of the window, percent; `base` and the contributions sum to `point`.
        point: the forecast, percent.
        contributions: percentage points by block.
        shuffled: forecasts with one block replaced by that of other quarters, by block: [BACKGROUND].
    """

    quarter: pd.Period
    base: float
    point: float
    contributions: dict[str, float]
    shuffled: dict[str, np.ndarray]


def explainable(key: str) -> Direct:
    """Return a model that reads blocks of predictors.

    Raises:
        UserError: the model is not one of them.
    """
    made = MODELS[key].make()
    if not isinstance(made, Direct):
        names = ", ".join(name for name, model in MODELS.items() if isinstance(model.make(), Direct))
        raise UserError(f"{MODELS[key].title} does not read blocks of series. Explain one of: {names}.")
    return made


def attribute(panel: Panel, model: str, origins: list[pd.Period], horizon: int, ctx: Context) -> list[Attribution]:
    """Return the forecasts of a model from several origins, taken apart; origins run in parallel.

    Args:
        panel: target and predictors.
        model: key of a model that reads blocks.
        origins: quarters at whose end forecasts are made.
        horizon: quarters ahead.
        ctx: progress, cancellation and the parallel map.
    """
    explainable(model)
    return ctx.map(partial(attribute_one, panel, model, horizon, ctx.seed), origins)


def attribute_one(panel: Panel, model: str, horizon: int, seed: int, origin: pd.Period) -> Attribution:
    """Return one forecast, taken apart (see `attribute`)."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # A fit that has not converged shows in its errors.
        window = window_at(panel, origin, seed=seed)
        fitted = explainable(model).fit(window, origin + horizon)
        blocks = block_columns(panel, fitted)
        rows = np.random.default_rng(seed).permutation(len(fitted.features.X))[:BACKGROUND]
        background = fitted.features.X[np.sort(rows)]
        values, expected = shapley(fitted, blocks, background)
        base = float(fitted.features.y.mean())
        # In a model of changes the last published growth comes in from outside: it is the target's own past.
        values[TARGET_BLOCK] = values.get(TARGET_BLOCK, 0.0) + expected - base
        point = float(fitted.predict(fitted.features.x[None, :])[0])
        return Attribution(origin + horizon, base, point, values, _shuffled(fitted, blocks, background))


def block_columns(panel: Panel, fitted: DirectFit) -> dict[str, np.ndarray]:
    """Return the columns of each block among a fit's predictors, in the order of `BLOCKS`, own past first."""
    of = [TARGET_BLOCK if key == "target" else panel.info[key].block for key in fitted.features.series]
    found = {name: np.flatnonzero([block == name for block in of]) for name in (TARGET_BLOCK, *BLOCKS)}
    return {name: columns for name, columns in found.items() if len(columns)}


def shapley(fitted: DirectFit, blocks: dict[str, np.ndarray], background: np.ndarray) -> tuple[dict[str, float], float]:
    """Return exact Shapley values of blocks, and the forecast with every block left out.

    A block that is left out takes the values of the background's rows (interventional; Lundberg and Lee 2017). Series
    of a block go in and out together, so that correlated series of one block do not share its credit at random.

    Args:
        fitted: the model.
        blocks: columns by block, not overlapping.
        background: rows of scaled predictors, [m, p].

    Returns:
        (percentage points by block, percent).
    """
    import shap

    names, x = list(blocks), fitted.features.x

    def forecast(switches: np.ndarray) -> np.ndarray:
        rows = np.repeat(background[None, :, :], len(switches), axis=0)
        for at, name in enumerate(names):
            on = np.flatnonzero(switches[:, at] > 0.5)
            rows[np.ix_(on, np.arange(len(background)), blocks[name])] = x[blocks[name]]
        return np.asarray(fitted.predict(rows.reshape(-1, len(x))).reshape(len(switches), -1).mean(axis=1))

    if len(names) == 1:
        off, on = forecast(np.zeros((1, 1)))[0], forecast(np.ones((1, 1)))[0]
        return {names[0]: float(on - off)}, float(off)
    explainer: Any = shap.ExactExplainer(forecast, np.zeros((1, len(names))))
    found = explainer(np.ones((1, len(names))), silent=True)
    values = {name: float(value) for name, value in zip(names, found.values[0], strict=True)}
    return values, float(np.ravel(found.base_values)[0])


def _shuffled(fitted: DirectFit, blocks: dict[str, np.ndarray], background: np.ndarray) -> dict[str, np.ndarray]:
    found = {}
    for name, columns in blocks.items():
        rows = np.repeat(fitted.features.x[None, :], len(background), axis=0)
        rows[:, columns] = background[:, columns]
        found[name] = fitted.predict(rows)
    return found


def permutation_importance(parts: list[Attribution], actual: pd.Series) -> pd.Series:
    """Return by how much RMSE rises when a block is replaced by that of other quarters, points, largest first.

    Args:
        parts: out-of-sample forecasts.
        actual: growth as it came, by quarter.
    """
    due = [part for part in parts if np.isfinite(actual.get(part.quarter, np.nan))]
    plain = np.sqrt(np.mean([(value_at(actual, part.quarter) - part.point) ** 2 for part in due]))
    names = [name for name in (TARGET_BLOCK, *BLOCKS) if any(name in part.shuffled for part in due)]

    def shuffled_square(part: Attribution, name: str) -> float:
        made = part.shuffled.get(name, np.array([part.point]))
        return float(np.mean((value_at(actual, part.quarter) - made) ** 2))

    rise = {name: float(np.sqrt(np.mean([shuffled_square(part, name) for part in due])) - plain) for name in names}
    return pd.Series(rise, dtype=float).sort_values(ascending=False, kind="stable")


def contribution_table(parts: list[Attribution]) -> pd.DataFrame:
    """Return contributions by quarter (rows) and block (columns), points; a block not in use counts nothing."""
    frame = pd.DataFrame(
        [part.contributions for part in parts], index=pd.PeriodIndex([p.quarter for p in parts], freq="Q")
    )
    order = [name for name in (TARGET_BLOCK, *BLOCKS) if name in frame]
    return frame[order].fillna(0.0)


def stability(table: pd.DataFrame) -> float:
    """Return the rank correlation of mean absolute contributions, first half of the quarters against the second."""
    half = len(table) // 2
    first, second = table.iloc[:half].abs().mean(), table.iloc[half:].abs().mean()
    return float(first.corr(second, method="spearman"))
