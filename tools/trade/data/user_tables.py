"""A person's own trade data: six CSV tables, checked row by row, stored as one file.

Columns (UTF-8, a header row, shares and rates as fractions, names spelled alike in all tables):

    trade.csv         exporter, importer, sector, value           sales before tariffs; the domestic ones too;
                                                                  what is absent is zero
    value_added.csv   economy, sector, share                      value added in revenue
    input_output.csv  economy, input, sector, share               each input in revenue; absent is zero;
                                                                  with value_added the shares of a sector sum to 1
    final.csv         economy, sector, share                      final spending; sums to 1 in each economy
    tariffs.csv       exporter, importer, sector, rate            optional; absent is zero
    elasticities.csv  sector, trade_elasticity, scale_elasticity
    economies.csv     code, name                                  optional: long names
    sectors.csv       code, name, goods                           optional; goods is 1 or 0: whether a tariff on
                                                                  "all goods" covers the sector
    scenario_NAME.csv exporter, importer, sector, rate            optional: tariffs that a scenario sets
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tools.core.errors import UserError
from tools.trade.data.archive import pack
from tools.trade.data.labels import known_economy
from tools.trade.data.long_table import read_table, to_array
from tools.trade.economy import LEAST_INPUT_SHARE, SHARE_TOLERANCE, Economy, Label, Scenario, check

if TYPE_CHECKING:
    from tools.core.datasets import DataSet

ARCHIVE = "economy.npz"
MOST_BYTES = 200_000_000
MOST_CELLS = 4_000_000


def import_trade(folder: Path, name: str, *, title: str = "", year: int = 0, million_usd: float = 1.0) -> DataSet:
    """Read a folder of CSV tables, check them, and store them as the data set `name`.

    Args:
        folder: holds the tables that this module describes.
        name: what the data set is called from then on.
        title: a line for people; made from the name where empty.
        year: year of the flows, 0 where of none.
        million_usd: value of one unit of `value`, in million USD; 0 where the data are of no currency.

    Raises:
        UserError: a table, column, row or figure is wrong; the sentence names it.
    """
    from tools.core.datasets import catalog

    economy = read_tables(folder, name, title=title or name, year=year, million_usd=million_usd)
    _refuse_unbalanced(economy)
    return catalog().add_imported(
        name,
        economy.title,
        "trade",
        {ARCHIVE: pack(economy)},
        source=economy.source,
        years=str(year) if year else "",
        units=f"{million_usd:g} million USD" if million_usd else "",
    )


def read_tables(folder: Path, name: str, *, title: str, year: int = 0, million_usd: float = 1.0) -> Economy:
    """Return the economy that a folder of CSV tables describes.

    Raises:
        UserError: see `import_trade`.
    """
    if not folder.is_dir():
        raise UserError(f"{folder} is not a folder. Give the folder that holds trade.csv and the other tables.")
    for path in folder.glob("*.csv"):
        if path.stat().st_size > MOST_BYTES:
            raise UserError(f"{path.name} is larger than {MOST_BYTES // 1_000_000} MB. Aggregate economies or sectors.")
    elasticities = read_table(folder / "elasticities.csv", ["sector"], ["trade_elasticity", "scale_elasticity"])
    final = read_table(folder / "final.csv", ["economy", "sector"], ["share"])
    sectors = _positions(elasticities["sector"])
    economies = _positions(final["economy"])
    if len(economies) < 2:
        raise UserError(f"final.csv names {len(economies)} economy, but trade takes at least two. Add the others.")
    if len(economies) * max(len(economies), len(sectors)) * len(sectors) > MOST_CELLS:
        raise UserError(
            f"{len(economies)} economies with {len(sectors)} sectors are more than the solver is meant for: "
            "aggregate to fewer (31 x 40 takes well under a second)."
        )
    places = {
        "exporter": economies,
        "importer": economies,
        "economy": economies,
        "sector": sectors,
        "input": sectors,
    }

    def array(file: str, axes: tuple[str, ...], figure: str, *, complete: bool, low: float, high: float) -> np.ndarray:
        path = folder / file
        table = read_table(path, axes, [figure])
        return to_array(table, path, axes, figure, places, complete=complete, low=low, high=high)

    cube, pair = ("exporter", "importer", "sector"), ("economy", "sector")
    flows = array("trade.csv", cube, "value", complete=False, low=0.0, high=np.inf)
    value_added = array("value_added.csv", pair, "share", complete=True, low=0.0, high=1.0)
    inputs = array(
        "input_output.csv", ("economy", "input", "sector"), "share", complete=False, low=-LEAST_INPUT_SHARE, high=1.0
    )
    shares = array("final.csv", pair, "share", complete=True, low=0.0, high=1.0)
    tariff = np.zeros_like(flows)
    if (folder / "tariffs.csv").exists():
        tariff = array("tariffs.csv", cube, "rate", complete=False, low=-0.99, high=100.0)
    _refuse_unequal(value_added + inputs.sum(axis=1), "value_added.csv plus input_output.csv", economies, sectors)
    _refuse_unequal(shares.sum(axis=1, keepdims=True), "final.csv", economies, {})
    theta = to_array(
        elasticities, folder / "elasticities.csv", ["sector"], "trade_elasticity", places, low=0.01, high=1000.0
    )
    psi = to_array(
        elasticities, folder / "elasticities.csv", ["sector"], "scale_elasticity", places, low=0.0, high=100.0
    )
    strong = np.flatnonzero(theta * psi >= 1.0)
    if len(strong):
        raise UserError(
            f"elasticities.csv row {strong[0] + 2}: trade_elasticity times scale_elasticity is "
            f"{theta[strong[0]] * psi[strong[0]]:.3g}, but it must be below 1 for a unique equilibrium. Lower one."
        )
    remainder = np.where(inputs.sum(axis=1) > 0.0, inputs.sum(axis=1), 1.0)
    return check(
        Economy(
            dataset=name,
            title=title,
            source=f"Data set '{name}', imported by the user",
            year=year,
            stylised=False,
            million_usd=million_usd,
            economies=_labels(folder / "economies.csv", economies, known_economy),
            sectors=_labels(folder / "sectors.csv", sectors, lambda code: Label(code, code)),
            goods=_goods(folder / "sectors.csv", sectors),
            spending=flows * (1.0 + tariff),
            tariff=tariff,
            value_added_share=np.where(inputs.sum(axis=1) > 0.0, value_added, 1.0),
            input_share=inputs / remainder[:, None, :] * (1.0 - value_added)[:, None, :],
            final_share=shares / shares.sum(axis=1, keepdims=True),
            trade_elasticity=theta,
            scale_elasticity=psi,
            scenarios=tuple(_scenarios(folder, name, tariff, places)),
        )
    )


def _positions(names: pd.Series) -> dict[str, int]:
    return {str(name): at for at, name in enumerate(dict.fromkeys(names))}


def _labels(path: Path, positions: dict[str, int], default: Callable[[str], Label]) -> tuple[Label, ...]:
    names: dict[str, str] = {}
    if path.exists():
        table = read_table(path, ["code", "name"], [])
        to_array(table.assign(one=1.0), path, ["code"], "one", {"code": positions}, complete=False)
        names = dict(zip(table["code"], table["name"], strict=True))
    labels = []
    for code in positions:
        known = default(code)
        spellings = tuple({known.code, known.name, *known.spellings} - {code})
        labels.append(Label(code, names.get(code, known.name), tuple(sorted(spellings))))
    return tuple(labels)


def _goods(path: Path, positions: dict[str, int]) -> np.ndarray:
    if not path.exists():
        return np.ones(len(positions), dtype=bool)
    table = read_table(path, ["code"], ["goods"])
    return np.asarray(to_array(table, path, ["code"], "goods", {"code": positions}, low=0.0, high=1.0) > 0.5)


def _scenarios(folder: Path, dataset: str, tariff: np.ndarray, places: dict[str, dict[str, int]]) -> Iterable[Scenario]:
    for path in sorted(folder.glob("scenario_*.csv")):
        name = path.stem.removeprefix("scenario_").replace("_", "-").casefold()
        cube = ("exporter", "importer", "sector")
        table = read_table(path, cube, ["rate"])
        rates = to_array(table, path, cube, "rate", places, complete=False, low=-0.99, high=100.0)
        given = to_array(table.assign(rate=1.0), path, cube, "rate", places, complete=False) > 0.0
        yield Scenario(name, name, f"Data set '{dataset}'", np.where(given, rates, tariff))


def _refuse_unequal(sums: np.ndarray, what: str, economies: dict[str, int], sectors: dict[str, int]) -> None:
    wrong = np.argwhere(np.abs(sums - 1.0) > SHARE_TOLERANCE)
    if len(wrong):
        at = tuple(int(k) for k in wrong[0])
        where = f"economy {list(economies)[at[0]]}" + (f", sector {list(sectors)[at[1]]}" if sectors else "")
        raise UserError(f"{what}: the shares of {where} sum to {sums[at]:.6g}, but they must sum to 1.")


def _refuse_unbalanced(economy: Economy) -> None:
    from tools.trade.calibration import calibrate

    calibrate(economy)
