"""How long a trade equilibrium takes, beside SciPy's general solver on the same equations.

Run `python -m evals.bench.trade_equilibrium`; the data sets world2017 and nafta1993 must have been fetched.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from scipy.optimize import fsolve

from tools.core.datasets import catalog
from tools.trade.calibration import Calibration, calibrate
from tools.trade.conditions import verify
from tools.trade.data import nafta1993, world2017
from tools.trade.equilibrium import Policy, Primitives, current_policy, solve, solve_jit, step, wedges
from tools.trade.fixed_point import Anderson
from tools.trade.policy import scenario_policy

REPEATS = 30
TOLERANCE = Anderson(tolerance=1e-11)


@dataclass(frozen=True)
class Timing:
    """Median and least seconds of a warm call, and seconds of the first."""

    median: float
    least: float
    first: float


def measure(call: Callable[[], Any], repeats: int = REPEATS) -> Timing:
    """Return how long `call` takes, its first time apart."""
    seconds = []
    for _ in range(repeats + 1):
        started = time.perf_counter()
        jax.block_until_ready(call())  # type: ignore[no-untyped-call]
        seconds.append(time.perf_counter() - started)
    return Timing(float(np.median(seconds[1:])), min(seconds[1:]), seconds[0])


def equilibrium(name: str, calibration: Calibration, policy: Policy) -> Timing:
    """Time one equilibrium from the baseline and print it."""
    timing = measure(lambda: solve_jit(calibration.base, policy, options=TOLERANCE))
    found = solve_jit(calibration.base, policy, options=TOLERANCE)
    worst = verify(calibration.base, policy, found).worst
    print(
        f"{name}: {1e3 * timing.median:.2f} ms (least {1e3 * timing.least:.2f}), {int(found.iterations)} steps, "
        f"residual {float(found.residual):.1e}, worst condition {worst:.1e}, first call {timing.first:.2f} s"
    )
    return timing


def numpy_gap(base: Primitives, policy: Policy) -> Callable[[np.ndarray], np.ndarray]:
    """Return the model's equations as one would write them in NumPy: new minus old (log P, log R, log Y)."""
    b = {name: np.asarray(array) for name, array in base._asdict().items()}
    t, e, s = (np.asarray(array) for array in policy)
    wedge = (1.0 + t) * (1.0 + e) * (1.0 - s)[:, None, :]
    kappa = wedge / ((1.0 + b["t"]) * (1.0 + b["e"]) * (1.0 - b["s"])[:, None, :])
    N, J = b["g"].shape

    def gap(z: np.ndarray) -> np.ndarray:
        P, R = np.exp(z[: N * J]).reshape(N, J), b["R"] * np.exp(z[N * J : 2 * N * J]).reshape(N, J)
        R = R / (b["g"] * R).sum()
        wage_bill = (b["g"] * R).sum(axis=1)
        w = wage_bill / b["wage_bill"]
        L = R / b["R"] / w[:, None]
        c = w[:, None] ** b["g"] * np.exp(np.einsum("ikj,ik->ij", b["gio"], np.log(P)))
        pull = b["lam"] * (L ** (b["theta"] * b["psi"]))[:, None, :] * (c[:, None, :] * kappa) ** -b["theta"]
        price, lam = pull.sum(axis=0) ** (-1.0 / b["theta"]), pull / pull.sum(axis=0)
        inputs = np.einsum("ikj,ij->ik", b["gio"], R)
        duty = (lam * t / (1.0 + t)).sum(axis=0)
        X = b["a"] * (b["Y"] * np.exp(z[2 * N * J :]))[:, None] + inputs
        taxes = (lam * X * e / ((1.0 + e) * (1.0 + t))).sum(axis=(1, 2))
        Y = (wage_bill + b["D"] + taxes - (s * R).sum(axis=1) + (duty * inputs).sum(axis=1)) / (
            1.0 - (duty * b["a"]).sum(axis=1)
        )
        sold = (lam * (b["a"] * Y[:, None] + inputs) / wedge).sum(axis=1)
        new = np.concatenate([np.log(price).ravel(), np.log(sold / b["R"]).ravel(), np.log(Y / b["Y"])])
        return np.asarray(new - z)

    return gap


def level_gap(base: Primitives, policy: Policy) -> tuple[Callable[[np.ndarray], np.ndarray], np.ndarray]:
    """Return (gap, start) of the whole system as it stands in the papers: wages, prices, labour, spending and income.

    Unknowns are ratios to the baseline, N + 3 N J + N of them; one income equation makes way for the numeraire.
    """
    b = {name: np.asarray(array) for name, array in base._asdict().items()}
    t, e, s = (np.asarray(array) for array in policy)
    wedge = (1.0 + t) * (1.0 + e) * (1.0 - s)[:, None, :]
    kappa = wedge / ((1.0 + b["t"]) * (1.0 + b["e"]) * (1.0 - b["s"])[:, None, :])
    N, J = b["g"].shape
    labour = b["g"] * b["R"]
    spending = b["a"] * b["Y"][:, None] + np.einsum("ikj,ij->ik", b["gio"], b["R"])
    parts = np.cumsum([N, N * J, N * J, N * J])

    def gap(x: np.ndarray) -> np.ndarray:
        w, P, L, X, Y = np.split(x, parts)
        P, L, X, income = P.reshape(N, J), L.reshape(N, J), X.reshape(N, J) * spending, Y * b["Y"]
        c = w[:, None] ** b["g"] * np.prod(P[:, :, None] ** b["gio"], axis=1)
        pull = b["lam"] * (L ** (b["theta"] * b["psi"]))[:, None, :] * (c[:, None, :] * kappa) ** -b["theta"]
        price, lam = pull.sum(axis=0) ** (-1.0 / b["theta"]), pull / pull.sum(axis=0)
        paid = lam * X
        R = (paid / wedge).sum(axis=1)
        duties = (paid * t / (1.0 + t)).sum(axis=(0, 2))
        taxes = (paid * e / ((1.0 + e) * (1.0 + t))).sum(axis=(1, 2))
        wage_bill = (w[:, None] * L * labour).sum(axis=1)
        incomes = (wage_bill + b["D"] + duties + taxes - (s * R).sum(axis=1) - income) / b["Y"]
        incomes[0] = wage_bill.sum() - 1.0
        demand = b["a"] * income[:, None] + np.einsum("ikj,ij->ik", b["gio"], R)
        return np.concatenate(
            [
                (L * labour).sum(axis=1) / b["wage_bill"] - 1.0,
                (price - P).ravel(),
                (w[:, None] * L - R / b["R"]).ravel(),
                ((demand - X) / spending).ravel(),
                incomes,
            ]
        )

    return gap, np.ones(2 * N + 3 * N * J)


