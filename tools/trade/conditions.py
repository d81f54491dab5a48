"""How well an equilibrium satisfies each of the model's equations, computed apart from the solver."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from tools.trade.equilibrium import Equilibrium, Policy, Primitives


@dataclass(frozen=True)
class Conditions:
    """Largest relative error in each equilibrium condition; trade balance is implied by the others (Walras' law).

    Attributes:
        trade_shares: gravity equation.
        share_sums: trade shares sum to one.
        price_index: sector price indices.
        labour_income: wages paid by sectors add up to the wage bill of a fixed labour force.
        goods_market: producer revenue equals what buyers pay, net of wedges.
        expenditure: final plus intermediate demand.
        income: wages, tariffs, export taxes, minus subsidies, plus deficit.
        trade_balance: imports minus exports equal the deficit.
        numeraire: world value added is one.
    """

    trade_shares: float
    share_sums: float
    price_index: float
    labour_income: float
    goods_market: float
    expenditure: float
    income: float
    trade_balance: float
    numeraire: float

    @property
    def worst(self) -> float:
        """The largest of all errors; NaN counts as infinite."""
        errors = [error if np.isfinite(error) else np.inf for error in asdict(self).values()]
        return float(max(errors))


def verify(base: Primitives, policy: Policy, found: Equilibrium) -> Conditions:
    """Return the error in each equation of shared notation (see `equilibrium`), in levels and exact changes.

    Args:
        base: the baseline.
        policy: the policy that was solved for.
        found: the equilibrium to check.
    """
    b: Any = Primitives(*(np.asarray(array) for array in base))  # type: ignore[arg-type]
    q: Any = Equilibrium(*(np.asarray(array) for array in found))  # type: ignore[arg-type]
    t, e, s = (np.asarray(array) for array in policy)
    wedge = (1.0 + t) * (1.0 + e) * (1.0 - s)[:, None, :]
    kappa_hat = wedge / ((1.0 + b.t) * (1.0 + b.e) * (1.0 - b.s)[:, None, :])
    c_hat = q.w_hat[:, None] ** b.g * np.prod(q.P_hat[:, :, None] ** b.gio, axis=1)
    pull = b.lam * (q.L_hat ** (b.theta * b.psi) * c_hat**-b.theta)[:, None, :] * kappa_hat**-b.theta
    price = pull.sum(axis=0) ** (-1.0 / b.theta)
    paid = q.lam * q.X[None]
    received = paid / wedge
    labour = b.g * b.R
    wage_bill = q.w_hat[:, None] * q.L_hat * labour
    exports_net_of_tax = paid / (1.0 + t)
    taxes_abroad = (exports_net_of_tax * e / (1.0 + e)).sum(axis=(1, 2))
    duties = (paid * t / (1.0 + t)).sum(axis=(0, 2))
    income = wage_bill.sum(axis=1) + duties + taxes_abroad - (s * q.R).sum(axis=1) + b.D
    spending = b.a * q.Y[:, None] + np.einsum("ikj,ij->ik", b.gio, q.R)
    abroad = 1.0 - np.eye(len(q.Y))[:, :, None]
    traded = exports_net_of_tax * abroad
    balance = traded.sum(axis=(0, 2)) - traded.sum(axis=(1, 2)) - b.D
    return Conditions(
        trade_shares=_worst(q.lam - pull / pull.sum(axis=0), 1.0),
        share_sums=_worst(q.lam.sum(axis=0) - 1.0, 1.0),
        price_index=_worst(q.P_hat / price - 1.0, 1.0),
        labour_income=max(
            _worst(wage_bill.sum(axis=1) - q.w_hat * b.wage_bill, b.wage_bill),
            _worst(wage_bill - b.g * q.R, b.wage_bill[:, None]),
        ),
        goods_market=_worst(received.sum(axis=1) - q.R, b.wage_bill[:, None]),
        expenditure=_worst(spending - q.X, b.wage_bill[:, None]),
        income=_worst(income - q.Y, q.Y),
        trade_balance=_worst(balance, q.Y),
        numeraire=_worst(wage_bill.sum() - 1.0, 1.0),
    )


def _worst(error: np.ndarray | float, scale: np.ndarray | float) -> float:
    return float(np.max(np.abs(np.asarray(error) / scale)))
