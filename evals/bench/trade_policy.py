"""Times of the policy solvers, side by side in one run: `python -m evals.bench.trade_policy [--out FILE.md]`.

Rows are printed as Markdown as they come. `--only equilibrium,gradient,...` picks rows; `--scaling` adds times over the
numbers of economies and sectors, alone and under the parallel map, and writes a chart beside `--out`.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from evals.bench.trade_equilibrium import level_gap, numpy_gap
from tools.core.parallel import parallel_map
from tools.trade.calibration import calibrate
from tools.trade.data import stylised
from tools.trade.data.choice import FULL, NAFTA
from tools.trade.data.load import open_calibration
from tools.trade.decomposition import decompose
from tools.trade.equilibrium import Policy, Primitives, current_policy, solve, solve_jit, step, wedges
from tools.trade.fixed_point import Anderson
from tools.trade.games.ascent import climb, objective
from tools.trade.games.best_response import best_response
from tools.trade.games.certificates import certify, random_start, restart_responses, welfare_spread
from tools.trade.games.cooperation import cooperate
from tools.trade.games.game import Game, joint, non_cooperative
from tools.trade.games.instruments import Bounds, Instrument, lay_out, policy_at, unknowns_of
from tools.trade.games.linearisation import log_welfare
from tools.trade.games.nash import nash
from tools.trade.jacobian import prepare
from tools.trade.policy import find_scenario, scenario_policy

TO = Anderson(tolerance=1e-11)
TIGHT = Anderson(tolerance=1e-13, adjoint_tolerance=1e-13)
Row = tuple[str, str, str]
MANY = 200
"""Repeats of what takes a few milliseconds: the shortest of so many is steady also on a busy machine."""
UNROLLED_STEPS = (50, 75, 100, 125, 150, 200, 300, 400, 800)
SMALLEST_ERROR = 1e-12
"""Errors of a gradient below this are rounding: unrolled differentiation is not asked for less."""


def timed(work: Callable[[], Any], repeats: int = 5) -> tuple[float, Any]:
    """Return (shortest seconds, last result) after one call to compile and warm up."""
    finish: Any = jax.block_until_ready
    finish(work())
    best, result = np.inf, None
    for _ in range(repeats):
        started = time.perf_counter()
        result = work()
        finish(result)
        best = min(best, time.perf_counter() - started)
    return best, result


class Bench:
    """The economy of 2017 and the games on it."""

    def __init__(self) -> None:
        from evals.findings.trade import context

        self.calibration = open_calibration(FULL, context(FULL), "purged", True)
        self.base: Primitives = self.calibration.base
        self.goods = [int(at) for at in np.flatnonzero(self.calibration.economy.goods)]
        self.codes = self.calibration.economy.codes

    def game(self, players: list[int], instruments: tuple[Instrument, ...]) -> Game:
        """Return a game with the default bounds."""
        N, J = self.base.g.shape
        return non_cooperative(self.base, lay_out(players, instruments, N, self.goods, Bounds(), sector_count=J))

    def start(self, game: Game) -> np.ndarray:
        """Return the status quo's unknowns."""
        return unknowns_of(current_policy(self.base), game.layout)

    def tariff_shock(self) -> Policy:
        """Return the tariffs of 2018-19."""
        return scenario_policy(find_scenario(self.calibration.economy, "us-china-2019"), self.base)


def equilibrium(bench: Bench) -> Iterator[Row]:
    """Anderson iteration, plain and with a prepared inverse, against a general solver on three forms of the model."""
    from scipy.optimize import fsolve

    policy, base = bench.tariff_shock(), bench.base
    plain, found = timed(lambda: solve_jit(base, policy, options=TO), MANY)
    inverse = prepare(base)
    ready = timed(lambda: prepare(base), 2)[0]
    quick, same = timed(lambda: solve_jit(base, policy, options=TO, inverse=inverse), MANY)
    fixed = wedges(base, policy)
    compiled: Any = jax.jit(lambda z: step(fixed, z) - z)
    start = np.zeros(found.state.shape)
    compiled(start)
    whole, ones = level_gap(base, policy)
    ask = "<= 3 ms, >= 500x fsolve"
    yield (
        "equilibrium to 1e-11",
        ask,
        f"{1e3 * plain:.2f} ms, {int(found.iterations)} steps; with an inverse prepared once for the data set "
        f"({ready:.2f} s): {1e3 * quick:.2f} ms, {int(same.iterations)} steps, residual {float(same.residual):.0e}",
    )
    forms: dict[str, tuple[Callable[[Any], Any], np.ndarray]] = {
        f"the map's {len(start)} unknowns, in NumPy": (numpy_gap(base, policy), start),
        f"the map's {len(start)} unknowns, compiled by JAX": (compiled, start),
        f"the whole system in levels, {len(ones)} unknowns, in NumPy": (whole, ones),
    }
    wages = np.asarray(same.w_hat)
    for name, (gap, first) in forms.items():
        # Seconds of the processor: a busy machine stretches a long run's wall clock, which would flatter the ratio.
        started = time.process_time()
        other: Any = fsolve(gap, first, xtol=1e-11)
        slow = time.process_time() - started
        if first is start:
            apart = float(np.abs(other - np.asarray(same.state)).max())
        else:
            apart = float(np.abs(other[: len(wages)] / wages - 1.0).max())
        text = f"{slow:.2f} s: {slow / plain:.0f}x plain, {slow / quick:.0f}x prepared ({apart:.0e} apart)"
        yield f"fsolve, {name}", ask, text


