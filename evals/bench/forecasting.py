"""Times of the tournament, beside the same models through skforecast in one run: `python -m evals.bench.forecasting`.

Rows are printed as Markdown as they come. skforecast is no dependency of Quesnay (it asks for pandas below 3); put it
on PYTHONPATH for this benchmark: `pip install --no-deps --target FOLDER skforecast optuna colorlog alembic sqlalchemy`.
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from evals.findings.forecasting import END, START, context
from tools.core import Context
from tools.core.cluster import cluster_map
from tools.core.parallel import parallel_map
from tools.forecasting.data.choice import CHINA
from tools.forecasting.data.index import periods_of
from tools.forecasting.data.load import open_panel
from tools.forecasting.data.panel import Panel
from tools.forecasting.features import features_of
from tools.forecasting.models.direct import Direct
from tools.forecasting.models.registry import GROUPS, MODELS, resolve_models, usable
from tools.forecasting.tournament import Plan, origins_of, run, trial
from tools.forecasting.window import window_at

Row = tuple[str, str, str]
SHARED = ("rw", "ar", "ridge", "kernel_ridge", "svr", "knn", "random_forest")
"""Models that skforecast can run: its own forecasters around the same estimators."""
SAME = ("rw", "ar")
"""Of these, models whose equation is the same, so that errors must be."""
PENALTIES = list(np.logspace(-1, 4, 21))
LAGS = 4


def tournament(panel: Panel, plan: Plan, ctx: Context) -> Iterator[Row]:
    """The whole tournament with the parallel map."""
    started = time.perf_counter()
    records = run(panel, plan, ctx)
    seconds = time.perf_counter() - started
    failed = {key for record in records.values() for key in record.failures}
    name = f"tournament: {len(plan.models)} models, {len(plan.origins)} origins, horizon {plan.horizons}"
    yield name, "<= 180 s", f"{seconds:.0f} s; failed: {', '.join(sorted(failed)) or 'none'}"


def on_dask(panel: Panel, plan: Plan, workers: int) -> Iterator[Row]:
    """The same origins on a Dask cluster of this machine and by the map of this machine."""
    from distributed import LocalCluster

    local: Any = LocalCluster
    here = parallel_map(partial(trial, panel, plan), plan.origins)
    with local(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster:
        started = time.perf_counter()
        there = cluster_map(partial(trial, panel, plan), plan.origins, cluster.scheduler_address)
        seconds = time.perf_counter() - started
    apart = max(
        abs(one.forecasts[key].point - other.forecasts[key].point)
        for one, other in zip(here, there, strict=True)
        for key in one.forecasts
    )
    name = f"Dask, {workers} worker(s): {len(plan.models)} models, {len(plan.origins)} origins"
    yield name, "same forecasts", f"{seconds:.1f} s; apart {apart:.0e}"


def one_by_one(panel: Panel, plan: Plan) -> Iterator[Row]:
    """The models that skforecast has, in this process, by both."""
    ours, theirs = 0.0, 0.0
    apart = dict.fromkeys(SAME, 0.0)
    for origin in plan.origins:
        started = time.perf_counter()
        made = trial(panel, plan, origin)
        ours += time.perf_counter() - started
        window = window_at(panel, origin, seed=plan.seed)
        for key in plan.models:
            lags = int(made.forecasts[key, 0].details.get("lags", 1))
            started = time.perf_counter()
            other = through_skforecast(key, window.known, features_of(window, origin), lags, plan.seed)
            theirs += time.perf_counter() - started
            if key in SAME:
                apart[key] = max(apart[key], abs(other - made.forecasts[key, 0].point))
    differences = ", ".join(f"{MODELS[key].title} {value:.0e}" for key, value in apart.items())
    yield (
        f"{len(plan.models)} models ({', '.join(plan.models)}), {len(plan.origins)} origins, one process",
        "faster than skforecast; the same to 1e-8",
        f"{ours:.1f} s against {theirs:.1f} s ({theirs / ours:.1f}x); forecasts apart: {differences}",
    )


def through_skforecast(key: str, known: pd.Series, features: Any, lags: int, seed: int) -> float:
    """Return one forecast of the quarter after `known` by skforecast, tuned by its own grid search.

    Args:
        key: one of `SHARED`.
        known: published growth.
        features: predictors aligned as for our models; handed over as exogenous.
        lags: lags of an autoregression.
        seed: seed of a forest.
    """
    from skforecast.model_selection import TimeSeriesFold, grid_search_forecaster
    from skforecast.recursive import ForecasterEquivalentDate, ForecasterRecursive
    from sklearn.linear_model import LinearRegression

    y = known.set_axis(periods_of(known).to_timestamp()).asfreq("QS")
    if key == "rw":
        forecaster: Any = ForecasterEquivalentDate(offset=1, n_offsets=1)
        forecaster.fit(y=y)
        return float(forecaster.predict(steps=1).iloc[0])
    if key == "ar":
        if not lags:
            return float(known.mean())
        forecaster = ForecasterRecursive(estimator=LinearRegression(), lags=lags)
        forecaster.fit(y=y)
        return float(forecaster.predict(steps=1).iloc[0])
    own = sum(name == "target" for name in features.series)
    index = features.quarters.to_timestamp()
    exogenous = pd.DataFrame(features.X[:, own:], index=index).add_prefix("x")
    ahead = pd.DataFrame(features.x[None, own:], index=[index[-1] + pd.offsets.QuarterBegin(startingMonth=1)])
    forecaster = ForecasterRecursive(estimator=estimator(key, seed), lags=LAGS)
    short = y.loc[index[0] :]
    grid = grid_of(key, features.X.shape[1])
    if grid:
        folds = TimeSeriesFold(steps=1, initial_train_size=len(short) - len(short) // 5, refit=False)
        grid_search_forecaster(
            forecaster=forecaster,
            y=short,
            cv=folds,
            param_grid=grid,
            metric="mean_squared_error",
            exog=exogenous,
            return_best=True,
            n_jobs=1,
            verbose=False,
            show_progress=False,
        )
    else:
        forecaster.fit(y=short, exog=exogenous)
    return float(forecaster.predict(steps=1, exog=ahead.add_prefix("x").asfreq("QS")).iloc[0])


def estimator(key: str, seed: int) -> Any:
    """Return the estimator of one of our models, bare."""
    if key == "ridge":
        from sklearn.linear_model import Ridge

        return Ridge()
    model = MODELS[key].make()
    assert isinstance(model, Direct)
    return model.make(LAGS, seed)


def grid_of(key: str, predictors: int) -> dict[str, Any]:
    """Return the values that one of our models tries."""
    if key == "ridge":
        return {"alpha": PENALTIES}
    model = MODELS[key].make()
    assert isinstance(model, Direct)
    return {name: list(values) for name, values in model.grid(predictors).items()}


def main() -> None:
    """Print the times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", default="default")
    parser.add_argument("--horizons", default="1")
    parser.add_argument("--origins", type=int, default=12, help="origins of the comparison with skforecast; 0 for none")
    parser.add_argument("--no-tournament", action="store_true", help="leave the whole tournament out")
    parser.add_argument("--dask", action="store_true", help="add rows on a Dask cluster of this machine")
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    ctx = context()
    panel = open_panel(CHINA, ctx.folders)
    models, _ = usable(resolve_models(args.models), panel.monthly.shape[1], panel.quarterly.shape[1])
    horizons = tuple(int(part) for part in args.horizons.split(","))
    plan = Plan(origins_of(panel, START, END), horizons, models, None, ctx.seed)
    compared = Plan(plan.origins[: args.origins], (0,), SHARED, None, ctx.seed)
    rows: list[Callable[[], Iterator[Row]]] = []
    rows += [] if args.no_tournament else [partial(tournament, panel, plan, ctx)]
    rows += [partial(one_by_one, panel, compared)] if args.origins else []
    fast = Plan(plan.origins[:12], (0,), GROUPS["quick"], None, ctx.seed)
    rows += [partial(on_dask, panel, fast, workers) for workers in (1, 2)] if args.dask else []
    print("| what | asked | measured |\n|---|---|---|")
    for row in rows:
        for name, asked, measured in row():
            print(f"\n| {name} | {asked} | {measured} |", flush=True)


if __name__ == "__main__":
    main()
