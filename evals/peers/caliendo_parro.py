"""Caliendo and Parro's counterfactuals by their own nested loop, in plain NumPy and apart from the project's solver.

For given wages unit costs and prices are iterated, trade shares follow, then expenditure, and wages must balance
trade. This is a new implementation of the published algorithm (Review of Economic Studies 2015, section
4.5), not the authors' programs; the outer loop over wages is closed by SciPy's hybrid Powell method instead of their
damped steps, so that it converges to rounding. Arrays run [exporter, importer, sector].
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from jaxtyping import Float
from scipy.optimize import root

from tools.trade.economy import Economy

SERVICES_ELASTICITY = 8.22
INNER_TOLERANCE = 1e-15
MOST_INNER_STEPS = 2000


@dataclass(frozen=True)
class World:
    """What the loop needs of a base year: N countries, J sectors, money in one unit."""

    shares: Float[np.ndarray, "N N J"]
    tariff: Float[np.ndarray, "N N J"]
    value_added_share: Float[np.ndarray, "N J"]
    input_share: Float[np.ndarray, "N J J"]
    final_share: Float[np.ndarray, "N J"]
    theta: Float[np.ndarray, " J"]
    value_added: Float[np.ndarray, " N"]


@dataclass(frozen=True)
class Counterfactual:
    """Changes in wages, unit costs and prices, new shares and expenditure, and the largest trade imbalance left."""

    wage: Float[np.ndarray, " N"]
    cost: Float[np.ndarray, "N J"]
    price: Float[np.ndarray, "N J"]
    shares: Float[np.ndarray, "N N J"]
    spending: Float[np.ndarray, "N J"]
    imbalance: float


def world_of(economy: Economy) -> World:
    """Return the base year of a trade data set of the project."""
    return _world(
        economy.spending,
        economy.tariff,
        economy.value_added_share,
        economy.input_share,
        economy.final_share,
        economy.trade_elasticity,
    )


def read_original(folder: Path) -> tuple[World, Float[np.ndarray, "N N J"]]:
    """Return the base year and the tariffs of 2005 from the text files that come with the paper.

    Args:
        folder: holds xbilat1993.txt, tariffs1993.txt, tariffs2005.txt, GO.txt, B.txt, IO.txt, T.txt and alphas.mat.
    """
    from scipy.io import loadmat

    def table(name: str) -> np.ndarray:
        return np.loadtxt(folder / f"{name}.txt")

    B, GO, T = table("B").T, table("GO").T, table("T")
    (N, J), goods = B.shape, len(T)

    def cube(name: str) -> np.ndarray:
        out = np.zeros((N, N, J))
        out[:, :, :goods] = table(name).reshape(goods, N, N).transpose(2, 1, 0)
        return out

    before, after, exports = cube("tariffs1993") / 100.0, cube("tariffs2005") / 100.0, 1000.0 * cube("xbilat1993")
    at = np.arange(N)
    exports[at, at] = np.maximum(GO - exports.sum(axis=1), 0.0)
    inputs = table("IO").reshape(N, J, J) * (1.0 - B)[:, None, :]
    theta = np.concatenate([T, np.full(J - goods, SERVICES_ELASTICITY)])
    final = loadmat(str(folder / "alphas.mat"))["alphas"].T
    return _world(exports * (1.0 + before), before, B, inputs, final, theta), after


def counterfactual(world: World, tariff: Float[np.ndarray, "N N J"]) -> Counterfactual:
    """Return the equilibrium under new tariffs with balanced trade, in changes; world value added is the numeraire."""
    N, total = len(world.value_added), world.value_added.sum()

    def wages(free: np.ndarray) -> np.ndarray:
        relative = np.exp(np.concatenate([free, [0.0]]))
        out: np.ndarray = relative * total / (relative @ world.value_added)
        return out

    def gap(free: np.ndarray) -> np.ndarray:
        balance = _balance(world, tariff, _given_wages(world, tariff, wages(free)))
        out: np.ndarray = (balance / world.value_added)[:-1]
        return out

    solved = root(gap, np.zeros(N - 1), method="hybr", options={"xtol": 1e-14})
    found = _given_wages(world, tariff, wages(solved.x))
    return replace(found, imbalance=float(np.abs(_balance(world, tariff, found) / world.value_added).max()))


def balanced(world: World) -> World:
    """Return the base year without trade deficits, at its own tariffs."""
    found = counterfactual(world, world.tariff)
    value_added = found.wage * world.value_added
    return replace(world, shares=found.shares, value_added=value_added)


def welfare(world: World, tariff: Float[np.ndarray, "N N J"], found: Counterfactual) -> Float[np.ndarray, " N"]:
    """Return terms of trade plus volume of trade as fractions of income (their equation 16, changes in percent).

    Args:
        world: a base year with balanced trade.
        tariff: the new tariffs.
        found: the equilibrium under them.
    """
    base = _given_wages(world, world.tariff, np.ones(len(world.value_added)))
    imports = world.shares * base.spending / (1.0 + world.tariff)
    later = found.shares * found.spending / (1.0 + tariff)
    for n in range(len(found.wage)):
        imports[n, n] = later[n, n] = 0.0
    revenue = (imports * world.tariff).sum(axis=(0, 2))
    income = world.value_added + revenue
    rise = found.cost[:, None, :] - 1.0
    terms = (imports * rise).sum(axis=(1, 2)) - (imports * rise).sum(axis=(0, 2))
    volume = (world.tariff * (later - imports * (1.0 + rise))).sum(axis=(0, 2))
    out: np.ndarray = (terms + volume) / income
    return out


def _world(
    spending: np.ndarray,
    tariff: np.ndarray,
    value_added_share: np.ndarray,
    input_share: np.ndarray,
    final_share: np.ndarray,
    theta: np.ndarray,
) -> World:
    output = (spending / (1.0 + tariff)).sum(axis=1)
    shares = spending / spending.sum(axis=0)
    value_added = (value_added_share * output).sum(axis=1)
    return World(shares, tariff, value_added_share, input_share, final_share, theta, value_added / value_added.sum())


def _given_wages(world: World, tariff: np.ndarray, wage: np.ndarray) -> Counterfactual:
    barrier = (1.0 + tariff) / (1.0 + world.tariff)
    log_price = np.zeros_like(world.value_added_share)
    labour = world.value_added_share * np.log(wage)[:, None]
    for _ in range(MOST_INNER_STEPS):
        cost = np.exp(labour + np.einsum("nkj,nk->nj", world.input_share, log_price))
        pull = world.shares * (cost[:, None, :] * barrier) ** -world.theta
        new = np.log(pull.sum(axis=0)) / -world.theta
        done = np.abs(new - log_price).max() <= INNER_TOLERANCE
        log_price = new
        if done:
            break
    shares = pull / pull.sum(axis=0)
    spending = _spending(world, tariff, shares, wage)
    return Counterfactual(wage, cost, np.exp(log_price), shares, spending, np.nan)


def _spending(world: World, tariff: np.ndarray, shares: np.ndarray, wage: np.ndarray) -> np.ndarray:
    """Iterate X[n, k] = final_share (wages + tariff revenue) + inputs, linear in X, to rounding."""
    net = shares / (1.0 + tariff)
    duty = 1.0 - net.sum(axis=0)
    wages = wage * world.value_added
    spending: np.ndarray = world.final_share * wages[:, None]
    for _ in range(MOST_INNER_STEPS):
        sales = np.einsum("inj,nj->ij", net, spending)
        income = wages + (duty * spending).sum(axis=1)
        new = world.final_share * income[:, None] + np.einsum("ikj,ij->ik", world.input_share, sales)
        done = np.abs(new - spending).max() <= INNER_TOLERANCE * new.max()
        spending = new
        if done:
            break
    return spending


def _balance(world: World, tariff: np.ndarray, found: Counterfactual) -> np.ndarray:
    flows = found.shares * found.spending / (1.0 + tariff)
    out: np.ndarray = flows.sum(axis=(1, 2)) - flows.sum(axis=(0, 2))
    return out
