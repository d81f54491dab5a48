"""The world of 2017: seven economies and 44 sectors, with the tariffs of 2018-19 between the US and China."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tools.trade.data.labels import ECONOMIES, WORLD2017_SECTORS
from tools.trade.data.long_table import read_table, to_array
from tools.trade.economy import Economy, Scenario, check

CODES = ("BRA", "CHN", "EU", "IND", "JPN", "ROW", "USA")
GOODS = 22
SOURCE = "OECD inter-country input-output tables 2017, WITS-TRAINS tariffs, Lashkaripour-Lugovskyy (2023) elasticities"
TARIFF_SOURCE = "Tariff increases of the 2018-19 trade war by sector, from the data set's files"
NOTES = (
    "Flows are read as what buyers pay, tariff included; reading them as net of tariffs moves the implied final "
    "spending by less than the data's own imbalances.",
    "The European Union includes the United Kingdom.",
    "The names of the services sectors are inferred from the order of the OECD tables; services carry no tariffs.",
)


def read(folder: Path) -> Economy:
    """Return the 7 x 44 world economy of 2017.

    Args:
        folder: holds TradeFlow2017, tariff_prewar2017, vashare, IOshare, finalshare, cal_elasticities, tariff_Trump
            and tariff_China, each a CSV file; money in million USD, rates as fractions.

    Raises:
        UserError: a file is missing or corrupt; the row is named.

    Source: OECD ICIO 2017; WITS-TRAINS (AHS simple averages); Lashkaripour and Lugovskyy (2023), Table 3.
    """
    economies = {code: at for at, code in enumerate(CODES)}
    sectors = {str(at + 1): at for at in range(len(WORLD2017_SECTORS))}
    goods = {str(at + 1): at for at in range(GOODS)}
    names = {
        "iso_o": economies,
        "iso_d": economies,
        "indcode": sectors,
        "input_ind": sectors,
        "output_ind": sectors,
        "industry": sectors,
    }

    def array(file: str, axes: tuple[str, ...], figure: str, low: float, high: float = np.inf) -> np.ndarray:
        path = folder / file
        return to_array(read_table(path, axes, [figure]), path, axes, figure, names, low=low, high=high)

    value_added = array("vashare.csv", ("iso_o", "indcode"), "vashare", 0.0, 1.0)
    inputs = array("IOshare.csv", ("iso_o", "input_ind", "output_ind"), "valueshare", 0.0, 1.0)
    final = array("finalshare.csv", ("iso_o", "input_ind"), "finalshare", 0.0, 1.0)
    tariff = array("tariff_prewar2017.csv", ("iso_o", "iso_d", "indcode"), "AHS_simple", -0.99)
    names["indcode"] = goods
    by_us = array("tariff_Trump.csv", ("indcode",), "trump_tariff_wave5", -0.99)
    by_china = array("tariff_China.csv", ("indcode",), "China_tariff_wave5", -0.99)
    names["indcode"] = sectors
    us_only, both = tariff.copy(), tariff.copy()
    for target in (us_only, both):
        target[economies["CHN"], economies["USA"], :GOODS] += by_us
    both[economies["USA"], economies["CHN"], :GOODS] += by_china
    return check(
        Economy(
            dataset="world2017",
            title="World economy of 2017, 7 economies and 44 sectors",
            source=SOURCE,
            year=2017,
            stylised=False,
            million_usd=1.0,
            economies=tuple(ECONOMIES[code] for code in CODES),
            sectors=WORLD2017_SECTORS,
            goods=np.arange(len(sectors)) < GOODS,
            spending=array("TradeFlow2017.csv", ("iso_o", "iso_d", "indcode"), "tradevalue", 0.0),
            tariff=tariff,
            value_added_share=value_added,
            input_share=inputs / inputs.sum(axis=1, keepdims=True) * (1.0 - value_added)[:, None, :],
            final_share=final / final.sum(axis=1, keepdims=True),
            trade_elasticity=array("cal_elasticities.csv", ("industry",), r"\theta", 0.0),
            scale_elasticity=array("cal_elasticities.csv", ("industry",), r"\psi", 0.0),
            scenarios=(
                Scenario("us-2018", "the US tariffs on China of 2018-19", TARIFF_SOURCE, us_only),
                Scenario("us-china-2019", "the US and Chinese tariffs of 2018-19", TARIFF_SOURCE, both),
            ),
            notes=NOTES,
        )
    )
