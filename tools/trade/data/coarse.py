"""The world of 2017 in rounded figures that come with the program: seven economies, four broad sectors."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from tools.trade.data.labels import COARSE_SECTORS, ECONOMIES
from tools.trade.economy import Economy, Scenario, check

FIGURES = Path(__file__).with_name("coarse_2017.json")
GOODS = 3
NOTES = (
    "Figures are rounded and sectors are broad: electronics, machinery and vehicles are one sector, so that effects of "
    "a policy on one industry are overstated.",
    "The European Union includes the United Kingdom.",
)


def read() -> Economy:
    """Return the 7 x 4 world economy of 2017.

    Source: the sources stated in the file of figures, aggregated by `build_coarse`.

    >>> read().spending.shape
    (7, 7, 4)
    """
    figures = json.loads(FIGURES.read_text(encoding="utf-8"))
    tariff = np.array(figures["tariff"]) / 100.0
    value_added = np.array(figures["value_added_share"]) / 100.0
    inputs = np.array(figures["input_share"])
    final = np.array(figures["final_share"])
    at = {code: position for position, code in enumerate(figures["economies"])}
    us_only, both = tariff.copy(), tariff.copy()
    for target in (us_only, both):
        target[at["CHN"], at["USA"]] += np.array(figures["tariff_change_us_2018"]) / 100.0
    both[at["USA"], at["CHN"]] += np.array(figures["tariff_change_china_2019"]) / 100.0
    return check(
        Economy(
            dataset="world2017-coarse",
            title="World economy of 2017 in rounded figures, 7 economies and 4 broad sectors",
            source=figures["source"],
            year=2017,
            stylised=False,
            million_usd=1e3,
            economies=tuple(ECONOMIES[code] for code in figures["economies"]),
            sectors=COARSE_SECTORS,
            goods=np.arange(len(COARSE_SECTORS)) < GOODS,
            spending=np.array(figures["flows"]) * (1.0 + tariff),
            tariff=tariff,
            value_added_share=value_added,
            input_share=inputs / inputs.sum(axis=1, keepdims=True) * (1.0 - value_added)[:, None, :],
            final_share=final / final.sum(axis=1, keepdims=True),
            trade_elasticity=np.array(figures["trade_elasticity"]),
            scale_elasticity=np.array(figures["scale_elasticity"]),
            scenarios=(
                Scenario("us-2018", "the US tariffs on China of 2018-19", figures["source"], us_only),
                Scenario("us-china-2019", "the US and Chinese tariffs of 2018-19", figures["source"], both),
            ),
            notes=NOTES,
        )
    )
