"""Solving a setting under the eyes of a person: progress, Stop, restarts and certificates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from jaxtyping import Float

from tools.core import Cancelled, Context, UserError
from tools.trade.equilibrium import Policy
from tools.trade.games.best_response import best_response
from tools.trade.games.certificates import (
    Certificates,
    Restarts,
    certify,
    random_start,
    restart_responses,
    stability,
    welfare_spread,
)
from tools.trade.games.cooperation import cooperate
from tools.trade.games.game import Evaluator, Game
from tools.trade.games.instruments import unknowns_of
from tools.trade.games.nash import nash
from tools.trade.games.search import Ending, Report, Solution
from tools.trade.games.setting import Setting, status_quo

Kind = Literal["optimal", "nash", "cooperative"]
FLAT_ENOUGH = 1e-6
"""Largest projected slope that a result may call converged."""


@dataclass(frozen=True)
class Play:
    """A solved setting.

    Attributes:
        setting: who chose what.
        kind: alone, against each other, or together.
        game: the problem that was solved.
        solution: where it ended.
        welfare: log real income relative to the status quo, [N].
        policy: the policy chosen, with what was in force; fractions.
        certificates: evidence, None where the person stopped before.
        restarts: further searches, None where there were none.
        objectives: cooperation's weighted log real income from each start.
        shortfall: how far a floor under real incomes was missed, in logs.
        unchecked: whether the person stopped the checks of a solution that had been found.
    """

    setting: Setting
    kind: Kind
    game: Game
    solution: Solution
    welfare: Float[np.ndarray, " N"]
    policy: Policy
    certificates: Certificates | None
    restarts: Restarts | None
    objectives: tuple[float, ...] = ()
    shortfall: float = 0.0
    unchecked: bool = False

    @property
    def stopped(self) -> bool:
        """Whether the person stopped the search."""
        return self.solution.ending is Ending.STOPPED

    @property
    def converged(self) -> bool:
        """Whether the first-order conditions hold."""
        return self.solution.slope <= FLAT_ENOUGH and not self.stopped

    @property
    def real_income(self) -> Float[np.ndarray, " N"]:
        """Change in real income relative to the status quo, percent."""
        out: np.ndarray = 100.0 * np.expm1(self.welfare)
        return out


def watch(ctx: Context, message: str, total: float = 12.0) -> Report:
    """Return a report that shows how flat the slopes are already, and that stops where the person asks to.

    Args:
        ctx: the tool's context.
        message: what is being searched.
        total: decimal digits of the slope that count as all of the work.
    """

    def report(step: int, slope: float) -> bool:
        digits = -np.log10(slope) if 0.0 < slope < np.inf else 0.0
        return tell(ctx, min(max(digits, 0.0), total), total, f"{message}: step {step}, largest slope {slope:.0e}")

    return report


def tell(ctx: Context, done: float, total: float, message: str) -> bool:
    """Report progress; return whether to go on instead of raising where the person pressed Stop."""
    try:
        ctx.progress(done, total, message)
    except Cancelled:
        return False
    return True


def play(
    setting: Setting,
    kind: Kind,
    ctx: Context,
    *,
    restarts: int,
    weights: Float[np.ndarray, " N"] | None = None,
    floor: bool = False,
    start: Policy | None = None,
    name: str = "",
) -> Play:
    """Solve a setting and check the solution.

    Args:
        setting: who chooses what.
        kind: "optimal" (one economy), "nash" or "cooperative".
        ctx: the tool's context.
        restarts: further searches from random starts.
        weights: of a planner, or of one economy that cares for others, on log real incomes.
        floor: whether no cooperating economy may lose.
        start: the first policy; the status quo where not given.
        name: what to call the search in progress messages.

    Raises:
        UserError: there is no equilibrium to start from, or none anywhere near.
    """
    game = setting.planner(weights) if weights is not None else setting.game()
    first = unknowns_of(start or status_quo(setting), game.layout)
    report = watch(ctx, name or {"optimal": "best response", "nash": "Nash", "cooperative": "cooperation"}[kind])
    try:
        if kind == "cooperative":
            return _cooperative(setting, game, first, restarts, floor, ctx, report)
        solve: Callable[..., Solution] = nash if kind == "nash" else best_response
        solution = solve(game, first, report=report)
    except ValueError as error:
        raise _hopeless(setting, game, str(error)) from error
    if solution.ending is Ending.NO_EQUILIBRIUM and not solution.slope <= FLAT_ENOUGH:
        raise _hopeless(setting, game, Ending.NO_EQUILIBRIUM.value)
    checked = _result(setting, kind, game, solution)
    if checked.stopped:
        return checked
    return _checked(checked, first, restarts, ctx, solve)


def _result(setting: Setting, kind: Kind, game: Game, solution: Solution) -> Play:
    policy = game.policy(solution.point.x)
    return Play(setting, kind, game, solution, setting.before + solution.point.welfare, policy, None, None)


def _certified(found: Play, ctx: Context) -> Play:
    evidence = certify(
        found.game,
        found.solution.point,
        lambda step, slope: tell(ctx, step, found.game.players, "checking second-order conditions and stability"),
    )
    return replace(found, certificates=evidence, unchecked=evidence is None)


def _checked(found: Play, first: np.ndarray, restarts: int, ctx: Context, solve: Callable[..., Solution]) -> Play:
    """Return the play with certificates and restarts; what the person stops is left out."""
    found = _certified(found, ctx)
    if not restarts or found.unchecked:
        return found
    generator, game = np.random.default_rng(ctx.seed), found.game
    tried, gain = restart_responses(
        game, found.solution.point, restarts, generator, lambda step, slope: tell(ctx, 0, 1, "restarting each player")
    )
    if tried < restarts * game.players:
        return replace(found, unchecked=True)
    others, failures = [], 0
    for count in range(restarts if found.kind == "nash" else 0):
        start = random_start(game, np.arange(game.players), generator)
        try:
            again = solve(game, start, report=watch(ctx, f"start {count + 2} of {restarts + 1}"))
        except ValueError:
            failures += 1
            continue
        if again.ending is Ending.STOPPED:
            return replace(found, unchecked=True)
        if again.slope <= FLAT_ENOUGH:
            others.append(again)
        else:
            failures += 1
    spread = welfare_spread(found.solution, others)
    return replace(found, restarts=Restarts(tried, gain, len(others) + failures, failures, spread))


def _cooperative(
    setting: Setting, game: Game, first: np.ndarray, restarts: int, floor: bool, ctx: Context, report: Report
) -> Play:
    generator = np.random.default_rng(ctx.seed)
    starts = [first, *(random_start(game, np.array([0]), generator) for _ in range(restarts))]
    lowest = None
    if floor:
        lowest = np.full(len(setting.before), -np.inf)
        lowest[list(setting.players)] = -setting.before[list(setting.players)]
    found = cooperate(game, starts, floor=lowest, report=report)
    done = replace(
        _result(setting, "cooperative", found.game, found.best),
        objectives=tuple(value + float(game.weights[0] @ setting.before) for value in found.objectives),
        shortfall=found.shortfall,
    )
    if any(end.ending is Ending.STOPPED for end in found.solutions):
        return replace(done, solution=replace(done.solution, ending=Ending.STOPPED))
    done = _certified(done, ctx)
    spread = welfare_spread(found.best, [end for end in found.solutions if end is not found.best])
    failures = sum(end.slope > FLAT_ENOUGH for end in found.solutions)
    gain = 100.0 * (max(found.objectives) - found.objectives[0])
    return replace(
        done,
        restarts=Restarts(0, gain, len(found.solutions) - 1, failures, spread) if restarts else None,
    )


def _hopeless(setting: Setting, game: Game, reason: str) -> UserError:
    """Return the error of a setting without an equilibrium, with what the stability of the start says."""
    evaluator = Evaluator(game)
    first = unknowns_of(status_quo(setting), game.layout)
    found = evaluator.equilibrium(first)
    about = ""
    if found is not None:
        value = stability(game, first, found)
        if value > 1.0:
            about = (
                f" The largest eigenvalue of the equilibrium map is {value:.3f} at the start: above 1, scale economies "
                "feed on themselves and equilibria are not stable."
            )
    return UserError(
        f"The search for the policy failed: {reason}.{about} Try narrower bounds, or scale_economies=false."
    )
