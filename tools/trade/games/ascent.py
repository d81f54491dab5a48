"""Maximising one objective over bounded instruments: first uphill by gradients alone, then by Newton steps.

The climb is L-BFGS-B on unknowns scaled by the flows they act on, with adjoint gradients. Where a step has no
equilibrium the climb starts again from its best point inside a smaller box. Newton steps use the exact Hessian in a
trust region, so that they leave saddle points uphill and end at a maximum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from tools.trade.equilibrium import SOLVER, Primitives, solve, solve_jit
from tools.trade.fixed_point import Anderson
from tools.trade.games.game import ACCEPTED_RESIDUAL, Evaluator, Game, Point, curvature, free, projected
from tools.trade.games.instruments import policy_at
from tools.trade.games.search import SEARCH, Ending, Report, Search, Solution, never_stop, one_blas_thread

CLIMB = Anderson(tolerance=1e-11, adjoint_tolerance=1e-10)
MEMORY = 30
SMALLEST_REACH = 1e-4
FLAT = 1e-13
"""Differences in log real income below this are rounding."""


@dataclass(frozen=True)
class Climb:
    """Where a climb ended.

    Attributes:
        x: the best unknowns, [m].
        objective: weighted log real income there.
        slope: largest projected slope there.
        gradients: gradients computed.
        ending: CONVERGED where the slope is small or no step gains any more.
    """

    x: Float[np.ndarray, " m"]
    objective: float
    slope: float
    gradients: int
    ending: Ending


class _NoEquilibrium(Exception):
    pass


class _Stopped(Exception):
    pass


def _objective(base: Primitives, weights: Array, y: Array, z: Array, inverse: Array | None = None) -> tuple[Any, Array]:
    def value(y: Array) -> tuple[Array, tuple[Array, Array]]:
        found = solve(base, policy_at(base.g.shape, y), z, CLIMB, inverse)
        return weights @ jnp.log(found.real_income_hat), (found.state, found.residual)

    out: tuple[Any, Array] = jax.value_and_grad(value, has_aux=True)(y)
    return out


objective = jax.jit(_objective)
"""((weighted log real income, (state, residual)), gradient [K]) at policy coordinates y, solved from state z, faster
with an inverse from `equilibrium.prepare`."""


def climb(
    game: Game,
    start: Float[np.ndarray, " m"],
    *,
    tolerance: float = 1e-7,
    most: int = 400,
    reach: float = 1.0,
    report: Report = never_stop,
) -> Climb:
    """Maximise the objective of a game of one player by bounded, flow-scaled L-BFGS-B.

    Args:
        game: one player (`weights` has one row).
        start: first unknowns, moved inside the bounds.
        tolerance: largest projected slope that counts as zero.
        most: most gradients.
        reach: half-width of the box, in logs, that one run may not leave; shrinks where there is no equilibrium.
        report: called with (gradients so far, slope) after each; False stops.

    Source: Byrd, Lu, Nocedal and Zhu (1995).
    """
    from scipy.optimize import minimize

    search: Any = minimize  # Its type stubs do not know that `jac=True` returns a pair.

    base, weights = game.base, jnp.asarray(game.weights[0])
    low, high = game.layout.lower, game.layout.upper
    x = np.clip(start, low, high)
    first: Any = solve_jit(base, game.policy(x), options=SOLVER)
    if not float(first.residual) <= ACCEPTED_RESIDUAL:
        return Climb(x, -np.inf, np.inf, 0, Ending.NO_EQUILIBRIUM)
    state, best, best_x, slope, gradients = first.state, -np.inf, x, np.inf, 0
    scale = np.sqrt(curvature(game, x, first, amplification=False))

    def downhill(u: np.ndarray) -> tuple[float, np.ndarray]:
        nonlocal state, best, best_x, slope, gradients
        at = np.clip(u / scale, low, high)
        (value, (reached, residual)), gradient = objective(base, weights, game.coordinates(at), state)
        gradients += 1
        uphill = game.layout.collect(np.asarray(gradient))
        if not (float(residual) <= ACCEPTED_RESIDUAL and np.isfinite(uphill).all()):
            raise _NoEquilibrium
        state = reached
        if float(value) > best:
            best, best_x = float(value), at
            slope = float(np.abs(np.clip(at + uphill, low, high) - at).max())
        if not report(gradients, slope):
            raise _Stopped
        return -float(value), -uphill / scale

    def finish_when_flat(u: np.ndarray) -> None:
        if slope <= tolerance:
            raise StopIteration

    ending = Ending.SWEEPS
    while gradients < most:
        box_low, box_high = np.maximum(low, best_x - reach), np.minimum(high, best_x + reach)
        before = best
        try:
            search(
                downhill,
                best_x * scale,
                jac=True,
                method="L-BFGS-B",
                bounds=list(zip(box_low * scale, box_high * scale, strict=True)),
                options={"maxcor": MEMORY, "maxfun": most - gradients, "maxiter": most, "ftol": 0.0, "gtol": tolerance},
                callback=finish_when_flat,
            )
        except StopIteration:
            pass
        except _NoEquilibrium:
            reach *= 0.25
            if reach < SMALLEST_REACH:
                ending = Ending.NO_EQUILIBRIUM
                break
            continue
        except _Stopped:
            ending = Ending.STOPPED
            break
        if slope <= tolerance or best <= before + FLAT:
            ending = Ending.CONVERGED
            break
    return Climb(best_x, best, slope, gradients, ending)


@one_blas_thread
def newton(
    game: Game,
    start: Float[np.ndarray, " m"],
    search: Search = SEARCH,
    *,
    report: Report = never_stop,
) -> Solution:
    """Maximise the objective of a game of one player by trust-region Newton steps projected on the bounds.

    A Hessian serves as long as each step brings the slope down well; it is made anew where one does not.

    Args:
        game: one player.
        start: first unknowns.
        search: tolerance on the projected slope, most steps, largest step.
        report: called after each step; False stops.

    Returns:
        Solution: `ending` is CONVERGED also where no step gains any more; `slope` tells how flat it is there.
    """
    evaluator, low, high = Evaluator(game), game.layout.lower, game.layout.upper
    point = evaluator.point(np.clip(start, low, high))
    if point is None:
        raise ValueError("the start has no equilibrium")
    hessian: np.ndarray | None = None
    damping, change, steps, ending = 1e-6, np.inf, 0, Ending.SWEEPS
    for steps in range(search.max_sweeps):
        slope = _largest(game, point)
        if slope <= search.tolerance:
            ending = Ending.CONVERGED
            break
        if not report(steps, slope):
            ending = Ending.STOPPED
            break
        fresh = hessian is None
        if hessian is None:
            (hessian,) = evaluator.hessians(point)
        taken: Point | None = None
        for _ in range(10):
            step = _trust_step(game, point, hessian, damping, search.step)
            tried = evaluator.point(point.x + step)
            if tried is not None and _better(game, point, tried):
                taken = tried
                break
            if not fresh:
                break
            damping = max(6.0 * damping, 1e-3)
        if taken is None:
            if fresh:
                ending = Ending.CONVERGED
                break
            hessian = None
            evaluator.equilibrium(point.x)
            continue
        if _largest(game, taken) > 0.2 * slope:
            hessian = None
        change = float(np.abs(taken.x - point.x).max())
        point, damping = taken, 0.25 * damping
    return Solution(point, ending, steps, _largest(game, point), change, evaluator.equilibria)


def _largest(game: Game, point: Point) -> float:
    return float(np.abs(projected(game, point)).max())


def _better(game: Game, old: Point, new: Point) -> bool:
    gain = float(game.weights[0] @ (new.welfare - old.welfare))
    return gain > FLAT or (gain > -FLAT and _largest(game, new) < _largest(game, old))


def _trust_step(
    game: Game, point: Point, hessian: Float[np.ndarray, "m m"], damping: float, largest: float
) -> Float[np.ndarray, " m"]:
    moving = np.flatnonzero(free(game, point))
    root = np.sqrt(np.maximum(np.abs(np.diag(hessian))[moving], 1e-9))
    values, vectors = np.linalg.eigh(-hessian[np.ix_(moving, moving)] / root[:, None] / root[None, :])
    # A direction that curves upwards is followed uphill, at a length set by the size of its curvature.
    values = np.maximum(np.abs(values), 1e-3) + damping
    step = np.zeros(len(point.x))
    step[moving] = vectors @ ((vectors.T @ (point.slope[moving] / root)) / values) / root
    step = np.clip(step, -largest, largest)
    out: np.ndarray = np.clip(point.x + step, game.layout.lower, game.layout.upper) - point.x
    return out
