"""Checks the findings on forecasts of China's growth: `python -m evals.findings.forecasting [--write] [--models all]`.

China, nowcast and one quarter ahead, expanding window from 2011Q1: the whole table by sub-period, with tests, and a
verdict on each finding of Yang, Xu, Ge and Xu (arXiv 2407.03595), whose abstract is all of the paper known here. With
`--write` the table goes to `forecasting.md` and `forecasting.json` beside this file, with the size of the
Diebold-Mariano test under the null and the coverage of conformal intervals on exchangeable errors.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tools.core import Context
from tools.core.datasets import catalog
from tools.core.settings import settings
from tools.core.workspace import workspace
from tools.forecasting.data.choice import CHINA, datasets_for
from tools.forecasting.data.load import open_panel
from tools.forecasting.evaluation import periods
from tools.forecasting.evaluation.comparison import compare
from tools.forecasting.evaluation.intervals import half_width
from tools.forecasting.evaluation.verdict import Verdict, group_of, judge, number, title_of
from tools.forecasting.models.registry import BENCHMARK, resolve_models, usable
from tools.forecasting.tournament import Plan, origins_of, run

HERE = Path(__file__).parent
START, END = pd.Period("2011Q1"), pd.Period("2022Q4")
LEARNERS = ("learning", "hybrid")
TESTS = {"DM": "dm_p", "CW": "cw_p", "GW": "gw_p"}
SIMULATIONS = 1000
SIZE_SAMPLES = ((48, 1), (48, 2), (36, 1))
"""(Quarters, steps ahead) at which the size of the Diebold-Mariano test is measured."""


@dataclass(frozen=True)
class Finding:
    """A claim, what was measured, and whether it holds."""

    claim: str
    horizon: int
    measured: str
    verdict: str


def horizon_name(horizon: int) -> str:
    """Return a horizon in words."""
    return "nowcast" if horizon == 0 else f"{horizon} ahead"


def best_beats_benchmark(verdict: Verdict) -> list[Finding]:
    """The best learner or combination against the AR: before 2020, and overall."""
    found = []
    for period in (periods.BEFORE, periods.ALL):
        rows = verdict.of(period)
        best = verdict.best(period, (*LEARNERS, "combination"))
        lower = number(rows, best, "rmse") < number(rows, BENCHMARK, "rmse")
        decide = verdict.deciding(best, period)
        few = f"; gone without {', '.join(map(str, decide[:5]))}" if verdict.rests_on_few(best, period) else ""
        few = few or (
            f"; gone without its {len(decide)} best of {len(verdict.parts[period])} quarters" if decide else ""
        )
        found.append(
            Finding(
                f"Best learner or combination has a lower RMSE than the AR, {period}",
                verdict.record.horizon,
                f"{title_of(best)} {number(rows, best, 'rmse'):.2f}, AR {number(rows, BENCHMARK, 'rmse'):.2f}; "
                f"{p_values(rows, best)}{few}",
                _word(lower, number(rows, best, "dm_p")),
            )
        )
    return found


def average_learner(verdict: Verdict) -> list[Finding]:
    """The mean RMSE of the learners against the AR and against econometric models, the AR among them."""
    found = []
    for period, against in (
        (periods.ALL, "the AR"),
        (periods.BEFORE, "the AR"),
        (periods.ALL, "econometric models"),
        (periods.STABLE, "econometric models"),
        (periods.INFLECTION, "econometric models"),
        (periods.COVID, "econometric models"),
    ):
        if period not in verdict.parts:
            continue
        rows = verdict.of(period)
        ours = rows[rows["group"].isin(LEARNERS)]
        econometric = (rows["group"] == "econometric") | (rows.index == BENCHMARK)
        theirs = rows.loc[[BENCHMARK]] if against == "the AR" else rows[econometric]
        mean, other = float(ours["rmse"].mean()), float(theirs["rmse"].mean())
        p = pooled_p(verdict, list(ours.index), list(theirs.index), period)
        found.append(
            Finding(
                f"Learners on average have a lower error than {against}, {period}",
                verdict.record.horizon,
                f"mean RMSE {mean:.2f} of {len(ours)} against {other:.2f} of {len(theirs)}; best "
                f"{title_of(ours.index[0])} "
                f"{ours['rmse'].iloc[0]:.2f} against {title_of(theirs.index[0])} {theirs['rmse'].iloc[0]:.2f}; "
                f"DM p of the mean forecasts {_number(p)}; {len(verdict.parts[period])} quarters",
                _word(mean < other, p),
            )
        )
    return found


def pooled_p(verdict: Verdict, ours: list[str], theirs: list[str], period: str) -> float:
    """Return the Diebold-Mariano p-value of two groups' mean forecasts in a sub-period."""
    record, quarters = verdict.record, verdict.parts[period]
    points = record.points.loc[quarters]
    actual = record.actual.loc[quarters]
    return compare(actual, points[theirs].mean(axis=1), points[ours].mean(axis=1), record.steps, nested=False).dm


