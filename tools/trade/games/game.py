"""A policy game on an economy: who chooses what to maximise whose real income, and where the choices leave everyone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from tools.trade.equilibrium import SOLVER, Equilibrium, Policy, Primitives, current_policy, rebased, solve_jit
from tools.trade.games.instruments import Layout, coordinates, policy_at
from tools.trade.games.linearisation import Gradients, gradients, instrument_jacobian, own_hessian
from tools.trade.jacobian import inverse

ACCEPTED_RESIDUAL = 1e-9
STALE_REFINEMENTS = 8
"""An inverse that needs more refinements than this is made anew at the present point."""


@dataclass(frozen=True)
class Game:
    """Players, their instruments and what they want.

    Attributes:
        base: baseline of the economy.
        layout: the m unknowns.
        weights: weights of each player on the log real incomes of the economies, [P, N].
        player: which player chooses each unknown, [m].
    """

    base: Primitives
    layout: Layout
    weights: Float[np.ndarray, "P N"]
    player: Int[np.ndarray, " m"]

    @cached_property
    def start(self) -> Float[np.ndarray, " K"]:
        """Coordinates of the baseline's policy."""
        return coordinates(current_policy(self.base))

    def coordinates(self, x: Float[np.ndarray, " m"]) -> Float[np.ndarray, " K"]:
        """Return the coordinates of the policy at x; what no unknown sets stays as in the baseline."""
        return self.layout.place(self.start, x)

    def policy(self, x: Float[np.ndarray, " m"]) -> Policy:
        """Return the policy at x."""
        return policy_at(self.layout.shape, self.coordinates(x))  # type: ignore[arg-type]

    @property
    def players(self) -> int:
        """Number of players."""
        return len(self.weights)

    def own(self, player: int) -> Int[np.ndarray, " k"]:
        """Return the positions of a player's unknowns."""
        return np.flatnonzero(self.player == player)


class Point(NamedTuple):
    """Unknowns, the equilibrium under them, every log real income, and each unknown's slope for its own player."""

    x: Float[np.ndarray, " m"]
    equilibrium: Equilibrium
    welfare: Float[np.ndarray, " N"]
    slope: Float[np.ndarray, " m"]
    gradient: Float[np.ndarray, "P m"]
    adjoint: Float[Array, "P n"]


def non_cooperative(base: Primitives, layout: Layout) -> Game:
    """Return the game in which each owner of an instrument maximises its own real income."""
    owners = sorted(set(layout.owner.tolist()))
    return Game(base, layout, np.eye(base.Y.shape[0])[owners], np.searchsorted(owners, layout.owner))


def joint(base: Primitives, layout: Layout, weights: Float[np.ndarray, " N"]) -> Game:
    """Return the problem of one planner who sets all instruments to maximise weighted log real incomes."""
    return Game(base, layout, np.asarray(weights, dtype=float)[None], np.zeros(layout.size, dtype=int))


def against(game: Game, player: int, x: Float[np.ndarray, " m"], found: Equilibrium) -> Game:
    """Return the game in which one player alone chooses, from the equilibrium at x on, with the others fixed there.

    Log real incomes in it are relative to that equilibrium.
    """
    own = game.own(player)
    base = rebased(game.base, game.policy(x), found)
    return Game(base, game.layout.restrict(own), game.weights[[player]], np.zeros(len(own), dtype=int))


