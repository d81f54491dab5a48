"""The growth model's industries from data: US jobs and wages of May 2025, exposures from the labels of tasks."""

from __future__ import annotations

from pathlib import Path

from tools.exposure.data.onet import LabelSource
from tools.exposure.growth.economy import Industries, industries
from tools.exposure.industries.names import labelled
from tools.exposure.industries.ranking import exposure_column, industry_table
from tools.exposure.scores import Measure

LABELLERS: dict[LabelSource, str] = {"people": "people", "gpt4": "GPT-4"}


def us_economy(labels: Path, cache: Path, source: LabelSource, measure: Measure) -> Industries:
    """Return the 20 sectors of the US economy, exposures weighted by pay.

    Args:
        labels: folder of the data set `gpts-are-gpts`.
        cache: folder for what can be made again.
        source: whose labels.
        measure: alpha, beta or gamma.
    """
    table = industry_table(labels, cache, "sector")
    frame = labelled(table.frame)
    return industries(
        list(frame["key"]),
        list(frame["name"]),
        list(frame["chinese"]),
        list(frame["jobs"]),
        list(frame["wage"]),
        list(frame[exposure_column(source, measure, "wage_bill")]),
        source="BLS OEWS May 2025; task labels of Eloundou et al. (2024); our growth model, stylised parameters",
        stylised=False,
        notes=(
            f"Industries: 20 US sectors, jobs and mean wages of BLS OEWS May 2025; exposure is {measure} from the "
            f"labels of {LABELLERS[source]} (Eloundou et al. 2024), weighted by pay; {100 * table.coverage:.0f} % of "
            "jobs have a score. Self-employed people are not in these statistics.",
        ),
    )
