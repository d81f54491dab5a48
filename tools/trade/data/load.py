"""Loading a chosen data set, once in a process."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from tools.trade.calibration import Calibration, Deficits, calibrate
from tools.trade.data import archive, coarse, nafta1993, stylised, user_tables, world2017
from tools.trade.data.choice import COARSE, FULL, NAFTA, STYLISED, manifest_name, stylised_size
from tools.trade.economy import Economy


@lru_cache(maxsize=8)
def load_economy(dataset: str, folder: Path | None, stamp: str = "") -> Economy:
    """Return the economy of a data set.

    Args:
        dataset: a name that `choose` returned.
        folder: the data set's folder, None for the embedded ones.
        stamp: changes when the folder's content does.

    Raises:
        UserError: a file is corrupt.
    """
    if manifest_name(dataset) == STYLISED:
        return stylised.generate(*stylised_size(dataset))
    if dataset == COARSE:
        return coarse.read()
    if folder is None:
        raise LookupError(f"data set '{dataset}' has files: its folder is needed")
    if dataset == FULL:
        return world2017.read(folder)
    if dataset == NAFTA:
        return nafta1993.read(folder)
    return archive.load(folder / user_tables.ARCHIVE)


@lru_cache(maxsize=16)
def load_calibration(
    dataset: str, folder: Path | None, stamp: str, deficits: Deficits, scale_economies: bool
) -> Calibration:
    """Return the baseline of a data set, see `calibrate`."""
    return calibrate(load_economy(dataset, folder, stamp), deficits=deficits, scale_economies=scale_economies)
