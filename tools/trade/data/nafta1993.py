"""The world of 1993 for the North American Free Trade Agreement: 31 economies and 40 sectors."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tools.core.errors import UserError
from tools.trade.data.labels import NAFTA_SECTORS, known_economy
from tools.trade.economy import Economy, Scenario, check

FILE = "cp2015_nafta.rda"
GOODS = 20
MEMBERS = ("CAN", "MEX", "USA")
SOURCE = "Caliendo and Parro (2015), data for 1993 as packaged in cp2015 (MIT)"
NOTES = (
    "Where sales leave negative final spending, the share is set to zero, as Caliendo and Parro do.",
    "There are no scale elasticities in this data set; services are not traded.",
)


def read(folder: Path) -> Economy:
    """Return the 31 x 40 world economy of 1993, with the tariffs of 2005 among NAFTA members as a scenario.

    Args:
        folder: holds cp2015_nafta.rda.

    Raises:
        UserError: the file is missing or corrupt.

    Source: Caliendo and Parro (2015), Review of Economic Studies.
    """
    tables = _tables(folder / FILE)
    names = [str(name) for name in tables["sets"]["regions"]]
    economies = {name: at for at, name in enumerate(names)}
    sectors = {label.code: at for at, label in enumerate(NAFTA_SECTORS)}

    def array(table: str, axes: tuple[str, ...], figure: str = "value") -> np.ndarray:
        frame = tables[table]
        where = {"sector": sectors, "input": sectors, "region": economies, "exporter": economies, "importer": economies}
        index = tuple(frame[axis].astype(str).map(where[axis]).to_numpy(dtype=int) for axis in axes)
        out = np.zeros([len(where[axis]) for axis in axes])
        out[index] = frame[figure].to_numpy(dtype=float)
        return out

    try:
        cube = ("exporter", "importer", "sector")
        tariff, tariff_after = array("trade", cube, "tariff"), array("trade", cube, "tariff_cfl")
        spending = array("trade", cube) * (1.0 + tariff)
        value_added = array("value_added", ("region", "sector"))
        inputs = array("intermediate_consumption", ("region", "input", "sector"))
        final = array("final_consumption", ("region", "sector"))
        theta = array("theta", ("sector",))
    except (KeyError, ValueError) as error:
        raise _corrupt(folder / FILE, error) from error
    costs = value_added + inputs.sum(axis=1)
    producing = costs > 0.0
    costs = np.where(producing, costs, 1.0)
    labels = tuple(known_economy(name) for name in names)
    scenario = Scenario("nafta-2005", "the tariffs of 2005 among NAFTA members", SOURCE, tariff_after)
    final = np.maximum(final, 0.0)
    return check(
        Economy(
            dataset="nafta1993",
            title="World economy of 1993, 31 economies and 40 sectors",
            source=SOURCE,
            year=1993,
            stylised=False,
            million_usd=1e-6,
            economies=labels,
            sectors=NAFTA_SECTORS,
            goods=np.arange(len(sectors)) < GOODS,
            spending=spending,
            tariff=tariff,
            value_added_share=np.where(producing, value_added / costs, 1.0),
            input_share=inputs / costs[:, None, :],
            final_share=final / final.sum(axis=1, keepdims=True),
            trade_elasticity=theta,
            scale_elasticity=np.zeros(len(sectors)),
            scenarios=(scenario,),
            notes=NOTES,
        )
    )


def _tables(path: Path) -> dict[str, Any]:
    import rdata

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            loaded = rdata.read_rda(path)
        tables: dict[str, Any] = loaded["cp2015_nafta"]
        sets = tables["sets"]
        if len(sets["regions"]) != 31 or not isinstance(tables["trade"], pd.DataFrame):
            raise ValueError("it does not hold the 31 economies")
    except FileNotFoundError as error:
        raise UserError(
            f"{path.name} is missing in {path.parent}. Fetch it with `quesnay data fetch nafta1993`."
        ) from error
    except Exception as error:  # the R reader raises many kinds on corrupt bytes
        raise _corrupt(path, error) from error
    return tables


def _corrupt(path: Path, error: Exception) -> UserError:
    return UserError(
        f"{path} is not the R data file that was expected ({type(error).__name__}: {error}). "
        "Fetch it again with `quesnay data fetch nafta1993`."
    )
