"""From what a person wrote to a policy game: names become positions, percent becomes bounds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from tools.core.errors import UserError, shorten
from tools.trade.calibration import Calibration
from tools.trade.equilibrium import Policy, Primitives, current_policy, find, rebased
from tools.trade.games.arguments import PolicyArguments, split_instruments
from tools.trade.games.game import Game, joint, non_cooperative
from tools.trade.games.instruments import Bounds, Instrument, Layout, lay_out
from tools.trade.names import resolve, resolve_one
from tools.trade.policy import find_scenario, scenario_policy
from tools.trade.request import resolve_sectors

ACCEPTED_RESIDUAL = 1e-10


@dataclass(frozen=True)
class Setting:
    """Who chooses what, from which start.

    Attributes:
        calibration: the data and the status quo.
        base: where choosing starts: the status quo, or the equilibrium under a given policy.
        before: log real income there relative to the status quo, [N].
        players: positions of the economies that choose.
        instruments: what they choose.
        sectors: positions of the sectors in reach.
        partners: positions of the partners in reach.
        bounds: limits of the rates.
    """

    calibration: Calibration
    base: Primitives
    before: Float[np.ndarray, " N"]
    players: tuple[int, ...]
    instruments: tuple[Instrument, ...]
    sectors: tuple[int, ...]
    partners: tuple[int, ...]
    bounds: Bounds

    def game(self) -> Game:
        """Return the game in which each player maximises its own real income."""
        return non_cooperative(self.base, self._layout())

    def planner(self, weights: Float[np.ndarray, " N"]) -> Game:
        """Return the problem of one planner with weights on all log real incomes."""
        return joint(self.base, self._layout(), weights)

    def _layout(self) -> Layout:
        N, J = self.base.g.shape
        return lay_out(self.players, self.instruments, N, self.sectors, self.bounds, self.partners, sector_count=J)


def read_setting(
    args: PolicyArguments,
    calibration: Calibration,
    players: str,
    *,
    least: int,
    sector: str = "all",
    partner: str = "all",
    policy: Policy | None = None,
) -> Setting:
    """Return the setting that the arguments ask for.

    Args:
        args: instruments and bounds (fields of the same names).
        calibration: the data.
        players: economies that choose, as written.
        least: fewest players that make sense.
        sector: sectors in reach, as written.
        partner: partners in reach, as written.
        policy: a policy that is in force while they choose; the baseline's where not given.

    Raises:
        UserError: a name is unknown or the players are too few.
    """
    economy = calibration.economy
    chosen = resolve("economy", players or "all", economy.economies)
    if len(chosen) < least:
        raise UserError(
            f"A game needs at least {least} players, but '{shorten(players)}' names {len(chosen)} "
            f"({economy.economies[chosen[0]].name}). Name several with commas, or all; what one economy would choose "
            "alone is answered by optimal_policy."
        )
    partners = resolve("economy", partner or "all", economy.economies)
    if not any(set(partners) - {player} for player in chosen):
        raise UserError(f"{economy.economies[chosen[0]].name} cannot put a tariff on itself: name another partner.")
    instruments: tuple[Instrument, ...] = split_instruments(getattr(args, "instruments", "both"))  # type: ignore[assignment]
    base, before = calibration.base, np.zeros(len(economy.codes))
    if policy is not None:
        found = find(base, policy, accepted=ACCEPTED_RESIDUAL)
        if not float(found.residual) <= ACCEPTED_RESIDUAL:
            raise UserError(
                f"No equilibrium was found under the given policy (residual {float(found.residual):.1e}). "
                "Try a smaller change, or scale_economies=false."
            )
        base, before = rebased(base, policy, found), np.log(np.asarray(found.real_income_hat))
    return Setting(
        calibration, base, before, chosen, instruments, resolve_sectors(sector, economy), partners, _bounds(args)
    )


def under_scenario(calibration: Calibration, name: str) -> Policy | None:
    """Return the policy of a named episode, None where no name is given."""
    if not name:
        return None
    return scenario_policy(find_scenario(calibration.economy, name), calibration.base)


def status_quo(setting: Setting) -> Policy:
    """Return the policy that is in force before anybody chooses."""
    return current_policy(setting.base)


def income_weights(setting: Setting, economies: Sequence[int]) -> Float[np.ndarray, " N"]:
    """Return weights in proportion to income for the given economies, zero for others; they sum to one."""
    weights = np.zeros(len(setting.before))
    at = list(economies)
    weights[at] = np.asarray(setting.base.Y)[at]
    out: np.ndarray = weights / weights.sum()
    return out


def equal_weights(setting: Setting, economies: Sequence[int]) -> Float[np.ndarray, " N"]:
    """Return equal weights for the given economies, zero for others; they sum to one."""
    weights = np.zeros(len(setting.before))
    weights[list(economies)] = 1.0 / len(economies)
    return weights


def read_weights(text: str, setting: Setting) -> Float[np.ndarray, " N"] | None:
    """Return the weights that an objective names: None for own real income.

    Raises:
        UserError: the text is neither own, world nor a list of economies with weights.
    """
    wanted, everyone = text.strip().casefold(), range(len(setting.before))
    if wanted in ("", "own", "own real income", "real income"):
        return None
    if wanted in ("world", "global", "sum", "all"):
        return income_weights(setting, everyone)
    weights = np.zeros(len(setting.before))
    for part in re.split(r"[,;，；]", text):
        match = re.fullmatch(r"\s*(?P<who>.+?)\s*[:= ]\s*(?P<weight>\d+(?:\.\d+)?)\s*", part)
        if match is None:
            raise UserError(
                f"The objective '{shorten(text)}' is not understood: write own, world, or weights such as "
                "'USA 1, CHN 0.5'."
            )
        at = resolve_one("economy", match["who"], setting.calibration.economy.economies)
        weights[at] = float(match["weight"])
    if not weights.sum() > 0.0:
        raise UserError("All weights of the objective are zero: give at least one economy a positive weight.")
    return np.asarray(weights / weights.sum())


def _bounds(args: PolicyArguments) -> Bounds:
    def limits(what: str) -> tuple[float, float]:
        return getattr(args, f"{what}_min") / 100.0, getattr(args, f"{what}_max") / 100.0

    return Bounds(tariff=limits("tariff"), export_tax=limits("tariff"), subsidy=limits("subsidy"))