class Evaluator:
    """Evaluates a game along a path of nearby points: each solve starts from the last, and so does the inverse."""

    def __init__(self, game: Game) -> None:
        self.game = game
        self.equilibria = 0
        self.inverses = 0
        self._state: Array = jnp.zeros(2 * game.base.R.size + game.base.Y.size)
        self._inverse: Array | None = None
        self._inverse_at: np.ndarray | None = None

    def equilibrium(self, x: Float[np.ndarray, " m"]) -> Equilibrium | None:
        """Return the equilibrium under x, from the last state, else from the baseline; None where none is found."""
        policy = self.game.policy(x)
        for start in (self._state, jnp.zeros_like(self._state)):
            found: Equilibrium = solve_jit(self.game.base, policy, start, options=SOLVER)
            self.equilibria += 1
            if float(found.residual) <= ACCEPTED_RESIDUAL:
                self._state = found.state
                return found
        return None

    def point(self, x: Float[np.ndarray, " m"]) -> Point | None:
        """Return the equilibrium and all slopes at x, or None where there is no equilibrium."""
        found = self.equilibrium(x)
        if found is None:
            return None
        if self._inverse is None:
            self._renew(x)
        slopes = self._gradients(x)
        if int(slopes.refinements) > STALE_REFINEMENTS:
            self._renew(x)
            slopes = self._gradients(x)
        gradient = self.game.layout.collect(np.asarray(slopes.gradient))
        own = gradient[self.game.player, np.arange(len(x))]
        if not np.isfinite(own).all():
            return None
        return Point(np.array(x), found, np.asarray(slopes.welfare), own, gradient, slopes.adjoint)

    def hessians(self, point: Point) -> Iterator[Float[np.ndarray, "k k"]]:
        """Yield each player's Hessian in their own unknowns at the point that was evaluated last."""
        game = self.game
        if self._inverse_at is None or not np.array_equal(self._inverse_at, point.x):
            self._renew(point.x)
        state, y = point.equilibrium.state, game.coordinates(point.x)
        moves = game.layout.collect(np.asarray(instrument_jacobian(game.base, y, state)))
        Z = np.asarray(self._inverse) @ moves
        for p, own in enumerate(map(game.own, range(game.players))):
            yield own_hessian(game.base, game.layout, game.weights[p], point.adjoint[p], y, state, Z[:, own], own)

    def _renew(self, x: Float[np.ndarray, " m"]) -> None:
        self._inverse = jnp.asarray(inverse(self.game.base, self.game.policy(x), self._state))
        self._inverse_at = np.array(x)
        self.inverses += 1

    def _gradients(self, x: Float[np.ndarray, " m"]) -> Gradients:
        game = self.game
        found: Gradients = gradients(game.base, game.weights, game.coordinates(x), self._state, self._inverse)
        return found


def projected(game: Game, point: Point) -> Float[np.ndarray, " m"]:
    """Return how far a unit step uphill can move inside the bounds; zero where the first-order conditions hold."""
    step: np.ndarray = np.clip(point.x + point.slope, game.layout.lower, game.layout.upper) - point.x
    return step


def free(game: Game, point: Point) -> np.ndarray:
    """Return which unknowns are not held at a bound by their slope, [m]."""
    held_low = (point.x <= game.layout.lower) & (point.slope < 0)
    held_high = (point.x >= game.layout.upper) & (point.slope > 0)
    out: np.ndarray = ~(held_low | held_high)
    return out


def curvature(
    game: Game, x: Float[np.ndarray, " m"], found: Equilibrium, *, amplification: bool = True
) -> Float[np.ndarray, " m"]:
    """Return a scale of each unknown's own second derivative, from the flow it acts on and its elasticity, [m].

    The welfare cost of a tariff is a triangle: its second derivative in log(1 + t) is close to the trade elasticity
    times the flow over the income. Exact values are within a factor of 1 to 3 of it for tariffs; for subsidies it is
    only a scale.

    Args:
        game: players and instruments.
        x: unknowns.
        found: the equilibrium under them.
        amplification: whether a subsidy's scale counts how scale economies amplify it: right for the metric of
            Newton steps near a solution, too cautious for first steps uphill.
    """
    base, q, layout = game.base, found, game.layout
    theta, psi = np.asarray(base.theta), np.asarray(base.psi)
    amplified = (1.0 - theta * psi) ** -2 if amplification else np.ones_like(theta)
    Y, R = np.asarray(q.Y), np.asarray(q.R)
    flow = theta * np.asarray(q.lam * q.X[None]) / (1.0 + np.asarray(game.policy(x).t))
    scale = layout.collect(
        np.concatenate(
            [
                (flow / Y[None, :, None]).ravel(),
                (flow / Y[:, None, None]).ravel(),
                (R / Y[:, None] * theta * amplified).ravel(),
            ]
        )
    )
    return np.asarray(np.maximum(scale * game.weights[game.player, layout.owner], 1e-12))
