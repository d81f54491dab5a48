"""Panels of macroeconomic series: a sample is four quarters of four series, so a generator draws whole episodes."""

from __future__ import annotations

import numpy as np

from tools.generators.data.samples import SampleSet, rows_of_figures, windows

QUARTERS = 4
BLOCK = 8
"""Quarters of a block; every third block is the test part."""
SERIES = ("GDP growth", "inflation", "unemployment", "bill rate")


def load_macro_panel() -> SampleSet:
    """Return windows of four quarters of US growth, inflation, unemployment and the bill rate, in percent."""
    from statsmodels.datasets import macrodata

    table = macrodata.load_pandas().data
    growth = 400.0 * np.diff(np.log(table["realgdp"].to_numpy()))
    inflation = 400.0 * np.diff(np.log(table["cpi"].to_numpy()))
    series = np.column_stack([growth, inflation, table["unemp"].to_numpy()[1:], table["tbilrate"].to_numpy()[1:]])
    train, test = windows(series.astype(np.float32), QUARTERS, BLOCK)
    return rows_of_figures(
        "us-macro-panel",
        ("US macro panels", "美国宏观面板"),
        train,
        test,
        SERIES,
        QUARTERS,
        "% (growth and inflation at annual rates)",
        (
            f"Data: windows of {QUARTERS} quarters of US real GDP growth, inflation, unemployment and the three-month "
            f"bill rate, 1959Q2-2009Q3 (statsmodels), {len(train)} to train on and {len(test)} to test on.",
            f"The test part is every third block of {BLOCK} quarters, so other years than the training part: no "
            "generator can be as near to it as two halves of the same years are. Windows overlap and are few.",
        ),
        "statsmodels, macrodata",
    )
