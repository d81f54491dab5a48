"""Findings on optimal, Nash and cooperative policy, each with its constraint set and its control, checked by running.

`python -m evals.findings.trade [--dataset world2017] [--write]` prints a table of verdicts as Markdown. A finding that
does not hold is reported as such: nothing here is asserted from the literature.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from tools.core import Context
from tools.core.workspace import workspace
from tools.trade.calibration import Calibration
from tools.trade.data.choice import choose, manifest_name
from tools.trade.data.load import open_calibration
from tools.trade.games.arguments import NashPolicy
from tools.trade.games.imperfect import leaking, misdirected
from tools.trade.games.patterns import mean_rates, patterns
from tools.trade.games.play import Play, play
from tools.trade.games.setting import Setting, income_weights, read_setting

FILE = Path(__file__).with_suffix(".md")
COMMAND = "python -m evals.findings.trade --write"


@dataclass(frozen=True)
class Verdict:
    """A finding and what the run says."""

    finding: str
    constraints: str
    measured: str
    holds: bool


class Solved:
    """Games solved once, shared by the findings."""

    def __init__(self, calibration: Calibration, ctx: Context) -> None:
        self.calibration, self.ctx = calibration, ctx
        self._kept: dict[str, Play] = {}

    def game(self, name: str) -> Play:
        """Return a solved game: tariffs, subsidies, both, wide (both, import subsidies allowed), together."""
        if name not in self._kept:
            self._kept[name] = self._solve(name)
        return self._kept[name]

    def setting(self, name: str) -> Setting:
        """Return the setting of a game."""
        low = -50.0 if name == "wide" else 0.0
        instruments = {"tariffs": "tariffs", "subsidies": "subsidies"}.get(name, "both")
        return read_setting(
            NashPolicy(economies="all", instruments=instruments, tariff_min=low, subsidy_min=low),
            self.calibration,
            "all",
            least=2,
        )

    def _solve(self, name: str) -> Play:
        setting = self.setting(name)
        start = None if name == "subsidies" else self.game("subsidies").policy
        if name == "together":
            weights = income_weights(setting, setting.players)
            return play(setting, "cooperative", self.ctx, restarts=0, weights=weights, start=start)
        return play(setting, "nash", self.ctx, restarts=0, start=None if name == "tariffs" else start)


def correlation(solved: Solved, name: str, field: str) -> float:
    """Return a rank correlation of a game's rates with elasticities; NaN where it is not defined."""
    found = solved.game(name)
    value = getattr(patterns(found.setting, found.policy), field)
    return float("nan") if value is None else float(value)


def subsidies_rise_with_scale(solved: Solved) -> Verdict:
    """Nash subsidies rise with scale elasticities."""
    value = correlation(solved, "subsidies", "subsidies_scale_elasticity")
    return Verdict(
        "Nash subsidies rise with scale elasticities",
        "subsidies 0 to 50 %",
        f"rank correlation {value:+.2f}",
        value > 0.3,
    )


def dual_subsidies_rise_with_scale(solved: Solved) -> Verdict:
    """The same where tariffs are chosen too."""
    value = correlation(solved, "both", "subsidies_scale_elasticity")
    text = f"rank correlation {value:+.2f}"
    return Verdict("Nash subsidies rise with scale elasticities (dual war)", "t, s >= 0", text, value > 0.3)


def tariffs_fall_with_theta(solved: Solved, name: str, constraints: str) -> Verdict:
    """Nash tariffs fall with trade elasticities."""
    value = correlation(solved, name, "tariffs_trade_elasticity")
    other = correlation(solved, name, "tariffs_scale_elasticity")
    slope = solved.game(name).solution.slope
    text = f"rank correlation {value:+.2f} (with scale elasticities {other:+.2f}); first-order conditions {slope:.0e}"
    title = {"tariffs": "tariff war", "both": "dual war", "wide": "dual war, wide bounds"}[name]
    return Verdict(f"Nash tariffs fall with trade elasticities ({title})", constraints, text, value < -0.3)


def mean_welfare(found: Play) -> float:
    """Return the players' mean change in real income by income weights, percent."""
    return float(income_weights(found.setting, found.setting.players) @ found.real_income)


def dual_war_has_lower_tariffs(solved: Solved) -> Verdict:
    """Tariffs are lower where subsidies are available."""
    means = []
    for name in ("tariffs", "both"):
        found = solved.game(name)
        rates = mean_rates(solved.calibration.base, found.policy, found.setting.sectors)
        means.append(float(np.nanmean(rates.tariff)))
    text = f"trade-weighted mean {means[1]:.1f} % against {means[0]:.1f} % in the tariff war"
    return Verdict("A dual war has lower tariffs than a tariff war", "t, s >= 0", text, means[1] < means[0])


def dual_war_is_better(solved: Solved) -> Verdict:
    """The dual war's welfare, and how much of it is the subsidies alone (the control)."""
    tariffs, subsidies, both = (solved.game(name) for name in ("tariffs", "subsidies", "both"))
    text = (
        f"mean {mean_welfare(both):+.2f} % against {mean_welfare(tariffs):+.2f} %; control, subsidies alone: "
        f"{mean_welfare(subsidies):+.2f} %, better than the dual war in "
        f"{int((subsidies.welfare > both.welfare).sum())} of {len(both.welfare)} economies"
    )
    holds = bool((both.welfare > tariffs.welfare).all())
    return Verdict("A dual war has higher welfare than a tariff war, everywhere", "t, s >= 0", text, holds)


