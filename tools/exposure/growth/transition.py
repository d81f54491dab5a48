"""The path of the economy: each period the wage at which firms hire just the people who find jobs.

Docs/growth.md, 4 and 5: equations (10) to (14).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from scipy.optimize import brentq

from tools.core.errors import UserError
from tools.exposure.growth.adoption import adopted_share
from tools.exposure.growth.economy import Industries
from tools.exposure.growth.technology import Market, Parameters, market

STEPS_A_YEAR = 4
LOWEST_WAGE, HIGHEST_WAGE = 1e-3, 1e3
"""Bounds of the search for the wage, relative to balanced growth."""

STEP = 1.005
"""Factor by which the search for the wage first leaves the last wage."""


@dataclass(frozen=True)
class Transition:
    """The economy over time, relative to balanced growth without AI (which is one throughout).

    Attributes:
        base: the industries.
        parameters: technology and behaviour.
        years: years since the start, [T].
        adopted: share of the eventual adoption, [T].
        output: value added, [T].
        wage: wage of a worker of given skill, [T].
        employment: jobs, [T].
        labour_force: people who work or look for work, [T].
        labour_share: share of wages in value added, [T].
        capital: capital, [T].
        jobs: jobs by industry over all jobs at the start, [T, N].
        residual: largest error of a period's labour market, in shares of all jobs.
        adding_up: largest gap between incomes (wages and rentals) and value added, relative.
    """

    base: Industries
    parameters: Parameters
    years: Float[np.ndarray, " T"]
    adopted: Float[np.ndarray, " T"]
    output: Float[np.ndarray, " T"]
    wage: Float[np.ndarray, " T"]
    employment: Float[np.ndarray, " T"]
    labour_force: Float[np.ndarray, " T"]
    labour_share: Float[np.ndarray, " T"]
    capital: Float[np.ndarray, " T"]
    jobs: Float[np.ndarray, "T N"]
    residual: float
    adding_up: float

    @property
    def productivity(self) -> Float[np.ndarray, " T"]:
        """Return value added per job, [T]."""
        return np.asarray(self.output / self.employment)

    @property
    def jobless(self) -> Float[np.ndarray, " T"]:
        """Return people out of work beyond the usual, as a share of the labour force, [T]."""
        return np.asarray(1.0 - self.employment / self.labour_force)

    def at(self, series: Float[np.ndarray, " T"], year: float) -> float:
        """Return a series after a number of years, interpolated, as change in percent."""
        return 100.0 * (float(np.interp(year, self.years, series)) - 1.0)


@dataclass(frozen=True)
class Finding:
    """Chance of finding a job within a period.

    Attributes:
        waiting: of those who were out of work when it began.
        new: of those who came into the search during it, evenly over it.
    """

    waiting: float
    new: float

    @classmethod
    def within(cls, step: float, search_years: float) -> Finding:
        """Return the chances in a period of `step` years where a search takes `search_years` in the mean.

        >>> Finding.within(0.25, 0.0)
        Finding(waiting=1.0, new=1.0)
        """
        if search_years <= 0.0:
            return cls(1.0, 1.0)
        waiting = -math.expm1(-step / search_years)
        return cls(waiting, 1.0 - waiting * search_years / step)


@dataclass(frozen=True)
class Hiring:
    """What limits hires in a period.

    Attributes:
        kept: jobs whose holders may stay, [N].
        jobless: people out of work when the period begins.
        finding: chances of finding a job.
    """

    kept: Float[np.ndarray, " N"]
    jobless: float
    finding: Finding

    def excess(self, found: Market, labour_force: float) -> float:
        """Return hires that firms want beyond those who find a job: equation (13); it falls with the wage."""
        stay = np.minimum(self.kept, found.labour)
        new = labour_force - float(stay.sum()) - self.jobless
        return float((found.labour - stay).sum()) - self.finding.waiting * self.jobless - self.finding.new * new


def simulate(
    base: Industries,
    parameters: Parameters,
    years_to_half: float,
    horizon: float,
    *,
    steps_a_year: int = STEPS_A_YEAR,
    check: Callable[[], None] = lambda: None,
) -> Transition:
    """Return the path of the economy.

    Args:
        base: industries before any AI.
        parameters: technology and behaviour.
        years_to_half: years until half of the eventual adoption.
        horizon: years to follow.
        steps_a_year: time steps a year.
        check: called each period; raises where the person wants to stop.

    Raises:
        UserError: no wage clears the labour market within the bounds of the search.
    """
    step = 1.0 / steps_a_year
    years = np.arange(round(horizon * steps_a_year) + 1) * step
    share = adopted_share(years, years_to_half)
    exposed = parameters.ceiling * base.exposure
    found = market(base, parameters, 0.0 * exposed, 1.0, 1.0)
    markets, forces, residuals = [found], [1.0], [abs(float(found.labour.sum()) - 1.0)]
    finding = Finding.within(step, parameters.search_years)
    saving = parameters.depreciation + parameters.trend
    start = found.output
    for at in range(1, len(years)):
        check()
        kept = _kept_jobs(found, parameters, exposed * (share[at] - share[at - 1]))
        capital = found.capital
        if parameters.accumulates:
            capital += step * saving * (found.output / start - capital)
        jobless = forces[-1] - float(found.labour.sum())
        hire = Hiring(kept, jobless, finding)
        found, residual = _clear(base, parameters, exposed * share[at], capital, hire, found.wage)
        markets.append(found)
        forces.append(found.wage**parameters.supply_elasticity)
        residuals.append(residual)
    return _collect(base, parameters, years, share, markets, np.array(forces), max(residuals))


def _kept_jobs(before: Market, p: Parameters, newly: Float[np.ndarray, " N"]) -> Float[np.ndarray, " N"]:
    """Return the jobs whose holders may stay after some of their tasks went: equation (12)."""
    freed = p.automation_share + (1.0 - p.automation_share) * max(
        0.0, 1.0 - p.machine_cost ** (1.0 - p.task_elasticity)
    )
    labour_share = np.maximum(before.labour_cost_share, 1e-12)
    displaced = np.clip(newly * freed * before.plain_density / labour_share, 0.0, 1.0)
    return np.asarray(before.labour * (1.0 - (1.0 - p.retained) * displaced))


def _clear(
    base: Industries,
    p: Parameters,
    adopted: Float[np.ndarray, " N"],
    capital: float,
    hiring: Hiring,
    near: float,
) -> tuple[Market, float]:
    """Return the market at the wage at which hires equal the job seekers who find work: equation (13).

    Excess hires fall with the wage. Where they change sign while the wage equals AI's cost, labour does part of the
    automated tasks, and that part is the unknown instead.
    """

    def state(wage: float, handed_back: float) -> Market:
        return market(base, p, adopted, capital, wage, handed_back)

    def excess(found: Market) -> float:
        return hiring.excess(found, found.wage**p.supply_elasticity)

    def above(wage: float) -> float:
        return excess(state(wage, 0.0))

    threshold = p.machine_cost
    # The wage moves little in a period: look near the last one first.
    floor = max(threshold, near / STEP)
    if above(floor) < 0.0:
        floor = threshold
    if above(floor) >= 0.0:
        found = state(_root(above, floor, HIGHEST_WAGE), 0.0)
    elif excess(state(threshold, 1.0)) > 0.0:
        by_machine = _root(lambda part: excess(state(threshold, 1.0 - part)), 0.0, 1.0, first=1.0)
        found = state(threshold, 1.0 - by_machine)
    else:
        wage = _root(lambda wage: excess(state(wage, 1.0)), LOWEST_WAGE, threshold)
        found = state(wage, 1.0)
    return found, abs(excess(found))


def _root(excess: Callable[[float], float], low: float, high: float, first: float = 0.0) -> float:
    """Return where `excess`, which falls, is zero; the bracket grows from `low` upwards, at first to `first`."""
    reach = first or low * STEP**2
    while reach < high and excess(reach) > 0.0:
        low, reach = reach, min(high, reach * (reach / low) ** 2)
    try:
        return float(brentq(excess, low, reach, xtol=1e-14, rtol=1e-14, maxiter=200))
    except ValueError as error:
        raise UserError(
            "No wage clears the labour market of the growth model with these values. Try a smaller cost_saving or "
            "automation_share, or elasticities nearer to one."
        ) from error


def _collect(
    base: Industries,
    parameters: Parameters,
    years: Float[np.ndarray, " T"],
    share: Float[np.ndarray, " T"],
    markets: list[Market],
    forces: Float[np.ndarray, " T"],
    residual: float,
) -> Transition:
    jobs = np.stack([found.labour for found in markets])
    wage = np.array([found.wage for found in markets])
    output = np.array([found.output for found in markets])
    capital = np.array([found.capital for found in markets])
    rental = np.array([found.rental for found in markets])
    payroll = wage * (jobs @ base.pay)
    profit = parameters.capital_share / (1.0 - parameters.capital_share) * rental * capital
    return Transition(
        base=base,
        parameters=parameters,
        years=years,
        adopted=share,
        output=output / output[0],
        wage=wage,
        employment=jobs.sum(axis=1),
        labour_force=forces,
        labour_share=payroll / output,
        capital=capital,
        jobs=jobs,
        residual=residual,
        adding_up=float(np.abs((payroll + profit) / output - 1.0).max()),
    )
