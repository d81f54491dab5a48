"""First and second derivatives of welfare at an equilibrium, by one dense inverse that all players share.

At a fixed point z = F(y, z) of the equilibrium map, with A = I - dF/dz:

    gradient of welfare W_n      g_n = W_y + F_y' l_n            where A' l_n = W_z
    its derivative along d       H_n d = [I, Z'] grad^2 L_n [d, Z d]   where Z = A^-1 F_y, L_n = W_n + l_n' (F - z)

The inverse costs two hundred adjoint products once; after that a gradient for every player costs as much as a few
evaluations of the map, and an old inverse still serves as a preconditioner nearby.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jaxtyping import Array, Float, Int

from tools.trade.equilibrium import Primitives, log_real_income, step, wedges
from tools.trade.games.instruments import Layout, policy_at

ADJOINT_TOLERANCE = 1e-13
MOST_REFINEMENTS = 60
DIRECTIONS_AT_ONCE = 52


class Gradients(NamedTuple):
    """Log real income of every economy, its gradient in every coordinate of the policy, and the adjoint states.

    `refinements` tells how well the inverse fitted: 1 when it was exact, MOST_REFINEMENTS when it was useless.
    """

    welfare: Float[Array, " N"]
    gradient: Float[Array, "P K"]
    adjoint: Float[Array, "P n"]
    refinements: Int[Array, ""]


def _map(base: Primitives, y: Array, z: Array) -> Array:
    return step(wedges(base, policy_at(base.g.shape, y)), z)


def log_welfare(base: Primitives, y: Array, z: Array) -> Array:
    """Return log real incomes, [N], at policy coordinates y and state z."""
    return log_real_income(wedges(base, policy_at(base.g.shape, y)), z)


@jax.jit
def instrument_jacobian(base: Primitives, y: Any, z: Float[Array, " n"]) -> Float[Array, "n K"]:
    """Return dF/dy of the equilibrium map, y the coordinates of the policy."""
    out: Array = jax.jacrev(lambda y: _map(base, y, z))(y)
    return out


@jax.jit
def gradients(
    base: Primitives,
    weights: Float[Array, "P N"],
    y: Float[Array, " K"],
    z: Float[Array, " n"],
    M: Float[Array, "n n"],
) -> Gradients:
    """Return the gradient of each player's objective, weights @ log real income.

    Args:
        base: baseline.
        weights: a row a player.
        y: coordinates of the policy.
        z: equilibrium state under them.
        M: inverse of I - dF/dz, here or nearby; refined until the adjoint equation holds.
    """
    welfare, pull_welfare = jax.vjp(lambda y, z: log_welfare(base, y, z), y, z)
    direct, incoming = jax.vmap(pull_welfare)(weights)
    _, pull_map = jax.vjp(lambda y, z: _map(base, y, z), y, z)
    tolerance = ADJOINT_TOLERANCE * jnp.max(jnp.abs(incoming))

    def refine(carry: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
        adjoint, _, count = carry
        gap = incoming + jax.vmap(lambda row: pull_map(row)[1])(adjoint) - adjoint
        return adjoint + gap @ M, jnp.max(jnp.abs(gap)), count + 1

    def unfinished(carry: tuple[Array, Array, Array]) -> Array:
        return (carry[1] > tolerance) & (carry[2] < MOST_REFINEMENTS)

    adjoint, _, count = lax.while_loop(unfinished, refine, (incoming @ M, jnp.array(jnp.inf), jnp.array(0)))
    return Gradients(welfare, direct + jax.vmap(lambda row: pull_map(row)[0])(adjoint), adjoint, count)


@jax.jit
def _second(
    base: Primitives, weight: Array, adjoint: Array, y: Array, z: Array, dy: Array, dz: Array
) -> tuple[Array, Array]:
    def lagrangian(y: Array, z: Array) -> Array:
        return weight @ log_welfare(base, y, z) + adjoint @ (_map(base, y, z) - z)

    slope = jax.grad(lagrangian, argnums=(0, 1))
    out: tuple[Array, Array] = jax.vmap(lambda ey, ez: jax.jvp(slope, (y, z), (ey, ez))[1])(dy, dz)
    return out


def own_hessian(
    base: Primitives,
    layout: Layout,
    weight: Float[np.ndarray, " N"],
    adjoint: Float[Array, " n"],
    y: Float[np.ndarray, " K"],
    z: Float[Array, " n"],
    Z: Float[np.ndarray, "n k"],
    own: Int[np.ndarray, " k"],
) -> Float[np.ndarray, "k k"]:
    """Return the Hessian of one player's objective in its own unknowns.

    Args:
        base: baseline.
        layout: what the unknowns set.
        weight: the player's weights on log real incomes.
        adjoint: the player's adjoint state.
        y: coordinates of the policy.
        z: equilibrium state.
        Z: derivative of the state in the player's unknowns.
        own: positions of the player's unknowns.
    """
    rows = []
    for start in range(0, len(own), DIRECTIONS_AT_ONCE):
        part = np.arange(start, min(start + DIRECTIONS_AT_ONCE, len(own)))
        # Padded to one length, so that a single compiled function serves all players and instruments.
        padded = np.resize(part, DIRECTIONS_AT_ONCE)
        hy, hz = _second(base, weight, adjoint, y, z, layout.directions(own[padded]), Z.T[padded])
        rows.append((layout.collect(np.asarray(hy))[:, own] + np.asarray(hz) @ Z)[: len(part)])
    hessian = np.concatenate(rows)
    return np.asarray(0.5 * (hessian + hessian.T))
