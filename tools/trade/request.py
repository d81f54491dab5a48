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
from tools.trade.wording import capitalised, join, the

if TYPE_CHECKING:
    from tools.trade.arguments import SimulatePolicy

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
class Size:
    """How far a rate moves: percentage points added, or the new rate in percent."""

    percent: float
    to_level: bool = False


@dataclass(frozen=True)
class Request:
    """A policy to simulate, in words and in numbers.

    Attributes:
        policy: the new levels.
        changes: single changes, in order; empty where only a scenario was asked for.
        words: what is changed, as the opening of a sentence: "When the United States raises ...".
        involved: positions of the economies that act or are acted on, at most all.
        scenario: name of the scenario, empty where there is none.
    """

    policy: Policy
    changes: tuple[Change, ...]
    words: str
    involved: tuple[int, ...]
    scenario: str = ""


def read_request(args: SimulatePolicy, economy: Economy, base: Primitives) -> Request:
    """Return the policy that the arguments ask for.

    Raises:
        UserError: names are unknown, nothing is changed, or a rate is impossible.
    """
    start = Policy(np.asarray(base.t), np.asarray(base.e), np.asarray(base.s))  # type: ignore[arg-type]
    under = named = ""
    involved: set[int] = set()
    if args.scenario:
        scenario = find_scenario(economy, args.scenario)
        under, named = f"Under {scenario.title}", scenario.name
        moved = np.argwhere(np.abs(np.asarray(scenario.tariff) - start.t).max(axis=2) > 0.0)
        involved |= {int(at) for pair in moved for at in pair}
        start = scenario_policy(scenario, base)
    changes = _changes(args, economy)
    if not changes and not args.scenario:
        raise UserError(
            "No policy change was given. Name an importer with tariff_change (in points) or tariff_level (in percent), "
            "a subsidy_economy with subsidy_change, or a scenario; for example importer=USA exporter=CHN "
            "sector=electronics tariff_change=25."
        )
    for change in changes:
        involved.add(change.actor)
        if len(change.partners) < len(economy.codes) - 1:
            involved |= set(change.partners)
    policy = apply(changes, economy, start)
    when = f"{', when' if under else 'When'} {clauses(changes, economy)}" if changes else ""
    return Request(policy, tuple(changes), under + when, tuple(sorted(involved)), named)


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
        size = Size(args.tariff_change or 0.0) if args.tariff_level is None else Size(args.tariff_level, to_level=True)
        found += tariff_changes(args.importer, args.exporter, args.sector, size, economy)
        if args.retaliation:
            if len(resolve("economy", args.exporter, economy.economies)) == len(economy.codes):
                raise UserError(
                    "Who retaliates? With exporter=all, name the economies that answer in more_changes: "
                    + GRAMMAR
                    + "."
                )
            found += tariff_changes(args.exporter, args.importer, args.sector, size, economy)
    elif args.tariff_change is not None or args.tariff_level is not None:
        raise UserError("Who changes the tariff? Name the importer, for example importer=USA, or importer=all.")
    if args.subsidy_economy:
        if args.subsidy_change is None:
            raise UserError(
                f"By how much does the subsidy of '{shorten(args.subsidy_economy)}' change? "
                "Give subsidy_change in points, for example 5."
            )
        found += _subsidies(args.subsidy_economy, args.sector, Size(args.subsidy_change), economy)
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
    sign = -1.0 if match["sign"] == "-" else 1.0
    size = Size(sign * float(match["amount"]), to_level=match["sign"] == "=")
    if match["partner"] is None:
        return _subsidies(match["actor"], match["sector"], size, economy)
    return tariff_changes(match["actor"], match["partner"], match["sector"], size, economy)


def tariff_changes(importer: str, exporter: str, sector: str, size: Size, economy: Economy) -> list[Change]:
    """Return the changes of tariffs that names and a size mean, one an importer.

    Raises:
        UserError: a name is unknown, or the only importer is the exporter.
    """
    actors = resolve("economy", importer, economy.economies)
    partners = resolve("economy", exporter, economy.economies)
    sectors = resolve_sectors(sector, economy)
    if len(actors) == 1 and partners == actors:
        name = economy.economies[actors[0]].name
        raise UserError(
            f"{capitalised(the(name))} cannot put a tariff on itself: importer and exporter are the same. "
            f"Name another exporter ({', '.join(economy.codes)}) or all."
        )
    return [
        Change("tariff", actor, partners, sectors, size.percent / 100.0, size.to_level)
        for actor in actors
        if set(partners) - {actor}
    ]


def _subsidies(who: str, sector: str, size: Size, economy: Economy) -> list[Change]:
    actors = resolve("economy", who, economy.economies)
    sectors = resolve_sectors(sector, economy)
    return [Change("subsidy", actor, (), sectors, size.percent / 100.0, size.to_level) for actor in actors]


def resolve_sectors(text: str, economy: Economy) -> tuple[int, ...]:
    """Return the positions of the sectors that `text` names; all means all goods."""
    goods = tuple(int(at) for at in np.flatnonzero(economy.goods))
    if text.strip().casefold() in ("goods", "all goods", "merchandise", "商品", "货物", "所有商品"):
        return goods
    found = resolve("sector", text or "all", economy.sectors)
    return goods if len(found) == len(economy.sectors) and goods else found


def clauses(changes: list[Change], economy: Economy) -> str:
    """Return the changes in words, those that differ only in who acts as one."""
    groups: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        others = set(change.partners) - {change.actor}
        partners = "all" if len(others) == len(economy.codes) - 1 else tuple(sorted(others))
        key = (change.instrument, partners, change.sectors, change.amount, change.to_level)
        groups.setdefault(key, []).append(change)
    return " and ".join(_clause(group, economy) for group in groups.values())


def _clause(group: list[Change], economy: Economy) -> str:
    change, names = group[0], [label.name for label in economy.economies]
    everyone = len(group) == len(names) and len(group) > 1
    actor = "every economy" if everyone else join([the(names[one.actor]) for one in group])
    several = len(group) > 1 and not everyone
    its = "their" if several else "its"
    goods = tuple(int(at) for at in np.flatnonzero(economy.goods))
    what = "all goods"
    if change.sectors != goods or len(goods) == 1:
        chosen = [economy.sectors[at].name for at in change.sectors]
        what = join(chosen) if len(chosen) <= 3 else f"{len(chosen)} sectors"
    if change.to_level:
        verb, size = ("set" if several else "sets"), f"to {100 * change.amount:g} %"
    else:
        verb = ("raise" if change.amount >= 0 else "lower") + ("" if several else "s")
        size = f"by {100 * abs(change.amount):g} percentage points"
    if change.instrument == "subsidy":
        return f"{actor} {verb} {its} production subsidy to {what} {size}"
    partners = [at for at in change.partners if at != change.actor]
    whom = "all partners" if len(partners) == len(names) - 1 else join([the(names[at]) for at in partners])
    return f"{actor} {verb} {its} tariff on {what} from {whom} {size}"