def gradient(bench: Bench) -> Iterator[Row]:
    """Adjoint gradient of 154 instruments against central differences and unrolled differentiation."""
    game, base = bench.game([bench.codes.index("USA")], ("tariffs", "subsidies")), bench.base
    x = np.clip(bench.start(game) + 0.03, game.layout.lower, game.layout.upper)
    weights, y = jnp.asarray(game.weights[0]), game.coordinates(x)
    zero = jnp.zeros(2 * base.R.size + base.Y.size)

    def welfare(x: np.ndarray, state: Any) -> float:
        solved = solve_jit(base, game.policy(x), state, options=TIGHT)
        return float(game.weights[0] @ np.log(np.asarray(solved.real_income_hat)))

    def own_welfare(y: Any) -> Any:
        return weights @ jnp.log(solve(base, policy_at(base.g.shape, y), zero, TIGHT).real_income_hat)

    exact = jax.grad(own_welfare)(y)
    for name, inverse in (("plain", None), ("prepared", prepare(base))):
        seconds, found = timed(partial(objective, base, weights, y, zero, inverse), MANY)
        slope, state = game.layout.collect(np.asarray(found[1])), found[0][1][0]
        error, h = 0.0, 1e-3
        for at in range(0, len(x), 7):
            e = h * np.eye(len(x))[at]
            near = welfare(x + e, state) - welfare(x - e, state)
            far = welfare(x + 2 * e, state) - welfare(x - 2 * e, state)
            error = max(error, abs((8 * near - far) / (12 * h) - slope[at]))
        one = timed(partial(solve_jit, base, game.policy(x), zero, options=TO, inverse=inverse), MANY)[0]
        central, own_error = 2 * len(x) * one, float(jnp.abs(found[1] - exact).max())
        unrolled, reached, steps = _unrolled(base, weights, y, zero, exact, own_error)
        yield (
            f"gradient of {len(x)} instruments with its equilibrium, {name}",
            "<= 10 ms, >= 200x, >= 10x; error <= 1e-7",
            f"{1e3 * seconds:.2f} ms; central differences by the same solver {central / seconds:.0f}x "
            f"({central:.2f} s); {steps} unrolled plain steps {unrolled / seconds:.1f}x at error {reached:.0e} "
            f"(own {own_error:.0e}); against differences {error:.0e}",
        )


def _unrolled(
    base: Primitives, weights: Any, y: np.ndarray, zero: Any, exact: Any, asked: float
) -> tuple[float, float, int]:
    """Return (seconds, error, steps) of reverse differentiation through just enough plain steps for an error."""
    for count in UNROLLED_STEPS:

        def value(y: Any, count: int = count) -> Any:
            fixed = wedges(base, policy_at(base.g.shape, y))
            z = jax.lax.scan(lambda z, _: (step(fixed, z), None), zero, None, length=count)[0]
            return weights @ log_welfare(base, y, z)

        grad = jax.jit(jax.grad(value))
        error = float(jnp.abs(grad(y) - exact).max())
        if error <= max(asked, SMALLEST_ERROR):
            break
    return timed(partial(grad, y), 20)[0], error, count


def responses(bench: Bench) -> Iterator[Row]:
    """The US best response."""
    asks: dict[tuple[Instrument, ...], str] = {("tariffs",): "<= 0.2 s", ("tariffs", "subsidies"): "<= 0.5 s"}
    for instruments, ask in asks.items():
        game = bench.game([bench.codes.index("USA")], instruments)
        start = bench.start(game)
        seconds, found = timed(partial(climb, game, start), 5)
        whole, polished = timed(partial(best_response, game, start), 2)
        yield (
            f"US best response: {'; '.join(instruments)}",
            ask,
            f"{seconds:.2f} s ({found.gradients} gradients, slope {found.slope:.0e}); polished {whole:.2f} s "
            f"({polished.slope:.0e})",
        )


