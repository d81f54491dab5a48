"""Opening the panel of a target, out of the data sets that are here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tools.core.datasets import catalog
from tools.forecasting.data.choice import CHINA, US, choose_target, datasets_for
from tools.forecasting.data.panel import Panel


def open_panel(target: str, folders: Mapping[str, Path] | None = None) -> Panel:
    """Return the panel of a target.

    Args:
        target: `china_gdp`, `us_gdp`, or an imported data set, in any spelling that `choose_target` knows.
        folders: data set name -> folder, as `ctx.folders` holds them; looked up in the workspace where not given.

    Raises:
        UnknownName: there is no such target.
    """
    chosen = choose_target(target)
    if folders is None:
        entries = catalog()
        folders = {name: entries.folder(name) for name in datasets_for(chosen) if entries.get(name).has_files}
    if chosen == CHINA:
        from tools.forecasting.data.china import china_panel

        return china_panel(folders)
    if chosen == US:
        from tools.forecasting.data.united_states import us_panel

        return us_panel(folders)
    from tools.forecasting.data.panel_files import read_panel

    return read_panel(chosen, folders[chosen])
