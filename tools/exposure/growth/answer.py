"""The result of `growth_tradeoff`: headline, figures, tables, charts and notes."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from tools.core import ToolResult, Value
from tools.exposure.growth.adoption import YEARS_TO_HALF
from tools.exposure.growth.arguments import GrowthTradeoff
from tools.exposure.growth.charts import (
    START_YEAR,
    adoption_chart,
    frontier_chart,
    industries_chart,
    paths_chart,
    sensitivity_chart,
)
from tools.exposure.growth.scenarios import Study, Summary, summarise

LABELS = {
    "output": "output",
    "productivity": "output per job",
    "wage": "wages",
    "employment": "employment",
}
SPEED_ZH = {"slow": "慢速", "medium": "中速", "fast": "快速"}
NEGLIGIBLE = 0.05
"""Percent; a fall of employment smaller than this is not told."""

OUT_OF_RANGE = 50.0
"""Percent; output changes beyond this get a warning."""

MODEL_NOTES = (
    "The growth model is ours (docs/growth.md), not that of a published paper: tasks of each industry are adopted up "
    "to its exposure along a logistic path; in a share of them AI works alone, in the rest it helps workers.",
    "Stylised, not estimated: adoption speeds, cost saving, the share that AI does alone, elasticities, capital share "
    "(0.4), capital-output ratio (3), depreciation (5 % a year), trend growth (1.5 % a year), job search, and the half "
    "of displaced workers whom their industry keeps in other tasks. The sensitivity table varies them.",
    "Changes are against the same economy without AI, which grows at the trend. All workers' wages move together; "
    "there are no new tasks, no demand shortfall and no international trade. Exposure says what could be done, not "
    "what will be.",
)


def growth_answer(args: GrowthTradeoff, study: Study, years_to_half: float, *, fallback: bool) -> ToolResult:
    """Return the result of `growth_tradeoff`.

    Args:
        args: what was asked.
        study: what the model computed.
        years_to_half: years until half of the eventual adoption.
        fallback: whether the stylised economy stands in for data that are not here.
    """
    main = summarise(study.main, study.years)
    by_industry = industry_frame(study)
    alone = study.sensitivity.query("parameter == 'automation_share' and value == 1.0").iloc[0]
    notes = (*study.main.base.notes, *MODEL_NOTES)
    if abs(main.output) > OUT_OF_RANGE:
        notes = (
            f"With these values output changes by {main.output:+.0f} %: far from what a model around one growth path "
            "can tell. Take it as a limit, not as a forecast.",
            *notes,
        )
    if fallback:
        notes = (
            "The labels of tasks are not here, so a stylised economy stands in: fetch them with `quesnay data fetch "
            "gpts-are-gpts`.",
            *notes,
        )
    return ToolResult(
        headline=_headline(args, study, main, by_industry, float(alone["employment"]), years_to_half),
        headline_zh=_headline_zh(args, study, main, by_industry, float(alone["employment"]), years_to_half),
        values=_values(args, study, main, by_industry, float(alone["employment"])),
        tables={
            "paths": paths_frame(study),
            "industries": by_industry.drop(columns="chinese"),
            "frontier": study.frontier,
            "elasticities": study.elasticities,
            "sensitivity": study.sensitivity.drop(columns=["chinese", "parameter"]),
        },
        charts=(
            paths_chart(study, _paths_title(study)),
            frontier_chart(study, _frontier_title(study)),
            industries_chart(by_industry, _industry_title(args.year, by_industry), study.main.base.source, args.year),
            adoption_chart(study, _adoption_title(study)),
            sensitivity_chart(study, _sensitivity_title(study)),
        ),
        notes=notes,
        diagnostics={
            "largest_labour_market_error": study.residual,
            "largest_adding_up_error": study.adding_up,
            "economy": "stylised" if study.main.base.stylised else "us",
            "mean_exposure": study.main.base.mean_exposure,
            "years_to_half": years_to_half,
            "parameters": dict(vars(study.main.parameters)),
        },
    )


def industry_frame(study: Study) -> pd.DataFrame:
    """Return industries with exposure, share of jobs, change in jobs and the lowest on the way, both in percent."""
    path, base = study.main, study.main.base
    until = path.years <= study.years + 1e-9
    relative = path.jobs / path.jobs[0]
    final = np.array([np.interp(study.years, path.years, column) for column in relative.T])
    return pd.DataFrame(
        {
            "key": base.codes,
            "industry": base.names,
            "chinese": base.chinese,
            "exposure": base.exposure,
            "jobs_share": 100.0 * base.jobs,
            "jobs_change": 100.0 * (final - 1.0),
            "lowest_jobs": 100.0 * (relative[until].min(axis=0) - 1.0),
        }
    )


def paths_frame(study: Study) -> pd.DataFrame:
    """Return yearly paths at each speed, in percent against no AI; out_of_work in percent of the labour force."""
    rows = []
    for speed, path in study.speeds.items():
        for year in range(int(path.years[-1]) + 1):
            rows.append(
                {"speed": speed, "year": START_YEAR + year}
                | {name: path.at(getattr(path, name), year) for name in LABELS}
                | {
                    "out_of_work": 100.0 * float(np.interp(year, path.years, path.jobless)),
                    "labour_share": 100.0 * float(np.interp(year, path.years, path.labour_share)),
                    "adopted": 100.0 * float(np.interp(year, path.years, path.adopted)),
                }
            )
    return pd.DataFrame(rows)


def _values(
    args: GrowthTradeoff, study: Study, main: Summary, by_industry: pd.DataFrame, alone: float
) -> dict[str, Value]:
    year = args.year
    values = {
        f"{name}_change.{year}": Value(value=getattr(main, name), unit="%", label=f"Change in {label} by {year}")
        for name, label in LABELS.items()
    }
    values |= {
        "lowest_employment": Value(value=main.trough, unit="%", label=f"Lowest employment until {year}, against no AI"),
        "lowest_employment_year": Value(
            value=float(int(START_YEAR + main.trough_year)), unit="year", label="Year of the lowest employment"
        ),
        "most_out_of_work": Value(
            value=main.jobless, unit="%", label="Most people out of work beyond the usual, of the labour force"
        ),
        f"labour_share_change.{year}": Value(
            value=main.labour_share, unit="percentage points", label=f"Change of the labour share by {year}"
        ),
        f"employment_change_if_ai_works_alone.{year}": Value(
            value=alone, unit="%", label="Change in employment if AI did all adopted tasks alone"
        ),
        "automation_share": Value(
            value=args.automation_share, unit="%", label="Share of adopted tasks that AI does alone"
        ),
        "mean_exposure": Value(
            value=study.main.base.mean_exposure, unit="share", label="Exposure of all industries, weighted by pay"
        ),
    }
    for speed, path in study.speeds.items():
        found = summarise(path, study.years)
        values |= {
            f"{name}_change.{year}.{speed}": Value(
                value=getattr(found, name), unit="%", label=f"Change in {label} by {year}, {speed} adoption"
            )
            for name, label in LABELS.items()
        }
        values[f"lowest_employment.{speed}"] = Value(
            value=found.trough, unit="%", label=f"Lowest employment until {year}, {speed} adoption"
        )
    for row in by_industry.itertuples():
        values[f"jobs_change.{year}.{row.key}"] = Value(
            value=float(row.jobs_change),  # type: ignore[arg-type]
            unit="%",
            label=f"Change in jobs by {year}: {row.industry}",
        )
    return values


def _moved(change: float) -> str:
    if abs(change) < NEGLIGIBLE:
        return "unchanged"
    return f"{abs(change):.1f} % {'higher' if change > 0 else 'lower'}"


def _headline(
    args: GrowthTradeoff, study: Study, main: Summary, by_industry: pd.DataFrame, alone: float, years_to_half: float
) -> str:
    who = "five made-up industry groups" if study.main.base.stylised else "US industries"
    half = f"half of what will be adopted by {START_YEAR + math.ceil(years_to_half)}"
    speed = "" if args.years_to_half else f"{args.adoption} "
    first = (
        f"With {speed}adoption of AI by {who} ({half}), output in {args.year} is {_moved(main.output)} than without "
        f"AI, output per job {_moved(main.productivity)} and wages {_moved(main.wage)}."
    ).replace("unchanged than", "the same as")
    fall = ""
    if main.trough < -NEGLIGIBLE and main.trough_year < study.years - 0.5:
        fall = f"first falls, by {abs(main.trough):.1f} % in {int(START_YEAR + main.trough_year)}, and "
    employment = "is about the same" if abs(main.employment) < NEGLIGIBLE else f"is {_moved(main.employment)}"
    second = f" Employment {fall}{employment} in {args.year}"
    if args.automation_share < 100.0:
        second += (
            f"; if AI did all adopted tasks alone, not {args.automation_share:g} % of them, it would be {_moved(alone)}"
        )
    return f"{first}{second}.{_moves(by_industry)}"


def _moves(by_industry: pd.DataFrame) -> str:
    low, high = _extremes(by_industry)
    if high["jobs_change"] - low["jobs_change"] < NEGLIGIBLE:
        return ""
    return (
        f" Jobs change most in {low['industry']} ({low['jobs_change']:+.1f} %) and {high['industry']} "
        f"({high['jobs_change']:+.1f} %)."
    )


def _extremes(by_industry: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the rows of the industries whose jobs fall and rise most."""
    ordered = by_industry.sort_values("jobs_change")
    return ordered.iloc[0], ordered.iloc[-1]


