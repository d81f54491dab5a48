"""How searches are set, watched and ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import wraps
from typing import Any, TypeVar

from threadpoolctl import threadpool_limits

from tools.trade.games.game import Point

Function = TypeVar("Function", bound=Callable[..., Any])


class Ending(Enum):
    """How a search ended; the value says what it means and what to do."""

    CONVERGED = "converged"
    STOPPED = "stopped by the user; the best point so far is given"
    SWEEPS = "the largest number of iterations was reached; allow more with max_sweeps"
    NO_EQUILIBRIUM = (
        "no equilibrium was found near the last point: scale economies are too strong or the rates too large; "
        "scale the elasticities down or tighten the bounds"
    )


@dataclass(frozen=True)
class Search:
    """Options of the search.

    Attributes:
        tolerance: largest projected slope that counts as zero.
        max_sweeps: most iterations.
        memory: past steps that are combined.
        step: largest step in an unknown (logs).
        patience: iterations without progress after which the Hessians are made anew.
        renew_at: iterations at which they are made anew in any case.
        rounds: rounds of best responses, one player after the other, that come before the iterations of a game.
    """

    tolerance: float = 1e-12
    max_sweeps: int = 300
    memory: int = 25
    step: float = 0.3
    patience: int = 12
    renew_at: tuple[int, ...] = (0, 1, 2, 3, 5, 8)
    rounds: int = 2


SEARCH = Search()


@dataclass(frozen=True)
class Solution:
    """Where a search ended.

    Attributes:
        point: the best point found.
        ending: whether it converged, and if not, why.
        sweeps: iterations.
        slope: largest projected slope at the point (first-order conditions).
        change: largest last step, weighted by the importance of the flows it moves.
        equilibria: number of equilibria solved.
    """

    point: Point
    ending: Ending
    sweeps: int
    slope: float
    change: float
    equilibria: int


Report = Callable[[int, float], bool]
"""Called after each iteration with (iteration, largest projected slope); returns whether to go on."""


def never_stop(sweep: int, slope: float) -> bool:
    """Go on whatever happens: the report of a search that nobody watches."""
    return True


def one_blas_thread(search: Function) -> Function:
    """Return a function that runs with one thread in NumPy's linear algebra.

    The matrices of one player are small: two threads gain little on an idle machine, and where other work runs they
    wait for one another, so that a search takes several times as long.
    """

    @wraps(search)
    def limited(*args: Any, **options: Any) -> Any:
        with threadpool_limits(limits=1, user_api="blas"):
            return search(*args, **options)

    return limited  # type: ignore[return-value]
