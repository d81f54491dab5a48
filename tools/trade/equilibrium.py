"""General equilibrium with input-output linkages and external economies of scale, solved in exact changes.

Symbols follow the papers. Indices: i origin, n destination, j sector of the good, k input; arrays run [i, n, j].

    theta  trade elasticity            psi    scale elasticity
    g      value-added share           gio    share of input k in the revenue of sector j, [i, k, j]
    a      final expenditure share     lam    trade share of origin i in what n spends on j
    t      import tariff               e      export tax              s   production subsidy
    w      wage                        c      unit cost               P   sector price index
    R      producer revenue            X      expenditure             Y   income
    D      deficit (transfer received), in units of the numeraire: world value added = 1

A trailing `_hat` is the ratio of the new to the baseline value. Sources: Caliendo and Parro (2015), Lashkaripour and
Lugovskyy (2023), Wang, Xu, Yang and Zhu (arXiv 2407.17731).
"""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from tools.trade.fixed_point import Anderson, fixed_point

REVENUE_DAMPING = 0.7
SOLVER = Anderson()


class Primitives(NamedTuple):
    """What exact changes need to know of the baseline; money in units of world value added."""

    lam: Float[Array, "N N J"]
    g: Float[Array, "N J"]
    gio: Float[Array, "N J J"]
    a: Float[Array, "N J"]
    theta: Float[Array, " J"]
    psi: Float[Array, " J"]
    wage_bill: Float[Array, " N"]
    R: Float[Array, "N J"]
    Y: Float[Array, " N"]
    D: Float[Array, " N"]
    t: Float[Array, "N N J"]
    e: Float[Array, "N N J"]
    s: Float[Array, "N J"]


class Policy(NamedTuple):
    """Levels of the instruments, as fractions: tariff t[i, n, j] is set by n, export tax e[i, n, j] by i."""

    t: Float[Array, "N N J"]
    e: Float[Array, "N N J"]
    s: Float[Array, "N J"]


class Equilibrium(NamedTuple):
    """The new equilibrium: changes (`_hat`), levels in units of world value added, and how the solver ended."""

    P_hat: Float[Array, "N J"]
    c_hat: Float[Array, "N J"]
    w_hat: Float[Array, " N"]
    L_hat: Float[Array, "N J"]
    lam: Float[Array, "N N J"]
    X: Float[Array, "N J"]
    R: Float[Array, "N J"]
    Y: Float[Array, " N"]
    tariff_revenue: Float[Array, " N"]
    export_tax_revenue: Float[Array, " N"]
    subsidy_cost: Float[Array, " N"]
    price_index_hat: Float[Array, " N"]
    real_income_hat: Float[Array, " N"]
    state: Float[Array, " n"]
    iterations: Int[Array, ""]
    residual: Float[Array, ""]


class Wedges(NamedTuple):
    """The parts of the map that stay fixed while it iterates: N*N*J powers are taken once, here."""

    primitives: Primitives
    subsidy: Float[Array, "N J"]
    buyers: Float[Array, "N N J"]  # lam kappa_hat^-theta
    sellers: Float[Array, "N N J"]  # the same, net of all wedges
    customs: Float[Array, "N N J"]  # the part of spending that is tariff
    exit_tax: Float[Array, "N N J"]  # the part of spending that is export tax


def current_policy(base: Primitives) -> Policy:
    """Return the policy of the baseline itself."""
    return Policy(base.t, base.e, base.s)


def wedges(base: Primitives, policy: Policy) -> Wedges:
    """Return what a policy fixes in the map, apart from the state."""
    t, e, s = 1.0 + policy.t, 1.0 + policy.e, 1.0 - policy.s[:, None, :]
    kappa_hat = t * e * s / ((1.0 + base.t) * (1.0 + base.e) * (1.0 - base.s[:, None, :]))
    buyers = base.lam * jnp.exp(-base.theta * jnp.log(kappa_hat))
    return Wedges(
        base,
        policy.s,
        buyers,
        buyers / (t * e * s),
        buyers * policy.t / t,
        buyers * policy.e / (t * e),
    )


def _split(base: Primitives, state: Float[Array, " n"]) -> tuple[Array, Array, Array]:
    N, J = base.g.shape
    return state[: N * J].reshape(N, J), state[N * J : 2 * N * J].reshape(N, J), state[2 * N * J :]


class _Pass(NamedTuple):
    """One pass through the model's equations."""

    log_P: Array
    log_c: Array
    log_w: Array
    log_L: Array
    attraction: Array
    phi: Array
    X: Array
    R: Array
    Y: Array
    duty_share: Array
    export_tax_revenue: Array
    subsidy_cost: Array


def _pass(terms: Wedges, state: Float[Array, " n"]) -> _Pass:
    base = terms.primitives
    log_P, log_R, log_Y = _split(base, state)
    R = base.R * jnp.exp(log_R)
    scale = jnp.sum(base.g * R)
    R, log_R = R / scale, log_R - jnp.log(scale)
    wage_bill = jnp.sum(base.g * R, axis=1)
    log_w = jnp.log(wage_bill / base.wage_bill)
    log_L = log_R - log_w[:, None]
    log_c = base.g * log_w[:, None] + jnp.einsum("ikj,ik->ij", base.gio, log_P)
    attraction = jnp.exp(base.theta * (base.psi * log_L - log_c))
    phi = jnp.sum(terms.buyers * attraction[:, None, :], axis=0)
    duty_share = jnp.sum(terms.customs * attraction[:, None, :], axis=0) / phi
    inputs = jnp.einsum("ikj,ij->ik", base.gio, R)
    subsidy_cost = jnp.sum(terms.subsidy * R, axis=1)
    spending = base.a * (base.Y * jnp.exp(log_Y))[:, None] + inputs
    export_tax_revenue = jnp.sum(attraction * jnp.sum(terms.exit_tax * (spending / phi)[None], axis=1), axis=1)
    Y = (wage_bill + base.D + export_tax_revenue - subsidy_cost + jnp.sum(duty_share * inputs, axis=1)) / (
        1.0 - jnp.sum(duty_share * base.a, axis=1)
    )
    X = base.a * Y[:, None] + inputs
    R_new = attraction * jnp.sum(terms.sellers * (X / phi)[None], axis=1)
    return _Pass(
        -jnp.log(phi) / base.theta,
        log_c,
        log_w,
        log_L,
        attraction,
        phi,
        X,
        R_new,
        Y,
        duty_share,
        export_tax_revenue,
        subsidy_cost,
    )


