"""Check the exposure classifier on held-out occupations and across languages, with controls beside each figure.

Run `python -m evals.findings.exposure_classifier --write` with the data set `gpts-are-gpts`; the first run embeds
29,000 task texts (ten minutes), later ones take two. What `tools.exposure.classifier.build` measured when it made the
shipped files (the table of held-out probabilities, the cards) is read from them; --refit fits it all again (ten more).
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import cohen_kappa_score

from tools.exposure.classifier import Classifier
from tools.exposure.classifier.build import Material, gather
from tools.exposure.classifier.tables import shipped_probabilities
from tools.exposure.classifier.validation import (
    SEED,
    Interval,
    correlation,
    folds_by_major_group,
    folds_by_occupation,
    held_out,
)
from tools.exposure.classifier.words import fit_words
from tools.exposure.scores import LABELS, MEASURES, label_probabilities, occupation_exposure, to_soc6

FINDINGS = Path(__file__).parent
NEEDED = {
    ("people", "occupation"): 0.90,
    ("gpt4", "occupation"): 0.88,
    ("people", "group"): 0.87,
    ("gpt4", "group"): 0.87,
}
FOLDS = {"occupation": "5 folds of occupations", "group": "22 major groups, each left out"}


HEADING = """# Exposure classifier

Written by `python -m evals.findings.exposure_classifier --write`. Correlations are over 923 US occupations with the
scores of people's labels; in brackets, 95 % bootstrap intervals over occupations. No occupation, and no task text, is
on both sides of a fold. Agreement and kappa compare the likeliest label with people's, task by task.
""".splitlines()
ACROSS = """
## Across languages

Occupations that stand in both classifications, matched by hand (`tools/exposure/data/names/everyday.csv`): the Chinese
tasks scored by the model of meaning, learnt from English tasks, against the labels of the US tasks.
""".splitlines()


@dataclass(frozen=True)
class Job:
    """One thing to fit on folds.

    Attributes:
        reads: "words" or "meaning" of the whole text, or words of the "title" or the "task" alone.
        source: whose labels are learnt: "people" or "gpt4"; "shuffled" deals people's at random.
        fold: "occupation" or "group".
        certain: whether only the likeliest label counts.
    """

    reads: str
    source: str
    fold: str
    certain: bool = False


@dataclass(frozen=True)
class Measured:
    """Figures of a job against people's labels, on what it did not learn from; None where only the card tells."""

    job: Job
    beta: Interval
    alpha: Interval | None = None
    gamma: Interval | None = None
    agreement: float | None = None
    kappa: float | None = None


MAIN = tuple(
    Job(reads, source, fold) for fold in FOLDS for source in ("people", "gpt4") for reads in ("words", "meaning")
)
CONTROLS = (
    Job("words", "people", "occupation", certain=True),
    Job("title", "people", "occupation"),
    Job("task", "people", "occupation"),
    Job("meaning", "shuffled", "occupation"),
)


@lru_cache(maxsize=1)
def material() -> Material:
    """Return the tasks and their embeddings, once in each process."""
    return gather()


def read(job: Job) -> Measured:
    """Return what is known of a job from the shipped files, or fit it where they do not tell."""
    if job.reads == "words" and job.fold == "occupation":
        return against_people(job, shipped_probabilities("onet", job.source, material().us))
    if job.fold == "group":
        scores = Classifier.load(job.source).card.scores
        key = f"beta_correlation_with_people.{job.reads}_by_major_group"
        return Measured(job, Interval(scores[key], scores[f"{key}.low"], scores[f"{key}.high"]))
    return measure(job)


def measure(job: Job) -> Measured:
    """Fit a job on its folds and compare with people's labels."""
    data = material()
    soc = data.us["soc"].tolist()
    fold = folds_by_occupation(soc) if job.fold == "occupation" else folds_by_major_group(soc)
    if job.source == "shuffled":
        found = _shuffled(fold)
    elif job.reads == "meaning":
        found = data.meaning_held_out(job.source, fold)
    elif job.reads == "words":
        found = data.words_held_out(job.source, fold)
    else:
        found = _words_of_part(job.reads, fold)
    return against_people(job, found)


def against_people(job: Job, found: np.ndarray) -> Measured:
    """Return the figures of task probabilities against people's labels."""
    data = material()
    if job.certain:
        found = np.eye(3)[found.argmax(axis=1)]
    truth, mine = occupation_exposure(data.us, "human"), occupation_exposure(data.us, found)
    alpha, beta, gamma = (correlation(mine[name].to_numpy(), truth[name].to_numpy()) for name in MEASURES)
    likeliest = np.array(LABELS)[found.argmax(axis=1)]
    people = data.us["human"].to_numpy()
    agreement, kappa = float((likeliest == people).mean()), float(cohen_kappa_score(likeliest, people))
    return Measured(job, beta, alpha, gamma, agreement, kappa)


def _words_of_part(part: str, fold: np.ndarray) -> np.ndarray:
    data = material()
    texts, labels = data.us[part].tolist(), data.labels("people")

    def predict(rows: np.ndarray, test: np.ndarray) -> np.ndarray:
        model = fit_words([texts[at] for at in rows], [labels[at] for at in rows])
        return model.probabilities([texts[at] for at in test])

    return held_out(fold, data.us["task"].tolist(), predict)


