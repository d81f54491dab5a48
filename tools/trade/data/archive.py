"""One file that holds an `Economy`: arrays in a NumPy archive, words in JSON inside it; no pickles."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from tools.core.atomic import write_atomically
from tools.core.errors import UserError
from tools.trade.economy import Economy, Label, Scenario

ARRAYS = (
    "goods",
    "spending",
    "tariff",
    "value_added_share",
    "input_share",
    "final_share",
    "trade_elasticity",
    "scale_elasticity",
)
WORDS = ("dataset", "title", "source", "year", "stylised", "million_usd", "notes")


def pack(economy: Economy) -> bytes:
    """Return an economy as the bytes of one file."""
    words = {name: getattr(economy, name) for name in WORDS}
    words["economies"] = [asdict(label) for label in economy.economies]
    words["sectors"] = [asdict(label) for label in economy.sectors]
    words["scenarios"] = [asdict(replace(s, tariff=np.empty((0, 0, 0)))) | {"tariff": None} for s in economy.scenarios]
    arrays = {name: getattr(economy, name) for name in ARRAYS}
    arrays |= {f"scenario_{at}": scenario.tariff for at, scenario in enumerate(economy.scenarios)}
    buffer = io.BytesIO()
    np.savez_compressed(buffer, words=np.array(json.dumps(words, ensure_ascii=False)), **arrays)
    return buffer.getvalue()


def save(economy: Economy, path: Path) -> None:
    """Write an economy to `path`, whole or not at all."""
    write_atomically(path, pack(economy))


def load(path: Path) -> Economy:
    """Read an economy from a file of `pack`.

    Raises:
        UserError: the file is not such an archive.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            words = json.loads(str(archive["words"]))
            arrays = {name: archive[name] for name in ARRAYS}
            scenarios = tuple(
                Scenario(entry["name"], entry["title"], entry["source"], archive[f"scenario_{at}"])
                for at, entry in enumerate(words["scenarios"])
            )
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, EOFError) as error:
        raise UserError(
            f"{path} cannot be read as a trade data set ({error}). "
            "Import it again with `quesnay data import-trade FOLDER`."
        ) from error
    return Economy(
        **{name: words[name] for name in WORDS if name != "notes"},
        notes=tuple(words["notes"]),
        economies=_labels(words["economies"]),
        sectors=_labels(words["sectors"]),
        scenarios=scenarios,
        **arrays,
    )


def _labels(entries: list[dict[str, object]]) -> tuple[Label, ...]:
    return tuple(Label(str(e["code"]), str(e["name"]), tuple(e["spellings"])) for e in entries)  # type: ignore[arg-type]
