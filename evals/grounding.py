"""Measures the number guard: planted errors that it catches, and false alarms on correct paraphrases.

Run `python -m evals.grounding [--write] [--show]`. The answers are generated from results of the tools, which are run
first where they are not stored. The rules were written while looking at the set "developed"; the set "second" has
other phrasings, seeds and runs and showed two faults, which were mended; the set "held out", with others again, was
measured when the rules stood.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.grounding import check_numbers
from evals.guard.cases import ERRORS, Case, correct_cases, planted_cases
from tools.core.execute import execute
from tools.core.registry import find_tool
from tools.core.runs import Run

FINDINGS = Path(__file__).parent / "findings"
COUNT = 420
RUNS: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    "developed": (
        ("describe_economy", {}),
        ("simulate_policy", {"importer": "USA", "exporter": "CHN", "tariff_change": 25}),
        ("simulate_policy", {"subsidy_economy": "CHN", "subsidy_change": 5, "sector": "electronics"}),
        ("describe_series", {"target": "china_gdp"}),
        ("forecast", {"target": "china_gdp", "horizon": 4, "models": "benchmarks"}),
        ("occupation_exposure", {"occupations": "accountants, lawyers"}),
        ("industry_exposure", {}),
        ("growth_tradeoff", {}),
        ("label_occupations", {"items": "plumber, journalist, data entry clerk"}),
    ),
    "second": (
        ("describe_economy", {"economies": "USA, EU, JPN, BRA"}),
        ("simulate_policy", {"importer": "IND", "tariff_level": 0}),
        ("simulate_policy", {"importer": "EU", "exporter": "CHN", "sector": "cars", "tariff_change": 20}),
        ("describe_series", {"target": "us_gdp"}),
        ("forecast", {"target": "us_gdp", "horizon": 6, "models": "benchmarks"}),
        ("occupation_exposure", {"occupations": "nurses, translators, welders"}),
        ("industry_exposure", {"order": "least"}),
        ("growth_tradeoff", {"adoption": "slow", "year": 2040}),
        ("rank_exposure", {}),
    ),
    "held out": (
        ("describe_economy", {"economies": "CHN, IND"}),
        ("simulate_policy", {"scenario": "us-2018"}),
        ("simulate_policy", {"importer": "JPN", "exporter": "USA", "sector": "agriculture", "tariff_change": 15}),
        ("describe_series", {"target": "china_gdp", "period": "2020Q1"}),
        ("forecast", {"target": "china_gdp", "horizon": 8, "models": "benchmarks"}),
        ("occupation_exposure", {"occupations": "journalists, plumbers, software developers"}),
        ("industry_exposure", {"top": 20}),
        ("rank_exposure", {"order": "least exposed", "top": 15}),
        ("growth_tradeoff", {"adoption": "fast"}),
        ("label_occupations", {"items": "teacher, baker, web designer, bus driver"}),
    ),
}
SEEDS = {"developed": 11, "second": 2029, "held out": 777}
LOOKS = (
    "Set `second` at its first measurement, before the rules were mended on it: 96.9 caught, 8.3 of correct answers "
    "with a false alarm. Set `held out` at its first: 96.7 caught, 0.0 alarmed. Drawn anew with quicker forecasts it "
    "fell to 93.8 and `developed` to 94.8: columns of tables whose unit is not written accounted for wrong signs. "
    "That was mended on `developed` alone, whose misses were read; those of `held out` never were."
)


@dataclass(frozen=True)
class Measured:
    """Counts of one set.

    Attributes:
        caught: planted answers in which the wrong number was flagged, by kind of error.
        planted: all planted answers, by kind.
        alarms: correct answers in which a number was flagged.
        correct: all correct answers.
        false_numbers: numbers flagged in correct answers.
        numbers: all numbers in correct answers.
    """

    caught: Counter[str]
    planted: Counter[str]
    alarms: int
    correct: int
    false_numbers: int
    numbers: int


def measure(planted: Sequence[Case], correct: Sequence[Case], *, show: bool = False) -> Measured:
    """Return what the guard does on the cases; with `show`, print where it errs."""
    caught: Counter[str] = Counter()
    for case in planted:
        flagged = [one for one in check_numbers(case.text, [case.source]).numbers if one.problem]
        if any(_overlap(one.start, one.end, case) for one in flagged):
            caught[case.error] += 1
        elif show:
            taken = [
                one.label
                for one in check_numbers(case.text, [case.source]).numbers
                if _overlap(one.start, one.end, case)
            ]
            print(f"MISSED {case.error} | {case.planted} | {case.text!r} | taken for {taken}")
    alarms = false_numbers = numbers = 0
    for case in correct:
        found = check_numbers(case.text, [case.source]).numbers
        wrong = [one for one in found if one.problem]
        numbers += len(found)
        false_numbers += len(wrong)
        alarms += bool(wrong)
        if show and wrong:
            print(f"ALARM {[(one.text, one.problem) for one in wrong]} | {case.text!r}")
    return Measured(caught, Counter(case.error for case in planted), alarms, len(correct), false_numbers, numbers)


def _overlap(start: int, end: int, case: Case) -> bool:
    return any(start < last and first < end for first, last in case.spans)


def interval(hits: int, of: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share.

    >>> [round(bound, 3) for bound in interval(95, 100)]
    [0.888, 0.978]
    """
    if not of:
        return 0.0, 1.0
    z, share = 1.96, hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * (share * (1 - share) / of + z * z / (4 * of * of)) ** 0.5 / (1 + z * z / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def as_markdown(rows: dict[str, Measured]) -> str:
    """Return the figures as a Markdown page."""
    lines = [
        "# Number guard",
        "",
        "Written by `python -m evals.grounding --write`. Answers generated from results of four families, English and "
        "Chinese, with fixed seeds: correct paraphrases (rounded, in words, in Chinese units, in pairs, among section "
        "numbers, codes and years) and answers with one planted error. Shares in percent with Wilson's 95 % interval. "
        "The rules were written on the set `developed` and mended once on the set `second`; phrasings, seeds and runs "
        "of the set `held out` are others.",
        "",
        LOOKS,
        "",
        "| error planted | " + " | ".join(rows) + " |",
        "|---" * (len(rows) + 1) + "|",
    ]
    for error in ERRORS:
        lines.append(
            f"| {error} | " + " | ".join(_share(m.caught[error], m.planted[error]) for m in rows.values()) + " |"
        )
    lines.append(
        "| **all, caught** | " + " | ".join(_share(m.caught.total(), m.planted.total()) for m in rows.values()) + " |"
    )
    lines.append(
        "| **correct answers with a false alarm** | "
        + " | ".join(_share(m.alarms, m.correct) for m in rows.values())
        + " |"
    )
    lines.append(
        "| numbers of correct answers with a false alarm | "
        + " | ".join(_share(m.false_numbers, m.numbers) for m in rows.values())
        + " |"
    )
    return "\n".join(lines) + "\n"


def _share(hits: int, of: int) -> str:
    low, high = interval(hits, of)
    return f"{100 * hits / max(of, 1):.1f} ({100 * low:.0f} to {100 * high:.0f}) of {of}"


def stored_runs(calls: Iterable[tuple[str, dict[str, Any]]]) -> list[Run]:
    """Return the runs of calls, from the store where they are there."""
    return [execute(find_tool(name), arguments) for name, arguments in calls]


def main() -> None:
    """Measure and print; with --write, keep the figures in evals/findings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", nargs="*", default=list(RUNS), choices=list(RUNS), help="which sets")
    parser.add_argument("--show", action="store_true", help="print where the guard errs")
    parser.add_argument("--write", action="store_true", help="write evals/findings/grounding.md")
    options = parser.parse_args()
    rows = {}
    for name in options.sets:
        runs, phrasing = stored_runs(RUNS[name]), list(RUNS).index(name)
        planted = planted_cases(runs, COUNT, SEEDS[name], phrasing=phrasing)
        correct = correct_cases(runs, COUNT, SEEDS[name] + 1, phrasing=phrasing)
        rows[name] = measure(planted, correct, show=options.show)
    print(as_markdown(rows))
    if options.write:
        FINDINGS.mkdir(exist_ok=True)
        (FINDINGS / "grounding.md").write_text(as_markdown(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
