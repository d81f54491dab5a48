"""First and second derivatives of welfare at an equilibrium, by one dense inverse that all players share.

At a fixed point z = F(x, z) of the equilibrium map, with A = I - dF/dz:

    gradient of welfare W_n      g_n = W_x + F_x' l_n            where A' l_n = W_z
    its derivative along d       H_n d = [I, Z'] grad^2 L_n [d, Z d]   where Z = A^-1 F_x, L_n = W_n + l_n' (F - z)

The inverse costs two hundred adjoint products once; after that a gradient for every player costs as much as a few
evaluations of the map, and an old inverse still serves as a preconditioner nearby.
"""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jaxtyping import Array, Float, Int

from tools.trade.equilibrium import Primitives, log_real_income, step, wedges
from tools.trade.games.instruments import Cells, policy_of

ADJOINT_TOLERANCE = 1e-13
MOST_REFINEMENTS = 60
DIRECTIONS_AT_ONCE = 154


class Gradients(NamedTuple):
    """Log real income of every economy, its gradient in every unknown, and the adjoint states.

    `refinements` tells how well the inverse fitted: 1 when it was exact, MOST_REFINEMENTS when it was useless.
    """

    welfare: Float[Array, " N"]
    gradient: Float[Array, "P m"]
    adjoint: Float[Array, "P n"]
    refinements: Int[Array, ""]


def _map(base: Primitives, cells: Cells, x: Array, z: Array) -> Array:
    return step(wedges(base, policy_of(base, cells, x)), z)


def _welfare(base: Primitives, cells: Cells, x: Array, z: Array) -> Array:
    return log_real_income(wedges(base, policy_of(base, cells, x)), z)


@jax.jit
def state_jacobian(base: Primitives, cells: Cells, x: Any, z: Float[Array, " n"]) -> Float[Array, "n n"]:
    """Return dF/dz of the (damped) equilibrium map."""
    out: Array = jax.jacfwd(partial(_map, base, cells, x))(z)
    return out


@jax.jit
def instrument_jacobian(
    base: Primitives, cells: Cells, x: Float[Array, " m"], z: Float[Array, " n"]
) -> Float[Array, "n m"]:
    """Return dF/dx of the equilibrium map."""
    out: Array = jax.jacrev(lambda x: _map(base, cells, x, z))(x)
    return out


def inverse(base: Primitives, cells: Cells, x: Any, z: Float[Array, " n"]) -> Float[np.ndarray, "n n"]:
    """Return (I - dF/dz)^-1.

    Raises:
        numpy.linalg.LinAlgError: the map is singular here, where the equilibrium is not locally unique.
    """
    jacobian = np.asarray(state_jacobian(base, cells, x, z))
    return np.linalg.inv(np.eye(len(jacobian)) - jacobian)


@jax.jit
def gradients(
    base: Primitives,
    cells: Cells,
    weights: Float[Array, "P N"],
    x: Float[Array, " m"],
    z: Float[Array, " n"],
    M: Float[Array, "n n"],
) -> Gradients:
    """Return the gradient of each player's objective, weights @ log real income.

    Args:
        base: baseline.
        cells: what the unknowns set.
        weights: a row a player.
        x: unknowns.
        z: equilibrium state under them.
        M: inverse of I - dF/dz, here or nearby; refined until the adjoint equation holds.
    """
    welfare = _welfare(base, cells, x, z)
    _, pull_welfare = jax.vjp(lambda x, z: _welfare(base, cells, x, z), x, z)
    direct, incoming = jax.vmap(pull_welfare)(weights)
    _, pull_map = jax.vjp(lambda x, z: _map(base, cells, x, z), x, z)
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
    base: Primitives, cells: Cells, weight: Array, adjoint: Array, x: Array, z: Array, dx: Array, dz: Array
) -> tuple[Array, Array]:
    def lagrangian(x: Array, z: Array) -> Array:
        return weight @ _welfare(base, cells, x, z) + adjoint @ (_map(base, cells, x, z) - z)

    slope = jax.grad(lagrangian, argnums=(0, 1))
    out: tuple[Array, Array] = jax.vmap(lambda ex, ez: jax.jvp(slope, (x, z), (ex, ez))[1])(dx, dz)
    return out


def own_hessian(
    base: Primitives,
    cells: Cells,
    weight: Float[np.ndarray, " N"],
    adjoint: Float[Array, " n"],
    x: Float[np.ndarray, " m"],
    z: Float[Array, " n"],
    Z: Float[np.ndarray, "n m"],
    own: Int[np.ndarray, " k"],
) -> Float[np.ndarray, "k k"]:
    """Return the Hessian of one player's objective in its own unknowns.

    Args:
        base: baseline.
        cells: what the unknowns set.
        weight: the player's weights on log real incomes.
        adjoint: the player's adjoint state.
        x: unknowns.
        z: equilibrium state.
        Z: derivative of the state in the unknowns.
        own: positions of the player's unknowns.
    """
    rows = []
    for start in range(0, len(own), DIRECTIONS_AT_ONCE):
        part = own[start : start + DIRECTIONS_AT_ONCE]
        # Padded to one length, so that a single compiled function serves every player.
        padded = np.resize(part, DIRECTIONS_AT_ONCE) if len(own) > DIRECTIONS_AT_ONCE else part
        directions = np.zeros((len(padded), len(x)))
        directions[np.arange(len(padded)), padded] = 1.0
        hx, hz = _second(base, cells, weight, adjoint, x, z, directions, Z.T[padded])
        rows.append((np.asarray(hx)[:, own] + np.asarray(hz) @ Z[:, own])[: len(part)])
    hessian = np.concatenate(rows)
    return np.asarray(0.5 * (hessian + hessian.T))
