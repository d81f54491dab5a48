"""An economy as the CSV tables that `user_tables` imports: a template to start from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from tools.trade.economy import Economy


def export_trade(economy: Economy, folder: Path) -> Path:
    """Write an economy as CSV tables and return their folder; `import_trade` reads them back unchanged.

    Args:
        economy: any trade data set.
        folder: made where it is absent; tables of the same names are replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    codes, sectors = economy.codes, [label.code for label in economy.sectors]
    names = {"code": sectors, "name": [label.name for label in economy.sectors], "goods": economy.goods.astype(int)}
    pd.DataFrame(names).to_csv(folder / "sectors.csv", index=False)
    people = {"code": codes, "name": [label.name for label in economy.economies]}
    pd.DataFrame(people).to_csv(folder / "economies.csv", index=False)
    cube = {"exporter": codes, "importer": codes, "sector": sectors}
    _write(folder / "trade.csv", cube, "value", economy.spending / (1.0 + economy.tariff))
    _write(folder / "tariffs.csv", cube, "rate", economy.tariff)
    pair = {"economy": codes, "sector": sectors}
    _write(folder / "value_added.csv", pair, "share", economy.value_added_share)
    _write(folder / "final.csv", pair, "share", economy.final_share)
    inputs = {"economy": codes, "input": sectors, "sector": sectors}
    _write(folder / "input_output.csv", inputs, "share", economy.input_share)
    elasticities = {
        "sector": sectors,
        "trade_elasticity": economy.trade_elasticity,
        "scale_elasticity": economy.scale_elasticity,
    }
    pd.DataFrame(elasticities).to_csv(folder / "elasticities.csv", index=False)
    for scenario in economy.scenarios:
        changed = np.argwhere(scenario.tariff != economy.tariff)
        rows = [(codes[i], codes[n], sectors[j], scenario.tariff[i, n, j]) for i, n, j in changed]
        table = pd.DataFrame(rows, columns=["exporter", "importer", "sector", "rate"])
        table.to_csv(folder / f"scenario_{scenario.name}.csv", index=False)
    return folder


def _write(path: Path, axes: dict[str, list[str]], figure: str, values: np.ndarray) -> None:
    index = pd.MultiIndex.from_product(list(axes.values()), names=list(axes))
    pd.DataFrame({figure: values.ravel()}, index=index).reset_index().to_csv(path, index=False)