def _moved_zh(change: float) -> str:
    if abs(change) < NEGLIGIBLE:
        return "基本不变"
    return f"{'高' if change > 0 else '低'}{abs(change):.1f}%"


def _headline_zh(
    args: GrowthTradeoff, study: Study, main: Summary, by_industry: pd.DataFrame, alone: float, years_to_half: float
) -> str:
    who = "五个虚拟行业组" if study.main.base.stylised else "美国各行业"
    speed = "" if args.years_to_half else SPEED_ZH[args.adoption]
    text = (
        f"若{who}{speed}采用人工智能（到{START_YEAR + math.ceil(years_to_half)}年完成最终采用量的一半），"
        "与没有人工智能相比，"
        f"{args.year}年产出{_moved_zh(main.output)}，人均产出{_moved_zh(main.productivity)}，工资{_moved_zh(main.wage)}；"
    )
    if main.trough < -NEGLIGIBLE and main.trough_year < study.years - 0.5:
        text += f"就业先在{int(START_YEAR + main.trough_year)}年下降{abs(main.trough):.1f}%，到{args.year}年"
    else:
        text += "就业"
    text += _moved_zh(main.employment)
    if args.automation_share < 100.0:
        text += f"；若被采用的任务全部由人工智能独立完成（而非{args.automation_share:g}%），就业将{_moved_zh(alone)}"
    low, high = _extremes(by_industry)
    if high["jobs_change"] - low["jobs_change"] >= NEGLIGIBLE:
        text += (
            f"。岗位变化最大的是{low['chinese']}（{low['jobs_change']:+.1f}%）和{high['chinese']}"
            f"（{high['jobs_change']:+.1f}%）"
        )
    return text + "。"


