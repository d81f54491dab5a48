"""Exposure of industries: means over jobs or pay, with the labels of people and of GPT-4."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tools.exposure.data.oews import Cells, Level, industry_cells, industry_totals, occupation_cells
from tools.exposure.data.onet import LabelSource
from tools.exposure.industries.matching import SOURCES, score_column, soc_scores, with_scores
from tools.exposure.scores import MEASURES, Measure

if TYPE_CHECKING:
    import pandas as pd

Weight = Literal["employment", "wage_bill"]
WEIGHTS: tuple[Weight, ...] = ("employment", "wage_bill")
LEAST_COVERAGE = 0.5
"""Industries of which fewer jobs than this share have a score are left out."""


@dataclass(frozen=True)
class IndustryTable:
    """Industries with their exposures.

    Attributes:
        level: depth of the industries.
        frame: columns industry (code), name, jobs, wage (mean, USD a year), coverage (share of jobs with a score), and
            one a label source, measure and weight (people_beta_employment ...).
        left_out: names of industries of which too few jobs have a score.
        coverage: share of all jobs with a score.
        broad: share of all jobs whose score is that of a broad group.
        marks: how often a mark stands in place of employment or of a wage.
        filled_wages: wages by industry that were not released and taken from the whole economy's.
        period: of the statistics.
    """

    level: Level
    frame: pd.DataFrame
    left_out: tuple[str, ...]
    coverage: float
    broad: float
    marks: dict[str, dict[str, int]] = field(default_factory=dict)
    filled_wages: int = 0
    period: str = "May 2025"

    def column(self, source: LabelSource, measure: Measure, weight: Weight) -> pd.Series:
        """Return the exposures under a label source, measure and weight."""
        return self.frame[exposure_column(source, measure, weight)]


def exposure_column(source: LabelSource, measure: Measure, weight: Weight) -> str:
    """Return the name of an exposure's column.

    >>> exposure_column("gpt4", "beta", "wage_bill")
    'gpt4_beta_wage_bill'
    """
    return f"{score_column(source, measure)}_{weight}"


def industry_table(labels: Path, cache: Path, level: Level) -> IndustryTable:
    """Return the exposure of the industries of a level, May 2025.

    Args:
        labels: folder of the data set `gpts-are-gpts`.
        cache: folder for what can be made again.
        level: depth of the industries.
    """
    cells, totals = industry_cells(cache, level), industry_totals(cache, level)
    joined = with_scores(cells.frame, soc_scores(labels))
    joined, filled = _fill_wages(joined, occupation_cells(cache))
    means = weighted_means(joined, by="industry")
    frame = totals.merge(means, on="industry", how="left")
    frame["coverage"] = (frame["scored_jobs"] / frame["jobs"]).fillna(0.0).clip(upper=1.0)
    thin = frame["coverage"] < LEAST_COVERAGE
    scored = joined["match"] != ""
    return IndustryTable(
        level=level,
        frame=frame[~thin].drop(columns="scored_jobs").reset_index(drop=True),
        left_out=tuple(frame.loc[thin, "name"]),
        coverage=float(joined.loc[scored, "jobs"].sum() / totals["jobs"].sum()),
        broad=float(joined.loc[joined["match"] == "broad", "jobs"].sum() / totals["jobs"].sum()),
        marks={name: counts for name, counts in cells.marks.items() if name in ("jobs", "wage")},
        filled_wages=filled,
        period=cells.period,
    )


def weighted_means(joined: pd.DataFrame, *, by: str) -> pd.DataFrame:
    """Return exposures by group, under each label source, measure and weight.

    Args:
        joined: rows with scores (missing where there is none), jobs and wage.
        by: the column of groups.

    Returns:
        Columns: `by`, scored_jobs, and the exposures; a group without a weight has missing exposures.
    """
    import pandas as pd

    rows = joined[joined[score_column("people", "beta")].notna() & joined["jobs"].notna()]
    group = rows[by]
    weights = {"employment": rows["jobs"], "wage_bill": (rows["jobs"] * rows["wage"]).fillna(0.0)}
    columns = {"scored_jobs": rows["jobs"].groupby(group).sum()}
    for weight in WEIGHTS:
        total = weights[weight].groupby(group).sum()
        for source in SOURCES:
            for measure in MEASURES:
                score = rows[score_column(source, measure)]
                mean = (score * weights[weight]).groupby(group).sum() / total.where(total > 0.0)
                columns[f"{score_column(source, measure)}_{weight}"] = mean
    return pd.DataFrame(columns).rename_axis(by).reset_index()


def _fill_wages(joined: pd.DataFrame, national: Cells) -> tuple[pd.DataFrame, int]:
    wage = national.frame.set_index("soc")["wage"]
    missing = joined["wage"].isna() & joined["jobs"].notna()
    filled = joined["wage"].where(~missing, joined["soc"].map(wage))
    count = int((missing & filled.notna()).sum())
    return joined.assign(wage=filled), count
