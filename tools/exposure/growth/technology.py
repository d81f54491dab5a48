"""Costs, prices and labour demand at a given wage: the closed forms of the growth model (docs/growth.md, 2 and 3).

All quantities are relative to the balanced growth path without AI, on which the wage and all prices are one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float

from tools.exposure.growth.economy import Industries

LOG_CASE = 1e-7
"""An elasticity this near to one is taken as one: Cobb-Douglas."""


@dataclass(frozen=True)
class Parameters:
    """Technology and behaviour; all but the exposures, jobs and wages are stylised.

    Attributes:
        industry_elasticity: sigma, substitution between the goods of industries.
        task_elasticity: epsilon, substitution between the tasks of an industry.
        cost_saving: s, share of a task's labour cost that AI saves, 0 to below 1.
        automation_share: phi, share of adopted tasks that AI does alone; in the others it assists.
        ceiling: share of exposed tasks that are adopted in the end.
        search_years: mean time a person out of work looks for a job; zero is no friction.
        retained: rho, share of those whose task went whom their industry keeps in other tasks.
        supply_elasticity: eta, of the labour force to the wage (relative to trend).
        capital_share: alpha.
        capital_output: capital over annual output on the balanced growth path, years.
        depreciation: delta, a year.
        trend: g, growth of labour efficiency without AI, a year.
        accumulates: whether capital follows saving (a constant share of income), else only the trend.
    """

    industry_elasticity: float = 0.8
    task_elasticity: float = 0.6
    cost_saving: float = 0.3
    automation_share: float = 0.3
    ceiling: float = 1.0
    search_years: float = 0.5
    retained: float = 0.5
    supply_elasticity: float = 0.3
    capital_share: float = 0.4
    capital_output: float = 3.0
    depreciation: float = 0.05
    trend: float = 0.015
    accumulates: bool = True

    def but(self, **changes: float | bool) -> Parameters:
        """Return the same parameters but for the changes."""
        return replace(self, **changes)  # type: ignore[arg-type]

    @property
    def machine_cost(self) -> float:
        """Return what AI costs in an automated task, in units of the balanced-growth wage of a worker there."""
        return 1.0 - self.cost_saving


@dataclass(frozen=True)
class Market:
    """What firms do at a wage.

    Attributes:
        wage: w, the wage relative to balanced growth.
        labour: L, jobs by industry over all jobs without AI, [N].
        price: P, prices by industry relative to the final good, [N].
        spending: S, share of spending by industry, [N], sums to one.
        labour_cost_share: lambda, share of labour in the cost of tasks, [N].
        plain_density: cost share of a unit of tasks without AI, [N].
        gross_output: Y, final good.
        machine_cost: X, final good used up to run AI.
        rental: R, rental of capital relative to balanced growth.
        capital: K, relative to balanced growth.
        handed_back: share of the automated tasks that labour does because its wage is as low as AI's cost.
    """

    wage: float
    labour: Float[np.ndarray, " N"]
    price: Float[np.ndarray, " N"]
    spending: Float[np.ndarray, " N"]
    labour_cost_share: Float[np.ndarray, " N"]
    plain_density: Float[np.ndarray, " N"]
    gross_output: float
    machine_cost: float
    rental: float
    capital: float
    handed_back: float

    @property
    def output(self) -> float:
        """Return value added: the final good less what runs AI."""
        return self.gross_output - self.machine_cost


def market(
    base: Industries,
    parameters: Parameters,
    adopted: Float[np.ndarray, " N"],
    capital: float,
    wage: float,
    handed_back: float = 0.0,
) -> Market:
    """Return prices, output and labour demand at a wage: equations (3) to (9) of docs/growth.md.

    Args:
        base: industries before any AI.
        parameters: technology.
        adopted: m, share of tasks that have been adopted, by industry, [N].
        capital: K relative to balanced growth.
        wage: w relative to balanced growth, above zero.
        handed_back: share of automated tasks done by labour; one below the cost of AI, zero above it.
    """
    p = parameters
    alone = min(wage, p.machine_cost)
    shares = np.stack([1.0 - adopted, adopted * (1.0 - p.automation_share), adopted * p.automation_share])
    costs = np.array([wage, wage * p.machine_cost, alone])[:, None]
    task_cost = _power_mean(costs, shares, p.task_elasticity)
    density = (costs / task_cost) ** (1.0 - p.task_elasticity)
    plain, assisted, automated = shares * density
    labour_cost_share = plain + assisted + handed_back * automated

    relative = task_cost ** (1.0 - p.capital_share)
    weights = base.wage_bill
    rental_factor = 1.0 / float(_power_mean(relative[:, None], weights[:, None], p.industry_elasticity)[0])
    price = rental_factor * relative
    spending = weights * price ** (1.0 - p.industry_elasticity)
    rental = rental_factor ** (1.0 / p.capital_share)
    gross_output = rental * capital / (1.0 - p.capital_share)
    task_spending = (1.0 - p.capital_share) * spending * gross_output
    return Market(
        wage=wage,
        labour=labour_cost_share * task_spending / (wage * base.pay),
        price=price,
        spending=spending,
        labour_cost_share=labour_cost_share,
        plain_density=density[0],
        gross_output=gross_output,
        machine_cost=float(((1.0 - labour_cost_share) * task_spending).sum()),
        rental=rental,
        capital=capital,
        handed_back=handed_back,
    )


def _power_mean(
    values: Float[np.ndarray, "k N"], weights: Float[np.ndarray, "k N"], elasticity: float
) -> Float[np.ndarray, " N"]:
    """Return (sum of weights * values^(1 - elasticity))^(1 / (1 - elasticity)) over the first axis."""
    power = 1.0 - elasticity
    if abs(power) < LOG_CASE:
        return np.asarray(np.exp((weights * np.log(values)).sum(axis=0)))
    return np.asarray((weights * values**power).sum(axis=0) ** (1.0 / power))