def step(terms: Wedges, state: Float[Array, " n"]) -> Float[Array, " n"]:
    """Map (log P_hat, log R_hat, log Y_hat) to itself once, revenue damped; its fixed points are the equilibria."""
    base = terms.primitives
    log_R = _split(base, state)[1]
    done = _pass(terms, state)
    produced = base.R > 0.0
    target = jnp.where(produced, jnp.log(jnp.where(produced, done.R / jnp.where(produced, base.R, 1.0), 1.0)), 0.0)
    return jnp.concatenate(
        [
            done.log_P.ravel(),
            (log_R + REVENUE_DAMPING * (target - log_R)).ravel(),
            jnp.log(done.Y / base.Y),
        ]
    )


def log_real_income(terms: Wedges, state: Float[Array, " n"]) -> Float[Array, " N"]:
    """Return the log change of each economy's real income at a state that solves the map."""
    done = _pass(terms, state)
    return jnp.log(done.Y / terms.primitives.Y) - jnp.sum(terms.primitives.a * done.log_P, axis=1)


def solve(
    base: Primitives,
    policy: Policy,
    start: Float[Array, " n"] | None = None,
    options: Anderson = SOLVER,
    inverse: Float[Array, "n n"] | None = None,
) -> Equilibrium:
    """Find the equilibrium under a policy, in exact changes from the baseline.

    Differentiable in `base` and `policy` (adjoint), and safe under `jax.vmap` and `jax.jit`.

    Args:
        base: baseline shares, elasticities and money values, N economies and J sectors.
        policy: instrument levels in the new equilibrium, fractions.
        start: state to start from (a previous `Equilibrium.state`); the baseline when absent.
        options: solver settings.
        inverse: what `jacobian.prepare` returns for this baseline, to solve many policies near it faster; a policy
            that is too far away for it is found by the plain iteration.

    Returns:
        Equilibrium; `residual` tells whether it converged.

    Source: equations of Caliendo and Parro (2015) with scale effects as in Lashkaripour and Lugovskyy (2023).
    """
    N, J = base.g.shape
    if start is None:
        start = jnp.zeros(2 * N * J + N)
    terms = wedges(base, policy)
    found = fixed_point(step, terms, start, options, inverse)
    done = _pass(terms, found.value)
    lam = terms.buyers * done.attraction[:, None, :] / done.phi[None]
    log_price_index = jnp.sum(base.a * done.log_P, axis=1)
    return Equilibrium(
        P_hat=jnp.exp(done.log_P),
        c_hat=jnp.exp(done.log_c),
        w_hat=jnp.exp(done.log_w),
        L_hat=jnp.exp(done.log_L),
        lam=lam,
        X=done.X,
        R=done.R,
        Y=done.Y,
        tariff_revenue=jnp.sum(done.duty_share * done.X, axis=1),
        export_tax_revenue=done.export_tax_revenue,
        subsidy_cost=done.subsidy_cost,
        price_index_hat=jnp.exp(log_price_index),
        real_income_hat=done.Y / base.Y * jnp.exp(-log_price_index),
        state=found.value,
        iterations=found.iterations,
        residual=found.residual,
    )


solve_jit: Any = partial(jax.jit, static_argnames=("options",))(solve)


def find(
    base: Primitives,
    policy: Policy,
    *,
    options: Anderson = SOLVER,
    accepted: float = 1e-10,
    pieces: tuple[int, ...] = (4, 16),
) -> Equilibrium:
    """Find the equilibrium; where it is not reached at once, walk to the policy in more and smaller pieces.

    Args:
        base: baseline.
        policy: the new levels.
        options: solver settings.
        accepted: largest residual that counts as an equilibrium.
        pieces: numbers of steps to try, one after the other, once a single step has failed.

    Returns:
        Equilibrium; where `residual` is above `accepted` or NaN, none was found and this is the single step's end.
    """
    at_once: Equilibrium = solve_jit(base, policy, options=options)
    if bool(at_once.residual <= accepted):
        return at_once
    start = current_policy(base)
    for count in pieces:
        state = None
        for piece in range(1, count + 1):
            part = piece / count
            on_the_way = Policy(*((1.0 - part) * old + part * new for old, new in zip(start, policy, strict=True)))
            found: Equilibrium = solve_jit(base, policy if piece == count else on_the_way, state, options=options)
            state = found.state
            if not bool(found.residual <= accepted):
                break
            if piece == count:
                return found
    return at_once


def rebased(base: Primitives, policy: Policy, found: Equilibrium) -> Primitives:
    """Return the equilibrium under a policy as a new baseline: exact changes from it lead where those from `base` do.

    Args:
        base: the old baseline.
        policy: the levels that were solved for.
        found: the equilibrium under them.
    """
    return base._replace(
        lam=found.lam,
        R=found.R,
        Y=found.Y,
        wage_bill=jnp.sum(base.g * found.R, axis=1),
        t=jnp.asarray(policy.t),
        e=jnp.asarray(policy.e),
        s=jnp.asarray(policy.s),
    )
