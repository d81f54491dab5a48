"""Changes of policy: who changes which instrument on whom, in which sectors, by how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tools.core.errors import UserError, close_matches, shorten
from tools.trade.economy import Economy, Scenario
from tools.trade.equilibrium import Policy, Primitives

Instrument = Literal["tariff", "export tax", "subsidy"]
LOWEST_TARIFF = -0.99
HIGHEST_SUBSIDY = 0.95


@dataclass(frozen=True)
class Change:
    """One change of one instrument.

    Attributes:
        instrument: "tariff" of `actor` on imports from `partners`; "export tax" of `actor` on exports to `partners`;
            "subsidy" of `actor` to its own producers (`partners` is empty).
        actor: position of the economy that acts.
        partners: positions of the partners.
        sectors: positions of the sectors.
        amount: fraction; added to the rate, or the rate itself.
        to_level: whether `amount` is the new rate.
    """

    instrument: Instrument
    actor: int
    partners: tuple[int, ...]
    sectors: tuple[int, ...]
    amount: float
    to_level: bool


def apply(changes: Sequence[Change], economy: Economy, start: Policy) -> Policy:
    """Return the policy after the changes, made one after the other.

    Args:
        changes: in order; a later one acts on what the earlier ones left.
        economy: for the names in errors.
        start: the policy before.

    Raises:
        UserError: a rate leaves what the model can mean (a tariff of -100 % makes goods free).
    """
    t, e, s = (np.array(array, dtype=float) for array in start)
    for change in changes:
        sectors = np.asarray(change.sectors)
        if change.instrument == "subsidy":
            cells: tuple[np.ndarray, ...] = (np.array([change.actor]), sectors)
            target, low, high = s, -np.inf, HIGHEST_SUBSIDY
        else:
            partners = np.array([at for at in change.partners if at != change.actor], dtype=int)
            if not len(partners):
                name = economy.economies[change.actor].name
                raise UserError(
                    f"{name} cannot put a {change.instrument} on itself. "
                    f"Name another economy as partner ({', '.join(economy.codes)}) or 'all'."
                )
            actor = np.array([change.actor])
            cells = (partners, actor, sectors) if change.instrument == "tariff" else (actor, partners, sectors)
            target, low, high = (t if change.instrument == "tariff" else e), LOWEST_TARIFF, np.inf
        grid = np.ix_(*cells)
        rates = np.full_like(target[grid], change.amount) if change.to_level else target[grid] + change.amount
        _refuse_outside(change.instrument, rates, low, high)
        target[grid] = rates
    return Policy(t, e, s)  # type: ignore[arg-type]


def _refuse_outside(instrument: Instrument, rates: np.ndarray, low: float, high: float) -> None:
    if not np.isfinite(rates).all():
        raise UserError(f"The new {instrument} is not a number. Give a rate in percent, for example 25.")
    if rates.min() < low:
        raise UserError(
            f"The new {instrument} would be {100 * rates.min():.6g} %, but it must be at least {100 * low:g} %: "
            "at -100 % goods would cost nothing. Use a smaller cut, or set the level to 0."
        )
    if rates.max() > high:
        raise UserError(
            f"The new {instrument} would be {100 * rates.max():.6g} %, but it must be at most {100 * high:g} %: "
            "at 100 % producers would be paid whatever they charge. Use a smaller rate."
        )


def find_scenario(economy: Economy, name: str) -> Scenario:
    """Return a named tariff episode of a data set.

    Raises:
        UserError: the data set has no such scenario.
    """
    known = {scenario.name: scenario for scenario in economy.scenarios}
    wanted = name.strip().casefold().replace("_", "-").replace(" ", "-")
    if wanted in known:
        return known[wanted]
    if not known:
        raise UserError(
            f"The data set '{economy.dataset}' has no scenarios, so '{shorten(name)}' cannot be run on it. "
            "Describe the change with importer, exporter, sector and tariff_change."
        )
    near = close_matches(name, known)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    raise UserError(
        f"The data set '{economy.dataset}' has no scenario '{shorten(name)}'.{hint} Known: {', '.join(known)}."
    )


def scenario_policy(scenario: Scenario, base: Primitives) -> Policy:
    """Return the baseline's policy with the tariffs of a scenario."""
    return Policy(np.asarray(scenario.tariff), np.asarray(base.e), np.asarray(base.s))  # type: ignore[arg-type]