def combinations_are_robust(verdict: Verdict) -> list[Finding]:
    """Combinations rank high in every sub-period."""
    ranks = {
        period: {name: at + 1 for at, name in enumerate(verdict.of(period).index)}
        for period in verdict.parts
        if period != periods.ALL
    }
    combos = [name for name in verdict.of(periods.ALL).index if group_of(name) == "combination"]
    count = len(verdict.of(periods.ALL))
    worst = {name: max(by[name] for by in ranks.values()) for name in verdict.of(periods.ALL).index}
    best = min(combos, key=lambda name: worst[name])
    single = min((name for name in worst if name not in combos), key=lambda name: worst[name])
    return [
        Finding(
            "A combination has the best worst rank over the sub-periods",
            verdict.record.horizon,
            f"{title_of(best)}: worst rank {worst[best]} of {count}; best single model {title_of(single)}: "
            f"{worst[single]}",
            "holds" if worst[best] <= worst[single] else "does not hold",
        )
    ]


CHECKS: tuple[Callable[[Verdict], list[Finding]], ...] = (
    best_beats_benchmark,
    average_learner,
    combinations_are_robust,
)


def dm_size(seed: int = 1) -> list[dict[str, Any]]:
    """Return how often the Diebold-Mariano test rejects at 5 % where both forecasts are equally good.

    Errors of both are independent, normal, and moving averages of order steps - 1, as optimal forecasts' errors are.
    """
    generator = np.random.default_rng(seed)
    rows = []
    for count, steps in SIZE_SAMPLES:
        index = pd.RangeIndex(count)
        rejected = 0
        for _ in range(SIMULATIONS):
            shocks = generator.standard_normal((2, count + steps - 1))
            errors = np.stack([np.convolve(one, np.full(steps, 1.0), "valid") for one in shocks])
            zero = pd.Series(0.0, index=index)
            tested = compare(zero, pd.Series(errors[0], index), pd.Series(errors[1], index), steps, nested=False)
            rejected += tested.dm < 0.05
        share = rejected / SIMULATIONS
        error = 1.96 * math.sqrt(share * (1 - share) / SIMULATIONS)
        rows.append({"quarters": count, "steps": steps, "rejected": share, "interval": [share - error, share + error]})
    return rows


def conformal_coverage(seed: int = 2) -> list[dict[str, Any]]:
    """Return how often 80 % intervals from n past errors hold a new one where errors are exchangeable."""
    generator = np.random.default_rng(seed)
    rows = []
    for count in (12, 24, 48):
        draws = generator.standard_t(4, size=(SIMULATIONS * 4, count + 1))
        held = np.mean([abs(row[-1]) <= half_width(row[:-1], 0.8) for row in draws])
        rows.append({"past_errors": count, "covered": float(held)})
    return rows


def p_values(rows: pd.DataFrame, model: str) -> str:
    """Return the p-values of a model against the AR in words."""
    found = [f"{name} p {_number(number(rows, model, key))}" for name, key in TESTS.items()]
    return ", ".join(found)


def table(verdict: Verdict) -> str:
    """Return the whole table of a horizon in Markdown."""
    parts = list(verdict.parts)
    head = ["model", *(f"{name} ({len(verdict.parts[name])})" for name in parts)]
    head += ["MAE", "CRPS", "/ AR", "DM p", "DM p <2020", "CW p", "GW p", "MCS p", "80 % held"]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    everything, early = verdict.of(periods.ALL), verdict.of(periods.BEFORE)
    for name in everything.index:
        row = everything.loc[name]
        cells = [title_of(name), *(f"{number(verdict.of(period), name, 'rmse'):.2f}" for period in parts)]
        cells += [f"{row['mae']:.2f}", f"{row['crps']:.2f}", f"{row['relative_rmse']:.2f}", _number(row["dm_p"])]
        cells += [_number(number(early, name, "dm_p"))]
        cells += [_number(row[key]) for key in ("cw_p", "gw_p", "mcs_p")]
        cells.append(f"{100 * row['coverage']:.0f} %")
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def context() -> Context:
    """Return a context that prints its progress."""
    entries = catalog()
    folders = {name: entries.folder(name) for name in datasets_for(CHINA) if entries.get(name).has_files}
    return Context(
        seed=settings().seed,
        folders=folders,
        cache=workspace().cache,
        report=lambda step: print(f"\r{step.message}", end="", flush=True),
    )


