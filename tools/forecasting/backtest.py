"""The backtest's answer: who forecast best, when, by how much more than chance, and on how few quarters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from tools.core import Context, ToolResult, Value
from tools.forecasting.charts import accumulated_chart, accuracy_chart, track_chart
from tools.forecasting.data.panel import Panel
from tools.forecasting.evaluation import periods
from tools.forecasting.evaluation.comparison import MCS_SIZE
from tools.forecasting.evaluation.intervals import LEVEL
from tools.forecasting.evaluation.verdict import Verdict, judge, number, title_of
from tools.forecasting.models.registry import BENCHMARK
from tools.forecasting.request import horizon_words, horizon_words_zh
from tools.forecasting.tournament import Plan, run
from tools.forecasting.unseen import (
    judge_unseen,
    ranked,
    unseen_notes,
    unseen_sentence,
    unseen_table,
    unseen_values,
)

LEARNERS = ("learning", "hybrid")
SIGNIFICANT = 0.05
SLUGS = {
    periods.ALL: "rmse",
    periods.BEFORE: "rmse_before_2020",
    periods.STABLE: "rmse_stable",
    periods.INFLECTION: "rmse_inflection",
    periods.COVID: "rmse_2020_21",
    periods.AFTER: "rmse_after_2021",
}


def backtest_answer(panel: Panel, plan: Plan, ctx: Context, notes: Sequence[str] = ()) -> ToolResult:
    """Run a tournament and return the result of `backtest`.

    Args:
        panel: target and predictors.
        plan: what is run.
        ctx: progress, cancellation and the parallel map.
        notes: what reading the request has to say.
    """
    records = run(panel, plan, ctx)
    unseen = {horizon: judge_unseen(record, panel.target, ctx.seed) for horizon, record in records.items()}
    verdicts = {
        horizon: ranked(record, judge(record, panel.target, ctx.seed), unseen[horizon])
        for horizon, record in records.items()
    }
    first = verdicts[max(verdicts, key=lambda horizon: -abs(horizon - 1))]
    told = list(verdicts)[:2]
    return ToolResult(
        headline=" ".join(
            f"{_sentences(verdicts[at])} {unseen_sentence(records[at], unseen[at])}".strip() for at in told
        ),
        headline_zh="".join(
            _sentences_zh(verdicts[at]) + unseen_sentence(records[at], unseen[at], chinese=True) for at in told
        ),
        values={
            key: value
            for at, verdict in verdicts.items()
            for key, value in {
                **_values(verdict, first),
                **unseen_values(records[at], unseen[at], "" if verdict is first else f".h{at}"),
            }.items()
        },
        tables={**_tables(verdicts), **_unseen_tables(unseen)},
        charts=(
            accuracy_chart(first, _accuracy_title(first), panel),
            accumulated_chart(first, _accumulated_title(first), panel),
            track_chart(first, _track_title(first), panel),
        ),
        notes=(*panel.notes, *notes, *_notes(plan, verdicts), *unseen_notes(records, unseen)),
        diagnostics={
            "origins": [str(plan.origins[0]), str(plan.origins[-1])],
            "failures": {str(horizon): dict(verdict.record.failures) for horizon, verdict in verdicts.items()},
        },
    )


def _sentences(verdict: Verdict) -> str:
    rows, best = verdict.of(periods.ALL), verdict.best(periods.ALL)
    tested = verdict.parts[periods.ALL]
    text = [
        f"{horizon_words(verdict.record.horizon)}, {tested[0]}-{tested[-1]} ({len(tested)} quarters): the lowest "
        "RMSE is "
        f"that of {title_of(best)}, {_points(rows, best)}, against {_points(rows, BENCHMARK)} of the AR"
        f"{_dm(rows, best)}."
    ]
    if periods.BEFORE in verdict.parts and len(verdict.parts) > 3:
        early = verdict.of(periods.BEFORE)
        first = verdict.best(periods.BEFORE)
        text.append(
            f"Before 2020 {title_of(first)} is best with {_points(early, first)} against {_points(early, BENCHMARK)}"
            f"{_dm(early, first)}."
        )
    text.append(_learners(verdict))
    return " ".join([*text, few_quarters(verdict, best)]).strip()


def _learners(verdict: Verdict) -> str:
    def beat(period: str) -> tuple[int, int, int]:
        rows = verdict.of(period)
        learners = rows[rows["group"].isin(LEARNERS)]
        better = learners["rmse"] < rows.loc[BENCHMARK, "rmse"]
        return int(better.sum()), len(learners), int((better & (learners["dm_p"] < SIGNIFICANT)).sum())

    wins, count, sure = beat(periods.ALL)
    if not count:
        return ""
    text = (
        f"Of {count} machine learning models {wins} have a lower RMSE than the AR, {sure} of them significantly (5 %)"
    )
    if periods.BEFORE in verdict.parts and len(verdict.parts) > 3:
        wins, count, sure = beat(periods.BEFORE)
        text += f"; before 2020 {wins}, {sure} of them significantly"
    return text + "."


def few_quarters(verdict: Verdict, model: str) -> str:
    """Return in a sentence on how few quarters a model's win over the benchmark rests; "" where it does not win."""
    decide, tested = verdict.deciding(model), verdict.parts[periods.ALL]
    if not decide:
        return ""
    named = ", ".join(str(quarter) for quarter in decide[:4]) + ("" if len(decide) <= 4 else ", ...")
    if verdict.rests_on_few(model):
        return f"That win rests on few quarters: without {named} it is gone."
    return f"It takes {len(decide)} of {len(tested)} quarters away ({named}) to undo that win."


