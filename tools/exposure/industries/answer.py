"""The result of `industry_exposure`: headline, figures, tables, charts and notes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pandas as pd

from tools.core import ToolResult, UnknownName, Value
from tools.exposure.data.oews import Level
from tools.exposure.industries.charts import LABELLERS, ranking_chart, wage_chart
from tools.exposure.industries.names import find_industries, labelled
from tools.exposure.industries.ranking import IndustryTable

if TYPE_CHECKING:
    from tools.exposure.industries.arguments import IndustryExposure

NOUNS = {"sector": "sectors", "subsector": "subsectors", "detailed": "industries"}
NOUNS_ZH = {"sector": "大类行业", "subsector": "中类行业", "detailed": "细分行业"}
LABELLERS_ZH = {"people": "人工标注", "gpt4": "GPT-4标注"}
LEVELS: tuple[Level, ...] = ("sector", "subsector", "detailed")
MOST_WORDS = 3


def industry_answer(args: IndustryExposure, tables: Callable[[Level], IndustryTable]) -> ToolResult:
    """Return the result of `industry_exposure`.

    Args:
        args: what was asked.
        tables: the industries of a level; an industry that the level asked for lacks is looked for at the others.

    Raises:
        UnknownName: an industry asked about is at no level.
    """
    args, table, asked = _found(args, tables)
    frame = _ranked(args, table)
    shown = frame.iloc[asked] if asked else frame.head(args.top)
    relation = _relation(frame)
    drawn = pd.concat([frame.head(args.top), shown]).drop_duplicates("industry").sort_values("rank")
    return ToolResult(
        headline=_headline(args, frame, shown, relation, bool(asked)),
        headline_zh=_headline_zh(args, frame, shown, relation, bool(asked)),
        values=_values(args, frame, shown, relation, table),
        tables={
            "industries": shown[["rank", "industry", "name", "people", "gpt4", "wage", "jobs", "coverage"]].reset_index(
                drop=True
            ),
            "all": frame[["rank", "industry", "name", "people", "gpt4", "wage", "jobs", "coverage"]],
        },
        charts=(
            ranking_chart(
                drawn,
                args.measure,
                args.weight,
                _ranking_title(args, frame, shown, bool(asked)),
            ),
            wage_chart(
                frame.assign(exposure=frame[args.labels]), args.measure, args.labels, _wage_title(args, relation)
            ),
        ),
        notes=_notes(args, table),
        diagnostics={
            "coverage": table.coverage,
            "coverage_by_broad_groups": table.broad,
            "marks_in_place_of_figures": table.marks,
            "wages_filled_from_the_whole_economy": table.filled_wages,
            "industries_left_out": list(table.left_out),
        },
    )


def _found(
    args: IndustryExposure, tables: Callable[[Level], IndustryTable]
) -> tuple[IndustryExposure, IndustryTable, list[int]]:
    """Return the arguments at the level that knows the industries asked about, its table and their rows."""
    unknown: UnknownName | None = None
    for level in dict.fromkeys((args.level, *LEVELS)):
        table = tables(level)
        at_level = args.model_copy(update={"level": level})
        try:
            return at_level, table, find_industries(args.industry, _ranked(at_level, table))
        except UnknownName as error:
            unknown = unknown or error
    assert unknown is not None
    raise unknown


def _ranked(args: IndustryExposure, table: IndustryTable) -> pd.DataFrame:
    frame = labelled(table.frame).assign(
        people=table.column("people", args.measure, args.weight),
        gpt4=table.column("gpt4", args.measure, args.weight),
    )
    frame = frame.sort_values(args.labels, ascending=args.order == "least", kind="stable").reset_index(drop=True)
    return frame.assign(rank=frame.index + 1)


def _relation(frame: pd.DataFrame) -> dict[str, float]:
    """Return rank correlations over industries: of exposure with wages, and between the two label sources."""
    pairs = frame[["people", "gpt4", "wage"]].corr(method="spearman")
    found = {
        "people": float(pairs.loc["people", "wage"]),  # type: ignore[arg-type]
        "gpt4": float(pairs.loc["gpt4", "wage"]),  # type: ignore[arg-type]
        "sources": float(pairs.loc["people", "gpt4"]),  # type: ignore[arg-type]
    }
    return {name: value for name, value in found.items() if math.isfinite(value)}


def _values(
    args: IndustryExposure, frame: pd.DataFrame, shown: pd.DataFrame, relation: dict[str, float], table: IndustryTable
) -> dict[str, Value]:
    values = {}
    ends = pd.concat([shown, frame.tail(1)]).drop_duplicates("industry")
    for row in ends.to_dict("records"):
        key, name = row["key"], row["name"]
        values[f"{args.measure}.{key}"] = Value(
            value=row[args.labels], unit="share", label=f"Exposure of {name}, labels of {LABELLERS[args.labels]}"
        )
        other = "gpt4" if args.labels == "people" else "people"
        values[f"{args.measure}_{other}.{key}"] = Value(
            value=row[other], unit="share", label=f"Exposure of {name}, labels of {LABELLERS[other]}"
        )
        values[f"rank.{key}"] = Value(value=row["rank"], unit="rank", label=f"Rank of {name}")
        values[f"jobs.{key}"] = Value(value=row["jobs"], unit="jobs", label=f"Jobs in {name}")
        if math.isfinite(row["wage"]):
            values[f"mean_wage.{key}"] = Value(value=row["wage"], unit="USD a year", label=f"Mean wage in {name}")
    weights = frame["jobs"] / frame["jobs"].sum()
    for source in LABELLERS:
        values[f"mean_exposure.{source}"] = Value(
            value=float((frame[source] * weights).sum()),
            unit="share",
            label=f"Mean exposure over jobs, labels of {LABELLERS[source]}",
        )
        if source in relation:
            values[f"wage_rank_correlation.{source}"] = Value(
                value=relation[source],
                unit="correlation",
                label=f"Rank correlation of exposure (labels of {LABELLERS[source]}) with mean wages over industries",
            )
    if "sources" in relation:
        values["label_source_rank_correlation"] = Value(
            value=relation["sources"], unit="correlation", label="Rank correlation of the two label sources"
        )
    values["coverage"] = Value(value=100.0 * table.coverage, unit="%", label="Share of jobs with a score")
    values["industries"] = Value(value=len(frame), unit="industries", label=f"Number of {NOUNS[args.level]}")
    return values


def _named(row: dict[Any, Any], args: IndustryExposure) -> str:
    return f"{row['name']} ({row[args.labels]:.2f})"


def _headline(
    args: IndustryExposure, frame: pd.DataFrame, shown: pd.DataFrame, relation: dict[str, float], asked: bool
) -> str:
    rows = shown.to_dict("records")
    noun = NOUNS[args.level]
    who = f"labels of {LABELLERS[args.labels]}, {args.measure}"
    if asked:
        parts = [
            f"{row['name']} has an exposure of {row[args.labels]:.2f} and ranks {row['rank']} of {len(frame)} US {noun}"
            for row in rows[:MOST_WORDS]
        ]
        direction = "" if args.order == "most" else ", the least exposed first"
        first = f"{'; '.join(parts)} ({who}{direction})."
    else:
        listed = ", ".join(_named(row, args) for row in rows[: MOST_WORDS - 1])
        listed = f"{listed} and {_named(rows[MOST_WORDS - 1], args)}" if len(rows) >= MOST_WORDS else listed
        first = f"The {args.order} exposed US {noun} are {listed or _named(rows[0], args)} ({who})."
        other = frame.iloc[-1].to_dict()
        if len(frame) > len(rows):
            least = "least" if args.order == "most" else "most"
            first += f" The {least} exposed is {_named(other, args)}."
    return f"{first} {_wage_sentence(relation)}".strip()


def _wage_sentence(relation: dict[str, float]) -> str:
    if "people" not in relation or "gpt4" not in relation:
        return ""
    signs = {relation["people"] > 0.0, relation["gpt4"] > 0.0}
    if signs == {True}:
        return (
            "More exposed industries pay more: the rank correlation of exposure with mean wages is "
            f"{relation['people']:.2f} (labels of people) and {relation['gpt4']:.2f} (GPT-4)."
        )
    return (
        "Exposure and pay are not clearly related: rank correlation "
        f"{relation['people']:.2f} (labels of people) and {relation['gpt4']:.2f} (GPT-4)."
    )


def _headline_zh(
    args: IndustryExposure, frame: pd.DataFrame, shown: pd.DataFrame, relation: dict[str, float], asked: bool
) -> str:
    rows = shown.to_dict("records")
    who = f"{LABELLERS_ZH[args.labels]}，{args.measure}"
    if asked:
        rank = "暴露度" if args.order == "most" else "从低到高"
        parts = [
            f"{row['chinese']}的暴露度为{row[args.labels]:.2f}，"
            f"在{len(frame)}个{NOUNS_ZH[args.level]}中{rank}排第{row['rank']}"
            for row in rows[:MOST_WORDS]
        ]
        text = f"{'；'.join(parts)}（美国，{who}）。"
    else:
        listed = "、".join(f"{row['chinese']}（{row[args.labels]:.2f}）" for row in rows[:MOST_WORDS])
        text = f"美国暴露度最{'高' if args.order == 'most' else '低'}的{NOUNS_ZH[args.level]}是{listed}（{who}）。"
    if "people" in relation and "gpt4" in relation:
        text += (
            f"行业暴露度与平均工资的秩相关系数为{relation['people']:.2f}（人工标注）"
            f"和{relation['gpt4']:.2f}（GPT-4标注）。"
        )
    return text


def _ranking_title(args: IndustryExposure, frame: pd.DataFrame, shown: pd.DataFrame, asked: bool) -> str:
    first = shown.iloc[0]
    if asked:
        return f"{first['name']} ranks {first['rank']} of {len(frame)} {NOUNS[args.level]} by exposure"
    return f"{first['name']} is the {args.order} exposed of {len(frame)} {NOUNS[args.level]}"


def _wage_title(args: IndustryExposure, relation: dict[str, float]) -> str:
    value = relation.get(args.labels)
    if value is None:
        return "Exposure and mean wages of industries"
    if value > 0.3:
        return f"More exposed {NOUNS[args.level]} pay more (rank correlation {value:.2f})"
    return f"Exposure and pay of {NOUNS[args.level]} are hardly related (rank correlation {value:.2f})"


def _notes(args: IndustryExposure, table: IndustryTable) -> tuple[str, ...]:
    missing = table.marks.get("jobs", {})
    marked = sum(missing.values())
    weight = "jobs" if args.weight == "employment" else "pay (jobs times mean wage)"
    notes = [
        f"Jobs and wages: BLS OEWS {table.period}, without self-employed people. Exposure: labels of 19,265 O*NET "
        f"tasks (Eloundou et al. 2024), averaged over occupations weighted by {weight}.",
        f"Coverage: {100 * table.coverage:.1f} % of jobs have a score; for {100 * table.broad:.1f} % it is the mean of "
        "their broad group, since the statistics join several occupations. Residual occupations ('All Other') have "
        "none.",
        f"{marked:,} cells of occupation by industry are not released (marked {', '.join(missing) or 'none'}) and left "
        f"out; {table.filled_wages} wages not released are those of the occupation in the whole economy.",
        "Labels are noisy (people and GPT-4 agree on 65.6 % of tasks), and exposure says what language models could "
        "help with, not which jobs go.",
    ]
    if table.left_out:
        notes.append(f"Left out, since too few of their jobs have a score: {', '.join(table.left_out)}.")
    return tuple(notes)
