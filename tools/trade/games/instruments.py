"""The instruments that players choose: one vector of unknowns, its bounds, and the policy that it means.

An unknown is log(1 + t) of a tariff, log(1 + e) of an export tax or -log(1 - s) of a subsidy, so that zero is free
trade and steps mean the same for small and large rates. One unknown may set several cells: a tariff that is the same
for all partners (MFN), or one rate for all goods.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from tools.trade.equilibrium import Policy, Primitives

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


class Cells(NamedTuple):
    """Which unknown sets which cell: `tariff_*` and `export_*` index [i, n, j], `subsidy_*` index [i, j]."""

    tariff_i: Int[Array, " a"]
    tariff_n: Int[Array, " a"]
    tariff_j: Int[Array, " a"]
    tariff_x: Int[Array, " a"]
    export_i: Int[Array, " b"]
    export_n: Int[Array, " b"]
    export_j: Int[Array, " b"]
    export_x: Int[Array, " b"]
    subsidy_i: Int[Array, " c"]
    subsidy_j: Int[Array, " c"]
    subsidy_x: Int[Array, " c"]


@dataclass(frozen=True)
class Layout:
    """m unknowns of some players.

    Attributes:
        cells: which cells they set.
        owner: economy that chooses each unknown, [m].
        kind: instrument of each unknown, [m].
        lower: lowest value, [m].
        upper: highest value, [m].
    """

    cells: Cells
    owner: Int[np.ndarray, " m"]
    kind: np.ndarray
    lower: Float[np.ndarray, " m"]
    upper: Float[np.ndarray, " m"]

    @property
    def size(self) -> int:
        """Number of unknowns."""
        return len(self.owner)

    def restrict(self, kept: Int[np.ndarray, " k"]) -> Layout:
        """Return the layout of some of the unknowns alone, in the order of `kept`."""
        place = np.full(self.size, -1)
        place[kept] = np.arange(len(kept))
        c = self.cells

        def part(*columns: Any) -> tuple[Any, ...]:
            inside = place[np.asarray(columns[-1])] >= 0
            return (*(np.asarray(column)[inside] for column in columns[:-1]), place[np.asarray(columns[-1])[inside]])

        cells = Cells(
            *part(c.tariff_i, c.tariff_n, c.tariff_j, c.tariff_x),
            *part(c.export_i, c.export_n, c.export_j, c.export_x),
            *part(c.subsidy_i, c.subsidy_j, c.subsidy_x),
        )
        return Layout(cells, self.owner[kept], self.kind[kept], self.lower[kept], self.upper[kept])


def lay_out(
    players: Sequence[int],
    instruments: Sequence[Instrument],
    economies: int,
    sectors: Sequence[int],
    bounds: Bounds,
    partners: Sequence[int] | None = None,
) -> Layout:
    """Return the unknowns of a game.

    Args:
        players: positions of the economies that choose.
        instruments: what each of them chooses.
        economies: number N of economies.
        sectors: positions of the sectors that the instruments reach.
        bounds: limits of the rates.
        partners: positions of the economies that tariffs and export taxes are aimed at; all where not given.
    """
    reach = range(economies) if partners is None else partners
    tariff: list[tuple[int, int, int, int]] = []
    export: list[tuple[int, int, int, int]] = []
    subsidy: list[tuple[int, int, int]] = []
    owner: list[int] = []
    kind: list[str] = []

    def unknown(player: int, instrument: str) -> int:
        owner.append(player)
        kind.append(instrument)
        return len(owner) - 1

    for player in players:
        others = [at for at in reach if at != player]
        for instrument in instruments:
            if instrument == "tariffs":
                tariff += [(i, player, j, unknown(player, instrument)) for i in others for j in sectors]
            elif instrument == "tariffs-mfn":
                for j in sectors:
                    x = unknown(player, instrument)
                    tariff += [(i, player, j, x) for i in others]
            elif instrument == "tariff-uniform":
                x = unknown(player, instrument)
                tariff += [(i, player, j, x) for i in others for j in sectors]
            elif instrument == "export-taxes":
                export += [(player, n, j, unknown(player, instrument)) for n in others for j in sectors]
            else:
                subsidy += [(player, j, unknown(player, instrument)) for j in sectors]
    names = np.array(kind, dtype=object)
    limits: dict[str, tuple[float, float]] = {
        **dict.fromkeys(TARIFFS, bounds.tariff),
        "export-taxes": bounds.export_tax,
    }
    low = [-np.log1p(-bounds.subsidy[0]) if name == "subsidies" else np.log1p(limits[name][0]) for name in kind]
    high = [-np.log1p(-bounds.subsidy[1]) if name == "subsidies" else np.log1p(limits[name][1]) for name in kind]
    columns: list[Any] = [*_columns(tariff, 4), *_columns(export, 4), *_columns(subsidy, 3)]
    return Layout(Cells(*columns), np.array(owner, dtype=int), names, np.array(low), np.array(high))


def policy_of(base: Primitives, cells: Cells, x: Float[Array, " m"]) -> Policy:
    """Return the policy that the unknowns mean; what no unknown sets stays as in the baseline."""
    return Policy(
        base.t.at[cells.tariff_i, cells.tariff_n, cells.tariff_j].set(jnp.expm1(x[cells.tariff_x])),
        base.e.at[cells.export_i, cells.export_n, cells.export_j].set(jnp.expm1(x[cells.export_x])),
        base.s.at[cells.subsidy_i, cells.subsidy_j].set(-jnp.expm1(-x[cells.subsidy_x])),
    )


def unknowns_of(policy: Policy, layout: Layout) -> Float[np.ndarray, " m"]:
    """Return the unknowns nearest to a policy: the mean over the cells of each, moved inside the bounds."""
    cells, total, count = layout.cells, np.zeros(layout.size), np.zeros(layout.size)
    t, e, s = (np.asarray(array) for array in policy)
    for x, value in (
        (cells.tariff_x, np.log1p(t[cells.tariff_i, cells.tariff_n, cells.tariff_j])),
        (cells.export_x, np.log1p(e[cells.export_i, cells.export_n, cells.export_j])),
        (cells.subsidy_x, -np.log1p(-s[cells.subsidy_i, cells.subsidy_j])),
    ):
        np.add.at(total, np.asarray(x), value)
        np.add.at(count, np.asarray(x), 1.0)
    return np.clip(total / np.maximum(count, 1.0), layout.lower, layout.upper)


def _columns(rows: Sequence[tuple[int, ...]], width: int) -> list[np.ndarray]:
    table = np.array(rows, dtype=int).reshape(-1, width)
    return [table[:, at] for at in range(width)]
