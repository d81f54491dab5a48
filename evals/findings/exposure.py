"""Claims of "Large language models at work in China's labor market" that US data can test, each with its control.

`python -m evals.findings.exposure` prints a table of verdicts and writes it to evals/findings/exposure.md and .json.
The paper's own figures are not available and not compared with; a claim that needs Chinese data is not testable here.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from tools.core.datasets import catalog
from tools.core.workspace import workspace
from tools.exposure.data.oews import occupation_cells
from tools.exposure.data.onet import DATASET, major_groups
from tools.exposure.growth.adoption import YEARS_TO_HALF
from tools.exposure.growth.calibration import us_economy
from tools.exposure.growth.scenarios import Summary, summarise
from tools.exposure.growth.technology import Parameters
from tools.exposure.growth.transition import simulate
from tools.exposure.industries.matching import soc_scores, with_scores
from tools.exposure.industries.names import labelled
from tools.exposure.industries.ranking import exposure_column, industry_table, weighted_means
from tools.exposure.wages.charts import effect_of
from tools.exposure.wages.regression import Controls, Weighting
from tools.exposure.wages.sample import Sample, read_sample
from tools.exposure.wages.study import Specification, WageStudy, wage_study

FOLDER = Path(__file__).parent
Answer = Literal["holds", "depends", "does not hold", "not testable here"]
SOURCES = ("people", "gpt4")
SEED = 1


@dataclass(frozen=True)
class Verdict:
    """A claim and what the data say.

    Attributes:
        claim: in our words.
        measured: on US data, or what is missing.
        control: what it was compared with.
        verdict: holds where every label source and weighting agrees; depends where they do not.
    """

    claim: str
    measured: str
    control: str
    verdict: Answer


class Evidence:
    """Data read once, shared by the checks."""

    def __init__(self, labels: Path, cache: Path) -> None:
        self.labels, self.cache = labels, cache
        self.sample: Sample = read_sample(labels, cache, "2025")
        table = industry_table(labels, cache, "sector")
        self.sectors = labelled(table.frame).set_index("key")
        self.groups = self._major_groups()

    def study(self, outcome: str, controls: Controls, weighting: Weighting) -> WageStudy:
        """Return the regressions of an outcome on beta."""
        return wage_study(self.sample, Specification(outcome, "beta", controls, weighting), seed=SEED)

    def _major_groups(self) -> pd.DataFrame:
        joined = with_scores(occupation_cells(self.cache).frame, soc_scores(self.labels))
        means = weighted_means(joined.assign(group=joined["soc"].str[:2]), by="group")
        return means.set_index("group")


def verdict_of(signs: Sequence[bool]) -> Answer:
    """Return "holds" where all agree, "does not hold" where none does, else "depends".

    >>> verdict_of([True, True]), verdict_of([True, False]), verdict_of([False])
    ('holds', 'depends', 'does not hold')
    """
    return "holds" if all(signs) else "depends" if any(signs) else "does not hold"


def rises_with(evidence: Evidence, claim: str, outcome: str, controls: Controls) -> Verdict:
    """Does exposure go with an outcome: both label sources, weighted and not, intervals above zero?"""
    texts, signs, controls_text = [], [], []
    unit = "" if outcome == "preparation" else " %"
    for weighting, word in (("employment", "by jobs"), ("none", "unweighted")):
        study = evidence.study(outcome, controls, weighting)  # type: ignore[arg-type]
        for source, name in (("people", "people"), ("gpt4", "GPT-4")):
            found = study.estimates[source]  # type: ignore[index]
            effect, low, high = (effect_of(outcome, slope) for slope in (found.slope, found.low, found.high))
            texts.append(f"{name}, {word}: {effect:+.2f}{unit} ({low:+.2f} to {high:+.2f})")
            signs.append(found.low > 0.0)
            if weighting == "employment":
                shuffled = effect_of(outcome, study.shuffled[source])  # type: ignore[index]
                controls_text.append(f"{shuffled:.2f}{unit} ({name})")
    measured = f"for 0.1 more beta, 95 % interval: {'; '.join(texts)}"
    control = f"exposures shuffled, no controls: 95 % of slopes below {', '.join(controls_text)} in size"
    return Verdict(claim, measured, control, verdict_of(signs))


def sector_against_mean(evidence: Evidence, claim: str, key: str, *, above: bool) -> Verdict:
    """Is a sector above (or below) the mean of all jobs, under both label sources and both weights?"""
    frame = evidence.sectors
    texts, signs, means = [], [], []
    for source, name in (("people", "people"), ("gpt4", "GPT-4")):
        for weight, word in (("employment", "jobs"), ("wage_bill", "pay")):
            column = frame[exposure_column(source, "beta", weight)]  # type: ignore[arg-type]
            bill = frame["jobs"] if weight == "employment" else frame["jobs"] * frame["wage"]
            mean = float((column * bill).sum() / bill.sum())
            rank = int((column > column[key]).sum()) + 1
            texts.append(f"{name}, by {word}: {column[key]:.3f}, rank {rank} of {len(frame)}")
            means.append(f"{mean:.3f}")
            signs.append(bool(column[key] > mean) == above)
    return Verdict(claim, "; ".join(texts), f"means of all sectors: {', '.join(means)}", verdict_of(signs))


def group_against_mean(evidence: Evidence, claim: str, code: str) -> Verdict:
    """Is a major group of occupations above the mean of all jobs, under both label sources?"""
    frame = evidence.groups
    texts, signs, means = [], [], []
    for source, name in (("people", "people"), ("gpt4", "GPT-4")):
        column = frame[exposure_column(source, "beta", "employment")]  # type: ignore[arg-type]
        mean = float((column * frame["scored_jobs"]).sum() / frame["scored_jobs"].sum())
        rank = int((column > column[code]).sum()) + 1
        texts.append(f"{name}: {column[code]:.3f}, rank {rank} of {len(frame)}")
        means.append(f"{mean:.3f}")
        signs.append(bool(column[code] > mean))
    measured = f"{major_groups()[code].name}: {'; '.join(texts)}"
    return Verdict(claim, measured, f"means of all jobs: {', '.join(means)}", verdict_of(signs))


def labels_agree(evidence: Evidence) -> Verdict:
    """Do a language model's labels rank occupations as people's do?"""
    frame = evidence.sample.frame
    value = float(frame["people_beta"].corr(frame["gpt4_beta"]))
    within = frame.groupby("major")[["people_beta", "gpt4_beta"]].transform(lambda column: column - column.mean())
    inside = float(within["people_beta"].corr(within["gpt4_beta"]))
    return Verdict(
        "Labels of a language model rank occupations much as people's do",
        f"correlation of beta over {len(frame)} US occupations {value:.3f}",
        f"within major groups, where there is less to tell apart: {inside:.3f}",
        "holds" if value > 0.8 else "does not hold",
    )


def growth_signs(evidence: Evidence) -> Verdict:
    """In our model: does faster adoption bring more output and a larger loss of jobs on the way?"""
    base = us_economy(evidence.labels, evidence.cache, "people", "beta")
    found: dict[str, Summary] = {
        speed: summarise(simulate(base, Parameters(), half, 10.0), 10.0) for speed, half in YEARS_TO_HALF.items()
    }
    alone = summarise(simulate(base, Parameters(automation_share=1.0), YEARS_TO_HALF["fast"], 10.0), 10.0)
    still = summarise(simulate(base.with_exposure(0.0 * base.exposure), Parameters(), 4.0, 10.0), 10.0)
    text = "; ".join(
        f"{speed}: output {one.output:+.1f} %, employment {one.employment:+.2f} %, lowest {one.trough:+.2f} %"
        for speed, one in found.items()
    )
    signs = [
        found["slow"].output < found["medium"].output < found["fast"].output,
        found["slow"].trough > found["medium"].trough > found["fast"].trough,
    ]
    return Verdict(
        "Faster adoption brings more output, and a larger loss of jobs on the way (our model, not the paper's)",
        f"after ten years, {text}; fast and AI alone in all adopted tasks: employment {alone.employment:+.2f} %",
        f"no exposure: output {still.output:+.1e} %",
        verdict_of(signs),
    )


def missing(claim: str, why: str) -> Verdict:
    """A claim that needs data that are not here."""
    return Verdict(claim, why, "", "not testable here")


CHECKS: tuple[Callable[[Evidence], Verdict], ...] = (
    lambda data: rises_with(data, "Exposure rises with the wage", "wage", "none"),
    lambda data: rises_with(data, "... within major groups of occupations", "wage", "major_group"),
    lambda data: rises_with(data, "... among occupations that need like preparation (job zone)", "wage", "education"),
    lambda data: rises_with(
        data,
        "Exposure rises with the experience premium (proxy: 90th over 10th percentile)",
        "experience_premium",
        "none",
    ),
    lambda data: rises_with(
        data, "... among occupations that need like preparation (job zone)", "experience_premium", "education"
    ),
    lambda data: rises_with(data, "Exposure rises with the preparation needed (job zone)", "preparation", "none"),
    lambda data: sector_against_mean(
        data, "Education is highly exposed (sector, above the mean)", "education", above=True
    ),
    lambda data: group_against_mean(data, "Education is highly exposed (occupations, above the mean)", "25"),
    lambda data: sector_against_mean(
        data, "Health care is highly exposed (sector, above the mean)", "health", above=True
    ),
    lambda data: group_against_mean(data, "Health care is highly exposed (practitioners, above the mean)", "29"),
    lambda data: sector_against_mean(
        data, "Manufacturing is little exposed (below the mean)", "manufacturing", above=False
    ),
    lambda data: sector_against_mean(
        data, "Agriculture is little exposed (below the mean)", "agriculture", above=False
    ),
    labels_agree,
    growth_signs,
    lambda data: missing(
        "In China, exposure rises with wages and the experience premium",
        "no wages of Chinese occupations, and none by years of experience, are in the data",
    ),
    lambda data: missing(
        "In China, education and health care are the most exposed industries",
        "no employment of Chinese occupations by industry is in the data",
    ),
    lambda data: missing(
        "GPT-4, GLM, InternLM and experts agree on Chinese occupations",
        "the paper's labels are not in the data",
    ),
)


def run(evidence: Evidence) -> list[tuple[Verdict, float]]:
    """Return every verdict with the seconds it took; a check that fails is a verdict, and the rest must run."""
    found = []
    for check in CHECKS:
        started = time.perf_counter()
        try:
            verdict = check(evidence)
        except Exception as error:  # noqa: BLE001 - see above
            name = getattr(check, "__name__", "check")
            verdict = Verdict(name, f"{type(error).__name__}: {error}", "", "does not hold")
        found.append((verdict, time.perf_counter() - started))
    return found


def as_markdown(found: Sequence[tuple[Verdict, float]], period: str) -> str:
    """Return the verdicts as a Markdown page."""
    lines = [
        "# Exposure: claims on China's labour market, tested on US data",
        "",
        "Written by `python -m evals.findings.exposure`. Claims are those of Chen, Ge, Xie, Xu and Yang (arXiv "
        "2308.08776) in our words; its figures are not available and not compared with. Data: labels of tasks by "
        f"people and GPT-4 (Eloundou et al. 2024), BLS OEWS {period}. A claim holds where both label sources and both "
        "weightings agree, and depends where they do not. Nothing here is causal, and exposure is not displacement.",
        "",
        "| claim | verdict | measured | control |",
        "|---|---|---|---|",
    ]
    lines += [f"| {one.claim} | {one.verdict} | {one.measured} | {one.control} |" for one, _ in found]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the verdicts and write them beside this file."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--print-only", action="store_true", help="write no file")
    only_print = parser.parse_args().print_only
    evidence = Evidence(catalog().fetch(DATASET), workspace().cache)
    found = run(evidence)
    page = as_markdown(found, evidence.sample.period)
    print(page)
    print(", ".join(f"{seconds:.1f}" for _, seconds in found), "seconds")
    if not only_print:
        (FOLDER / "exposure.md").write_text(page, encoding="utf-8")
        rows = [asdict(one) for one, _ in found]
        (FOLDER / "exposure.json").write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
