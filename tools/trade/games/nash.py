"""Nash equilibria of policy games: every player at the best response to the others, found together.

First a few rounds of best responses, one player after the other. Then each iteration takes a Newton step for every
player in their own unknowns (own Hessian, projected on the bounds) and combines the last steps by Anderson
acceleration, which takes care of how players react to one another. The own Hessians of tariffs are almost diagonal in
the scale of `game.curvature`, so a diagonal serves there, and needs no rounds before.
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float

from tools.trade.games.best_response import respond
from tools.trade.games.game import Evaluator, Game, Point, curvature, free, projected
from tools.trade.games.search import SEARCH, Ending, Report, Search, Solution, never_stop, one_blas_thread

EIGENVALUE_FLOOR = 0.02
ROUND_TOLERANCE, ROUND_GRADIENTS = 1e-5, 40


@one_blas_thread
def nash(
    game: Game,
    start: Float[np.ndarray, " m"],
    search: Search = SEARCH,
    *,
    report: Report = never_stop,
) -> Solution:
    """Find a Nash equilibrium in the players' unknowns.

    Args:
        game: players, instruments, bounds.
        start: first unknowns.
        search: options.
        report: see Report.

    Returns:
        Solution: read `ending`; the point is the one with the smallest merit (slopes weighed by curvature).

    Raises:
        ValueError: the start has no equilibrium.

    Source: the fixed point of best responses in Wang, Xu, Yang and Zhu (arXiv 2407.17731); Anderson (1965).
    """
    evaluator, low, high = Evaluator(game), game.layout.lower, game.layout.upper
    diagonal = not (game.layout.kind == "subsidies").any()
    opened = np.clip(start, low, high) if diagonal else best_response_rounds(game, start, search.rounds, report)
    point = evaluator.point(opened)
    if point is None:
        raise ValueError("the start has no equilibrium")
    history = _History(search.memory)
    hessians: list[np.ndarray] | None = None
    best, best_merit, best_change, stalled, failures, ending = point, np.inf, np.inf, 0, 0, Ending.SWEEPS
    sweep = 0
    for sweep in range(search.max_sweeps):
        scale = curvature(game, point.x, point.equilibrium)
        gap = projected(game, point)
        merit, slope = float(np.sqrt((gap**2 / scale).sum())), float(np.abs(gap).max())
        stalled = 0 if merit < 0.7 * best_merit else stalled + 1
        if not diagonal and (hessians is None or sweep in search.renew_at or stalled >= search.patience):
            hessians, stalled = list(evaluator.hessians(point)), 0
        step = newton_step(game, point, scale, hessians, search.step)
        change = float(np.sqrt((step**2 * scale).sum()))
        if merit < best_merit:
            best, best_merit, best_change = point, merit, change
        if slope <= search.tolerance:
            ending = Ending.CONVERGED
            break
        if not report(sweep, slope):
            ending = Ending.STOPPED
            break
        target = history.accelerate(point.x, step, np.sqrt(scale), search.step)
        found = evaluator.point(np.clip(target, low, high))
        while found is None and failures < 8:
            failures += 1
            history = _History(search.memory)
            step = 0.25 * step
            found = evaluator.point(np.clip(point.x + step, low, high))
        if found is None:
            ending = Ending.NO_EQUILIBRIUM
            break
        point = found
    final = float(np.abs(projected(game, best)).max())
    return Solution(best, ending, sweep, final, best_change, evaluator.equilibria)


def best_response_rounds(
    game: Game, start: Float[np.ndarray, " m"], rounds: int, report: Report
) -> Float[np.ndarray, " m"]:
    """Return the unknowns after rounds of best responses to what the others chose last (Gauss-Seidel), in order.

    Args:
        game: all players.
        start: first unknowns.
        rounds: how many times each player moves.
        report: called after every gradient; False ends the rounds.

    Raises:
        ValueError: the start has no equilibrium.
    """
    evaluator = Evaluator(game)
    x: np.ndarray = np.clip(start, game.layout.lower, game.layout.upper)
    for _ in range(rounds):
        for player in range(game.players):
            found = evaluator.equilibrium(x)
            if found is None:
                raise ValueError("the start has no equilibrium")
            best = respond(game, player, x, found, tolerance=ROUND_TOLERANCE, most=ROUND_GRADIENTS, report=report)
            x = np.array(x)
            x[game.own(player)] = best.x
            if best.ending is Ending.STOPPED:
                return x
    return x


def newton_step(
    game: Game, point: Point, scale: np.ndarray, hessians: list[np.ndarray] | None, largest: float
) -> Float[np.ndarray, " m"]:
    """Return every player's projected Newton step; where there are no Hessians, by the diagonal `scale`."""
    step = np.zeros(len(point.x))
    moving = free(game, point)
    if hessians is None:
        step[moving] = (point.slope / scale)[moving]
    else:
        for player, hessian in enumerate(hessians):
            own = game.own(player)
            inside = moving[own]
            at = own[inside]
            root = np.sqrt(scale[at])
            values, vectors = np.linalg.eigh(-hessian[np.ix_(inside, inside)] / root[:, None] / root[None, :])
            # Away from a maximum a Hessian may curve upwards: its size then still gives a fair step length uphill.
            values = np.maximum(np.abs(values), EIGENVALUE_FLOOR)
            step[at] = vectors @ ((vectors.T @ (point.slope[at] / root)) / values) / root
    step = np.clip(step, -largest, largest)
    out: np.ndarray = np.clip(point.x + step, game.layout.lower, game.layout.upper) - point.x
    return out


class _History:
    """Anderson acceleration over the last steps."""

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._points: list[np.ndarray] = []
        self._steps: list[np.ndarray] = []

    def accelerate(self, x: np.ndarray, step: np.ndarray, weight: np.ndarray, largest: float) -> np.ndarray:
        """Return the next point from this one and its step, errors weighed by `weight`."""
        self._points = [*self._points, x][-self._memory :]
        self._steps = [*self._steps, step][-self._memory :]
        if len(self._points) == 1:
            return np.asarray(x + step)
        point_changes, step_changes = np.diff(self._points, axis=0), np.diff(self._steps, axis=0)
        mix = np.linalg.lstsq((step_changes * weight).T, step * weight, rcond=1e-8)[0]
        move = step - mix @ (point_changes + step_changes)
        out: np.ndarray = x + np.clip(move, -largest, largest)
        return out