def report(models: str, horizons: tuple[int, ...], size: bool) -> tuple[str, dict[str, Any]]:
    """Run everything and return it as Markdown and as plain JSON."""
    ctx = context()
    panel = open_panel(CHINA, ctx.folders)
    keys, told = usable(resolve_models(models), panel.monthly.shape[1], panel.quarterly.shape[1])
    plan = Plan(origins_of(panel, START, END), horizons, keys, None, ctx.seed)
    started = time.perf_counter()
    records = run(panel, plan, ctx)
    seconds = time.perf_counter() - started
    verdicts = {horizon: judge(record, panel.target, ctx.seed) for horizon, record in records.items()}
    findings = [one for verdict in verdicts.values() for check in CHECKS for one in check(verdict)]
    findings.append(
        Finding(
            "Experts beat the models at some inflection points",
            0,
            "no dated expert forecasts of China are available here",
            "cannot be tested",
        )
    )
    lines = [
        "# Forecasts of China's growth: findings\n",
        f"Written by `python -m evals.findings.forecasting --write`. {panel.title}; origins {START} to {END}, "
        "expanding "
        f"window, {len(keys)} models and 4 combinations; {seconds:.0f} s for {len(horizons)} horizons on the machine "
        "at hand "
        "(shared, 2 cores).",
        *([told] if told else []),
        "RMSE in percentage points, by sub-period (quarters in brackets). DM: Diebold-Mariano with the correction of "
        "Harvey, "
        "Leybourne and Newbold, two-sided, against the AR. CW: Clark-West, one-sided, for models that nest the AR. GW: "
        "Giacomini-White. MCS p below 0.10: outside the model confidence set.\n",
        f"{periods.RULE}\n",
    ]
    for horizon, verdict in verdicts.items():
        bends = ", ".join(map(str, verdict.parts.get(periods.INFLECTION, [])))
        lines += [
            f"## {horizon_name(horizon).capitalize()}\n",
            table(verdict),
            f"\nInflection points: {bends or 'none'}.\n",
        ]
        if verdict.incomplete:
            lines.append(f"Failed at some origin, not ranked: {verdict.incomplete}\n")
    lines += ["## Findings\n", "| finding | horizon | measured | verdict |", "|---|---|---|---|"]
    lines += [f"| {one.claim} | {horizon_name(one.horizon)} | {one.measured} | {one.verdict} |" for one in findings]
    document: dict[str, Any] = {
        "origins": [str(START), str(END)],
        "models": list(keys),
        "seconds": seconds,
        "notes": list(panel.notes),
        "findings": [asdict(one) for one in findings],
        "table": {
            str(horizon): json.loads(verdict.table.to_json(orient="records", double_precision=6))
            for horizon, verdict in verdicts.items()
        },
    }
    if size:
        document |= {"dm_size": dm_size(), "conformal": conformal_coverage()}
        lines += ["\n## Size and coverage on synthetic data\n", "| check | measured | asked |", "|---|---|---|"]
        lines += [
            f"| DM rejects at 5 % under the null, {row['quarters']} quarters, {row['steps']} steps ({SIMULATIONS} "
            f"simulations) | {100 * row['rejected']:.1f} % ({100 * row['interval'][0]:.1f} to "
            f"{100 * row['interval'][1]:.1f}) | 3-8 % |"
            for row in document["dm_size"]
        ]
        lines += [
            f"| 80 % conformal intervals from {row['past_errors']} exchangeable errors | {100 * row['covered']:.1f} "
            "% | "
            "75-85 % |"
            for row in document["conformal"]
        ]
    return "\n".join(lines) + "\n", document


def _word(holds: bool, p: float) -> str:
    if not holds:
        return "does not hold"
    return "holds" if math.isfinite(p) and p < 0.05 else "holds in the mean, not significant at 5 %"


def _number(value: float) -> str:
    if not math.isfinite(value):
        return "-"
    return f"{value:.2f}" if value >= 0.01 else "< 0.01"


def main() -> None:
    """Print the findings; write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write forecasting.md and forecasting.json")
    parser.add_argument("--models", default="default", help="models and groups, as in the tools")
    parser.add_argument("--horizons", default="0,1", help="horizons, with commas")
    parser.add_argument("--no-size", action="store_true", help="leave the synthetic checks out")
    args = parser.parse_args()
    horizons = tuple(int(part) for part in args.horizons.split(","))
    text, document = report(args.models, horizons, not args.no_size)
    print("\n" + text)
    if args.write:
        (HERE / "forecasting.md").write_text(text, encoding="utf-8")
        (HERE / "forecasting.json").write_text(
            json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False, default=str) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