def _sentences_zh(verdict: Verdict) -> str:
    rows, best = verdict.of(periods.ALL), verdict.best(periods.ALL)
    tested, record = verdict.parts[periods.ALL], verdict.record
    text = (
        f"{horizon_words_zh(record.horizon)}，{tested[0]}至{tested[-1]}共{len(tested)}个季度：均方根误差最小的是"
        f"{title_of(best, True)}，为{number(rows, best, 'rmse'):.2f}个百分点，"
        f"自回归为{number(rows, BENCHMARK, 'rmse'):.2f}"
        f"{_dm(rows, best, chinese=True)}。"
    )
    if periods.BEFORE in verdict.parts and len(verdict.parts) > 3:
        early, first = verdict.of(periods.BEFORE), verdict.best(periods.BEFORE)
        text += (
            f"2020年以前最好的是{title_of(first, True)}，为{number(early, first, 'rmse'):.2f}，自回归为"
            f"{number(early, BENCHMARK, 'rmse'):.2f}{_dm(early, first, chinese=True)}。"
        )
    learners = rows[rows["group"].isin(LEARNERS)]
    if len(learners):
        wins = int((learners["rmse"] < rows.loc[BENCHMARK, "rmse"]).sum())
        text += f"{len(learners)}个机器学习模型中有{wins}个误差小于自回归。"
    if verdict.rests_on_few(best):
        decide = "、".join(str(quarter) for quarter in verdict.deciding(best))
        text += f"这一优势只靠少数季度：去掉{decide}就不复存在。"
    return text


def _points(rows: pd.DataFrame, model: str) -> str:
    return f"{number(rows, model, 'rmse'):.2f} points"


def _dm(rows: pd.DataFrame, model: str, *, chinese: bool = False) -> str:
    p = number(rows, model, "dm_p")
    if not math.isfinite(p):
        return ""
    text = "< 0.01" if p < 0.01 else f"= {p:.2f}"
    return f"（DM检验p {text}）" if chinese else f" (Diebold-Mariano p {text})"


def _values(verdict: Verdict, first: Verdict) -> dict[str, Value]:
    horizon = verdict.record.horizon
    tail = "" if verdict is first else f".h{horizon}"
    words = horizon_words(horizon).lower()
    found: dict[str, Value] = {}
    for row in _records(verdict):
        name, period = str(row["model"]).replace(" ", "_"), str(row["period"])
        label = f"RMSE of {row['title']}, {words}, {period}"
        found[f"{SLUGS[period]}.{name}{tail}"] = Value(value=float(row["rmse"]), unit="percentage points", label=label)
        for key, what in (("dm_p", "Diebold-Mariano p-value against the AR"), ("coverage", "share of quarters inside")):
            if period in (periods.ALL, periods.BEFORE) and math.isfinite(row[key]):
                slug = f"{key}{SLUGS[period].removeprefix('rmse')}.{name}{tail}"
                scale, unit = (100.0, "%") if key == "coverage" else (1.0, "")
                text = f"{what} the {LEVEL:.0%} interval" if key == "coverage" else what
                found[slug] = Value(value=scale * float(row[key]), unit=unit, label=f"{text}: {row['title']}, {period}")
    found[f"quarters{tail}"] = Value(value=len(verdict.parts[periods.ALL]), unit="", label=f"quarters tested, {words}")
    return found


