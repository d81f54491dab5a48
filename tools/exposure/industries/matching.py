"""Occupations of the wage statistics with their exposure scores: which codes fit which."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tools.exposure.data.onet import LabelSource, load_published_scores
from tools.exposure.scores import MEASURES, to_soc6

if TYPE_CHECKING:
    import pandas as pd

PREFIX: dict[LabelSource, str] = {"people": "human", "gpt4": "gpt4"}
SOURCES: tuple[LabelSource, ...] = ("people", "gpt4")
ALL_OTHER = "9"
"""Last digit of the codes that hold what is left of a broad group ("..., All Other")."""


def score_column(source: LabelSource, measure: str) -> str:
    """Return the name of a score's column.

    >>> score_column("people", "beta")
    'people_beta'
    """
    return f"{source}_{measure}"


def soc_scores(folder: Path) -> pd.DataFrame:
    """Return the scores of 6-digit occupations (SOC 2018), the mean over the 8-digit codes within each.

    Args:
        folder: folder of the data set `gpts-are-gpts`.

    Returns:
        Columns: soc, title, and people_alpha ... gpt4_gamma.
    """
    scores = to_soc6(load_published_scores(folder))
    names = {f"{PREFIX[source]}_{measure}": score_column(source, measure) for source in SOURCES for measure in MEASURES}
    return scores.rename(columns=names)


def with_scores(cells: pd.DataFrame, scores: pd.DataFrame, *, broad: bool = True) -> pd.DataFrame:
    """Return rows of the wage statistics with scores and how they were matched.

    Args:
        cells: a row an occupation (and industry), with the column soc.
        scores: of `soc_scores`.
        broad: give a code that the scores lack, since the statistics join several occupations in it (31-1120), the
            mean over the scored codes of its broad group (31-112x); never a residual code (..., All Other).

    Returns:
        The columns of `cells`, the scores, and match: "exact", "broad" or "" (then the scores are missing).
    """
    import pandas as pd

    columns = [column for column in scores.columns if column not in ("soc", "title")]
    by_code = scores.set_index("soc")[columns]
    by_group = scores.groupby(scores["soc"].str[:6])[columns].mean()
    codes = pd.Series(cells["soc"].unique())
    exact = codes.isin(by_code.index)
    grouped = ~exact & codes.str[:6].isin(by_group.index) & (codes.str[-1] != ALL_OTHER) & broad
    table = pd.concat(
        [
            by_code.reindex(codes[exact]).assign(soc=codes[exact].to_numpy(), match="exact"),
            by_group.reindex(codes[grouped].str[:6]).assign(soc=codes[grouped].to_numpy(), match="broad"),
        ]
    )
    joined = cells.merge(table, on="soc", how="left")
    joined["match"] = joined["match"].fillna("")
    return joined
