"""Growth as a sequence of states, of the United States and of China: a set of probabilities at work."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np

from tools.core import UserError
from tools.generators.gammt.sequences import SequenceData, windows_of

US_STATES = ("contraction", "slow", "normal", "fast")
US_CUTS = (0.0, 2.0, 4.0)
"""Percent on the quarter before, annual rate."""
CHINA_STATES = ("falling", "steady", "rising")
CHINA_MOVE = 0.2
"""Percentage points by which growth on the year before must move between quarters to count as falling or rising."""
CHINA_FILE = "中国_GDP_不变价_当季同比.csv"
QUARTERS = 8
"""Quarters of a window."""


def us_growth() -> SequenceData:
    """Return US real GDP growth 1959Q2-2009Q3 in four states, contraction to fast."""
    from statsmodels.datasets import macrodata

    table = macrodata.load_pandas().data
    growth = 400.0 * np.diff(np.log(table["realgdp"].to_numpy()))
    return windows_of(
        [np.digitize(growth, US_CUTS)],
        US_STATES,
        name="us_growth",
        title="US growth, quarter by quarter",
        title_zh="美国季度增长",
        notes=(
            "Data: US real GDP 1959Q2-2009Q3 (statsmodels); growth on the quarter before at an annual rate, in four "
            "states: contraction below 0 %, slow 0-2 %, normal 2-4 %, fast above 4 %. The states are ours.",
        ),
        source="US real GDP 1959Q2-2009Q3, statsmodels macrodata",
        length=QUARTERS,
    )


def china_growth(folder: Path, dataset: str) -> SequenceData:
    """Return the moves of China's growth on the year before from quarter to quarter: falling, steady or rising.

    Args:
        folder: of the data set.
        dataset: its name, for the note.

    Raises:
        UserError: the file has no quarters in it.
    """
    rows = csv.reader(io.StringIO((folder / CHINA_FILE).read_text(encoding="gb18030")))
    found = sorted(_quarter(row) for row in rows if len(row) == 2 and row[0].count("/") == 2 and row[1])
    if len(found) < 2:
        raise UserError(
            f"The file {CHINA_FILE} holds no quarters: fetch the data set again.",
            chinese=f"文件 {CHINA_FILE} 中没有季度数据：请重新获取数据集。",
        )
    # The figures have one decimal: without rounding, a move of .2 may come out as .19999.
    moves = np.diff([figure for _, figure in found]).round(6)
    first, last = (f"{year}Q{(month + 2) // 3}" for year, month in (found[1][0], found[-1][0]))
    return windows_of(
        [np.where(moves <= -CHINA_MOVE, 0, np.where(moves >= CHINA_MOVE, 2, 1))],
        CHINA_STATES,
        name="china_growth",
        title="moves of China's growth, quarter by quarter",
        title_zh="中国增速的逐季变化",
        notes=(
            f"Data: China's real GDP growth on the year before as published to April 2025 (National Bureau of "
            f"Statistics, data set {dataset}), {first} to {last}; falling or rising where it moved by "
            f"{CHINA_MOVE:g} points or more since the quarter before, else steady. The states are ours.",
            "Growth on the year before shares three of four quarters with the figure before, and falls a year after a "
            "jump: part of what is learned is this base effect.",
        ),
        source=f"China's real GDP growth on the year before, {first} to {last}, National Bureau of Statistics",
        length=QUARTERS,
    )


def _quarter(row: list[str]) -> tuple[tuple[int, int], float]:
    year, month, _ = map(int, row[0].split("/"))
    return (year, month), float(row[1])