def _records(verdict: Verdict) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in verdict.table.to_dict("records")]


def _tables(verdicts: dict[int, Verdict]) -> dict[str, pd.DataFrame]:
    tables = {}
    for horizon, verdict in verdicts.items():
        tail = "" if len(verdicts) == 1 else f"_h{horizon}"
        wide = verdict.table.pivot(index="model", columns="period", values="rmse")[list(verdict.parts)]
        ranked = verdict.of(periods.ALL)
        wide = wide.loc[ranked.index].add_prefix("RMSE, ")
        wide.insert(0, "title", ranked["title"])
        for key, name in (
            ("mae", "MAE"),
            ("crps", "CRPS"),
            ("relative_rmse", "RMSE / AR's"),
            ("dm_p", "DM p"),
            ("cw_p", "CW p"),
            ("gw_p", "GW p"),
            ("mcs_p", "MCS p"),
            ("coverage", f"in {LEVEL:.0%} interval"),
        ):
            wide[name] = ranked[key]
        if periods.BEFORE in verdict.parts:
            wide["DM p, before 2020"] = verdict.of(periods.BEFORE)["dm_p"]
        tables[f"models{tail}"] = wide.reset_index()
        tables[f"periods{tail}"] = verdict.table
        record = verdict.record
        forecasts = record.points.assign(actual=record.actual, last_known=record.last.astype(str))
        tables[f"forecasts{tail}"] = forecasts.rename_axis("quarter").reset_index().astype({"quarter": str})
    return tables


def _unseen_tables(unseen: dict[int, Verdict | None]) -> dict[str, pd.DataFrame]:
    tails = {horizon: "" if len(unseen) == 1 else f"_h{horizon}" for horizon in unseen}
    return {f"unseen{tails[at]}": unseen_table(verdict) for at, verdict in unseen.items() if verdict is not None}


def _accuracy_title(verdict: Verdict) -> str:
    rows = verdict.of(periods.ALL)
    wins = int((rows.drop(index=BENCHMARK)["rmse"] < rows.loc[BENCHMARK, "rmse"]).sum())
    return (
        f"{horizon_words(verdict.record.horizon)}: {wins} of {len(rows) - 1} models and combinations have a lower RMSE "
        "than the AR over all"
    )


def _accumulated_title(verdict: Verdict) -> str:
    best, decide = verdict.best(periods.ALL), verdict.deciding(verdict.best(periods.ALL))
    if not decide:
        return "No model gains on the AR over the whole span"
    return f"The gain of {title_of(best)} on the AR comes most from {', '.join(str(at) for at in decide[:2])}"


def _track_title(verdict: Verdict) -> str:
    rows = verdict.of(periods.ALL)
    best = verdict.best(periods.ALL)
    return f"{title_of(best)} missed growth by {number(rows, best, 'mae'):.2f} points on average"


def _notes(plan: Plan, verdicts: dict[int, Verdict]) -> list[str]:
    kind = "expanding" if plan.longest is None else f"rolling ({plan.longest} quarters)"
    notes = [
        f"Pseudo real time, {kind} window: at the end of each quarter from {plan.origins[0]} to {plan.origins[-1]} "
        "every "
        "model is fitted again to what was out then; scaling, selection, gaps and tuning (blocks of time) inside the "
        "window.",
        "Horizon 0 is the quarter just ending, whose growth is not out yet; horizon h is the quarter h later, from "
        "the same "
        "information.",
        periods.RULE,
        "Diebold-Mariano with the Harvey-Leybourne-Newbold correction, two-sided, against the AR; it is not valid "
        "for nested "
        "models in an expanding window, where Clark-West (CW, one-sided) applies; GW is the conditional test of "
        "Giacomini "
        f"and White. Models with MCS p >= {MCS_SIZE:.2f} cannot be told from the best.",
        f"The {LEVEL:.0%} intervals are conformal, from the errors known at the time, late ones weighing more; their "
        "measured coverage is in "
        "the table.",
        "Combinations are of all models but the benchmarks; their weights use only errors known when the forecast "
        "was made.",
    ]
    incomplete = {title_of(key) for verdict in verdicts.values() for key in verdict.incomplete}
    if incomplete:
        notes.append(f"Not ranked, because they failed at some origin: {', '.join(sorted(incomplete))}.")
    return notes
