"""A panel as four small files, and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from tools.forecasting.data.choice import TARGET_FILE
from tools.forecasting.data.panel import Panel, SeriesInfo

MONTHLY_FILE, QUARTERLY_FILE, FACTS_FILE = "monthly.csv", "quarterly.csv", "facts.json"


def panel_files(panel: Panel) -> dict[str, bytes]:
    """Return a panel's files: name -> content. Figures keep every digit."""
    facts = {
        "title": panel.title,
        "target": asdict(panel.target_info),
        "predictors": [asdict(fact) for fact in panel.info.values()],
        "notes": list(panel.notes),
    }
    return {
        TARGET_FILE: _csv(panel.target.to_frame("value")),
        MONTHLY_FILE: _csv(panel.monthly),
        QUARTERLY_FILE: _csv(panel.quarterly),
        FACTS_FILE: json.dumps(facts, ensure_ascii=False, indent=1).encode(),
    }


def read_panel(name: str, folder: Path) -> Panel:
    """Return the panel that a folder's files hold.

    Args:
        name: of its data set.
        folder: as `panel_files` filled it.
    """
    facts = json.loads((folder / FACTS_FILE).read_text(encoding="utf-8"))
    return Panel(
        name=name,
        title=facts["title"],
        target=_read(folder / TARGET_FILE, "Q")["value"].rename(name),
        target_info=SeriesInfo(**facts["target"]),
        monthly=_read(folder / MONTHLY_FILE, "M"),
        quarterly=_read(folder / QUARTERLY_FILE, "Q"),
        info={fact["key"]: SeriesInfo(**fact) for fact in facts["predictors"]},
        notes=tuple(facts["notes"]),
    )


def _csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index_label="period").encode()


def _read(path: Path, frequency: str) -> pd.DataFrame:
    frame = pd.read_csv(path, index_col="period", dtype={"period": str})
    return frame.set_axis(pd.PeriodIndex(list(frame.index), freq=frequency), axis=0).astype(float)
