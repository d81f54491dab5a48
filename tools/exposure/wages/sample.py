"""Occupations with wages, exposure and preparation: what the regressions are run on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tools.exposure.data.oews import Cells, occupation_cells, occupations_2021
from tools.exposure.data.onet import load_published_scores
from tools.exposure.industries.matching import soc_scores, with_scores

if TYPE_CHECKING:
    import pandas as pd

Year = Literal["2025", "2021"]
SKILLS_FILE = "occupations_onet_basic_skills.csv"


@dataclass(frozen=True)
class Sample:
    """Occupations of a year.

    Attributes:
        frame: a row an occupation; columns soc, title, major (two digits), jobs, wage, log_wage, spread (log of the
            90th over the 10th percentile of wages; missing where either is not published), zone (O*NET job zone, 1 to
            5, mean over the 8-digit codes; missing where not known), people_alpha ... gpt4_gamma.
        period: "May 2025".
        jobs_share: share of the jobs of all detailed occupations that are in the sample.
        without_score: occupations left out, since they have no score.
        without_wage: occupations left out, since their annual wage is not published.
        broad: occupations whose score is that of their broad group.
    """

    frame: pd.DataFrame
    period: str
    jobs_share: float
    without_score: int
    without_wage: int
    broad: int


def read_sample(labels: Path, cache: Path, year: Year) -> Sample:
    """Return the occupations of a year that have a wage and a score.

    Args:
        labels: folder of the data set `gpts-are-gpts`.
        cache: folder for what can be made again.
        year: of employment and wages.
    """
    return build_sample(occupation_cells(cache) if year == "2025" else occupations_2021(labels), labels)


def build_sample(cells: Cells, labels: Path) -> Sample:
    """Return the sample of a table of occupations."""
    import numpy as np

    joined = with_scores(cells.frame, soc_scores(labels))
    has_score, has_wage = joined["match"] != "", joined["wage"].notna() & joined["jobs"].notna()
    kept = joined[has_score & has_wage].reset_index(drop=True)
    frame = kept.assign(
        major=kept["soc"].str[:2],
        log_wage=np.log(kept["wage"]),
        spread=np.log(kept["p90"] / kept["p10"]),
        zone=_zones(kept["soc"], labels),
    )
    return Sample(
        frame=frame.drop(columns=["industry", "name"]),
        period=cells.period,
        jobs_share=float(kept["jobs"].sum() / joined["jobs"].sum()),
        without_score=int((~has_score).sum()),
        without_wage=int((has_score & ~has_wage).sum()),
        broad=int((kept["match"] == "broad").sum()),
    )


def _zones(codes: pd.Series, labels: Path) -> pd.Series:
    """Return the mean job zone of each code, of its broad group where the code has none of its own."""
    import pandas as pd

    skills = pd.read_csv(labels / SKILLS_FILE, usecols=["Occupation", "Job Zone"], encoding="utf-8")
    skills["Occupation"] = skills["Occupation"].str.strip()
    by_title = skills.drop_duplicates("Occupation").set_index("Occupation")["Job Zone"]
    titles = load_published_scores(labels)[["soc", "title"]]
    zone = titles["title"].str.strip().map(by_title)
    by_code = zone.groupby(titles["soc"].str[:7]).mean()
    by_group = zone.groupby(titles["soc"].str[:6]).mean()
    own = codes.map(by_code)
    return own.where(own.notna(), codes.str[:6].map(by_group))
