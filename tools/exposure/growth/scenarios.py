"""Questions to the growth model: adoption speeds, elasticities, what AI does alone, and what is uncertain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tools.exposure.growth.adoption import YEARS_TO_HALF, Speed
from tools.exposure.growth.economy import Industries
from tools.exposure.growth.technology import Parameters
from tools.exposure.growth.transition import Transition, simulate

AUTOMATION_GRID = (0.0, 0.25, 0.5, 0.75, 1.0)
HALF_GRID = (30.0, 20.0, 14.0, 10.0, 7.0, 4.0)
"""Years to half of the eventual adoption along the frontier."""

ELASTICITY_GRID = (0.5, 1.0, 2.0)
RANGES: dict[str, tuple[str, str, float, float]] = {
    "cost_saving": ("cost saving in adopted tasks", "采用任务的成本节省", 0.15, 0.5),
    "automation_share": ("share of adopted tasks that AI does alone", "完全由AI完成的任务占比", 0.0, 1.0),
    "ceiling": ("share of exposed tasks ever adopted", "最终采用的任务占比", 0.5, 1.0),
    "task_elasticity": ("elasticity between tasks", "任务间替代弹性", 0.2, 1.5),
    "industry_elasticity": ("elasticity between industries", "行业间替代弹性", 0.3, 2.0),
    "supply_elasticity": ("labour supply elasticity", "劳动供给弹性", 0.0, 1.0),
    "search_years": ("years to find a job", "求职时间（年）", 0.0, 2.0),
    "retained": ("share kept in other tasks", "企业内转岗占比", 0.0, 1.0),
    "capital_share": ("capital share", "资本份额", 0.3, 0.5),
}
"""Uncertain parameters: their name, their Chinese name, a low and a high value. All ranges are ours (stylised)."""


@dataclass(frozen=True)
class Summary:
    """A path in five figures, changes in percent against no AI.

    Attributes:
        output, productivity, wage, employment: after the years asked for.
        trough: lowest employment until then.
        trough_year: years until the trough.
        jobless: most people out of work beyond the usual, percent of the labour force.
        labour_share: change of the labour share, percentage points.
    """

    output: float
    productivity: float
    wage: float
    employment: float
    trough: float
    trough_year: float
    jobless: float
    labour_share: float


def summarise(path: Transition, years: float) -> Summary:
    """Return a path in five figures after a number of years."""
    until = path.years <= years + 1e-9
    lowest = int(np.argmin(path.employment[until]))
    share = float(np.interp(years, path.years, path.labour_share)) - float(path.labour_share[0])
    return Summary(
        output=path.at(path.output, years),
        productivity=path.at(path.productivity, years),
        wage=path.at(path.wage, years),
        employment=path.at(path.employment, years),
        trough=min(0.0, 100.0 * (float(path.employment[lowest]) - 1.0)),
        trough_year=float(path.years[lowest]),
        jobless=100.0 * float(path.jobless[until].max()),
        labour_share=100.0 * share,
    )


@dataclass(frozen=True)
class Study:
    """Everything that one question to the model computes.

    Attributes:
        years: years after which figures are given.
        main: the path asked for.
        speeds: paths by adoption speed; the one asked for among them where it is one of them.
        frontier: columns automation_share (percent), years_to_half, and those of `Summary`.
        elasticities: columns industry_elasticity, task_elasticity, and those of `Summary`.
        sensitivity: columns what, chinese, parameter, value, and those of `Summary`.
    """

    years: float
    main: Transition
    speeds: dict[Speed, Transition]
    frontier: pd.DataFrame
    elasticities: pd.DataFrame
    sensitivity: pd.DataFrame

    @property
    def residual(self) -> float:
        """Return the largest error of any period's labour market on the paths that are drawn."""
        return max(path.residual for path in (self.main, *self.speeds.values()))

    @property
    def adding_up(self) -> float:
        """Return the largest gap between incomes and value added on the paths that are drawn."""
        return max(path.adding_up for path in (self.main, *self.speeds.values()))


def study(
    base: Industries,
    parameters: Parameters,
    years_to_half: float,
    years: float,
    horizon: float,
    progress: Callable[[float, float, str], None] = lambda done, total, message: None,
    check: Callable[[], None] = lambda: None,
) -> Study:
    """Return the path asked for, those at other speeds, the frontier, and tables of what is uncertain.

    Args:
        base: industries before any AI.
        parameters: technology and behaviour.
        years_to_half: years until half of the eventual adoption.
        years: years after which figures are given.
        horizon: years to draw, at least `years`.
        progress: told of each part.
        check: called each period; raises where the person wants to stop.
    """

    def figures(half: float, **changes: float) -> dict[str, float]:
        path = simulate(base, parameters.but(**changes), half, years, check=check)
        return dict(vars(summarise(path, years)))

    progress(0, 4, "following the economy at three speeds of adoption")
    main = simulate(base, parameters, years_to_half, horizon, check=check)
    speeds = {speed: simulate(base, parameters, half, horizon, check=check) for speed, half in YEARS_TO_HALF.items()}
    progress(1, 4, "tracing the frontier of productivity and employment")
    frontier = [
        {"automation_share": 100.0 * share, "years_to_half": half} | figures(half, automation_share=share)
        for share in AUTOMATION_GRID
        for half in HALF_GRID
    ]
    progress(2, 4, "varying the elasticities")
    elasticities = [
        {"industry_elasticity": across, "task_elasticity": within}
        | figures(years_to_half, industry_elasticity=across, task_elasticity=within)
        for across in ELASTICITY_GRID
        for within in ELASTICITY_GRID
    ]
    progress(3, 4, "varying what is uncertain")
    sensitivity = [
        {"what": what, "chinese": chinese, "parameter": name, "value": value} | figures(years_to_half, **{name: value})
        for name, (what, chinese, low, high) in RANGES.items()
        for value in (low, high)
    ]
    return Study(years, main, speeds, pd.DataFrame(frontier), pd.DataFrame(elasticities), pd.DataFrame(sensitivity))
