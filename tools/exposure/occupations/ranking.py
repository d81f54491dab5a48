"""The result of `rank_exposure`: occupations or major groups in order, and how exposure spreads over the groups."""

from __future__ import annotations

import pandas as pd

from tools.core import ToolResult, UserError, Value
from tools.core.errors import shorten
from tools.exposure.data import csco, onet
from tools.exposure.occupations.answer import UNIT
from tools.exposure.occupations.arguments import RankExposure
from tools.exposure.occupations.book import fold
from tools.exposure.occupations.charts import ranking_chart, spread_chart
from tools.exposure.occupations.exposures import JUDGES, JUDGES_ZH, Exposures, Judge
from tools.exposure.occupations.notes import country_notes
from tools.exposure.occupations.wording import COUNTRY_ADJECTIVE, COUNTRY_ZH, SPOKEN, chinese_name, english_name, join
from tools.exposure.scores import MEASURES

MOST_NAMED = 3


def ranking_answer(args: RankExposure, exposures: Exposures) -> ToolResult:
    """Return the result of `rank_exposure`.

    Raises:
        UserError: no occupation holds the word searched for.
    """
    judge = exposures.judge(args.labels)
    everything = _searched(_occupations(exposures, judge), args.search, exposures)
    rows = everything if args.level == "occupation" else _groups(everything)
    rows = rows.sort_values([args.measure, "code"], ascending=[args.order == "least exposed", True], ignore_index=True)
    shown = rows.head(args.top)
    values = {
        f"{measure}.{row['code']}": Value(
            value=float(row[measure]), unit=UNIT, label=f"Exposure {measure} of {row['name']}, {JUDGES[judge]}"
        )
        for _, row in shown.iterrows()
        for measure in MEASURES
    }
    values["mean_exposure.all"] = Value(
        value=float(everything[args.measure].mean()),
        unit=UNIT,
        label=f"Mean {args.measure} of {len(everything)} occupations, unweighted, {JUDGES[judge]}",
    )
    country = exposures.country
    ranked = pd.DataFrame({"name": shown["name"], "value": shown[args.measure], "country": country})
    spread = pd.DataFrame(
        {
            "group": everything["group"],
            "occupation": everything["name"],
            "value": everything[args.measure],
            "country": country,
        }
    )
    charts = [ranking_chart(ranked, args.measure, _title(args, shown, exposures))]
    if spread["group"].nunique() > 1:
        charts.append(spread_chart(spread, args.measure, _spread_title(spread, args)))
    if args.level == "major group":
        charts.reverse()
    return ToolResult(
        headline=_headline(args, shown, everything, judge, exposures),
        headline_zh=_headline_zh(args, shown, everything, judge, exposures),
        values=values,
        tables={"ranking": shown.drop(columns=["chinese"]), "groups": _groups(everything).drop(columns=["chinese"])},
        charts=tuple(charts),
        notes=(
            *country_notes([exposures], args.labels),
            "Means over occupations are unweighted: a small occupation counts as much as a large one.",
        ),
        diagnostics={"judge": judge, "occupations_ranked": len(everything)},
    )


def _occupations(exposures: Exposures, judge: Judge) -> pd.DataFrame:
    scores = exposures.scores[judge]
    book = exposures.book.occupations
    return pd.DataFrame(
        {
            "code": [book[code].key for code in scores.index],
            "name": [english_name(book[code]) for code in scores.index],
            "chinese": [chinese_name(book[code]) for code in scores.index],
            "group": [_group(exposures, code)[0] for code in scores.index],
            "group_chinese": [_group(exposures, code)[1] for code in scores.index],
            "group_code": [_group(exposures, code)[2] for code in scores.index],
            **{measure: scores[measure].to_numpy() for measure in MEASURES},
            "tasks": scores["tasks"].to_numpy(),
        }
    )


