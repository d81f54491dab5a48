"""The forecasting tools; `describe_series` is in `series.tools`."""

from __future__ import annotations

from tools.core import Context, ToolResult, UserError, tool
from tools.forecasting.arguments import Backtest, CompareWithExperts, ExplainForecast, Forecast, Nowcast
from tools.forecasting.data.choice import choose_experts, datasets_for
from tools.forecasting.examples import BACKTEST, EXPERTS, EXPLAIN, FORECAST, NOWCAST
from tools.forecasting.series import tools as series

__all__ = ["backtest", "compare_with_experts", "explain_forecast", "forecast", "nowcast", "series"]


@tool(
    family="forecasting",
    title="Forecast growth",
    examples=FORECAST,
    datasets=lambda args: datasets_for(args.target),
)
def forecast(args: Forecast, ctx: Context) -> ToolResult:
    """Forecast real GDP growth of China, the United States or an own series for the next quarters with many models,
    their combination and intervals; a fan chart.
    """
    from tools.forecasting.data.load import open_panel
    from tools.forecasting.forecast import forecast_answer
    from tools.forecasting.models.registry import resolve_models, usable
    from tools.forecasting.request import read_as_of

    panel = open_panel(args.target, ctx.folders)
    models, told = usable(resolve_models(args.models), panel.monthly.shape[1], panel.quarterly.shape[1])
    month = read_as_of(panel, args.as_of)
    return forecast_answer(panel, month, args.horizon, models, ctx, [told] if told else [])


@tool(
    family="forecasting",
    title="Compare forecasting models",
    examples=BACKTEST,
    datasets=lambda args: datasets_for(args.target),
)
def backtest(args: Backtest, ctx: Context) -> ToolResult:
    """Compare forecasting models in a pseudo real time tournament: do machine learning models beat an AR? Errors by
    sub-period (stable, turning points, 2020-21, after), tests of equal accuracy, and how few quarters a win rests on.
    """
    from tools.forecasting.backtest import backtest_answer
    from tools.forecasting.data.load import open_panel
    from tools.forecasting.models.registry import resolve_models, usable
    from tools.forecasting.request import first_origin, read_horizons, read_quarter
    from tools.forecasting.tournament import Plan, origins_of

    panel = open_panel(args.target, ctx.folders)
    models, told = usable(resolve_models(args.models), panel.monthly.shape[1], panel.quarterly.shape[1])
    end = read_quarter(args.end, "end of the test") if args.end.strip() else None
    plan = Plan(
        origins=origins_of(panel, first_origin(panel, args.start), end),
        horizons=read_horizons(args.horizon),
        models=models,
        longest=args.window_quarters if args.window == "rolling" else None,
        seed=ctx.seed,
    )
    return backtest_answer(panel, plan, ctx, [told] if told else [])


@tool(
    family="forecasting",
    title="Nowcast growth",
    examples=NOWCAST,
    datasets=lambda args: datasets_for(args.target),
)
def nowcast(args: Nowcast, ctx: Context) -> ToolResult:
    """Nowcast growth of the current quarter, whose official figure is not out yet, from monthly indicators, and show
    which of the month's releases moved the estimate.
    """
    from tools.forecasting.data.load import open_panel
    from tools.forecasting.models.registry import resolve_models, usable
    from tools.forecasting.nowcast import nowcast_answer
    from tools.forecasting.request import read_as_of

    panel = open_panel(args.target, ctx.folders)
    models, told = usable(resolve_models(args.models), panel.monthly.shape[1], panel.quarterly.shape[1])
    return nowcast_answer(panel, read_as_of(panel, args.as_of), models, ctx, [told] if told else [])


@tool(
    family="forecasting",
    title="Explain a forecast",
    examples=EXPLAIN,
    datasets=lambda args: datasets_for(args.target),
)
def explain_forecast(args: ExplainForecast, ctx: Context) -> ToolResult:
    """Explain what drove a growth forecast: contributions by block of series (production, demand, prices, money,
    external), importance out of sample, stability over time, and the last month's news.
    """
    from tools.forecasting.data.load import open_panel
    from tools.forecasting.explain import explain_answer
    from tools.forecasting.models.registry import resolve_models
    from tools.forecasting.request import explained_quarters, explanation_start

    panel = open_panel(args.target, ctx.folders)
    chosen = resolve_models(args.model, with_benchmark=False)
    if len(chosen) != 1:
        raise UserError(f"Explain one model at a time; '{args.model}' names {len(chosen)}: {', '.join(chosen)}.")
    quarters = explained_quarters(panel, args.period, args.horizon)
    first = explanation_start(panel, args.start, quarters, args.horizon)
    return explain_answer(panel, chosen[0], quarters, first, args.horizon, ctx)


def _experts_datasets(args: CompareWithExperts) -> list[str]:
    names = datasets_for(args.target)
    return [*names, choose_experts(args.experts)] if args.experts.strip() else names


@tool(family="forecasting", title="Compare with experts", examples=EXPERTS, datasets=_experts_datasets)
def compare_with_experts(args: CompareWithExperts, ctx: Context) -> ToolResult:
    """Compare forecasts of experts, from an imported file, or the person's own forecast with the models' at equal
    information.
    """
    from tools.forecasting.data.experts import ExpertForecasts, read_judgement
    from tools.forecasting.data.experts_kept import open_experts
    from tools.forecasting.data.load import open_panel
    from tools.forecasting.experts import experts_answer
    from tools.forecasting.models.registry import resolve_models, usable
    from tools.forecasting.request import read_as_of

    panel = open_panel(args.target, ctx.folders)
    models, told = usable(resolve_models(args.models), panel.monthly.shape[1], panel.quarterly.shape[1])
    if not args.experts.strip() and not args.judgement.strip():
        choose_experts("")  # Says that none are here, or which there are.
    sources = []
    if args.experts.strip():
        sources.append(open_experts(choose_experts(args.experts), ctx.folders))
    if args.judgement.strip():
        day = read_as_of(panel, args.as_of).to_timestamp(how="end").normalize()
        sources.append(read_judgement(args.judgement, panel.name, day))
    joined = ExpertForecasts(
        panel.name, "; ".join(one.source for one in sources), tuple(row for one in sources for row in one.forecasts)
    )
    return experts_answer(panel, joined, models, ctx, [told] if told else [])