def games(bench: Bench, restarts: int = 1) -> Iterator[Row]:
    """Nash equilibria, with restarts."""
    cases: tuple[tuple[str, tuple[Instrument, ...], str], ...] = (
        ("Nash tariffs", ("tariffs",), "<= 5 s, slope <= 1e-12"),
        ("Nash tariffs, MFN", ("tariffs-mfn",), ""),
        ("Nash tariffs, one rate", ("tariff-uniform",), ""),
        ("Nash subsidies", ("subsidies",), "<= 8 s, slope <= 1e-6"),
        ("dual Nash (t, s >= 0)", ("tariffs", "subsidies"), "<= 20 s, slope <= 1e-6"),
    )
    generator = np.random.default_rng(1)
    for name, instruments, ask in cases:
        game = bench.game(list(range(len(bench.codes))), instruments)
        seconds, found = timed(partial(nash, game, bench.start(game)), 1)
        incomes = " ".join(f"{100 * value:.2f}" for value in np.expm1(found.point.welfare))
        text = f"{seconds:.2f} s, {game.layout.size} rates, slope {found.slope:.0e}; {incomes}"
        yield name, ask, text
        tried, gain = restart_responses(game, found.point, restarts, generator)
        again = [nash(game, random_start(game, np.arange(game.players), generator)) for _ in range(restarts)]
        text = f"gain {gain:.0e} % in {tried}; {welfare_spread(found, again):.4f} points over {restarts} further starts"
        yield f"{name}: restarts", "<= 1e-4 %, 0.01 points", text


def cooperation(bench: Bench) -> Iterator[Row]:
    """Cooperation by income weights and by equal weights, from the status quo and from a random start."""
    cases: tuple[tuple[str, tuple[Instrument, ...]], ...] = (
        ("income", ("subsidies",)),
        ("income", ("tariffs", "subsidies")),
        ("equal", ("tariffs", "subsidies")),
    )
    generator, N = np.random.default_rng(1), len(bench.codes)
    for weigh, instruments in cases:
        game = bench.game(list(range(N)), instruments)
        weights = np.asarray(bench.base.Y) / float(bench.base.Y.sum()) if weigh == "income" else np.full(N, 1.0 / N)
        planner = joint(bench.base, game.layout, weights)
        started = time.perf_counter()
        best = cooperate(planner, [bench.start(game)]).best
        seconds = time.perf_counter() - started
        again = cooperate(planner, [random_start(planner, np.array([0]), generator)]).best
        evidence = certify(planner, best.point)
        assert evidence is not None
        incomes = " ".join(f"{100 * value:.2f}" for value in np.expm1(best.point.welfare))
        bounds = ", ".join(
            f"{evidence.at_lower[kind]} low and {evidence.at_upper[kind]} high of {count} {kind}"
            for kind, count in evidence.unknowns.items()
        )
        text = (
            f"{best.ending.name.lower()}, {seconds:.0f} s, slope {best.slope:.0e}, curvature {evidence.curvature:.1e}, "
            f"eigenvalue {evidence.eigenvalue:.3f}; at bounds: {bounds}; objective "
            f"{float(weights @ best.point.welfare):.6f}, from a random start "
            f"{float(weights @ again.point.welfare):.6f} (slope {again.slope:.0e}); {incomes}"
        )
        yield f"cooperation, {weigh} weights: {'; '.join(instruments)}", "converged with certificates", text


def nafta(bench: Bench) -> Iterator[Row]:
    """The NAFTA experiment at 31 x 40."""
    from evals.findings.trade import context

    calibration = open_calibration(NAFTA, context(NAFTA), "purged", False)
    policy = scenario_policy(find_scenario(calibration.economy, "nafta-2005"), calibration.base)
    seconds, found = timed(lambda: solve_jit(calibration.base, policy, options=TO), 10)
    split = decompose(calibration.base, found, np.asarray(policy.t))
    text = ", ".join(
        f"{code} {100 * split.welfare[calibration.economy.codes.index(code)]:.4f}" for code in ("MEX", "CAN", "USA")
    )
    yield (
        "NAFTA 31x40",
        "<= 30 ms",
        f"{1e3 * seconds:.1f} ms, {int(found.iterations)} steps; first-order welfare {text} %",
    )


