"""The tournament: at every origin all models forecast from what was out then; origins run in parallel."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from tools.core import Context, UserError
from tools.forecasting.combination import combine
from tools.forecasting.data.panel import Panel
from tools.forecasting.models.registry import MODELS, seen_quarters
from tools.forecasting.record import Record
from tools.forecasting.window import SHORTEST_WINDOW, Forecast, window_at

FEWEST_ORIGINS = 8


@dataclass(frozen=True)
class Plan:
    """What a tournament runs.

    Attributes:
        origins: quarters at whose end forecasts are made.
        horizons: quarters ahead of the origin; 0 is the origin itself, a nowcast.
        models: keys of the registry.
        longest: published quarters of a rolling window; None for an expanding one.
        seed: seed of the models that draw at random.
        months_early: months before the origin's end at which one stands, 0 to 2.
    """

    origins: tuple[pd.Period, ...]
    horizons: tuple[int, ...]
    models: tuple[str, ...]
    longest: int | None = None
    seed: int = 0
    months_early: int = 0


@dataclass(frozen=True)
class Trial:
    """What one origin gave: the last published quarter, forecasts by (model, horizon), failures by model."""

    origin: pd.Period
    last: pd.Period
    forecasts: Mapping[tuple[str, int], Forecast]
    failures: Mapping[str, str]


def origins_of(panel: Panel, start: pd.Period, end: pd.Period | None) -> tuple[pd.Period, ...]:
    """Return the origins from `start` on whose own growth is known by now.

    Raises:
        UserError: too few, or too little is known before the first.
    """
    out = panel.target.dropna().index
    last = min(out[-1], end) if end is not None else out[-1]
    earliest = out[0] + SHORTEST_WINDOW + 1
    if len(out) < SHORTEST_WINDOW + FEWEST_ORIGINS:
        raise UserError(
            f"{panel.title} has {len(out)} quarters of growth: a tournament needs at least "
            f"{SHORTEST_WINDOW + FEWEST_ORIGINS} ({SHORTEST_WINDOW} to learn from and {FEWEST_ORIGINS} to be tested "
            "on)."
        )
    if start < earliest:
        raise UserError(
            f"Forecasts cannot start in {start}: growth is known from {out[0]} and models need {SHORTEST_WINDOW} "
            f"quarters to learn from. Start in {earliest} or later."
        )
    if last - start is None or last.ordinal - start.ordinal + 1 < FEWEST_ORIGINS:
        raise UserError(
            f"From {start} to {last} there are {max(last.ordinal - start.ordinal + 1, 0)} quarters to test on: "
            "choose a "
            f"start at least {FEWEST_ORIGINS} quarters before {last}."
        )
    return tuple(pd.period_range(start, last, freq="Q"))


def run(panel: Panel, plan: Plan, ctx: Context) -> dict[int, Record]:
    """Run a tournament.

    Args:
        panel: target and predictors.
        plan: what is run.
        ctx: progress (an origin a step), cancellation and the parallel map.

    Returns:
        One record a horizon, combinations of the models included.

    Raises:
        UserError: growth never moves, or the settings name no pretrained model though one is asked for.
    """
    check_not_constant(panel)
    seen = seen_quarters(plan.models)
    trials = ctx.map(partial(trial, panel, plan), plan.origins)
    return {horizon: combine(_record(panel, plan, trials, horizon, seen)) for horizon in plan.horizons}


def trial(panel: Panel, plan: Plan, origin: pd.Period) -> Trial:
    """Return the forecasts that the models make at the end of one quarter.

    A pretrained model makes none of a quarter that it may have seen.
    """
    from threadpoolctl import threadpool_limits

    stand = origin.asfreq("M", how="end") - plan.months_early
    window = window_at(panel, stand, longest=plan.longest, seed=plan.seed)
    seen = seen_quarters(plan.models)
    forecasts: dict[tuple[str, int], Forecast] = {}
    failures: dict[str, str] = {}
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # A fit that has not converged shows in its errors.
        for key in plan.models:
            horizons = [at for at in plan.horizons if key not in seen or origin + at > seen[key]]
            quarters = [origin + horizon for horizon in horizons]
            if not quarters:
                continue
            try:
                made = MODELS[key].make().fit_forecast(window, quarters)
                if not all(np.isfinite(one.point) for one in made):
                    raise ValueError("a forecast is not finite")
            except (ValueError, ArithmeticError, np.linalg.LinAlgError, IndexError) as error:
                failures[key] = f"{origin}: {type(error).__name__}: {str(error).strip().splitlines()[0]}"
                continue
            forecasts.update({(key, horizon): one for horizon, one in zip(horizons, made, strict=True)})
    return Trial(origin, window.last, forecasts, failures)


def check_not_constant(panel: Panel) -> None:
    """Raise UserError where growth never moves."""
    if float(panel.target.std()) < 1e-9:
        raise UserError(f"{panel.title} is constant at {panel.target.iloc[0]:g} %: there is nothing to forecast.")


def _record(panel: Panel, plan: Plan, trials: Sequence[Trial], horizon: int, seen: Mapping[str, pd.Period]) -> Record:
    quarters = pd.PeriodIndex([one.origin + horizon for one in trials], freq="Q")
    points = pd.DataFrame(
        [
            {
                key: one.forecasts[key, horizon].point if (key, horizon) in one.forecasts else np.nan
                for key in plan.models
            }
            for one in trials
        ],
        index=quarters,
    )
    residuals = {
        (key, one.origin + horizon): made.residuals
        for one in trials
        for (key, at), made in one.forecasts.items()
        if at == horizon
    }
    failures = {key: text for one in trials for key, text in one.failures.items()}
    last = pd.Series([one.last for one in trials], index=quarters)
    return Record(horizon, points, panel.target.reindex(quarters), last, residuals, failures, seen)
