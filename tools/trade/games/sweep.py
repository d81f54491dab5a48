"""How much an answer depends on elasticities, and on subsidies being carried out as decided."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from jaxtyping import Float

from tools.core import Cancelled, Context, ToolResult, UserError, Value
from tools.trade.answer import data_notes
from tools.trade.data.choice import AUTO, FULL, choose
from tools.trade.games.answer import instruments_in_words, players_in_chinese, players_in_words
from tools.trade.games.certificates import stability
from tools.trade.games.charts import sweep_lines
from tools.trade.games.evidence import WORDS
from tools.trade.games.game import Evaluator
from tools.trade.games.imperfect import DRAWS, leaking, misdirected
from tools.trade.games.instruments import unknowns_of
from tools.trade.games.patterns import mean_rates
from tools.trade.games.play import Kind, Play, play
from tools.trade.games.setting import Setting, income_weights, status_quo
from tools.trade.wording import capitalised, join, signed

if TYPE_CHECKING:
    from tools.trade.games.arguments import Sensitivity

FACTORS = ("scale-elasticity", "trade-elasticity")
DEFAULTS = {
    "scale-elasticity": (0.0, 1.0),
    "trade-elasticity": (0.8, 1.2),
    "leakage": (0.0, 50.0),
    "noise": (0.0, 100.0),
}
AXES = {
    "scale-elasticity": "Scale elasticities, factor",
    "trade-elasticity": "Trade elasticities, factor",
    "leakage": "Share of subsidies that leaks, %",
    "noise": "Share of subsidies that goes to random sectors, %",
}
NOUNS = {
    "scale-elasticity": "a factor on scale elasticities",
    "trade-elasticity": "a factor on trade elasticities",
    "leakage": "a leakage",
    "noise": "a misdirected share",
}
ZH = {
    "scale-elasticity": "规模弹性倍数",
    "trade-elasticity": "贸易弹性倍数",
    "leakage": "补贴漏损率（%）",
    "noise": "补贴错投率（%）",
}


@dataclass(frozen=True)
class Case:
    """One value of what is varied and what came out.

    Attributes:
        value: the factor, or the share in percent.
        welfare: log real income against the status quo, [N]; None where there is no solution.
        tariff: mean tariff of the players, %.
        subsidy: mean subsidy of the players, %.
        slope: first-order conditions.
        problem: why there is no solution, or what is wrong with it; empty where all is well.
        stopped: whether the person stopped it.
    """

    value: float
    welfare: Float[np.ndarray, " N"] | None
    tariff: float = 0.0
    subsidy: float = 0.0
    slope: float = 0.0
    problem: str = ""
    stopped: bool = False


def values_of(args: Sensitivity) -> list[float]:
    """Return the values to try.

    Raises:
        UserError: they are out of range or in the wrong order.
    """
    usual = DEFAULTS[args.vary]
    low = usual[0] if args.low is None else args.low
    high = usual[1] if args.high is None else args.high
    if not low < high:
        raise UserError(f"low ({low:g}) must be below high ({high:g}).")
    if args.vary in FACTORS:
        if high > 3.0:
            raise UserError(f"A factor of {high:g} on elasticities is not possible: give at most 3.")
        if args.vary == "trade-elasticity" and low < 0.1:
            raise UserError("Trade elasticities must stay positive: give factors of 0.1 or more.")
    elif args.vary == "leakage" and high > 95.0:
        raise UserError(f"A leakage of {high:g} % is not possible: give at most 95 %.")
    if args.vary not in FACTORS and "subsidies" not in args.instruments and args.instruments not in ("both", "all"):
        raise UserError(
            f"Leakage and noise are about subsidies, but the instruments are '{args.instruments}': choose subsidies "
            "or both."
        )
    return [float(value) for value in np.linspace(low, high, args.steps)]


def sweep(setting: Setting, kind: Kind, vary: str, values: list[float], ctx: Context) -> list[Case]:
    """Return a case for each value; those done so far where the person stops."""
    if vary in FACTORS:
        done: list[Case] = []
        with suppress(Cancelled):
            ctx.map(partial(_scaled, setting, kind, vary, ctx, done), values, prefer="threads")
        return sorted(done, key=lambda case: case.value)
    found = _solve(setting, kind, ctx)
    return [] if found.stopped else _imperfect(found, vary, values, ctx)


def _solve(setting: Setting, kind: Kind, ctx: Context, name: str = "") -> Play:
    weights = income_weights(setting, setting.players) if kind == "cooperative" else None
    return play(setting, kind, ctx, restarts=0, weights=weights, name=name)


def _scaled(setting: Setting, kind: Kind, vary: str, ctx: Context, done: list[Case], factor: float) -> None:
    field = "psi" if vary == "scale-elasticity" else "theta"
    base = setting.base._replace(**{field: factor * getattr(setting.base, field)})
    case = _case(replace(setting, base=base), kind, ctx, factor)
    if not case.stopped:
        done.append(case)


def _case(setting: Setting, kind: Kind, ctx: Context, factor: float) -> Case:
    strength = float(np.max(np.asarray(setting.base.theta * setting.base.psi)))
    if strength >= 1.0:
        return Case(factor, None, problem=f"trade times scale elasticity reaches {strength:.2f}, it must stay below 1")
    at_start = unknowns_of(status_quo(setting), setting.game().layout)
    found = Evaluator(setting.game()).equilibrium(at_start)
    if found is None:
        return Case(factor, None, problem="no equilibrium at the start")
    eigenvalue = stability(setting.game(), at_start, found)
    if eigenvalue >= 1.0:
        return Case(factor, None, problem=f"the status quo is not stable (largest eigenvalue {eigenvalue:.3f})")
    try:
        solved = _solve(setting, kind, ctx, f"factor {factor:g}")
    except UserError as error:
        return Case(factor, None, problem=str(error))
    rates = mean_rates(setting.calibration.base, solved.policy, setting.sectors)
    who = list(setting.players)
    return Case(
        factor,
        solved.welfare,
        float(np.nanmean(rates.tariff[who])),
        float(np.nanmean(rates.subsidy[who])),
        solved.solution.slope,
        "" if solved.converged else f"not converged (slope {solved.solution.slope:.0e})",
        solved.stopped,
    )


def _imperfect(found: Play, vary: str, values: list[float], ctx: Context) -> list[Case]:
    setting, cases = found.setting, []
    rates = mean_rates(setting.calibration.base, found.policy, setting.sectors)
    who = list(setting.players)
    tariff, subsidy = float(np.nanmean(rates.tariff[who])), float(np.nanmean(rates.subsidy[who]))
    for at, value in enumerate(values):
        try:
            ctx.progress(at, len(values), f"{vary} {value:g} %")
        except Cancelled:
            break
        welfare, problem = None, ""
        try:
            if vary == "leakage":
                welfare = setting.before + leaking(setting.base, found.policy, value / 100.0)
            else:
                draws, failures = misdirected(setting.base, found.policy, value / 100.0, setting.sectors, ctx.seed)
                problem = f"{failures} of {DRAWS} draws have no equilibrium" if failures else ""
                welfare = setting.before + draws.mean(axis=0) if len(draws) else None
        except UserError as error:
            problem = str(error)
        cases.append(Case(value, welfare, tariff, subsidy, found.solution.slope, problem))
    return cases


def sweep_answer(setting: Setting, args: Sensitivity, cases: list[Case], asked: int) -> ToolResult:
    """Return the result of `sensitivity`."""
    economy, who = setting.calibration.economy, list(setting.players)
    solved = [(case, case.welfare) for case in cases if case.welfare is not None]
    if not solved:
        reasons = "; ".join(f"{case.value:g}: {case.problem}" for case in cases) or "stopped before the first was done"
        raise UserError(f"None of the {asked} cases has a solution ({reasons}). Try values nearer to the data.")
    weights = income_weights(setting, who)
    means = [float(weights @ (100.0 * np.expm1(welfare))) for _, welfare in solved]
    first, last = solved[0][0], solved[-1][0]
    what, what_zh = AXES[args.vary].split(",")[0].lower(), ZH[args.vary]
    unit = "" if args.vary in FACTORS else " %"
    stopped = len(cases) < asked
    headline = (
        f"{'Stopped before the end; of what was solved so far: ' if stopped else ''}"
        f"With {instruments_in_words(setting.instruments)[0]} chosen by {players_in_words(setting)}, their mean real "
        f"income changes by {signed(means[0])} % at {NOUNS[args.vary]} of {first.value:g}{unit} and by "
        f"{signed(means[-1])} % at {last.value:g}{unit}, against the status quo."
    )
    losses = [case.value for (case, _), mean in zip(solved, means, strict=True) if mean < 0.0]
    if args.vary not in FACTORS and losses and means[0] > 0.0:
        headline += f" From {min(losses):g} % on it is a loss."
    failed = [case for case in cases if case.welfare is None]
    if failed:
        headline += (
            f" At {join([f'{case.value:g}{unit}' for case in failed])} there is no solution: {failed[0].problem}."
        )
    values, rows, lines = {}, [], []
    for number, case in enumerate(cases):
        if case.welfare is not None:
            change = 100.0 * np.expm1(case.welfare)
            for at, label in enumerate(economy.economies):
                where = f"{label.code}.{number + 1}"
                values[f"real_income_change.{where}"] = Value(
                    value=float(change[at]),
                    unit="%",
                    label=f"Change in real income of {label.name}, {what} {case.value:g}{unit}",
                )
                if at in who:
                    lines.append({"value": case.value, "economy": label.name, "change": float(change[at])})
            values[f"real_income_change.players.{number + 1}"] = Value(
                value=float(weights @ change),
                unit="%",
                label=f"Mean change of the players, {what} {case.value:g}{unit}",
            )
        values[f"value.{number + 1}"] = Value(value=case.value, unit=unit.strip() or "factor", label=AXES[args.vary])
        rows.append(
            {
                AXES[args.vary]: case.value,
                **{
                    f"real income of {code}, % change": float("nan")
                    if case.welfare is None
                    else float(100.0 * np.expm1(case.welfare[at]))
                    for at, code in enumerate(economy.codes)
                },
                "mean tariff, %": case.tariff,
                "mean subsidy, %": case.subsidy,
                "first-order conditions": case.slope,
                "problem": case.problem,
            }
        )
    slope = "gains shrink" if means[-1] < means[0] else "gains grow"
    return ToolResult(
        headline=headline,
        headline_zh=f"{players_in_chinese(setting)}的平均实际收入变化："
        f"{what_zh}为{first.value:g}时{signed(means[0])} %，"
        f"为{last.value:g}时{signed(means[-1])} %。",
        values=values,
        tables={"cases": pd.DataFrame(rows)},
        charts=(
            sweep_lines(
                economy,
                pd.DataFrame(lines),
                title=f"{capitalised(what)}: {slope} from {signed(means[0])} % to {signed(means[-1])} % on average",
                x=AXES[args.vary],
            ),
        ),
        notes=(*data_notes(economy, choose(AUTO) == economy.dataset != FULL), *_notes(setting, args, cases)),
        diagnostics={
            "cases": [
                {"value": case.value, "first_order_conditions": case.slope, "problem": case.problem} for case in cases
            ],
            "dataset": economy.dataset,
        },
        partial=stopped,
    )


def _notes(setting: Setting, args: Sensitivity, cases: list[Case]) -> list[str]:
    bounds = setting.bounds
    notes = [
        f"Chosen ({args.policy}): {join([WORDS[name] for name in setting.instruments])}; bounds: tariffs "
        f"{100 * bounds.tariff[0]:g} to {100 * bounds.tariff[1]:g} %, subsidies {100 * bounds.subsidy[0]:g} to "
        f"{100 * bounds.subsidy[1]:g} %, in {len(setting.sectors)} sectors."
    ]
    if args.vary in FACTORS:
        notes.append("The policy is chosen anew for each factor; the baseline flows stay as they are.")
    elif args.vary == "leakage":
        notes.append(
            "The policy is the one chosen without leakage; producers get the rest, and what leaks is spent at home but "
            "counts as nobody's welfare. Governments that expected it would subsidise less."
        )
    else:
        notes.append(
            f"The policy is the one chosen for perfect aim; each case is the mean of {DRAWS} random draws of the wrong "
            "sectors, with the same rates promised."
        )
    notes += [f"At {case.value:g}: {case.problem}." for case in cases if case.problem]
    return notes
