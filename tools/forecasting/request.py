"""Reading what a person asked for: horizons, quarters and dates in words, into a plan."""

from __future__ import annotations

import re

import pandas as pd

from tools.core import UserError
from tools.core.errors import shorten
from tools.forecasting.data.index import periods_of
from tools.forecasting.data.panel import Panel, month_of
from tools.forecasting.data.periods import read_period
from tools.forecasting.window import SHORTEST_WINDOW

FURTHEST = 8
USUAL_START = pd.Period("2011Q1")
EXPLAINED_SPAN = 24
"""Quarters before the explained ones on which importance and stability are measured."""
TESTED_QUARTERS = 48
"""Quarters tested where the data end before the usual start leaves enough."""


def read_horizons(text: str) -> tuple[int, ...]:
    """Return horizons from "1", "0,1", "1-4" or "nowcast".

    Raises:
        UserError: it is none of these, or out of 0 to 8.

    >>> read_horizons("1-3"), read_horizons("nowcast, 1"), read_horizons("0")
    ((1, 2, 3), (0, 1), (0,))
    """
    found: set[int] = set()
    for part in re.split(r"[,;，、]| and ", text.casefold().replace("nowcast", "0").replace("to", "-")):
        match = re.fullmatch(r"\s*h?\s*(\d+)\s*(?:[-–]\s*(\d+))?\s*", part)
        if not match:
            raise UserError(
                f"'{shorten(text)}' is not a horizon: give quarters ahead from 0 (the nowcast) to {FURTHEST}, as 1, "
                "0,1 or 1-4."
            )
        first, last = int(match[1]), int(match[2] or match[1])
        found |= set(range(first, last + 1))
    if not found or max(found) > FURTHEST:
        raise UserError(f"Horizons run from 0 (the nowcast) to {FURTHEST} quarters ahead; given: {shorten(text)}.")
    return tuple(sorted(found))


def read_quarter(text: str, what: str) -> pd.Period:
    """Return the quarter that a text names; of a year its first.

    Raises:
        UserError: it names none.
    """
    period = read_period(text)
    if period is None:
        raise UserError(f"'{shorten(text)}' is not a {what}: write a quarter such as 2011Q1.")
    quarter: pd.Period = period.asfreq("Q", how="start")
    return quarter


def first_origin(panel: Panel, text: str) -> pd.Period:
    """Return the quarter of the first forecast: as asked, else 2011Q1 or what leaves 48 quarters to test."""
    if text.strip():
        return read_quarter(text, "start")
    out = periods_of(panel.target.dropna())
    earliest = out[0] + SHORTEST_WINDOW + 1
    start: pd.Period = max(min(USUAL_START, out[-1] - TESTED_QUARTERS + 1), earliest)
    return start


def read_as_of(panel: Panel, text: str) -> pd.Period:
    """Return the month at whose end a forecast stands: as asked, else where the panel's data end.

    Raises:
        UserError: it is no date, or lies outside the data.
    """
    if not text.strip() or text.strip().casefold() in ("now", "today", "latest", "现在", "今天"):
        return panel.last_known
    month = month_of(text)
    first = panel.release_month(panel.target.dropna().index[0] + SHORTEST_WINDOW)
    if month < first:
        raise UserError(
            f"By {month} fewer than {SHORTEST_WINDOW} quarters of growth were out: choose a date from {first} on."
        )
    stand: pd.Period = min(month, panel.last_known)
    return stand


def horizon_words(horizon: int) -> str:
    """Return a horizon in words.

    >>> horizon_words(0), horizon_words(1), horizon_words(3)
    ('Nowcasts', 'Forecasts one quarter ahead', 'Forecasts three quarters ahead')
    """
    if horizon == 0:
        return "Nowcasts"
    count = ("one", "two", "three", "four", "five", "six", "seven", "eight")[horizon - 1]
    return f"Forecasts {count} quarter{'s' if horizon > 1 else ''} ahead"


def horizon_words_zh(horizon: int) -> str:
    """Return a horizon in Chinese words.

    >>> horizon_words_zh(0), horizon_words_zh(1)
    ('当季即时预测', '提前1个季度的预测')
    """
    return "当季即时预测" if horizon == 0 else f"提前{horizon}个季度的预测"


def explained_quarters(panel: Panel, text: str, horizon: int) -> tuple[pd.Period, ...]:
    """Return the quarters of a year, or the quarter, that a text names; the latest that predictors reach if empty.

    Raises:
        UserError: it names none, or one that cannot be forecast from the data.
    """
    last = panel.last_known.asfreq("Q") + horizon
    if not text.strip():
        asked = [last]
    else:
        period = read_period(text)
        if period is None:
            raise UserError(f"'{shorten(text)}' is not a quarter or year: write 2022 or 2020Q1.")
        first, end = period.asfreq("Q", how="start"), period.asfreq("Q", how="end")
        asked = [quarter for quarter in pd.period_range(first, end, freq="Q") if quarter <= last]
    earliest = panel.target.dropna().index[0] + SHORTEST_WINDOW + 1 + horizon
    if not asked or asked[0] < earliest:
        raise UserError(
            f"Forecasts of {panel.title} can be explained from {earliest} to {last}; asked for: "
            f"{shorten(text) or last}."
        )
    return tuple(asked)


def explanation_start(panel: Panel, text: str, quarters: tuple[pd.Period, ...], horizon: int) -> pd.Period:
    """Return the first origin of the span on which importance is measured: as asked, else 24 quarters before."""
    earliest = panel.target.dropna().index[0] + SHORTEST_WINDOW + 1
    asked = read_quarter(text, "start") if text.strip() else quarters[0] - horizon - EXPLAINED_SPAN
    start: pd.Period = max(min(asked, quarters[0] - horizon), earliest)
    return start
