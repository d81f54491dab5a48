"""Caliendo and Parro's first-order split of welfare into terms of trade and volume of trade."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tools.trade.equilibrium import Equilibrium, Primitives

if TYPE_CHECKING:
    from jaxtyping import Float


@dataclass(frozen=True)
class Decomposition:
    """First-order effects on welfare by economy, as fractions of baseline income; `welfare` is their sum."""

    terms_of_trade: Float[np.ndarray, " N"]
    volume_of_trade: Float[np.ndarray, " N"]

    @property
    def welfare(self) -> Float[np.ndarray, " N"]:
        """Sum of both effects."""
        return np.asarray(self.terms_of_trade + self.volume_of_trade)


def decompose(base: Primitives, found: Equilibrium, tariff: Float[np.ndarray, "N N J"]) -> Decomposition:
    """Split the welfare effect of a tariff change, to first order in percent changes.

    With E and M exports and imports before tariffs at the baseline, I income, c unit costs:
        terms of trade of n  = sum (E_n (c_hat_n - 1) - M_n (c_hat_i - 1)) / I_n
        volume of trade of n = sum t_n M_n (M_hat_n - c_hat_i) / I_n
    It leaves out what is of second order, so that it can differ much from the exact change in real income where
    tariff cuts are large. It has no term for scale economies.

    Args:
        base: the baseline.
        found: the new equilibrium.
        tariff: the new tariffs, fractions.

    Source: Caliendo and Parro (2015), equation 16, with changes in percent as in the authors' programs.
    """
    lam, t, Y = np.asarray(base.lam), np.asarray(base.t), np.asarray(base.Y)
    spending = np.asarray(base.a) * Y[:, None] + np.einsum("ikj,ij->ik", np.asarray(base.gio), np.asarray(base.R))
    before = lam * spending[None] / (1.0 + t)
    after = np.asarray(found.lam) * np.asarray(found.X)[None] / (1.0 + tariff)
    N = len(Y)
    before[np.arange(N), np.arange(N)] = after[np.arange(N), np.arange(N)] = 0.0
    cost = (np.asarray(found.c_hat) - 1.0)[:, None, :]
    terms = (before * cost).sum(axis=(1, 2)) - (before * cost).sum(axis=(0, 2))
    growth = after - before - before * cost
    return Decomposition(terms / Y, (t * growth).sum(axis=(0, 2)) / Y)