def against_fsolve(calibration: Calibration, policy: Policy, ours: Timing) -> None:
    """Time SciPy's hybrid Powell method on the same equations and print the ratios."""
    base = calibration.base
    terms = wedges(base, policy)
    compiled = jax.jit(lambda z: step(terms, z) - z)
    start = np.zeros(2 * base.g.size + base.g.shape[0])
    compiled(start)
    found = solve_jit(base, policy, options=TOLERANCE)
    maps = {"in NumPy": numpy_gap(base, policy), "compiled by JAX": lambda z: np.asarray(compiled(z))}
    for name, gap in maps.items():
        started = time.perf_counter()
        root, info, status, message = fsolve(gap, start, xtol=1e-11, full_output=True)
        seconds = time.perf_counter() - started
        apart = float(np.abs(root - np.asarray(found.state)).max())
        print(
            f"scipy fsolve, equations {name}: {seconds:.2f} s, {info['nfev']} evaluations, "
            f"{'converged' if status == 1 else message}; {seconds / ours.median:.0f} times as long, "
            f"states differ by {apart:.1e}"
        )
    whole, ones = level_gap(base, policy)
    started = time.perf_counter()
    root, info, status, message = fsolve(whole, ones, xtol=1e-11, full_output=True)
    seconds = time.perf_counter() - started
    N = base.g.shape[0]
    apart = float(np.abs(root[:N] / np.asarray(found.w_hat) - 1.0).max())
    print(
        f"scipy fsolve, whole system in levels ({len(ones)} unknowns): {seconds:.2f} s, {info['nfev']} evaluations, "
        f"{'converged' if status == 1 else message}; {seconds / ours.median:.0f} times as long, wages differ by "
        f"{apart:.1e}"
    )


def gradient(calibration: Calibration, policy: Policy) -> None:
    """Time the adjoint gradient of US welfare in 154 instruments beside central differences, and print both."""
    base, usa = calibration.base, calibration.economy.codes.index("USA")
    goods = int(calibration.economy.goods.sum())
    others = jnp.array([at for at in range(len(calibration.economy.codes)) if at != usa])
    count = len(others) * goods + goods

    def welfare(rates: jax.Array) -> jax.Array:
        t = policy.t.at[others, usa, :goods].add(rates[: len(others) * goods].reshape(len(others), goods))
        s = policy.s.at[usa, :goods].add(rates[len(others) * goods :])
        return jnp.log(solve(base, policy._replace(t=t, s=s), options=TOLERANCE).real_income_hat[usa])

    at = jnp.concatenate([jnp.full(count - goods, 0.05), jnp.full(goods, 0.01)])
    by_adjoint = jax.jit(jax.value_and_grad(welfare))
    value = jax.jit(welfare)
    timing = measure(lambda: by_adjoint(at))
    plain = measure(lambda: value(at))
    gradient_ = np.asarray(by_adjoint(at)[1])
    width, some = 1e-3, range(0, count, 11)
    errors = []
    for k in some:
        unit = jnp.zeros(count).at[k].set(width)
        near, far = value(at + unit) - value(at - unit), value(at + 2 * unit) - value(at - 2 * unit)
        errors.append(abs(float((8 * near - far) / (12 * width)) - gradient_[k]))
    print(
        f"gradient of {count} instruments: {1e3 * timing.median:.2f} ms with its value; central differences would take "
        f"{2 * count * plain.median / timing.median:.0f} times as long; largest error {max(errors):.1e} "
        f"of {np.abs(gradient_).max():.1e}"
    )


def main() -> None:
    """Time the equilibria of both full data sets."""
    world = calibrate(world2017.read(catalog().folder("world2017")))
    trade_war = scenario_policy(world.economy.scenarios[0], world.base)
    trade_war = Policy(*(jnp.asarray(array) for array in trade_war))
    ours = equilibrium("7 x 44, US tariffs of 2018", world, trade_war)
    against_fsolve(world, trade_war, ours)
    gradient(world, current_policy(world.base))
    nafta = calibrate(nafta1993.read(catalog().folder("nafta1993")))
    cuts = Policy(*(jnp.asarray(array) for array in scenario_policy(nafta.economy.scenarios[0], nafta.base)))
    equilibrium("31 x 40, NAFTA tariff cuts", nafta, cuts)


if __name__ == "__main__":
    main()
