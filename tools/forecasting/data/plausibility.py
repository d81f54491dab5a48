"""Whether a series is what it is said to be: growth and not a level, real and not nominal, percent and not a fraction.

A widely copied "real GDP" series of China is nominal: its quarters of 2022 add up to the year's GDP at current prices.
"""

from __future__ import annotations

import re

import pandas as pd

from tools.forecasting.data.china_gdp import official_growth
from tools.forecasting.data.index import periods_of

RISES = 0.8
"""A level is above its figure of a year before in at least this share of periods..."""
LIFT = 1.25
"""...and its last year is on average at least this much above its first."""
LARGE = 60.0
"""Growth in percent is rarely beyond this; a series whose median is, is a level or an index."""
CHINESE = re.compile(r"china|chinese|\bchn\b|\bcn\b|中国|我国", re.IGNORECASE)
NOMINAL_GAP = 1.5
"""Points by which growth exceeds official real growth on average before it is called nominal-looking."""
OTHER_GAP = 0.8
"""Mean distance from official real growth, in points, that is worth a warning; vintages of it differ by 0.05."""
LEAST_OVERLAP = 12


def looks_like_level(series: pd.Series) -> bool:
    """Return whether a series looks like a level or an index and not like a growth rate.

    Args:
        series: by month or quarter.
    """
    figures = series.dropna()
    year = 12 if periods_of(figures).freqstr[0] == "M" else 4
    if len(figures) < year + 2 or not (figures > 0).all():
        return False
    if figures.median() > LARGE:
        return True
    changes = (figures - figures.shift(year)).dropna()
    lift = figures.iloc[-year:].mean() / figures.iloc[:year].mean()
    return bool((changes > 0).mean() >= RISES and lift >= LIFT)


def doubts(growth: pd.Series, names: str, *, on_year_before: bool = True) -> tuple[str, ...]:
    """Return one sentence for each doubt about a target in percent growth; none where it looks sound.

    Args:
        growth: by quarter.
        names: what its column, file and title are called, to tell whether it claims to be of China.
        on_year_before: whether the growth is on the same quarter a year before.
    """
    figures = growth.dropna()
    found = []
    if len(figures) and figures.abs().max() < 0.5 and figures.abs().median() < 0.2:
        found.append(
            f"The target lies between {figures.min():.3g} and {figures.max():.3g}: is it a fraction (0.05 for 5 %)? "
            "Forecasts are in the target's own unit; give percent."
        )
    if len(figures) and figures.abs().max() > LARGE:
        found.append(
            f"The target reaches {figures.abs().max():.0f} % in a quarter: check that it is growth in percent."
        )
    if on_year_before and CHINESE.search(names):
        found += _against_official(figures)
    return tuple(found)


def _against_official(figures: pd.Series) -> list[str]:
    both = pd.concat([figures, official_growth()], axis=1, join="inner", keys=["given", "official"]).dropna()
    if len(both) < LEAST_OVERLAP:
        return []
    gap = both["given"] - both["official"]
    if gap.mean() > NOMINAL_GAP:
        return [
            f"Over {len(both)} quarters the target grows {both['given'].mean():.1f} % a year on average and China's "
            f"official real GDP {both['official'].mean():.1f} %: it looks nominal (current prices). A widely copied "
            "'China real GDP' file is nominal; real growth is in china_gdp."
        ]
    if gap.abs().mean() > OTHER_GAP:
        return [
            f"Over {len(both)} quarters the target is {gap.abs().mean():.1f} points away from China's official real "
            "growth on average: it is another series or definition."
        ]
    return []
