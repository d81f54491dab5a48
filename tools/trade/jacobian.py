"""The Jacobian of the equilibrium map and its inverse: for derivatives, stability, and to solve many policies fast."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from tools.trade.equilibrium import Policy, Primitives, current_policy, step, wedges

LARGEST_PREPARED = 1000
"""Unknowns above which a dense inverse leaves the processor's cache, so that reading it takes longer than it saves."""


@jax.jit
def state_jacobian(base: Primitives, policy: Policy, state: Float[Array, " n"]) -> Float[Array, "n n"]:
    """Return dF/dz of the (damped) equilibrium map z = F(policy, z)."""
    out: Array = jax.jacfwd(partial(step, wedges(base, policy)))(state)
    return out


def inverse(base: Primitives, policy: Policy, state: Float[Array, " n"]) -> Float[np.ndarray, "n n"]:
    """Return (I - dF/dz)^-1.

    Raises:
        numpy.linalg.LinAlgError: the map is singular here, where the equilibrium is not locally unique.
    """
    jacobian = np.asarray(state_jacobian(base, policy, state))
    return np.linalg.inv(np.eye(len(jacobian)) - jacobian)


def prepare(base: Primitives) -> Float[Array, "n n"] | None:
    """Return the inverse at a baseline, by which `solve` takes a third of the time for policies near it.

    It costs about as much as fifty solves, so that it pays where hundreds follow. Single precision is enough for steps:
    the equilibrium is found to the same tolerance.

    Args:
        base: the baseline.

    Returns:
        The inverse, or None (plain steps) for large economies, where reading it would take longer than it saves.

    Example:
        >>> from tools.trade.calibration import calibrate
        >>> from tools.trade.data import stylised
        >>> from tools.trade.equilibrium import solve_jit
        >>> base = calibrate(stylised.generate(3, 4)).base
        >>> policy = current_policy(base)._replace(s=base.s + 0.01)
        >>> plain, prepared = solve_jit(base, policy), solve_jit(base, policy, inverse=prepare(base))
        >>> bool(prepared.iterations < plain.iterations), bool(jnp.abs(prepared.state - plain.state).max() < 1e-11)
        (True, True)
    """
    N, J = base.g.shape
    size = 2 * N * J + N
    if size > LARGEST_PREPARED:
        return None
    return jnp.asarray(inverse(base, current_policy(base), jnp.zeros(size)), dtype=jnp.float32)
