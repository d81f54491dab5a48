"""The results of the trade tools: headline, named figures, tables, charts and notes."""

from __future__ import annotations

import numpy as np

from tools.core import ToolResult, Value
from tools.trade.charts import sectors_chart, welfare_chart
from tools.trade.chinese import policy_headline
from tools.trade.conditions import Conditions
from tools.trade.data.choice import COARSE
from tools.trade.economy import Economy
from tools.trade.equilibrium import Equilibrium
from tools.trade.outcome import MOST_FLOWS, Outcome, economies_table, flows_table, sectors_table
from tools.trade.request import Request
from tools.trade.wording import capitalised, join, signed, the

MOST_NAMED = 3
MOST_SECTORS_NAMED = 6


def policy_answer(
    outcome: Outcome, request: Request, found: Equilibrium, conditions: Conditions, *, fallback: bool
) -> ToolResult:
    """Return the result of `simulate_policy`.

    Args:
        outcome: effects of the policy.
        request: what was asked.
        found: the equilibrium, for its convergence.
        conditions: errors in the model's equations.
        fallback: whether the coarse data stand in for the full ones.
    """
    focus = _focus(outcome, request)
    economy = outcome.calibration.economy
    return ToolResult(
        headline=_policy_headline(outcome, request, focus),
        headline_zh=policy_headline(outcome, request, focus),
        values=_policy_values(outcome, focus),
        tables={
            "economies": economies_table(outcome),
            "sectors": sectors_table(outcome),
            "flows": flows_table(outcome),
        },
        charts=(
            welfare_chart(outcome, focus, _welfare_title(outcome, focus)),
            sectors_chart(outcome, focus, _sector_title(outcome, focus)),
        ),
        notes=data_notes(economy, fallback) + _model_notes(outcome, found),
        diagnostics={
            "iterations": int(found.iterations),
            "residual": float(found.residual),
            "largest_error_by_condition": {name: float(error) for name, error in vars(conditions).items()},
            "rebase_residual": outcome.calibration.residual,
            "rebase_flow_change_median": outcome.calibration.flow_change_median,
            "rebase_expenditure_change_median": outcome.calibration.expenditure_change_median,
            "rebase_wage_change_max": outcome.calibration.wage_change_max,
            "dataset": economy.dataset,
        },
    )


def _focus(outcome: Outcome, request: Request) -> tuple[int, ...]:
    by_size = sorted(range(len(outcome.real_income)), key=lambda at: -abs(outcome.real_income[at]))
    focus = [at for at in by_size if at in request.involved][:MOST_NAMED]
    for at in by_size:
        if len(focus) < 2:
            focus += [at] if at not in focus else []
    actors = [change.actor for change in request.changes]
    return tuple(sorted(focus, key=lambda at: (at not in actors, by_size.index(at))))


def _policy_headline(outcome: Outcome, request: Request, focus: tuple[int, ...]) -> str:
    names, real = [label.name for label in outcome.calibration.economy.economies], outcome.real_income
    effects = join([f"{signed(real[at])} % in {the(names[at])}" for at in focus])
    sentences = [f"{request.words}, real income changes by {effects}."]
    others = sorted((at for at in range(len(names)) if at not in focus), key=lambda at: real[at])
    if len(others) == 1:
        sentences.append(f"In {the(names[others[0]])} it changes by {signed(real[others[0]])} %.")
    elif others:
        worst, best = others[0], others[-1]
        span = f"{signed(real[worst])} % ({names[worst]}) and {signed(real[best])} % ({names[best]})"
        sentences.append(f"Elsewhere it changes between {span}.")
    if outcome.first_order is not None:
        first = join([f"{signed(100 * outcome.first_order.welfare[at])} % in {the(names[at])}" for at in focus])
        sentences.append(f"The first-order welfare measure of Caliendo and Parro gives {first}.")
    else:
        at, sector = _most_affected(outcome, focus)
        name = outcome.calibration.economy.sectors[sector].name
        sentences.append(
            f"The sector most affected is {name} in {the(names[at])}: output {signed(outcome.output[at, sector])} %."
        )
    return " ".join(sentences)


def _welfare_title(outcome: Outcome, focus: tuple[int, ...]) -> str:
    names, real = [label.name for label in outcome.calibration.economy.economies], outcome.real_income
    if not np.abs(real).max() > 5e-7:
        return "Real income does not change anywhere"
    first, second = sorted(focus, key=lambda at: -abs(real[at]))[:2]
    parts = [
        f"{the(names[at])} {'gains' if real[at] >= 0 else 'loses'} {signed(abs(real[at])).lstrip('+')} %"
        for at in (first, second)
    ]
    return capitalised(", ".join(parts)) + " of real income"


def _most_affected(outcome: Outcome, focus: tuple[int, ...]) -> tuple[int, int]:
    weight = np.abs(outcome.output * outcome.revenue[0])[list(focus)]
    row, sector = np.unravel_index(int(weight.argmax()), weight.shape)
    return focus[int(row)], int(sector)


def _sector_title(outcome: Outcome, focus: tuple[int, ...]) -> str:
    economy = outcome.calibration.economy
    at, sector = _most_affected(outcome, focus)
    change = outcome.output[at, sector]
    verb = "grows" if change >= 0 else "shrinks"
    return (
        f"{economy.sectors[sector].name} in {the(economy.economies[at].name)} {verb} by "
        f"{signed(abs(change)).lstrip('+')} %, more than any other sector in money"
    )