def _shuffled(fold: np.ndarray) -> np.ndarray:
    data = material()
    dealt = np.random.default_rng(SEED).permutation(data.us["human"].to_numpy())
    return Material(us=data.us.assign(human=dealt), china=data.china).meaning_held_out("people", fold)


def group_mean_control() -> Interval:
    """Return r(beta, people) where an occupation is given the mean beta of its major group in the other folds."""
    scores = occupation_exposure(material().us, "human")
    fold, group = folds_by_occupation(scores["soc"].tolist()), scores["soc"].str[:2]
    guess = np.zeros(len(scores))
    for number in np.unique(fold):
        known = scores[fold != number]
        means = known.groupby(known["soc"].str[:2])["beta"].mean()
        guess[fold == number] = group[fold == number].map(means).fillna(known["beta"].mean())
    return correlation(guess, scores["beta"].to_numpy())


def across_languages() -> pd.DataFrame:
    """Return how the Chinese scores of translated occupations go with the US ones of the same occupations."""
    data = material()
    text = (files("tools.exposure.data") / "names" / "everyday.csv").read_text(encoding="utf-8")
    pairs = [(row["soc"], row["csco"]) for row in csv.DictReader(text.splitlines()) if row["csco"]]
    us = [pair[0] for pair in pairs]
    fold = folds_by_occupation(data.us["soc"].tolist())
    rows = []
    for source in ("people", "gpt4"):
        label = "human" if source == "people" else "gpt4"
        truth = to_soc6(occupation_exposure(data.us, label)).set_index("soc")["beta"][us].to_numpy()
        chinese = occupation_exposure(data.china, shipped_probabilities("csco", source, data.china))
        beta = chinese.set_index("soc")["beta"][[pair[1] for pair in pairs]].to_numpy()
        english = to_soc6(occupation_exposure(data.us, data.meaning_held_out(source, fold)))
        same = english.set_index("soc")["beta"][us].to_numpy()
        shuffled = np.random.default_rng(SEED).permutation(beta)
        for name, score in (
            ("Chinese tasks", beta),
            ("English tasks, held out", same),
            ("Chinese, shuffled", shuffled),
        ):
            rows.append(
                {
                    "labels": source,
                    "scored": name,
                    "pairs": len(pairs),
                    "r with the same labels": str(correlation(score, truth)),
                    "mean beta": round(float(score.mean()), 3),
                    "mean of the labels": round(float(truth.mean()), 3),
                }
            )
    return pd.DataFrame(rows)


def seconds_for_all() -> float:
    """Return the seconds that the shipped classifier takes to score all 923 occupations, loading included."""
    us = material().us
    started = time.perf_counter()
    occupation_exposure(us, Classifier.load("people").probabilities(us["title"].tolist(), us["task"].tolist()))
    return time.perf_counter() - started


def report(found: list[Measured]) -> str:
    """Return the figures as Markdown."""
    us = material().us
    lines = [
        *HEADING,
        "",
        "| reads | labels learnt | held out | r(beta) | needed | r(alpha) | r(gamma) | agreement, % | kappa |",
        "|---" * 9 + "|",
    ]
    for each in found:
        job = each.job
        needed = NEEDED.get((job.source, job.fold)) if job.reads == "words" and not job.certain else None
        reads = f"{job.reads}, likeliest label only" if job.certain else job.reads
        lines.append(
            f"| {reads} | {job.source} | {FOLDS[job.fold]} | {each.beta} | {f'{needed:.2f}' if needed else ''} "
            f"| {_others(each)} |"
        )
    judge = against_people(Job("", "gpt4", ""), label_probabilities(us["gpt4"].tolist()))
    lines.append(f"| control: GPT-4's own labels | | | {judge.beta} | | {_others(judge)} |")
    lines.append(
        f"| control: mean of the major group | people | {FOLDS['occupation']} | {group_mean_control()} | | | | | |"
    )
    lines += [
        "",
        f"The shipped classifier scores all 923 occupations in {seconds_for_all():.1f} s, loading included.",
        *ACROSS,
        "",
        *_markdown(across_languages()),
    ]
    return "\n".join(lines) + "\n"


def _others(each: Measured) -> str:
    if not (each.alpha and each.gamma) or each.agreement is None:
        return "| | |"
    return f"{each.alpha.value:.3f} | {each.gamma.value:.3f} | {100 * each.agreement:.1f} | {each.kappa:.3f}"


def _markdown(table: pd.DataFrame) -> list[str]:
    rows = [table.columns.tolist(), ["---"] * table.shape[1], *table.astype(str).to_numpy().tolist()]
    return ["| " + " | ".join(row) + " |" for row in rows]


def main() -> None:
    """Measure and print; with --write, keep the figures in evals/findings."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--write", action="store_true", help="write exposure_classifier.json and .md")
    parser.add_argument("--refit", action="store_true", help="fit again what the shipped files tell")
    options = parser.parse_args()
    print(f"{len(material().us_vectors) + len(material().china_vectors)} task texts embedded", flush=True)
    found = [(measure if options.refit else read)(job) for job in (*MAIN, *CONTROLS)]
    text = report(found)
    print(text)
    if options.write:
        (FINDINGS / "exposure_classifier.md").write_text(text, encoding="utf-8")
        plain = json.dumps([asdict(each) for each in found], indent=1)
        (FINDINGS / "exposure_classifier.json").write_text(plain + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
