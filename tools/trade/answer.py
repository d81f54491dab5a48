"""The results of the trade tools: headline, named figures, tables, charts and notes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.core import ToolResult, Value
from tools.trade.calibration import Calibration
from tools.trade.charts import sectors_chart, signed, sizes_chart, welfare_chart
from tools.trade.conditions import Conditions
from tools.trade.data.choice import COARSE
from tools.trade.economy import Economy
from tools.trade.equilibrium import Equilibrium
from tools.trade.outcome import Outcome, economies_table, flows_table, sectors_table
from tools.trade.request import Request, join, the

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
        values=_policy_values(outcome, focus),
        tables={
            "economies": economies_table(outcome),
            "sectors": sectors_table(outcome),
            "flows": flows_table(outcome),
        },
        charts=(
            welfare_chart(outcome, focus, _welfare_title(outcome)),
            sectors_chart(outcome, focus, _sector_title(outcome, focus)),
        ),
        notes=_data_notes(economy, fallback) + _model_notes(outcome, found),
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


def economy_answer(
    calibration: Calibration, shown: tuple[int, ...], sectors: tuple[int, ...], *, fallback: bool
) -> ToolResult:
    """Return the result of `describe_economy`.

    Args:
        calibration: the data set and its baseline.
        shown: positions of the economies to describe.
        sectors: positions of the sectors to name figures for.
        fallback: whether the coarse data stand in for the full ones.
    """
    economy = calibration.economy
    sizes = _sizes_table(economy)
    picked = sizes.iloc[list(shown)]
    unit = "bn USD" if economy.million_usd else "% of world output"
    values: dict[str, Value] = {}
    for _, row in picked.iterrows():
        code, name = row["code"], row["economy"]
        values[f"gross_output.{code}"] = Value(value=row["gross output"], unit=unit, label=f"Gross output of {name}")
        values[f"exports.{code}"] = Value(value=row["exports"], unit=unit, label=f"Exports of {name}")
        values[f"imports.{code}"] = Value(value=row["imports"], unit=unit, label=f"Imports of {name}")
        values[f"openness.{code}"] = Value(
            value=row["exports, % of output"], unit="%", label=f"Exports of {name} in its gross output"
        )
        values[f"mean_tariff.{code}"] = Value(
            value=row["mean tariff on imported goods, %"], unit="%", label=f"Trade-weighted tariff of {name} on goods"
        )
    for at in sectors:
        label = economy.sectors[at]
        values[f"trade_elasticity.{label.code}"] = Value(
            value=float(economy.trade_elasticity[at]), unit="elasticity", label=f"Trade elasticity of {label.name}"
        )
        values[f"scale_elasticity.{label.code}"] = Value(
            value=float(economy.scale_elasticity[at]), unit="elasticity", label=f"Scale elasticity of {label.name}"
        )
    largest = picked.loc[picked["gross output"].idxmax()]
    open_ = picked.loc[picked["exports, % of output"].idxmax()]
    size = f"{largest['gross output'] / 1e3:.1f} tn USD" if economy.million_usd else f"{largest['gross output']:.1f} %"
    when = f" in {economy.year}" if economy.year else ""
    of_world = "" if economy.million_usd else " of world output"
    headline = (
        f"{_cap(the(largest['economy']))} has {'the largest ' if len(picked) > 1 else 'a '}gross output"
        f"{f' of the {len(picked)} economies' if len(picked) > 1 else ''}: {size}{of_world}{when}. "
        f"{_cap(the(open_['economy']))} exports {open_['exports, % of output']:.1f} % of its output"
        f"{', the highest share' if len(picked) > 1 else ''}, and its mean tariff on imported goods is "
        f"{open_['mean tariff on imported goods, %']:.1f} %."
    )
    title = f"{_cap(the(largest['economy']))} produces most: {size}{of_world}{when}"
    if len(picked) == 1:
        title = f"{_cap(the(largest['economy']))} produces {size}{of_world}{when}"
    return ToolResult(
        headline=headline,
        values=values,
        tables={
            "economies": picked.reset_index(drop=True),
            "sectors": _elasticities_table(economy),
            "partners": _partners_table(economy, shown),
            "tariffs": _tariffs_table(economy, shown, sectors),
        },
        charts=(sizes_chart(calibration, shown, title),),
        notes=(
            *_data_notes(economy, fallback),
            f"Figures are the data as observed; before policies are simulated, trade deficits are purged, which moves the "
            f"median flow by {100 * calibration.flow_change_median:.1f} %.",
        ),
        diagnostics={"dataset": economy.dataset, "rebase_residual": calibration.residual},
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
    names = [label.name for label in outcome.calibration.economy.economies]
    effects = join([f"{signed(outcome.real_income[at])} % in {the(names[at])}" for at in focus])
    sentences = [f"When {request.words}, real income changes by {effects}."]
    others = [at for at in range(len(names)) if at not in focus]
    if others:
        best, worst = max(others, key=lambda at: outcome.real_income[at]), min(others, key=lambda at: outcome.real_income[at])
        span = f"between {signed(outcome.real_income[worst])} % ({names[worst]}) and {signed(outcome.real_income[best])} % ({names[best]})"
        if best == worst:
            span = f"by {signed(outcome.real_income[best])} % ({names[best]})"
        sentences.append(f"Elsewhere it changes {span}.")
    if outcome.first_order is not None:
        first = join([f"{signed(100 * outcome.first_order.welfare[at])} % in {the(names[at])}" for at in focus])
        sentences.append(f"The first-order welfare measure of Caliendo and Parro gives {first}.")
    return " ".join(sentences)


def _welfare_title(outcome: Outcome) -> str:
    names = [label.name for label in outcome.calibration.economy.economies]
    best, worst = int(outcome.real_income.argmax()), int(outcome.real_income.argmin())
    high, low = outcome.real_income[best], outcome.real_income[worst]
    if high > 0.0 > low:
        return f"{_cap(the(names[best]))} gains {signed(high).lstrip('+')} %, {the(names[worst])} loses {signed(-low).lstrip('+')} %"
    if low < 0.0:
        return f"All economies lose: {the(names[worst])} most, by {signed(-low).lstrip('+')} %"
    if high > 0.0:
        return f"All economies gain: {the(names[best])} most, by {signed(high).lstrip('+')} %"
    return "Real income does not change anywhere"


def _sector_title(outcome: Outcome, focus: tuple[int, ...]) -> str:
    economy = outcome.calibration.economy
    weight = np.abs(outcome.output * outcome.revenue[0])[list(focus)]
    row, sector = np.unravel_index(int(weight.argmax()), weight.shape)
    change = outcome.output[focus[row], sector]
    verb = "grows" if change >= 0 else "shrinks"
    return (
        f"{economy.sectors[sector].name} in {the(economy.economies[focus[row]].name)} {verb} by "
        f"{signed(abs(change)).lstrip('+')} %, the largest change in money"
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
        percent["terms_of_trade_first_order"] = ("welfare through terms of trade, to first order", 100.0 * split.terms_of_trade)
        percent["volume_of_trade_first_order"] = ("welfare through volume of trade, to first order", 100.0 * split.volume_of_trade)
    for key, (what, figures) in percent.items():
        for at, label in enumerate(economy.economies):
            values[f"{key}.{label.code}"] = Value(value=float(figures[at]), unit="%", label=f"Change in {what}: {label.name}")
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


def _data_notes(economy: Economy, fallback: bool) -> tuple[str, ...]:
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
        "Wages, prices and money are measured against world value added, which is held fixed; labour does not move between "
        "economies and is fully employed.",
        f"The solver converged in {int(found.iterations)} steps to a residual of {float(found.residual):.0e}.",
    ]
    if outcome.first_order is not None:
        notes.append(
            "The first-order welfare measure adds terms-of-trade and volume-of-trade effects in percent changes; exact real "
            "income also holds what is of second order and can differ much."
        )
    return tuple(notes)


def _sizes_table(economy: Economy) -> pd.DataFrame:
    scale = economy.million_usd / 1e3 if economy.million_usd else 100.0 / economy.revenue.sum()
    output, flows = economy.revenue.sum(axis=1), economy.exports
    sold, bought = flows.sum(axis=(1, 2)), flows.sum(axis=(0, 2))
    duties, goods = (flows * economy.tariff).sum(axis=(0, 2)), flows[:, :, economy.goods].sum(axis=(0, 2))
    value_added = (economy.value_added_share * economy.revenue).sum(axis=1)
    return pd.DataFrame(
        {
            "code": economy.codes,
            "economy": [label.name for label in economy.economies],
            "gross output": output * scale,
            "value added": value_added * scale,
            "exports": sold * scale,
            "imports": bought * scale,
            "trade balance": (sold - bought) * scale,
            "exports, % of output": 100.0 * sold / output,
            "mean tariff on imported goods, %": 100.0 * duties / np.where(goods > 0.0, goods, 1.0),
        }
    )


def _elasticities_table(economy: Economy) -> pd.DataFrame:
    world, traded = economy.revenue.sum(axis=0), economy.exports.sum(axis=(0, 1))
    return pd.DataFrame(
        {
            "code": [label.code for label in economy.sectors],
            "sector": [label.name for label in economy.sectors],
            "trade elasticity": economy.trade_elasticity,
            "scale elasticity": economy.scale_elasticity,
            "share of world output, %": 100.0 * world / world.sum(),
            "share of world trade, %": 100.0 * traded / traded.sum(),
        }
    )


def _partners_table(economy: Economy, shown: tuple[int, ...]) -> pd.DataFrame:
    flows = economy.exports.sum(axis=2)
    rows = [
        {
            "economy": economy.codes[at],
            "partner": economy.codes[other],
            "share of exports, %": 100.0 * flows[at, other] / max(flows[at].sum(), 1e-300),
            "share of imports, %": 100.0 * flows[other, at] / max(flows[:, at].sum(), 1e-300),
        }
        for at in shown
        for other in range(len(economy.codes))
        if other != at
    ]
    return pd.DataFrame(rows)


def _tariffs_table(economy: Economy, shown: tuple[int, ...], sectors: tuple[int, ...]) -> pd.DataFrame:
    flows = economy.exports
    rows = []
    for at in shown:
        for sector in sectors or range(len(economy.sectors)):
            bought = flows[:, at, sector]
            if bought.sum() > 0.0 and economy.goods[sector]:
                rate = 100.0 * float(bought @ economy.tariff[:, at, sector] / bought.sum())
                rows.append({"importer": economy.codes[at], "sector": economy.sectors[sector].name, "mean tariff, %": rate})
    return pd.DataFrame(rows, columns=["importer", "sector", "mean tariff, %"])


def _growth(pair: np.ndarray) -> np.ndarray:
    return np.asarray(np.where(pair[0] > 0.0, pair[1] / np.where(pair[0] > 0.0, pair[0], 1.0), 1.0)) - 1.0


def _cap(text: str) -> str:
    return text[0].upper() + text[1:]