def _policy_values(outcome: Outcome, focus: tuple[int, ...]) -> dict[str, Value]:
    economy, unit = outcome.calibration.economy, outcome.calibration.money_unit
    values: dict[str, Value] = {}
    percent = {
        "real_income_change": ("real income", outcome.real_income),
        "wage_change": ("the nominal wage", outcome.wage),
        "real_wage_change": ("the real wage", outcome.real_wage),
        "price_index_change": ("the consumer price index", outcome.price_index),
        "terms_of_trade_change": ("the terms of trade", outcome.terms_of_trade),
        "exports_change": ("exports", 100.0 * _growth(outcome.exports)),
        "imports_change": ("imports", 100.0 * _growth(outcome.imports)),
    }
    if outcome.first_order is not None:
        split = outcome.first_order
        percent["welfare_first_order"] = ("welfare, to first order", 100.0 * split.welfare)
        percent["terms_of_trade_first_order"] = (
            "welfare through terms of trade, to first order",
            100.0 * split.terms_of_trade,
        )
        percent["volume_of_trade_first_order"] = (
            "welfare through volume of trade, to first order",
            100.0 * split.volume_of_trade,
        )
    for key, (what, figures) in percent.items():
        for at, label in enumerate(economy.economies):
            values[f"{key}.{label.code}"] = Value(
                value=float(figures[at]), unit="%", label=f"Change in {what}: {label.name}"
            )
    money = {
        "tariff_revenue": ("Tariff revenue after the change", outcome.tariff_revenue[1]),
        "tariff_revenue_change": ("Change in tariff revenue", outcome.tariff_revenue[1] - outcome.tariff_revenue[0]),
        "exports": ("Exports after the change", outcome.exports[1]),
        "imports": ("Imports after the change", outcome.imports[1]),
    }
    if outcome.subsidy_cost.any():
        money["subsidy_cost"] = ("Cost of production subsidies after the change", outcome.subsidy_cost[1])
    for key, (what, figures) in money.items():
        for at, label in enumerate(economy.economies):
            values[f"{key}.{label.code}"] = Value(value=float(figures[at]), unit=unit, label=f"{what}: {label.name}")
    weight = np.abs(outcome.output * outcome.revenue[0])
    for at in focus:
        for sector in np.argsort(-weight[at], kind="stable")[:MOST_SECTORS_NAMED]:
            where = f"{economy.economies[at].code}.{economy.sectors[sector].code}"
            name = f"{economy.sectors[sector].name} in {economy.economies[at].name}"
            values[f"output_change.{where}"] = Value(
                value=float(outcome.output[at, sector]), unit="%", label=f"Change in output volume: {name}"
            )
            values[f"employment_change.{where}"] = Value(
                value=float(outcome.employment[at, sector]), unit="%", label=f"Change in employment: {name}"
            )
        for other in focus:
            flow = outcome.flows[:, at, other].sum(axis=1)
            if other != at and flow[0] > 0.0:
                pair = f"{economy.economies[at].code}.{economy.economies[other].code}"
                values[f"trade_change.{pair}"] = Value(
                    value=float(100.0 * (flow[1] / flow[0] - 1.0)),
                    unit="%",
                    label=f"Change in sales of {economy.economies[at].name} to {economy.economies[other].name}",
                )
    return values


def data_notes(economy: Economy, fallback: bool) -> tuple[str, ...]:
    notes = [f"Data set {economy.dataset}: {economy.title}. Source: {economy.source}."]
    if economy.stylised:
        notes.append("This data set is stylised.")
    if fallback and economy.dataset == COARSE:
        notes.append(
            "The full data set world2017 is not here, so the embedded rounded one was used; "
            "`quesnay data fetch world2017` brings the full one."
        )
    return (*notes, *economy.notes)


def _model_notes(outcome: Outcome, found: Equilibrium) -> tuple[str, ...]:
    calibration = outcome.calibration
    base = calibration.base
    deficits = "held at their share of world value added" if np.asarray(base.D).any() else "purged first"
    scale = "with" if np.asarray(base.psi).any() else "without"
    notes = [
        f"Exact changes in general equilibrium with input-output linkages, {scale} external economies of scale; trade "
        f"deficits {deficits}. Rebasing the data to the model moved the median flow by "
        f"{100 * calibration.flow_change_median:.1f} % and the median expenditure by "
        f"{100 * calibration.expenditure_change_median:.1f} %.",
        "Wages, prices and money are measured against world value added, which is held fixed; labour does not move "
        "between economies and is fully employed. Terms of trade count what sector size does to unit costs.",
        f"The solver converged in {int(found.iterations)} steps to a residual of {float(found.residual):.0e}.",
    ]
    if outcome.flows[0].size > MOST_FLOWS:
        notes.append(f"The table of flows has the {MOST_FLOWS:,} largest changes.")
    if outcome.first_order is not None:
        notes.append(
            "The first-order welfare measure adds terms-of-trade and volume-of-trade effects in percent changes; exact "
            "real income also holds what is of second order and can differ much."
        )
    return tuple(notes)


def _growth(pair: np.ndarray) -> np.ndarray:
    return np.asarray(np.where(pair[0] > 0.0, pair[1] / np.where(pair[0] > 0.0, pair[0], 1.0), 1.0)) - 1.0