def _group(exposures: Exposures, code: str) -> tuple[str, str, str]:
    """Return the major group of a code: English name, Chinese name, code."""
    if exposures.country == "US":
        group = onet.major_groups()[code[:2]]
        return group.name, group.chinese, f"{group.code}-0000"
    english, chinese = csco.MAJOR_GROUPS[code[0]]
    return english, chinese, f"{code[0]}-00-00-00"


def _searched(table: pd.DataFrame, search: str, exposures: Exposures) -> pd.DataFrame:
    wanted = fold(search)
    if not wanted:
        return table
    columns = ("name", "chinese", "group", "group_chinese")
    hit = pd.Series(False, index=table.index)
    for column in columns:
        hit |= pd.Series([wanted in fold(name) for name in table[column]], index=table.index)
    if not hit.any():
        names = table["name"].sample(3, random_state=0)
        raise UserError(
            f"No {COUNTRY_ADJECTIVE[exposures.country]} occupation or major group holds '{shorten(search)}'. "
            f"Search for a word of a title, such as {'; '.join(names)}, or leave search empty to rank all."
        )
    return table[hit].reset_index(drop=True)


def _groups(table: pd.DataFrame) -> pd.DataFrame:
    grouped = table.groupby("group_code", sort=True)
    rows = grouped.agg(
        name=("group", "first"),
        chinese=("group_chinese", "first"),
        **{measure: (measure, "mean") for measure in MEASURES},
        lowest=("beta", "min"),
        highest=("beta", "max"),
        occupations=("code", "size"),
    )
    return rows.rename(columns={"lowest": "lowest beta", "highest": "highest beta"}).rename_axis("code").reset_index()


def _headline(
    args: RankExposure, shown: pd.DataFrame, everything: pd.DataFrame, judge: Judge, exposures: Exposures
) -> str:
    named = [f"{row['name']} ({row[args.measure]:.2f})" for _, row in shown.head(MOST_NAMED).iterrows()]
    kind = "occupations" if args.level == "occupation" else "major groups"
    among = f" that hold '{args.search}'" if args.search.strip() else ""
    mean = float(everything[args.measure].mean())
    return (
        f"By {SPOKEN[judge]}, the {COUNTRY_ADJECTIVE[exposures.country]} {kind}{among} {args.order} to language models "
        f"are {join(named)}, measured by {args.measure} from 0 to 1. "
        f"The mean over {len(everything):,} occupations is {mean:.2f}."
    )


def _headline_zh(
    args: RankExposure, shown: pd.DataFrame, everything: pd.DataFrame, judge: Judge, exposures: Exposures
) -> str:
    named = "、".join(f"{row['chinese']}（{row[args.measure]:.2f}）" for _, row in shown.head(MOST_NAMED).iterrows())
    kind = "职业" if args.level == "occupation" else "职业大类"
    among = f"名称含“{args.search}”的" if args.search.strip() else ""
    end = "最高" if args.order == "most exposed" else "最低"
    mean = float(everything[args.measure].mean())
    return (
        f"按{JUDGES_ZH[judge]}，{COUNTRY_ZH[exposures.country]}{among}{kind}中暴露度（大模型，{args.measure}，0 到 1）"
        f"{end}的是{named}；{len(everything)} 个职业的平均值为 {mean:.2f}。"
    )


def _title(args: RankExposure, shown: pd.DataFrame, exposures: Exposures) -> str:
    first = shown.iloc[0]
    where = "the United States" if exposures.country == "US" else "China"
    among = f" among '{args.search}'" if args.search.strip() else ""
    return f"{args.order.capitalize()} in {where}{among}: {first['name']} ({args.measure} {first[args.measure]:.2f})"


def _spread_title(spread: pd.DataFrame, args: RankExposure) -> str:
    medians = spread.groupby("group")["value"].median().sort_values()
    return (
        f"Median {args.measure} runs from {medians.iloc[0]:.2f} in {medians.index[0]} "
        f"to {medians.iloc[-1]:.2f} in {medians.index[-1]}"
    )
