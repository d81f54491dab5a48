"""What a policy does, in figures people read: percent changes and money, by economy, sector and flow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tools.trade.calibration import Calibration
from tools.trade.decomposition import Decomposition, decompose
from tools.trade.equilibrium import Equilibrium, Policy

if TYPE_CHECKING:
    from jaxtyping import Float

MOST_FLOWS = 2_500


@dataclass(frozen=True)
class Outcome:
    """Effects of a policy; changes in percent of the baseline, money in `calibration.money_unit`.

    Prices, wages and money are measured against world value added, which stays the same (the numeraire).

    Attributes:
        real_income: change in income deflated by the consumer price index, [n].
        wage: change in the nominal wage, [n].
        real_wage: change in the wage deflated by the consumer price index, [n].
        price_index: change in the consumer price index, [n].
        terms_of_trade: change in export prices over import prices at the border, baseline weights, [n].
        tariff_revenue: money before and after, [2, n].
        exports: money before and after, without tariffs, [2, n].
        imports: money before and after, without tariffs, [2, n].
        output: change in the volume of production, [i, j].
        employment: change in labour, [i, j].
        revenue: producer revenue before and after, [2, i, j].
        flows: bilateral sales before and after, without tariffs, [2, i, n, j].
        first_order: the Caliendo-Parro split where it holds (only tariffs change, no scale economies), else None.
    """

    calibration: Calibration
    policy: Policy
    real_income: Float[np.ndarray, " N"]
    wage: Float[np.ndarray, " N"]
    real_wage: Float[np.ndarray, " N"]
    price_index: Float[np.ndarray, " N"]
    terms_of_trade: Float[np.ndarray, " N"]
    tariff_revenue: Float[np.ndarray, "2 N"]
    subsidy_cost: Float[np.ndarray, "2 N"]
    exports: Float[np.ndarray, "2 N"]
    imports: Float[np.ndarray, "2 N"]
    output: Float[np.ndarray, "N J"]
    employment: Float[np.ndarray, "N J"]
    revenue: Float[np.ndarray, "2 N J"]
    flows: Float[np.ndarray, "2 N N J"]
    first_order: Decomposition | None


def measure(calibration: Calibration, policy: Policy, found: Equilibrium) -> Outcome:
    """Return the effects of a policy from its equilibrium.

    Args:
        calibration: the baseline.
        policy: the new levels.
        found: the equilibrium under them.
    """
    base, money = calibration.base, calibration.money
    before = {name: np.asarray(array) for name, array in base._asdict().items()}
    after = {name: np.asarray(array) for name, array in found._asdict().items()}
    t, e, s = (np.asarray(array) for array in policy)
    spending = before["a"] * before["Y"][:, None] + np.einsum("ikj,ij->ik", before["gio"], before["R"])
    paid = np.stack([before["lam"] * spending[None], after["lam"] * after["X"][None]])
    tariffs = np.stack([before["t"], t])
    flows = paid / (1.0 + tariffs)
    duties = (paid * tariffs / (1.0 + tariffs)).sum(axis=(1, 3))
    abroad = 1.0 - np.eye(len(before["Y"]))[:, :, None]
    subsidies = np.stack([(before["s"] * before["R"]).sum(axis=1), after["subsidy_cost"]])
    producer_price = after["c_hat"] * after["L_hat"] ** -before["psi"]
    border = producer_price[:, None, :] * (
        (1.0 - s)[:, None, :] * (1.0 + e) / ((1.0 - before["s"])[:, None, :] * (1.0 + before["e"]))
    )
    weights = flows[0] * abroad
    export_price = _mean(weights, border, (1, 2))
    import_price = _mean(weights, border, (0, 2))
    only_tariffs = bool((e == before["e"]).all() and (s == before["s"]).all() and not before["psi"].any())
    produced = before["R"] > 0.0
    volume = np.where(produced, after["R"] / np.where(produced, before["R"], 1.0), 1.0) / producer_price
    return Outcome(
        calibration=calibration,
        policy=Policy(t, e, s),  # type: ignore[arg-type]
        real_income=_percent(after["real_income_hat"]),
        wage=_percent(after["w_hat"]),
        real_wage=_percent(after["w_hat"] / after["price_index_hat"]),
        price_index=_percent(after["price_index_hat"]),
        terms_of_trade=_percent(export_price / import_price),
        tariff_revenue=duties * money,
        subsidy_cost=subsidies * money,
        exports=(flows * abroad).sum(axis=(2, 3)) * money,
        imports=(flows * abroad).sum(axis=(1, 3)) * money,
        output=_percent(volume),
        employment=_percent(np.where(produced, after["L_hat"], 1.0)),
        revenue=np.stack([before["R"], after["R"]]) * money,
        flows=flows * money,
        first_order=decompose(base, found, t) if only_tariffs else None,
    )


def economies_table(outcome: Outcome) -> pd.DataFrame:
    """Return one row an economy."""
    economy, unit = outcome.calibration.economy, outcome.calibration.money_unit
    columns = {
        "code": economy.codes,
        "economy": [label.name for label in economy.economies],
        "real income, % change": outcome.real_income,
        "wage, % change": outcome.wage,
        "real wage, % change": outcome.real_wage,
        "price index, % change": outcome.price_index,
        "terms of trade, % change": outcome.terms_of_trade,
        f"tariff revenue before, {unit}": outcome.tariff_revenue[0],
        f"tariff revenue after, {unit}": outcome.tariff_revenue[1],
        f"exports before, {unit}": outcome.exports[0],
        f"exports after, {unit}": outcome.exports[1],
        f"imports before, {unit}": outcome.imports[0],
        f"imports after, {unit}": outcome.imports[1],
    }
    if outcome.first_order is not None:
        columns["welfare, first order, %"] = 100.0 * outcome.first_order.welfare
        columns["terms of trade, first order, %"] = 100.0 * outcome.first_order.terms_of_trade
        columns["volume of trade, first order, %"] = 100.0 * outcome.first_order.volume_of_trade
    return pd.DataFrame(columns)


def sectors_table(outcome: Outcome) -> pd.DataFrame:
    """Return one row an economy and sector, the largest change in money first."""
    economy, unit = outcome.calibration.economy, outcome.calibration.money_unit
    N, J = outcome.output.shape
    table = pd.DataFrame(
        {
            "code": np.repeat(economy.codes, J),
            "economy": np.repeat([label.name for label in economy.economies], J),
            "sector code": np.tile([label.code for label in economy.sectors], N),
            "sector": np.tile([label.name for label in economy.sectors], N),
            "output volume, % change": outcome.output.ravel(),
            "employment, % change": outcome.employment.ravel(),
            f"revenue before, {unit}": outcome.revenue[0].ravel(),
            f"revenue after, {unit}": outcome.revenue[1].ravel(),
        }
    )
    moved = np.abs(outcome.revenue[1] - outcome.revenue[0]).ravel()
    return table.iloc[np.argsort(-moved, kind="stable")].reset_index(drop=True)


def flows_table(outcome: Outcome) -> pd.DataFrame:
    """Return one row a flow between two economies, largest absolute change first, at most MOST_FLOWS rows."""
    economy, unit = outcome.calibration.economy, outcome.calibration.money_unit
    before, after = outcome.flows
    origin, buyer, sector = np.nonzero((before + after) * (1.0 - np.eye(len(before)))[:, :, None] > 0.0)
    size = np.abs((after - before)[origin, buyer, sector])
    order = np.argsort(-size, kind="stable")[:MOST_FLOWS]
    origin, buyer, sector = origin[order], buyer[order], sector[order]
    was, now = before[origin, buyer, sector], after[origin, buyer, sector]
    codes = np.array(economy.codes)
    return pd.DataFrame(
        {
            "exporter": codes[origin],
            "importer": codes[buyer],
            "sector": np.array([label.name for label in economy.sectors])[sector],
            f"before, {unit}": was,
            f"after, {unit}": now,
            "% change": np.where(was > 0.0, 100.0 * (now / np.where(was > 0.0, was, 1.0) - 1.0), np.nan),
            "tariff before, %": 100.0 * np.asarray(outcome.calibration.base.t)[origin, buyer, sector],
            "tariff after, %": 100.0 * np.asarray(outcome.policy.t)[origin, buyer, sector],
        }
    )


def _percent(ratio: np.ndarray) -> np.ndarray:
    return 100.0 * (ratio - 1.0)


def _mean(weights: np.ndarray, prices: np.ndarray, axes: tuple[int, int]) -> np.ndarray:
    total = weights.sum(axis=axes)
    return np.asarray(np.where(total > 0.0, (weights * prices).sum(axis=axes) / np.where(total > 0.0, total, 1.0), 1.0))
