"""From observed flows to a baseline that satisfies the model's equations exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import jax.numpy as jnp
import numpy as np

from tools.core.errors import UserError
from tools.trade.economy import Economy
from tools.trade.equilibrium import Primitives, current_policy, solve_jit
from tools.trade.fixed_point import Anderson

Deficits = Literal["purged", "held"]
REBASE = Anderson(tolerance=1e-13, max_iterations=3000)
ACCEPTED_RESIDUAL = 1e-10


@dataclass(frozen=True)
class Calibration:
    """A rebased economy and how far it moved from the data.

    Attributes:
        economy: the observed economy.
        base: the baseline the model starts from.
        money: value of the money unit of `base` (world value added), in `money_unit`.
        money_unit: "bn USD", or "% of world value added" where the data are of no currency.
        flow_change_median: median over international flows of |rebased / observed - 1|, weighted by value.
        expenditure_change_median: the same over sector expenditures, weighted by value.
        wage_change_max: largest |change in relative wage| that removing the deficits took.
        residual: equilibrium residual of the rebasing solve.
    """

    economy: Economy
    base: Primitives
    money: float
    money_unit: str
    flow_change_median: float
    expenditure_change_median: float
    wage_change_max: float
    residual: float


def observed(economy: Economy, deficits: Deficits) -> Primitives:
    """Return the data as model primitives without scale economies; they need not be an equilibrium yet.

    Args:
        economy: N economies, J sectors.
        deficits: "held" keeps each economy's trade deficit at its observed share of world value added; "purged" sets
            it to zero.
    """
    N, J = economy.value_added_share.shape
    total = economy.spending.sum(axis=0)
    own = np.eye(N)[:, :, None] * np.ones(J)
    # A sector that nobody buys keeps a price: its own, so that logarithms stay finite.
    lam = np.where(total > 0.0, economy.spending / np.where(total > 0.0, total, 1.0), own)
    world = float((economy.value_added_share * economy.revenue).sum())
    revenue = economy.revenue / world
    wage_bill = (economy.value_added_share * revenue).sum(axis=1)
    duties = (economy.spending * economy.tariff / (1.0 + economy.tariff)).sum(axis=(0, 2)) / world
    flows = economy.exports.sum(axis=2) / world
    deficit = flows.sum(axis=0) - flows.sum(axis=1) if deficits == "held" else np.zeros(N)
    arrays = (
        lam,
        economy.value_added_share,
        economy.input_share,
        economy.final_share,
        economy.trade_elasticity,
        np.zeros(J),
        wage_bill,
        revenue,
        wage_bill + duties + deficit,
        deficit,
        economy.tariff,
        np.zeros((N, N, J)),
        np.zeros((N, J)),
    )
    return Primitives(*(jnp.asarray(array, dtype=float) for array in arrays))


def calibrate(economy: Economy, *, deficits: Deficits = "purged", scale_economies: bool = True) -> Calibration:
    """Rebase an economy: solve once without scale economies and take the solution as the baseline.

    Args:
        economy: observed flows and shares.
        deficits: "purged" or "held", see `observed`.
        scale_economies: whether the data's scale elasticities apply from the baseline on.

    Raises:
        UserError: the data have no equilibrium that the solver finds.

    Source: Caliendo and Parro (2015), section 4 (deficits are removed before tariffs change).
    """
    data = observed(economy, deficits)
    found = solve_jit(data, current_policy(data), options=REBASE)
    residual = float(found.residual)
    if not residual <= ACCEPTED_RESIDUAL:
        raise UserError(
            f"Data set '{economy.dataset}' has no balanced baseline: the solver stopped with a residual of "
            f"{residual:.1e} after {int(found.iterations)} steps. Check its shares and flows, or use deficits=held."
        )
    base = data._replace(
        lam=found.lam,
        R=found.R,
        Y=found.Y,
        wage_bill=jnp.sum(data.g * found.R, axis=1),
        psi=jnp.asarray(economy.scale_elasticity if scale_economies else np.zeros(len(economy.sectors))),
    )
    world = float((economy.value_added_share * economy.revenue).sum())
    before = economy.exports
    after = np.asarray(found.lam * found.X[None] / (1.0 + data.t)) * world
    spent, spends = economy.spending.sum(axis=0), np.asarray(found.X) * world
    return Calibration(
        economy=economy,
        base=base,
        money=world * economy.million_usd / 1e3 if economy.million_usd else 100.0,
        money_unit="bn USD" if economy.million_usd else "% of world value added",
        flow_change_median=_weighted_median_change(before, after),
        expenditure_change_median=_weighted_median_change(spent, spends),
        wage_change_max=float(np.max(np.abs(np.asarray(found.w_hat) - 1.0))),
        residual=residual,
    )


def _weighted_median_change(before: np.ndarray, after: np.ndarray) -> float:
    kept = before.ravel() > 0.0
    weights, changes = before.ravel()[kept], np.abs(after.ravel()[kept] / before.ravel()[kept] - 1.0)
    if not len(weights):
        return 0.0
    order = np.argsort(changes)
    middle = np.searchsorted(np.cumsum(weights[order]), 0.5 * weights.sum())
    return float(changes[order][min(int(middle), len(order) - 1)])
