"""Is one forecast better than another by more than chance? Tests from macroforecast and arch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tools.forecasting.data.index import periods_of

FEWEST = 8
"""Quarters below which no test is made."""
BOOTSTRAPS = 1000
MCS_SIZE = 0.10


@dataclass(frozen=True)
class Comparison:
    """A model against the benchmark.

    Attributes:
        dm: two-sided p-value of Diebold-Mariano with the correction of Harvey, Leybourne and Newbold (1997).
        clark_west: one-sided p-value of Clark and West (2007) for a model that nests the benchmark; NaN where it does
            not.
        giacomini_white: p-value of the conditional test of Giacomini and White (2006).
        better: whether the model's mean squared error is the smaller.
    """

    dm: float
    clark_west: float
    giacomini_white: float
    better: bool


def compare(actual: pd.Series, benchmark: pd.Series, model: pd.Series, steps: int, *, nested: bool) -> Comparison:
    """Test a model's squared errors against the benchmark's.

    Args:
        actual: growth as it came, percent.
        benchmark, model: forecasts of the same quarters.
        steps: quarters between the last published quarter and the one forecast; errors overlap by steps - 1.
        nested: whether the model holds the benchmark as a special case.
    """
    from macroforecast.tests import clark_west_test, dm_test, giacomini_white_test

    loss_b, loss_m = (actual - benchmark) ** 2, (actual - model) ** 2
    none = float("nan")
    better = bool(loss_m.mean() < loss_b.mean())
    if len(actual) < FEWEST or np.allclose(loss_b, loss_m, atol=1e-12):
        return Comparison(none, none, none, better)
    plain = [series.to_numpy(float) for series in (loss_b, loss_m, benchmark, model)]
    dm = dm_test(plain[0], plain[1], horizon=steps, kernel="bartlett" if steps > 1 else "acf")
    cw = clark_west_test(*plain, horizon=steps) if nested else None
    gw = giacomini_white_test(plain[0], plain[1], horizon=steps)
    values = [none if test is None or test.p_value is None else float(test.p_value) for test in (dm, cw, gw)]
    return Comparison(dm=values[0], clark_west=values[1], giacomini_white=values[2], better=better)


def confidence_set(errors: pd.DataFrame, seed: int) -> pd.Series:
    """Return each model's p-value in the model confidence set of Hansen, Lunde and Nason (2011), by arch.

    Models with a value above `MCS_SIZE` cannot be told from the best.

    Args:
        errors: [quarters, models], without gaps.
        seed: seed of the bootstrap.
    """
    from arch.bootstrap import MCS

    if len(errors) < FEWEST or errors.shape[1] < 2:
        return pd.Series(np.nan, index=errors.columns)
    # Equal loss columns have no variance between them and break the bootstrap: one stands for all of them.
    losses = errors.pow(2)
    distinct = losses.T.round(12).drop_duplicates().T.columns
    if len(distinct) < 2:
        return pd.Series(1.0, index=errors.columns)
    mcs = MCS(losses[distinct], size=MCS_SIZE, reps=BOOTSTRAPS, method="R", bootstrap="stationary", seed=seed)
    mcs.compute()
    values = mcs.pvalues["Pvalue"]
    twin = {column: next(d for d in distinct if np.allclose(losses[d], losses[column])) for column in losses}
    return pd.Series({column: float(values[twin[column]]) for column in losses})


def quarters_that_decide(benchmark: pd.Series, model: pd.Series) -> list[pd.Period]:
    """Return the fewest quarters without which the model's mean squared error is no longer below the benchmark's.

    Args:
        benchmark, model: errors by quarter.

    Returns:
        The quarters that favour the model most, largest first; empty where the model does not win at all.
    """
    gain = (benchmark**2 - model**2).sort_values(ascending=False)
    total = float(gain.sum())
    dropped: list[pd.Period] = []
    for quarter, one in zip(periods_of(gain), gain, strict=True):
        if total <= 0.0:
            break
        dropped.append(quarter)
        total -= float(one)
    return dropped
