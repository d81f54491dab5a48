"""From what a person wrote to changes of policy: names become positions, percent becomes fractions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tools.core.errors import UserError, shorten
from tools.trade.economy import Economy
from tools.trade.equilibrium import Policy, Primitives
from tools.trade.names import resolve
from tools.trade.policy import Change, apply, find_scenario, scenario_policy

if TYPE_CHECKING:
    from tools.trade.tools import SimulatePolicy

LINE = re.compile(
    r"^(?P<actor>.+?)(?:\s+(?P<subsidy>subsidy|subsidises|补贴)|\s+(?:on|->|对)\s+(?P<partner>.+?))\s*[:：]"
    r"\s*(?P<sector>.+?)\s*(?P<sign>[+\-=])\s*(?P<amount>\d+(?:\.\d+)?)\s*(?:%|pp|points?)?$",
    re.IGNORECASE,
)
GRAMMAR = (
    "write 'IMPORTER on EXPORTER: SECTOR +25' for 25 points more, '=10' for a level of 10 %, "
    "or 'ECONOMY subsidy: SECTOR +5'; several with ';'"
)


@dataclass(frozen=True)
class Request:
    """A policy to simulate, in words and in numbers.

    Attributes:
        policy: the new levels.
        changes: single changes, in order; empty where only a scenario was asked for.
        words: what is changed, as a clause: "the United States raises ...".
        involved: positions of the economies that act or are acted on, at most all.
    """

    policy: Policy
    changes: tuple[Change, ...]
    words: str
    involved: tuple[int, ...]


def read_request(args: SimulatePolicy, economy: Economy, base: Primitives) -> Request:
    """Return the policy that the arguments ask for.

    Raises:
        UserError: names are unknown, nothing is changed, or a rate is impossible.
    """
    start = Policy(np.asarray(base.t), np.asarray(base.e), np.asarray(base.s))  # type: ignore[arg-type]
    words = []
    involved: set[int] = set()
    if args.scenario:
        scenario = find_scenario(economy, args.scenario)
        words.append(f"{scenario.title} apply")
        moved = np.argwhere(np.abs(np.asarray(scenario.tariff) - start.t).max(axis=2) > 0.0)
        involved |= {int(at) for pair in moved for at in pair}
        start = scenario_policy(scenario, base)
    changes = _changes(args, economy)
    if not changes and not args.scenario:
        raise UserError(
            "No policy change was given. Name an importer with tariff_change (in points) or tariff_level (in percent), a "
            "subsidy_economy with subsidy_change, or a scenario; for example importer=USA exporter=CHN "
            "sector=electronics tariff_change=25."
        )
    for change in changes:
        words.append(_clause(change, economy))
        involved.add(change.actor)
        if len(change.partners) < len(economy.codes) - 1:
            involved |= set(change.partners)
    return Request(apply(changes, economy, start), tuple(changes), " and ".join(words), tuple(sorted(involved)))


def _changes(args: SimulatePolicy, economy: Economy) -> list[Change]:
    found: list[Change] = []
    if args.importer:
        if args.tariff_change is not None and args.tariff_level is not None:
            raise UserError("Give tariff_change (points added) or tariff_level (the new rate), not both.")
        if args.tariff_change is None and args.tariff_level is None:
            raise UserError(
                f"By how much does the tariff of '{shorten(args.importer)}' change? Give tariff_change in points, "
                "for example 25, or tariff_level in percent."
            )
        to_level = args.tariff_level is not None
        amount = args.tariff_level if args.tariff_level is not None else args.tariff_change
        found += _tariffs(args.importer, args.exporter, args.sector, float(amount or 0.0), to_level, economy)
        if args.retaliation:
            if len(resolve("economy", args.exporter, economy.economies)) == len(economy.codes):
                raise UserError(
                    "Who retaliates? With exporter=all, name the economies that answer in more_changes; " + GRAMMAR + "."
                )
            found += _tariffs(args.exporter, args.importer, args.sector, float(amount or 0.0), to_level, economy)
    elif args.tariff_change is not None or args.tariff_level is not None:
        raise UserError("Who changes the tariff? Name the importer, for example importer=USA, or importer=all.")
    if args.subsidy_economy:
        if args.subsidy_change is None:
            raise UserError(
                f"By how much does the subsidy of '{shorten(args.subsidy_economy)}' change? Give subsidy_change in points."
            )
        found += _subsidies(args.subsidy_economy, args.sector, args.subsidy_change, False, economy)
    elif args.subsidy_change is not None:
        raise UserError("Who pays the subsidy? Name the subsidy_economy, for example subsidy_economy=CHN.")
    for line in re.split(r"[;；\n]", args.more_changes):
        if line.strip():
            found += _line(line.strip(), economy)
    return found


def _line(line: str, economy: Economy) -> list[Change]:
    match = LINE.match(line)
    if match is None:
        raise UserError(f"'{shorten(line)}' in more_changes is not understood: {GRAMMAR}.")
    amount = float(match["amount"]) * (-1.0 if match["sign"] == "-" else 1.0)
    to_level = match["sign"] == "="
    if match["partner"] is None:
        return _subsidies(match["actor"], match["sector"], amount, to_level, economy)
    return _tariffs(match["actor"], match["partner"], match["sector"], amount, to_level, economy)


def _tariffs(
    importer: str, exporter: str, sector: str, percent: float, to_level: bool, economy: Economy
) -> list[Change]:
    actors = resolve("economy", importer, economy.economies)
    partners = resolve("economy", exporter, economy.economies)
    sectors = _sectors(sector, economy)
    return [
        Change("tariff", actor, partners, sectors, percent / 100.0, to_level)
        for actor in actors
        if len(actors) == 1 or set(partners) - {actor}
    ]


def _subsidies(who: str, sector: str, percent: float, to_level: bool, economy: Economy) -> list[Change]:
    actors = resolve("economy", who, economy.economies)
    sectors = _sectors(sector, economy)
    return [Change("subsidy", actor, (), sectors, percent / 100.0, to_level) for actor in actors]


def _sectors(text: str, economy: Economy) -> tuple[int, ...]:
    goods = tuple(int(at) for at in np.flatnonzero(economy.goods))
    if text.strip().casefold() in ("goods", "all goods", "merchandise", "商品", "货物", "所有商品"):
        return goods
    found = resolve("sector", text or "all", economy.sectors)
    return goods if len(found) == len(economy.sectors) and goods else found


def _clause(change: Change, economy: Economy) -> str:
    actor = the(economy.economies[change.actor].name)
    goods = int(economy.goods.sum())
    if len(change.sectors) == goods and all(economy.goods[list(change.sectors)]) and goods > 1:
        what = "all goods"
    else:
        names = [economy.sectors[at].name for at in change.sectors]
        what = join(names) if len(names) <= 3 else f"{len(names)} sectors"
    rate = f"{100 * abs(change.amount):g}"
    if change.to_level:
        verb, size = "sets", f"to {100 * change.amount:g} %"
    else:
        verb, size = ("raises" if change.amount >= 0 else "lowers"), f"by {rate} percentage points"
    if change.instrument == "subsidy":
        return f"{actor} {verb} its production subsidy to {what} {size}"
    partners = [at for at in change.partners if at != change.actor]
    whom = (
        "all partners" if len(partners) == len(economy.codes) - 1 else join([the(economy.economies[at].name) for at in partners])
    )
    return f"{actor} {verb} its tariff on {what} from {whom} {size}"


def the(name: str) -> str:
    """Return a name with its article where English wants one.

    >>> the("United States"), the("China")
    ('the United States', 'China')
    """
    return f"the {name}" if name.startswith(("United", "European", "Netherlands", "Rest")) else name


def join(names: list[str]) -> str:
    """Return names as a list in words.

    >>> join(["A"]), join(["A", "B"]), join(["A", "B", "C"])
    ('A', 'A and B', 'A, B and C')
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