def cooperation_is_best(solved: Solved) -> Verdict:
    """Cooperation beats every other regime in the mean; not in each economy."""
    together = solved.game("together")
    others = {name: solved.game(name) for name in ("tariffs", "subsidies", "both")}
    best = max(mean_welfare(found) for found in others.values())
    below = int((together.welfare < others["subsidies"].welfare).sum())
    text = (
        f"mean {mean_welfare(together):+.2f} % against {best:+.2f} % in the best war; {below} of "
        f"{len(together.welfare)} prefer the subsidy war; first-order conditions {together.solution.slope:.0e}"
    )
    holds = together.converged and mean_welfare(together) > best
    return Verdict("Cooperation beats every war in the mean (income weights)", "t, s >= 0", text, holds)


def imperfect_subsidies_dampen(solved: Solved, kind: str) -> Verdict:
    """Subsidies that leak, or miss their sectors, lose their gains."""
    found = solved.game("subsidies")
    base, weights = solved.calibration.base, income_weights(found.setting, found.setting.players)
    means = []
    for share in (0.0, 0.25, 0.5):
        if kind == "leak":
            welfare = leaking(base, found.policy, share)
        else:
            welfare = misdirected(base, found.policy, 2.0 * share, found.setting.sectors, 1)[0].mean(axis=0)
        means.append(float(weights @ (100.0 * np.expm1(welfare))))
    shares = "0, 25, 50 %" if kind == "leak" else "0, 50, 100 %"
    text = f"mean {', '.join(f'{mean:+.2f}' for mean in means)} % at {shares}"
    what = "leak" if kind == "leak" else "go to random sectors"
    return Verdict(
        f"Subsidies that {what} lose their gains", "Nash subsidies, not foreseen", text, means[0] > means[1] > means[2]
    )


def no_scale_no_subsidies(solved: Solved) -> Verdict:
    """Control: without scale economies nobody gains much from subsidies."""
    with_scale = solved.game("subsidies")
    setting = with_scale.setting
    base = setting.base._replace(psi=0.0 * setting.base.psi)
    found = play(replace(setting, base=base), "nash", solved.ctx, restarts=0)
    text = f"mean {mean_welfare(found):+.3f} % without scale economies, {mean_welfare(with_scale):+.2f} % with them"
    holds = abs(mean_welfare(found)) < 0.2 * abs(mean_welfare(with_scale))
    return Verdict("The gains from subsidies come from scale economies (control)", "s >= 0, psi = 0", text, holds)


FINDINGS: tuple[Callable[[Solved], Verdict], ...] = (
    subsidies_rise_with_scale,
    dual_subsidies_rise_with_scale,
    lambda solved: tariffs_fall_with_theta(solved, "tariffs", "t 0 to 1000 %, no subsidies"),
    lambda solved: tariffs_fall_with_theta(solved, "both", "t, s >= 0"),
    lambda solved: tariffs_fall_with_theta(solved, "wide", "t >= -50 %, -50 % <= s <= 50 %"),
    dual_war_has_lower_tariffs,
    dual_war_is_better,
    cooperation_is_best,
    lambda solved: imperfect_subsidies_dampen(solved, "leak"),
    lambda solved: imperfect_subsidies_dampen(solved, "miss"),
    no_scale_no_subsidies,
)


def context(dataset: str) -> Context:
    """Return a context that reports nothing."""
    from tools.core.datasets import catalog

    name = manifest_name(choose(dataset))
    entry = catalog().get(name)
    folders: dict[str, Path] = {name: catalog().folder(name)} if entry.has_files else {}
    return Context(seed=1, folders=folders, cache=workspace().cache)


def report(dataset: str) -> str:
    """Return the verdicts as Markdown, each printed as it comes."""
    ctx = context(dataset)
    solved = Solved(open_calibration(dataset, ctx, "purged", True), ctx)
    lines: list[str] = []

    def say(line: str) -> None:
        print(line, flush=True)
        lines.append(line)

    say(f"Data set {dataset}; tariffs up to 1000 %, subsidies up to 50 %, goods sectors.\n")
    say("| finding | constraints | measured | verdict | s |")
    say("|---|---|---|---|---|")
    for check in FINDINGS:
        started = time.perf_counter()
        try:
            found = check(solved)
        except Exception as error:  # noqa: BLE001 - a check that fails is a verdict, and the rest must run
            found = Verdict(getattr(check, "__name__", "check"), "", f"{type(error).__name__}: {error}", False)
        verdict = "holds" if found.holds else "does not hold"
        seconds = time.perf_counter() - started
        say(f"| {found.finding} | {found.constraints} | {found.measured} | {verdict} | {seconds:.0f} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the verdicts as a Markdown table, and write them beside this file where asked to."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--dataset", default="auto", help="trade data set")
    parser.add_argument("--write", action="store_true", help=f"write {FILE.name} too")
    chosen = parser.parse_args()
    text = report(choose(chosen.dataset))
    if chosen.write:
        FILE.write_text(f"# Findings on trade policy\n\nWritten by `{COMMAND}`.\n\n{text}", encoding="utf-8")


if __name__ == "__main__":
    main()
