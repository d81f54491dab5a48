"""Subsidies that are carried out imperfectly: part of the money leaks, or part of it goes to the wrong sectors."""

from __future__ import annotations

from collections.abc import Sequence

import jax.numpy as jnp
import numpy as np
from jaxtyping import Float

from tools.core import UserError
from tools.trade.equilibrium import Equilibrium, Policy, Primitives, find

ACCEPTED_RESIDUAL = 1e-9
DRAWS = 12


def leaking(base: Primitives, policy: Policy, share: float) -> Float[np.ndarray, " N"]:
    """Return log real incomes where a share of the subsidies of a policy never reaches producers.

    Producers get (1 - share) s; the rest is spent at home like income, but by those who took it, and does not count
    as anybody's welfare. Governments chose the policy without expecting it.

    Args:
        base: the baseline, relative to which real incomes are measured.
        policy: what governments pay for.
        share: part of the subsidies that leaks, 0 to below 1.

    Raises:
        UserError: there is no equilibrium.
    """
    reached = policy._replace(s=jnp.asarray((1.0 - share) * np.asarray(policy.s)))
    found = _solved(base, reached)
    lost = share * (np.asarray(policy.s) * np.asarray(found.R)).sum(axis=1) / np.asarray(found.Y)
    if (lost >= 1.0).any():
        raise UserError(f"At a leakage of {100 * share:g} % the subsidies would cost more than the whole income.")
    out: np.ndarray = np.log(np.asarray(found.real_income_hat)) + np.log1p(-lost)
    return out


def misdirected(
    base: Primitives, policy: Policy, share: float, sectors: Sequence[int], seed: int
) -> tuple[Float[np.ndarray, "d N"], int]:
    """Return log real incomes, a row a draw, where a share of each subsidy goes to a sector drawn at random.

    In each draw the subsidies of an economy are (1 - share) s + share s', where s' are the same rates in a random
    order over the sectors: as much is promised, less well aimed.

    Args:
        base: the baseline.
        policy: what governments aim at.
        share: part that is misdirected, 0 to 1.
        sectors: positions of the sectors that rates are shuffled over.
        seed: seed of the shuffles.

    Returns:
        Log real incomes of the draws that have an equilibrium, and how many have none.
    """
    generator, rows, failures = np.random.default_rng(seed), [], 0
    s, at = np.asarray(policy.s), np.asarray(sectors)
    for _ in range(DRAWS):
        aimed = s.copy()
        for economy in range(len(s)):
            aimed[economy, at] = (1.0 - share) * s[economy, at] + share * s[economy, generator.permutation(at)]
        try:
            rows.append(np.log(np.asarray(_solved(base, policy._replace(s=jnp.asarray(aimed))).real_income_hat)))
        except UserError:
            failures += 1
    return np.array(rows).reshape(-1, len(s)), failures


def _solved(base: Primitives, policy: Policy) -> Equilibrium:
    found = find(base, policy, accepted=ACCEPTED_RESIDUAL)
    if not float(found.residual) <= ACCEPTED_RESIDUAL:
        raise UserError("No equilibrium was found under subsidies that are carried out imperfectly.")
    return found
