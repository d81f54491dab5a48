"""The best response of one economy, or of a planner, to what all others do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from jaxtyping import Float

from tools.trade.equilibrium import Equilibrium
from tools.trade.games.ascent import Climb, climb, newton
from tools.trade.games.game import Game, against
from tools.trade.games.search import SEARCH, Ending, Report, Search, Solution, never_stop

MOST_NEWTON_STEPS = 40


def best_response(
    game: Game,
    start: Float[np.ndarray, " m"],
    search: Search = SEARCH,
    *,
    report: Report = never_stop,
) -> Solution:
    """Maximise the objective of a game of one player: climb by gradients, then polish by Newton steps.

    Args:
        game: one player; what others do is part of `game.base`.
        start: first unknowns.
        search: tolerance on the projected slope, most steps.
        report: called as the search goes on; False stops it.

    Returns:
        Solution; `sweeps` counts gradients and Newton steps.

    Raises:
        ValueError: the start has no equilibrium.

    Source: Wang, Xu, Yang and Zhu (arXiv 2407.17731), the unilateral problem.
    """
    up = climb(game, start, report=report)
    stopped = up.ending is Ending.STOPPED
    steps = 0 if stopped else min(search.max_sweeps, MOST_NEWTON_STEPS)
    found = newton(
        game, up.x, replace(search, max_sweeps=steps), report=lambda sweep, slope: report(up.gradients + sweep, slope)
    )
    return replace(
        found,
        ending=up.ending if stopped or up.ending is Ending.NO_EQUILIBRIUM else found.ending,
        sweeps=up.gradients + found.sweeps,
        equilibria=up.gradients + found.equilibria,
    )


def respond(
    game: Game,
    player: int,
    x: Float[np.ndarray, " m"],
    found: Equilibrium,
    start: Float[np.ndarray, " k"] | None = None,
    *,
    tolerance: float = 1e-7,
    most: int = 400,
    report: Report = never_stop,
) -> Climb:
    """Return the best response of one player of a game to the unknowns of all at x.

    Args:
        game: all players.
        player: who responds.
        x: unknowns of all.
        found: the equilibrium at x.
        start: the player's first unknowns; those in x where not given.
        tolerance: largest projected slope that counts as zero.
        most: most gradients.
        report: called after each gradient; False stops.

    Returns:
        Climb; its objective is the gain over x.
    """
    alone = against(game, player, x, found)
    return climb(alone, x[game.own(player)] if start is None else start, tolerance=tolerance, most=most, report=report)
