"""The instruments that players choose: one vector of unknowns, its bounds, and the policy that it means.

An unknown is log(1 + t) of a tariff, log(1 + e) of an export tax or -log(1 - s) of a subsidy, so that zero is free
trade and steps mean the same for small and large rates. One unknown may set several cells: a tariff that is the same
for all partners (MFN), or one rate for all goods.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from tools.trade.equilibrium import Policy

Instrument = Literal["tariffs", "tariffs-mfn", "tariff-uniform", "export-taxes", "subsidies"]
TARIFFS: tuple[Instrument, ...] = ("tariffs", "tariffs-mfn", "tariff-uniform")


@dataclass(frozen=True)
class Bounds:
    """Limits of each instrument, as rates (fractions); the same for all cells.

    Attributes:
        tariff: lowest and highest import tariff.
        export_tax: lowest and highest export tax.
        subsidy: lowest and highest production subsidy, below 1.
    """

    tariff: tuple[float, float] = (0.0, 10.0)
    export_tax: tuple[float, float] = (0.0, 10.0)
    subsidy: tuple[float, float] = (0.0, 0.5)


@dataclass(frozen=True)
class Layout:
    """m unknowns of some players, and which of the K coordinates of a policy each sets.

    Coordinates are the logs of all tariffs [i, n, j], export taxes [i, n, j] and subsidies [i, j], one after the other:
    see `coordinates`. They have one length whatever is played, so that functions compiled for one game serve all.

    Attributes:
        shape: economies N and sectors J.
        coordinate: coordinates that are set, sorted by unknown, [c].
        unknown: the unknown that sets each, [c].
        owner: economy that chooses each unknown, [m].
        kind: instrument of each unknown, [m].
        lower: lowest value, [m].
        upper: highest value, [m].
    """

    shape: tuple[int, int]
    coordinate: Int[np.ndarray, " c"]
    unknown: Int[np.ndarray, " c"]
    owner: Int[np.ndarray, " m"]
    kind: np.ndarray
    lower: Float[np.ndarray, " m"]
    upper: Float[np.ndarray, " m"]

    @property
    def size(self) -> int:
        """Number of unknowns."""
        return len(self.owner)

    def place(self, start: Float[np.ndarray, " K"], x: Float[np.ndarray, " m"]) -> Float[np.ndarray, " K"]:
        """Return the coordinates of a policy in which the unknowns are x and all else is as in `start`."""
        out = np.array(start)
        out[self.coordinate] = np.asarray(x)[self.unknown]
        return out

    def collect(self, by_coordinate: Float[np.ndarray, "... K"]) -> Float[np.ndarray, "... m"]:
        """Return derivatives by unknown from derivatives by coordinate: the sum over what each unknown sets."""
        first = np.searchsorted(self.unknown, np.arange(self.size))
        out: np.ndarray = np.add.reduceat(np.asarray(by_coordinate)[..., self.coordinate], first, axis=-1)
        return out

    def directions(self, unknowns: Int[np.ndarray, " k"]) -> Float[np.ndarray, "k K"]:
        """Return a row for each of some unknowns, with ones at the coordinates that it sets."""
        N, J = self.shape
        rows = np.zeros((len(unknowns), 2 * N * N * J + N * J))
        for row, unknown in enumerate(unknowns):
            rows[row, self.coordinate[self.unknown == unknown]] = 1.0
        return rows

    def restrict(self, kept: Int[np.ndarray, " k"]) -> Layout:
        """Return the layout of some of the unknowns alone; `kept` is in ascending order."""
        place = np.full(self.size, -1)
        place[kept] = np.arange(len(kept))
        inside = place[self.unknown] >= 0
        return Layout(
            self.shape,
            self.coordinate[inside],
            place[self.unknown[inside]],
            self.owner[kept],
            self.kind[kept],
            self.lower[kept],
            self.upper[kept],
        )


def lay_out(
    players: Sequence[int],
    instruments: Sequence[Instrument],
    economies: int,
    sectors: Sequence[int],
    bounds: Bounds,
    partners: Sequence[int] | None = None,
    *,
    sector_count: int,
) -> Layout:
    """Return the unknowns of a game.

    Args:
        players: positions of the economies that choose.
        instruments: what each of them chooses.
        economies: number N of economies.
        sectors: positions of the sectors that the instruments reach.
        bounds: limits of the rates.
        partners: positions of the economies that tariffs and export taxes are aimed at; all where not given.
        sector_count: number J of sectors.
    """
    reach = range(economies) if partners is None else partners
    N, J = economies, sector_count
    cells: list[int] = []
    setter: list[int] = []
    owner: list[int] = []
    kind: list[str] = []

    for player in players:
        others = [at for at in reach if at != player]
        for instrument in instruments:
            for coordinates_set in _reached(instrument, player, others, sectors, (N, J)):
                cells.extend(coordinates_set)
                setter.extend([len(owner)] * len(coordinates_set))
                owner.append(player)
                kind.append(instrument)
    limits: dict[str, tuple[float, float]] = {
        **dict.fromkeys(TARIFFS, bounds.tariff),
        "export-taxes": bounds.export_tax,
    }
    low = [-np.log1p(-bounds.subsidy[0]) if name == "subsidies" else np.log1p(limits[name][0]) for name in kind]
    high = [-np.log1p(-bounds.subsidy[1]) if name == "subsidies" else np.log1p(limits[name][1]) for name in kind]
    names = np.array(kind, dtype=object)
    whole = np.array(cells, dtype=int), np.array(setter, dtype=int), np.array(owner, dtype=int)
    return Layout((N, J), *whole, names, np.array(low), np.array(high))


def _reached(
    instrument: Instrument, player: int, others: Sequence[int], sectors: Sequence[int], shape: tuple[int, int]
) -> list[list[int]]:
    """Return the coordinates that each unknown of an instrument sets."""
    N, J = shape
    imports = [[(i * N + player) * J + j for j in sectors] for i in others]
    if instrument == "tariffs":
        return [[cell] for row in imports for cell in row]
    if instrument == "tariffs-mfn":
        return [list(column) for column in zip(*imports, strict=True)]
    if instrument == "tariff-uniform":
        return [[cell for row in imports for cell in row]]
    if instrument == "export-taxes":
        return [[N * N * J + (player * N + n) * J + j] for n in others for j in sectors]
    return [[2 * N * N * J + player * J + j] for j in sectors]


def coordinates(policy: Policy) -> Float[np.ndarray, " K"]:
    """Return a policy as logs, 2 N N J + N J of them: of 1 + tariff, of 1 + export tax, of 1 / (1 - subsidy)."""
    t, e, s = (np.asarray(rates) for rates in policy)
    return np.concatenate([np.log1p(t).ravel(), np.log1p(e).ravel(), -np.log1p(-s).ravel()])


def policy_at(shape: tuple[int, ...], y: Float[Array, " K"]) -> Policy:
    """Return the policy that coordinates mean; differentiable."""
    N, J = shape
    t, e, s = y[: N * N * J], y[N * N * J : 2 * N * N * J], y[2 * N * N * J :]
    return Policy(
        jnp.expm1(t).reshape(N, N, J),
        jnp.expm1(e).reshape(N, N, J),
        -jnp.expm1(-s).reshape(N, J),
    )


def unknowns_of(policy: Policy, layout: Layout) -> Float[np.ndarray, " m"]:
    """Return the unknowns nearest to a policy: the mean over the cells of each, moved inside the bounds."""
    count = np.bincount(layout.unknown, minlength=layout.size)
    return np.clip(layout.collect(coordinates(policy)) / count, layout.lower, layout.upper)
