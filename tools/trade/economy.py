"""An observed world economy: who trades what with whom, in the form every data source is brought into."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tools.core.errors import UserError

if TYPE_CHECKING:
    import numpy as np
    from jaxtyping import Bool, Float

SHARE_TOLERANCE = 1e-4
LEAST_INPUT_SHARE = 0.01
"""Input-output tables carry small negative inputs (by-products); larger ones are mistakes."""


@dataclass(frozen=True)
class Label:
    """An economy or a sector: a short code for keys, a name for people, further spellings for matching.

    A spelling that several labels share stands for all of them ("NAFTA", "electronics").
    """

    code: str
    name: str
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scenario:
    """Tariffs of a named episode: `tariff[i, n, j]` are the levels that n applies to goods j from i."""

    name: str
    title: str
    source: str
    tariff: Float[np.ndarray, "N N J"]


@dataclass(frozen=True, eq=False)
class Economy:
    """N economies and J sectors in one year; indices i origin, n destination, j sector, k input.

    Attributes:
        dataset: name of the data set.
        title: what it is, for people.
        source: line that goes under charts and into notes.
        year: year of the flows, 0 where they are of no year.
        stylised: whether the numbers are made up by a rule.
        million_usd: value of one unit of `spending`, in million USD; 0 where the data are of no currency.
        economies: N labels.
        sectors: J labels.
        goods: whether a tariff on "all sectors" covers the sector.
        spending: what buyers in n pay for j from i, tariff included, [i, n, j].
        tariff: ad valorem rate as a fraction, [i, n, j].
        value_added_share: share of value added in the revenue of j, [i, j].
        input_share: share of input k in the revenue of j, [i, k, j]; sums over k to 1 - value_added_share.
        final_share: share of j in final spending, [i, j]; sums to 1.
        trade_elasticity: theta, [j].
        scale_elasticity: psi, [j]; zero where there are no external economies.
        scenarios: named tariff episodes that the data come with.
        notes: caveats, one sentence each.
    """

    dataset: str
    title: str
    source: str
    year: int
    stylised: bool
    million_usd: float
    economies: tuple[Label, ...]
    sectors: tuple[Label, ...]
    goods: Bool[np.ndarray, " J"]
    spending: Float[np.ndarray, "N N J"]
    tariff: Float[np.ndarray, "N N J"]
    value_added_share: Float[np.ndarray, "N J"]
    input_share: Float[np.ndarray, "N J J"]
    final_share: Float[np.ndarray, "N J"]
    trade_elasticity: Float[np.ndarray, " J"]
    scale_elasticity: Float[np.ndarray, " J"]
    scenarios: tuple[Scenario, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def codes(self) -> list[str]:
        """Codes of the economies, in order."""
        return [label.code for label in self.economies]

    @property
    def revenue(self) -> Float[np.ndarray, "N J"]:
        """Sales of each sector before tariffs, in units of `spending`."""
        out: np.ndarray = (self.spending / (1.0 + self.tariff)).sum(axis=1)
        return out

    @property
    def exports(self) -> Float[np.ndarray, "N N J"]:
        """Flows before tariffs with the domestic ones set to zero, in units of `spending`."""
        import numpy as np

        flows: np.ndarray = self.spending / (1.0 + self.tariff)
        flows[np.arange(len(flows)), np.arange(len(flows))] = 0.0
        return flows


def check(economy: Economy) -> Economy:
    """Return the economy if its numbers can be one, else say which cannot.

    Raises:
        UserError: a figure is missing, negative or out of range, or shares do not add up; the sentence names it.
    """
    import numpy as np

    def first(bad: np.ndarray) -> tuple[int, ...]:
        return tuple(int(k) for k in np.argwhere(bad)[0])

    def where(index: tuple[int, ...], axes: str) -> str:
        words = {"i": economy.economies, "n": economy.economies, "j": economy.sectors, "k": economy.sectors}
        kinds = {"i": "economy", "n": "buyer", "j": "sector", "k": "input"}
        return ", ".join(f"{kinds[axis]} {words[axis][at].code}" for axis, at in zip(axes, index, strict=True))

    def refuse(name: str, bad: np.ndarray, axes: str, rule: str, array: np.ndarray) -> None:
        if bad.any():
            at = first(bad)
            raise UserError(
                f"Data set '{economy.dataset}': {name} of {where(at, axes)} is {array[at]:.6g}, but {rule}. "
                "Mend the file, or fetch the data set again with `quesnay data fetch`."
            )

    arrays = (
        ("the trade flow", economy.spending, "inj"),
        ("the tariff", economy.tariff, "inj"),
        ("the value-added share", economy.value_added_share, "ij"),
        ("the input share", economy.input_share, "ikj"),
        ("the final expenditure share", economy.final_share, "ij"),
        ("the trade elasticity", economy.trade_elasticity, "j"),
        ("the scale elasticity", economy.scale_elasticity, "j"),
    )
    for name, array, axes in arrays:
        refuse(name, ~np.isfinite(array), axes, "it must be a number", array)
    lows = {"the tariff": -0.99, "the input share": -LEAST_INPUT_SHARE}
    for name, array, axes in arrays:
        low = lows.get(name, 0.0)
        refuse(name, array < low, axes, f"it must be at least {low:g}", array)
    refuse("the trade elasticity", economy.trade_elasticity <= 0, "j", "it must be positive", economy.trade_elasticity)
    strength = economy.trade_elasticity * economy.scale_elasticity
    refuse("trade elasticity times scale elasticity", strength >= 1.0, "j", "it must be below 1", strength)
    costs = economy.value_added_share + economy.input_share.sum(axis=1)
    refuse("the sum of cost shares", abs(costs - 1.0) > SHARE_TOLERANCE, "ij", "it must be 1", costs)
    wants = economy.final_share.sum(axis=1)
    refuse("the sum of final expenditure shares", abs(wants - 1.0) > SHARE_TOLERANCE, "i", "it must be 1", wants)
    payroll = (economy.value_added_share * economy.revenue).sum(axis=1)
    refuse("value added", payroll <= 0.0, "i", "it must be positive", payroll)
    return economy
