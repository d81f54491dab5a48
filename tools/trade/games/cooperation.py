"""Cooperation: all instruments set together to maximise a weighted sum of log real incomes.

The problem is not concave: scale economies favour specialisation, so that there are local maxima and saddle points.
Each start climbs by gradients and goes on by Newton steps in a trust region, which leave saddles uphill; the best of
several starts is reported, with how far apart they ended. A floor under each real income is kept by multipliers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float

from tools.trade.games.ascent import climb, newton
from tools.trade.games.game import Game
from tools.trade.games.search import Ending, Report, Search, Solution, never_stop

MOST_GRADIENTS = 60
"""Gradients before Newton steps take over: where welfare curves upwards a climb by gradients alone creeps."""
MOST_NEWTON_STEPS = 150
LARGEST_NEWTON = 3_000
"""Unknowns above which a Hessian is too large: there are gradients alone then, MOST_GRADIENTS_ALONE of them."""
MOST_GRADIENTS_ALONE = 1_500
FLOOR_ROUNDS = 12
SEARCH = Search(tolerance=1e-10)
FLOOR_STEP = 2.0
"""Growth of a multiplier per unit of missing log real income, relative to the mean weight over one percent."""


@dataclass(frozen=True)
class Cooperation:
    """What cooperation reached.

    Attributes:
        best: the solution with the highest objective.
        game: the planner's problem that it solves; its weights hold the multipliers of the floor.
        objectives: weighted log real income at the end of each start, in order.
        solutions: all ends, in the order of the starts.
        shortfall: largest distance of a real income below the floor, in logs; zero where it is kept or not asked for.
    """

    best: Solution
    game: Game
    objectives: tuple[float, ...]
    solutions: tuple[Solution, ...]
    shortfall: float


def cooperate(
    game: Game,
    starts: Sequence[Float[np.ndarray, " m"]],
    search: Search = SEARCH,
    *,
    floor: Float[np.ndarray, " N"] | None = None,
    report: Report = never_stop,
) -> Cooperation:
    """Maximise a planner's objective from several starts.

    Args:
        game: the planner's problem (one player).
        starts: first unknowns; at least one has an equilibrium.
        search: tolerance on the projected slope.
        floor: lowest log real income allowed, -inf where none is; kept for the best start.
        report: called as the search goes on; False stops it, with the best so far.

    Raises:
        ValueError: no start has an equilibrium.

    Source: Wang, Xu, Yang and Zhu (arXiv 2407.17731), the cooperative problem; weights by income are those of Negishi
    (1960) to first order.
    """
    ends: list[Solution] = []
    for start in starts:
        try:
            ends.append(_ascend(game, start, search, report))
        except ValueError:
            continue
        if ends[-1].ending is Ending.STOPPED:
            break
    if not ends:
        raise ValueError("no start has an equilibrium")
    weights = game.weights[0]
    objectives = tuple(float(weights @ end.point.welfare) for end in ends)
    best, problem = ends[int(np.argmax(objectives))], game
    shortfall = 0.0
    if floor is not None and not any(end.ending is Ending.STOPPED for end in ends):
        best, problem = _keep_floor(game, best, floor, search, report)
        shortfall = max(float((floor - best.point.welfare).max()), 0.0)
    return Cooperation(best, problem, objectives, tuple(ends), shortfall)


def _ascend(game: Game, start: Float[np.ndarray, " m"], search: Search, report: Report) -> Solution:
    curved = game.layout.size <= LARGEST_NEWTON
    up = climb(game, start, most=MOST_GRADIENTS if curved else MOST_GRADIENTS_ALONE, report=report)
    steps = MOST_NEWTON_STEPS if curved and up.ending is not Ending.STOPPED else 0
    found = newton(
        game, up.x, replace(search, max_sweeps=steps), report=lambda sweep, slope: report(up.gradients + sweep, slope)
    )
    ending = Ending.STOPPED if up.ending is Ending.STOPPED else found.ending
    return replace(found, ending=ending, sweeps=up.gradients + found.sweeps, equilibria=up.gradients + found.equilibria)


def _keep_floor(
    game: Game, first: Solution, floor: Float[np.ndarray, " N"], search: Search, report: Report
) -> tuple[Solution, Game]:
    """Raise the weights of those below the floor until nobody is (multipliers by a damped dual ascent)."""
    plain, found, problem = game.weights[0], first, game
    extra = np.zeros_like(plain)
    size = 100.0 * plain[plain > 0].mean() * FLOOR_STEP
    for _ in range(FLOOR_ROUNDS):
        missing = np.where(np.isfinite(floor), floor - found.point.welfare, -np.inf)
        if missing.max() <= 1e-7 or found.ending is Ending.STOPPED:
            break
        extra = np.maximum(extra + size * np.where(missing > -np.inf, np.maximum(missing, -extra), 0.0), 0.0)
        problem = Game(game.base, game.layout, ((plain + extra) / (plain + extra).sum())[None], game.player)
        found = _ascend(problem, found.point.x, search, report)
    return found, problem
