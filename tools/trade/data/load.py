"""Loading a chosen data set, once in a process."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from tools.core.context import Context
from tools.core.datasets import catalog
from tools.core.errors import UserError
from tools.trade.calibration import Calibration, Deficits, calibrate
from tools.trade.compilation import keep_compiled
from tools.trade.data import archive, coarse, labels, nafta1993, stylised, user_tables, world2017
from tools.trade.data.choice import COARSE, FULL, NAFTA, STYLISED, manifest_name, stylised_size
from tools.trade.economy import Economy


@lru_cache(maxsize=8)
def load_economy(dataset: str, folder: Path | None, stamp: str = "", cache: Path | None = None) -> Economy:
    """Return the economy of a data set.

    Args:
        dataset: a name that `choose` returned.
        folder: the data set's folder, None for the embedded ones.
        stamp: changes when the folder's content does.
        cache: folder for copies that are quicker to read.

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
        return nafta1993.read(folder) if cache is None else _kept(folder, cache, stamp)
    return archive.load(folder / user_tables.ARCHIVE)


@lru_cache(maxsize=16)
def load_calibration(economy: Economy, deficits: Deficits, scale_economies: bool) -> Calibration:
    """Return the baseline of a loaded economy, see `calibrate`."""
    return calibrate(economy, deficits=deficits, scale_economies=scale_economies)


def open_calibration(dataset: str, ctx: Context, deficits: Deficits, scale_economies: bool) -> Calibration:
    """Return the baseline of a data set that a tool declared, with compiled functions kept in the workspace.

    Args:
        dataset: a name that `choose` returned.
        ctx: the tool's context.
        deficits: "purged" or "held".
        scale_economies: whether the data's scale elasticities apply.

    Raises:
        UserError: a file is corrupt, or the data have no balanced baseline.
    """
    keep_compiled(ctx.cache)
    entry = manifest_name(dataset)
    folder = ctx.dataset(entry) if catalog().get(entry).has_files else None
    economy = load_economy(dataset, folder, catalog().fingerprint(entry), ctx.cache)
    return load_calibration(economy, deficits, scale_economies)


def _kept(folder: Path, cache: Path, stamp: str) -> Economy:
    """Read the NAFTA data from a copy: the R file takes seconds, the copy a few hundredths."""
    readers = b"".join(Path(str(module.__file__)).read_bytes() for module in (nafta1993, labels, archive))
    copy = cache / "trade" / f"{NAFTA}-{stamp}-{hashlib.sha256(readers).hexdigest()[:12]}.npz"
    if copy.exists():
        try:
            return archive.load(copy)
        except UserError:
            copy.unlink(missing_ok=True)
    economy = nafta1993.read(folder)
    archive.save(economy, copy)
    return economy
