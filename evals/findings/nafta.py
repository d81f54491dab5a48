"""NAFTA's welfare effects in all 31 countries, beside Caliendo and Parro's nested loop written again in plain NumPy.

`python -m evals.findings.nafta [--original FOLDER] [--write]` prints the table as Markdown. The peer is a new
implementation of the published algorithm (`evals.peers.caliendo_parro`), run on the same data set and, where FOLDER
holds them, on the text files that come with the paper, which are rounded to seven digits.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float

from evals.findings.trade import context
from evals.peers.caliendo_parro import World, balanced, counterfactual, read_original, welfare, world_of
from tools.core.settings import settings
from tools.trade.calibration import Calibration
from tools.trade.data.choice import NAFTA
from tools.trade.data.load import open_calibration
from tools.trade.data.nafta1993 import MEMBERS
from tools.trade.decomposition import decompose
from tools.trade.equilibrium import solve_jit
from tools.trade.fixed_point import Anderson
from tools.trade.policy import find_scenario, scenario_policy

ASKED = 1e-7
FILE = Path(__file__).with_suffix(".md")


@dataclass(frozen=True)
class Effect:
    """Welfare of all countries (fractions), how it was computed, how far trade is from balance, and the seconds."""

    how: str
    welfare: Float[np.ndarray, " N"]
    error: float
    seconds: float


def own(calibration: Calibration) -> Effect:
    """Return what the project's solver finds (warm)."""
    base, options = calibration.base, Anderson(tolerance=1e-13)
    policy = scenario_policy(find_scenario(calibration.economy, "nafta-2005"), base)
    solve_jit(base, policy, options=options).state.block_until_ready()
    started = time.perf_counter()
    found = solve_jit(base, policy, options=options)
    found.state.block_until_ready()
    seconds = time.perf_counter() - started
    effect = decompose(base, found, np.asarray(policy.t)).welfare
    return Effect("this project", effect, float(found.residual), seconds)


def nested(how: str, world: World, tariff: Float[np.ndarray, "N N J"]) -> Effect:
    """Return what the nested loop finds: deficits purged at the old tariffs, then the new ones."""
    start = balanced(world)
    started = time.perf_counter()
    found = counterfactual(start, tariff)
    seconds = time.perf_counter() - started
    return Effect(how, welfare(start, tariff, found), found.imbalance, seconds)


def original(folder: Path, codes: Sequence[str]) -> Effect:
    """Return what the nested loop finds with the paper's text files."""
    world, after = read_original(folder)
    members = np.ix_(*2 * ([codes.index(code) for code in MEMBERS],))
    tariff = world.tariff.copy()
    tariff[members] = after[members]
    return nested("nested loop, text files", world, tariff)


def report(folder: Path | None) -> str:
    """Return the comparison as Markdown."""
    calibration = open_calibration(NAFTA, context(NAFTA), "purged", False)
    economy = calibration.economy
    ours = own(calibration)
    peers = [nested("nested loop, same data", world_of(economy), np.asarray(economy.scenarios[0].tariff))]
    if folder is not None:
        peers.append(original(folder, economy.codes))
    lines = [
        "# NAFTA, 31 economies and 40 sectors: welfare against Caliendo and Parro's nested loop",
        "",
        "Written by `python -m evals.findings.nafta --write`. The nested loop is an implementation of the published",
        "algorithm made for this comparison, not the authors' programs. Welfare: terms of trade plus volume of",
        "trade, percent.",
        "",
        "| computed by | seconds | largest error in its equations | largest difference of any country (fraction) | "
        f"within {ASKED:.0e} |",
        "|---|---|---|---|---|",
        f"| {ours.how} | {ours.seconds:.3f} | {ours.error:.0e} | | |",
    ]
    for peer in peers:
        apart = float(np.abs(peer.welfare - ours.welfare).max())
        lines.append(
            f"| {peer.how} | {peer.seconds:.1f} | {peer.error:.0e} | {apart:.1e} | "
            f"{'yes' if apart <= ASKED else 'no'} |"
        )
    lines += ["", f"| economy | {ours.how} | " + " | ".join(peer.how for peer in peers) + " |"]
    lines.append("|---" * (2 + len(peers)) + "|")
    for at, code in enumerate(economy.codes):
        figures = " | ".join(f"{100.0 * effect.welfare[at]:.8f}" for effect in (ours, *peers))
        lines.append(f"| {code} | {figures} |")
    return "\n".join(lines) + "\n"


def mirrored() -> Path | None:
    """Return the folder of the paper's text files in the development mirror, None where there is none."""
    mirror = settings().data_mirror
    folder = Path(str(mirror)) / "trade" / "caliendo_parro_2015" if mirror else None
    return folder if folder is not None and folder.is_dir() else None


def main() -> None:
    """Print the comparison, and write it beside this file where asked to."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--original", type=Path, default=None, help="folder of the paper's text files")
    parser.add_argument("--write", action="store_true", help=f"write {FILE.name} too")
    chosen = parser.parse_args()
    text = report(chosen.original or mirrored())
    print(text)
    if chosen.write:
        FILE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