def _paths_title(study: Study) -> str:
    slow, fast = summarise(study.speeds["slow"], study.years), summarise(study.speeds["fast"], study.years)
    year = START_YEAR + round(study.years)
    text = f"Output in {year} is {fast.output:+.1f} % with fast adoption of AI, {slow.output:+.1f} % with slow"
    if fast.trough < -NEGLIGIBLE and fast.trough_year < study.years - 0.5:
        text += f"; fast adoption first costs {abs(fast.trough):.1f} % of jobs"
    return text


def _frontier_title(study: Study) -> str:
    frontier = study.frontier
    fastest = frontier[frontier["years_to_half"] == frontier["years_to_half"].min()]
    fastest = fastest.sort_values("automation_share")
    helps, alone = float(fastest["employment"].iloc[0]), float(fastest["employment"].iloc[-1])
    if helps > NEGLIGIBLE and alone < -NEGLIGIBLE:
        return "Productivity costs jobs where AI works alone, and adds jobs where it helps workers"
    return f"With the fastest adoption employment is {alone:+.1f} % where AI works alone, {helps:+.1f} % where it helps"


def _industry_title(year: int, by_industry: pd.DataFrame) -> str:
    low, high = _extremes(by_industry)
    if high["jobs_change"] - low["jobs_change"] < NEGLIGIBLE:
        return f"No industry's jobs change by {year}"
    return (
        f"By {year} jobs are {low['jobs_change']:+.1f} % in {low['industry']} and {high['jobs_change']:+.1f} % in "
        f"{high['industry']}"
    )


def _adoption_title(study: Study) -> str:
    ceiling = 100.0 * study.main.parameters.ceiling * study.main.base.mean_exposure
    halves = ", ".join(f"{START_YEAR + int(half)} ({speed})" for speed, half in YEARS_TO_HALF.items())
    return f"Adoption ends at {ceiling:.0f} % of tasks; half of that is reached in {halves}"


def _sensitivity_title(study: Study) -> str:
    spread = study.sensitivity.groupby("what", sort=False)["employment"].agg(lambda pair: pair.max() - pair.min())
    if float(spread.max()) < NEGLIGIBLE:
        return "Employment does not depend on what is uncertain here"
    return f"For employment, most depends on: {spread.idxmax()}"
