"""What can be checked about a solution: that it is an equilibrium, that nobody gains by moving, that it is stable."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int

from tools.trade.equilibrium import REVENUE_DAMPING, Equilibrium
from tools.trade.games.best_response import respond
from tools.trade.games.game import Evaluator, Game, Point, free, projected
from tools.trade.games.search import Ending, Report, Solution, never_stop, one_blas_thread
from tools.trade.jacobian import state_jacobian

SMALLEST_FLOW = 1e-7
"""Flows below this share of the owner's income do not pin down the rate on them."""
LARGEST_DENSE = 800


@dataclass(frozen=True)
class Certificates:
    """Evidence for or against a solution.

    Attributes:
        residual: largest error of the equilibrium map.
        slope: largest projected slope of a player's log real income in an own unknown (first-order conditions).
        curvature: largest eigenvalue of a player's Hessian over the unknowns that are free and identified, with a
            diagonal of size one; below zero at a strict local maximum for every player.
        eigenvalue: largest real part of an eigenvalue of the undamped equilibrium map; below one where adjustment is
            stable and the equilibrium locally unique. NaN where it could not be computed.
        at_lower: unknowns at their lower bound, by instrument.
        at_upper: unknowns at their upper bound, by instrument.
        unknowns: unknowns by instrument.
        unidentified: unknowns on flows too small to matter.
    """

    residual: float
    slope: float
    curvature: float
    eigenvalue: float
    at_lower: dict[str, int]
    at_upper: dict[str, int]
    unknowns: dict[str, int]
    unidentified: int


@dataclass(frozen=True)
class Restarts:
    """What searches from other starts found.

    Attributes:
        responses: best responses tried from random starts, over all players.
        gain: largest gain of any player by one of them, % of real income.
        solutions: further searches for the whole solution.
        failures: those of them that did not converge.
        spread: largest difference of any economy's real income between solutions, percentage points.
    """

    responses: int
    gain: float
    solutions: int
    failures: int
    spread: float


@one_blas_thread
def certify(game: Game, point: Point, report: Report = never_stop) -> Certificates | None:
    """Return the certificates of a point that need no further search, None where `report` says to stop."""
    layout, kinds = game.layout, list(dict.fromkeys(game.layout.kind.tolist()))
    low, high = point.x <= layout.lower + 1e-12, point.x >= layout.upper - 1e-12
    identified = flow_shares(game, point.equilibrium) >= SMALLEST_FLOW
    curved = _curvature(game, point, identified, report)
    if curved is None:
        return None
    return Certificates(
        residual=float(point.equilibrium.residual),
        slope=float(np.abs(projected(game, point)).max()),
        curvature=curved,
        eigenvalue=stability(game, point.x, point.equilibrium),
        at_lower={kind: int(low[layout.kind == kind].sum()) for kind in kinds},
        at_upper={kind: int(high[layout.kind == kind].sum()) for kind in kinds},
        unknowns={kind: int((layout.kind == kind).sum()) for kind in kinds},
        unidentified=int((~identified).sum()),
    )


def _curvature(game: Game, point: Point, identified: np.ndarray, report: Report) -> float | None:
    evaluator = Evaluator(game)
    again = evaluator.point(point.x)
    if again is None:
        return np.nan
    inside, worst = free(game, point) & identified, -np.inf
    for player, hessian in enumerate(evaluator.hessians(again)):
        if not report(player, 0.0):
            return None
        kept = inside[game.own(player)]
        if not kept.any():
            continue
        part = hessian[np.ix_(kept, kept)]
        root = np.sqrt(np.maximum(np.abs(np.diag(part)), 1e-15))
        worst = max(worst, float(np.linalg.eigvalsh(part / root[:, None] / root[None, :])[-1]))
    return worst


def stability(game: Game, x: Float[np.ndarray, " m"], found: Equilibrium) -> float:
    """Return the largest real part of an eigenvalue of the undamped equilibrium map, NaN where the search for it fails.

    The map iterates prices, revenues and incomes; at one the equilibrium ceases to be locally unique, and above one
    scale economies feed on themselves: production flees to corners.
    """
    base = game.base
    N, J = base.g.shape
    jacobian = np.array(state_jacobian(base, game.policy(x), found.state))
    revenue = np.arange(N * J, 2 * N * J)
    jacobian[revenue, revenue] -= 1.0 - REVENUE_DAMPING
    jacobian[revenue] /= REVENUE_DAMPING
    # The level of all revenues drops out of the map: it carries the eigenvalue 0, not 1, and is no instability.
    if not np.isfinite(jacobian).all():
        return float("nan")
    if len(jacobian) <= LARGEST_DENSE:
        return float(np.linalg.eigvals(jacobian).real.max())
    from scipy.sparse.linalg import ArpackNoConvergence, eigs

    try:
        return float(eigs(jacobian, k=2, which="LR", return_eigenvectors=False, tol=1e-6).real.max())
    except ArpackNoConvergence:
        return float("nan")


def flow_shares(game: Game, found: Equilibrium) -> Float[np.ndarray, " m"]:
    """Return the flow that each unknown acts on as a share of its owner's income, [m]."""
    Y, R = np.asarray(found.Y), np.asarray(found.R)
    flow = np.asarray(found.lam * found.X[None])
    parts = [(flow / Y[None, :, None]).ravel(), (flow / Y[:, None, None]).ravel(), (R / Y[:, None]).ravel()]
    return game.layout.collect(np.concatenate(parts))


def random_start(game: Game, players: Int[np.ndarray, " k"], generator: np.random.Generator) -> np.ndarray:
    """Return random unknowns of some players: tariffs of at most 100 %, subsidies of at most 25 %."""
    layout = game.layout
    chosen = np.isin(game.player, players)
    most = np.where(layout.kind == "subsidies", -np.log1p(-0.25), np.log1p(1.0))
    width = np.minimum(most, (layout.upper - layout.lower) / 3.0)
    # Inside the bounds and near zero, where an equilibrium is sure to be.
    origin = np.clip(0.0, layout.lower, layout.upper)
    origin = np.minimum(origin, layout.upper - width)
    out: np.ndarray = (origin + width * generator.uniform(size=layout.size))[chosen]
    return out


def restart_responses(
    game: Game, point: Point, count: int, generator: np.random.Generator, report: Report = never_stop
) -> tuple[int, float]:
    """Return (responses tried, largest gain in % of real income) of players who search again from random starts."""
    tried, gain = 0, 0.0
    for player in range(game.players):
        for _ in range(count):
            start = random_start(game, np.array([player]), generator)
            found = respond(game, player, point.x, point.equilibrium, start, report=report)
            if found.ending is Ending.STOPPED:
                return tried, gain
            tried += 1
            gain = max(gain, 100.0 * float(np.expm1(found.objective)))
    return tried, gain


def welfare_spread(first: Solution, others: list[Solution]) -> float:
    """Return the largest difference of any economy's real income between solutions, in percentage points."""
    levels = np.stack([np.expm1(one.point.welfare) for one in (first, *others)])
    return float(100.0 * (levels.max(axis=0) - levels.min(axis=0)).max())
