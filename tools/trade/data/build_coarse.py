"""Derive the embedded figures of `world2017-coarse` from the full data set of 2017.

Run `python -m tools.trade.data.build_coarse FOLDER_OF_WORLD2017` and commit the JSON file it writes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from tools.trade.data import world2017
from tools.trade.data.coarse import FIGURES
from tools.trade.data.labels import COARSE_SECTORS

SECTORS_OF = (range(5), (*range(5, 16), 21), range(16, 21), range(22, 44))
SOURCE = (
    "Rounded aggregates of: OECD inter-country input-output tables 2017, WITS-TRAINS applied tariffs 2017, "
    "Lashkaripour-Lugovskyy (2023) elasticities, tariffs of 2018-19; sums and trade-weighted means over sectors"
)


def aggregate(folder: Path) -> dict[str, object]:
    """Return the figures: flows in billion USD to 3 digits, rates and shares in percent to 1 decimal."""
    fine = world2017.read(folder)
    group = np.zeros((len(fine.sectors), len(COARSE_SECTORS)))
    for at, members in enumerate(SECTORS_OF):
        group[list(members), at] = 1.0
    flows = fine.spending / (1.0 + fine.tariff)
    revenue = fine.revenue
    output = revenue @ group
    traded = fine.exports.sum(axis=(0, 1))
    weight = traded / (traded @ group @ group.T)
    theta = (fine.trade_elasticity * weight) @ group
    strength = (fine.trade_elasticity * fine.scale_elasticity * weight) @ group

    def mean_rate(rates: np.ndarray) -> np.ndarray:
        return np.asarray((flows * rates) @ group / (flows @ group))

    inputs = np.einsum("ikj,ij,ka,jb->iab", fine.input_share, revenue, group, group) / output[:, None, :]
    both = fine.scenarios[1].tariff - fine.tariff
    return {
        "source": SOURCE,
        "units": "flows: billion USD before tariffs, [exporter][importer][sector]; the rest: percent",
        "economies": fine.codes,
        "sectors": [label.code for label in COARSE_SECTORS],
        "flows": _digits(flows @ group / 1e3, 3),
        "tariff": np.round(100 * mean_rate(fine.tariff), 1).tolist(),
        "tariff_change_us_2018": np.round(100 * mean_rate(both)[1, 6], 1).tolist(),
        "tariff_change_china_2019": np.round(100 * mean_rate(both)[6, 1], 1).tolist(),
        "value_added_share": np.round(100 * (fine.value_added_share * revenue) @ group / output, 1).tolist(),
        "input_share": np.round(100 * inputs, 1).tolist(),
        "final_share": np.round(100 * fine.final_share @ group, 1).tolist(),
        "trade_elasticity": np.round(theta, 2).tolist(),
        "scale_elasticity": np.round(strength / theta, 2).tolist(),
    }


def _digits(values: np.ndarray, digits: int) -> list[object]:
    rounded: list[object] = np.vectorize(lambda x: float(f"{x:.{digits}g}"))(values).tolist()
    return rounded


def main() -> None:
    """Write the figures."""
    text = json.dumps(aggregate(Path(sys.argv[1])), separators=(",", ":"))
    for key in ('"units"', '"economies"', '"flows"', '"tariff', '"value', '"input', '"final', '"trade', '"scale'):
        text = text.replace(f",{key}", f",\n{key}")
    FIGURES.write_text(text.replace("]],", "]],\n") + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
