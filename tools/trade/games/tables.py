"""Tables of a solved setting: economies, sectors, and every rate that was chosen."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.trade.economy import Economy
from tools.trade.games.patterns import Rates
from tools.trade.games.play import Play

MOST_RATES = 5_000


def economies_table(found: Play, rates: Rates) -> pd.DataFrame:
    """Return real income and mean rates, one row an economy."""
    setting = found.setting
    economy = setting.calibration.economy
    return pd.DataFrame(
        {
            "code": economy.codes,
            "economy": [label.name for label in economy.economies],
            "chooses": [at in setting.players for at in range(len(economy.codes))],
            "real income, % change": found.real_income,
            "mean tariff, trade-weighted, %": rates.tariff,
            "mean tariff, simple, %": rates.tariff_simple,
            "mean export tax, trade-weighted, %": rates.export_tax,
            "mean subsidy, output-weighted, %": rates.subsidy,
        }
    )


def sectors_table(found: Play, rates: Rates) -> pd.DataFrame:
    """Return mean rates beside elasticities, one row a player and sector."""
    setting = found.setting
    economy, at = setting.calibration.economy, list(setting.sectors)
    rows = []
    for n in setting.players:
        for j in at:
            rows.append(
                {
                    "code": economy.codes[n],
                    "sector code": economy.sectors[j].code,
                    "sector": economy.sectors[j].name,
                    "trade elasticity": float(economy.trade_elasticity[j]),
                    "scale elasticity": float(economy.scale_elasticity[j]),
                    "mean tariff, %": float(rates.sector_tariff[n, j]),
                    "mean export tax, %": float(rates.sector_export_tax[n, j]),
                    "subsidy, %": float(rates.sector_subsidy[n, j]),
                }
            )
    return pd.DataFrame(rows)


def rates_table(found: Play) -> pd.DataFrame:
    """Return every unknown with its rate, its bounds and whether it is held there."""
    layout, x = found.game.layout, found.solution.point.x
    economy = found.setting.calibration.economy
    partner, sector = _whereabouts(found, economy)
    subsidy = layout.kind == "subsidies"
    rate = np.where(subsidy, -np.expm1(-x), np.expm1(x))
    low, high = x <= layout.lower + 1e-12, x >= layout.upper - 1e-12
    return pd.DataFrame(
        {
            "economy": np.array(economy.codes)[layout.owner],
            "instrument": layout.kind,
            "partner": partner,
            "sector": sector,
            "rate, %": 100.0 * rate,
            "at bound": np.where(low, "lowest", np.where(high, "highest", "")),
        }
    ).head(MOST_RATES)


def _whereabouts(found: Play, economy: Economy) -> tuple[list[str], list[str]]:
    """Return partner and sector of each unknown: a name, "all", or nothing where there is no partner."""
    layout = found.game.layout
    N, J = layout.shape
    first = layout.coordinate[np.searchsorted(layout.unknown, np.arange(layout.size))]
    partner, sector = [], []
    for at, kind in zip(first, layout.kind, strict=True):
        sector.append("all" if kind == "tariff-uniform" else economy.sectors[at % J].name)
        i, n = divmod(at // J % (N * N), N)
        partners = {"tariffs": economy.codes[i], "export-taxes": economy.codes[n], "subsidies": ""}
        partner.append(partners.get(kind, "all"))
    return partner, sector