ROWS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "equilibrium": equilibrium,
    "gradient": gradient,
    "responses": responses,
    "nafta": nafta,
    "games": games,
    "cooperation": cooperation,
}
SIZES = ((2, 4), (4, 10), (7, 22), (7, 44), (15, 44), (25, 44), (40, 44))


def scale(sizes: tuple[tuple[int, int], ...]) -> list[dict[str, Any]]:
    """Return times of an equilibrium and a gradient on stylised worlds, alone and eight of them under the map."""
    rows = []
    for N, J in sizes:
        base = calibrate(stylised.generate(N, J)).base
        t = np.array(base.t)
        t[1, 0] += 0.1
        policy = current_policy(base)._replace(t=jnp.asarray(t))
        seconds, found = timed(partial(solve_jit, base, policy, options=TO), 3)
        game = non_cooperative(base, lay_out([0], ("tariffs", "subsidies"), N, range(J), Bounds(), sector_count=J))
        y, weights = game.coordinates(np.full(game.layout.size, 0.05)), jnp.asarray(game.weights[0])
        slope_seconds = timed(partial(objective, base, weights, y, jnp.zeros(found.state.shape)), 3)[0]
        shocks = [policy._replace(t=jnp.asarray(t + 0.01 * k * (t > 0.0))) for k in range(8)]

        def work(shock: Policy, base: Primitives = base) -> Any:
            return np.asarray(solve_jit(base, shock, options=TO).state)

        mapped = timed(partial(parallel_map, work, shocks, prefer="threads"), 2)[0] / len(shocks)
        rows.append(
            {
                "economies": N,
                "sectors": J,
                "unknowns": found.state.shape[0],
                "equilibrium, ms": 1e3 * seconds,
                "equilibrium under the map, ms each": 1e3 * mapped,
                "gradient, ms": 1e3 * slope_seconds,
                "instruments": game.layout.size,
                "residual": float(found.residual),
            }
        )
    return rows


def scaling_chart(rows: list[dict[str, Any]], path: Path) -> None:
    """Write the scaling chart as PNG."""
    import altair as alt
    import pandas as pd
    import vl_convert

    kinds = ("equilibrium, ms", "equilibrium under the map, ms each", "gradient, ms")
    frame = pd.DataFrame(
        [
            {"cells": row["economies"] ** 2 * row["sectors"], "what": kind[: kind.index(", ms")], "ms": row[kind]}
            for row in rows
            for kind in kinds
        ]
    )
    last = rows[-1]
    title = (
        f"An equilibrium of {last['economies']} economies and {last['sectors']} sectors takes "
        f"{last['equilibrium, ms']:.0f} ms"
    )
    chart = (
        alt.Chart(frame, title=title)
        .mark_line(point=True)
        .encode(
            x=alt.X("cells:Q", scale=alt.Scale(type="log"), title="Flows (economies x economies x sectors)"),
            y=alt.Y("ms:Q", scale=alt.Scale(type="log"), title="Time, ms"),
            color=alt.Color("what:N", title=None, scale=alt.Scale(range=["#1b3a57", "#e8a33d", "#7a7a7a"])),
            strokeDash=alt.StrokeDash("what:N", title=None),
        )
        .properties(width=420, height=280)
    )
    path.write_bytes(vl_convert.vegalite_to_png(chart.to_dict(), scale=2))


def main() -> None:
    """Print the measured rows as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(ROWS), help="rows to measure, with commas")
    parser.add_argument("--scaling", action="store_true", help="measure over sizes instead")
    parser.add_argument("--out", type=Path, default=None, help="file to write the table to")
    chosen = parser.parse_args()
    lines = []

    def say(line: str) -> None:
        print(line, flush=True)
        lines.append(line)

    if chosen.scaling:
        rows = scale(SIZES)
        say("| " + " | ".join(rows[0]) + " |")
        say("|" + "---|" * len(rows[0]))
        for row in rows:
            say(
                "| "
                + " | ".join(f"{value:.3g}" if isinstance(value, float) else str(value) for value in row.values())
                + " |"
            )
        if chosen.out:
            scaling_chart(rows, chosen.out.with_suffix(".png"))
    else:
        bench = Bench()
        say("| what | asked | measured |")
        say("|---|---|---|")
        names = [name.strip() for name in chosen.only.split(",")]
        if unknown := [name for name in names if name not in ROWS]:
            parser.error(f"no rows called {', '.join(unknown)}: choose among {', '.join(ROWS)}")
        for name in names:
            for row_of in ROWS[name](bench):
                say("| " + " | ".join(row_of) + " |")
    if chosen.out:
        chosen.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
