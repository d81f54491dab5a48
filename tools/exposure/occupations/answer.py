"""The result of `occupation_exposure`: scores by judge, what drives them, charts and caveats."""

from __future__ import annotations

import pandas as pd

from tools.core import Chart, ToolResult, Value
from tools.exposure.occupations.charts import judges_chart, tasks_chart
from tools.exposure.occupations.exposures import JUDGES, Judge, Labels
from tools.exposure.occupations.notes import country_notes, guess_notes
from tools.exposure.occupations.request import Asked
from tools.exposure.occupations.wording import english_name, headline, headline_zh
from tools.exposure.scores import MEASURES

MOST_TASK_CHARTS = 2
TASKS_EACH_END = 5
UNIT = "share of tasks, 0 to 1"


def occupation_answer(asked: list[Asked], labels: Labels) -> ToolResult:
    """Return the result of `occupation_exposure`.

    Args:
        asked: the occupations, at least one.
        labels: whose labels the person asked for.
    """
    judges = [each.exposures.judge(labels) for each in asked]
    values: dict[str, Value] = {}
    for each, judge in zip(asked, judges, strict=True):
        values |= _values(each, judge)
    countries = list({each.exposures.country: each.exposures for each in asked}.values())
    charts = [judges_chart(_judges_frame(asked, judges), _judges_title(asked, judges))]
    if len(asked) <= MOST_TASK_CHARTS:
        charts += [_tasks_chart(at, each, judge) for at, (each, judge) in enumerate(zip(asked, judges, strict=True))]
    return ToolResult(
        headline=headline(asked, judges),
        headline_zh=headline_zh(asked, judges),
        values=values,
        tables={
            "occupations": pd.DataFrame([_row(each, judge) for each, judge in zip(asked, judges, strict=True)]),
            "tasks": pd.concat([_tasks(each, judge) for each, judge in zip(asked, judges, strict=True)]),
        },
        charts=tuple(charts),
        notes=(*guess_notes([each.found for each in asked]), *country_notes(countries, labels)),
        diagnostics={
            "found": [
                {"asked": each.found.asked, "code": each.found.occupation.code, "how": each.found.how} for each in asked
            ]
        },
    )


def _values(asked: Asked, judge: Judge) -> dict[str, Value]:
    occupation, exposures = asked.found.occupation, asked.exposures
    key, name = occupation.key, english_name(occupation)
    found = {}
    for measure in MEASURES:
        score = exposures.score(judge, measure, occupation.code)
        found[f"{measure}.{key}"] = Value(
            value=score, unit=UNIT, label=f"Exposure {measure} of {name}, {JUDGES[judge]}"
        )
    for each in exposures.scores:
        for measure in MEASURES:
            label = f"Exposure {measure} of {name}, {JUDGES[each]}"
            score = exposures.score(each, measure, occupation.code)
            found[f"{measure}_{each}.{key}"] = Value(value=score, unit=UNIT, label=label)
    found[f"beta_percentile.{key}"] = Value(
        value=exposures.percentile(judge, "beta", occupation.code),
        unit="%",
        label=f"Share of {len(exposures.scores[judge])} {exposures.country} occupations less exposed than {name}",
    )
    return found


def _row(asked: Asked, judge: Judge) -> dict[str, object]:
    occupation, exposures = asked.found.occupation, asked.exposures
    betas = {each: exposures.score(each, "beta", occupation.code) for each in exposures.scores}
    return {
        "code": occupation.key,
        "occupation": occupation.title,
        **{measure: exposures.score(judge, measure, occupation.code) for measure in MEASURES},
        **{f"beta, {JUDGES[each]}": beta for each, beta in betas.items() if each != judge},
        "less exposed occupations, %": exposures.percentile(judge, "beta", occupation.code),
        "tasks": int(exposures.score(judge, "tasks", occupation.code)),
        "country": exposures.country,
        "judged by": JUDGES[judge],
        "in the other language": occupation.translation,
    }


def _tasks(asked: Asked, judge: Judge) -> pd.DataFrame:
    table = asked.exposures.task_table(asked.found.occupation.code, judge)
    names = {str(each): f"label, {JUDGES[each]}" for each in asked.exposures.scores}
    table = table.rename(columns=names | {"driver": "share of the occupation's beta, %"})
    table.insert(0, "code", asked.found.occupation.key)
    table.insert(1, "occupation", asked.found.occupation.title)
    return table


def _judges_frame(asked: list[Asked], judges: list[Judge]) -> pd.DataFrame:
    rows = []
    for each, main in zip(asked, judges, strict=True):
        for judge in each.exposures.scores:
            rows.append(
                {
                    "occupation": _chart_name(each),
                    "judge": JUDGES[judge],
                    "country": each.exposures.country,
                    "main": judge == main,
                    **{name: each.exposures.score(judge, name, each.found.occupation.code) for name in MEASURES},
                }
            )
    return pd.DataFrame(rows)


def _chart_name(asked: Asked) -> str:
    return english_name(asked.found.occupation)


def _judges_title(asked: list[Asked], judges: list[Judge]) -> str:
    betas = {
        _chart_name(each): each.exposures.score(judge, "beta", each.found.occupation.code)
        for each, judge in zip(asked, judges, strict=True)
    }
    top, low = max(betas, key=betas.__getitem__), min(betas, key=betas.__getitem__)
    if top == low:
        return f"{top}: exposure beta {betas[top]:.2f}"
    return f"Exposure (beta) is highest for {top}, {betas[top]:.2f}, and lowest for {low}, {betas[low]:.2f}"


def _tasks_chart(at: int, asked: Asked, judge: Judge) -> Chart:
    table = asked.exposures.task_table(asked.found.occupation.code, judge)
    ends = table if len(table) <= 2 * TASKS_EACH_END else pd.concat([table[:TASKS_EACH_END], table[-TASKS_EACH_END:]])
    frame = pd.DataFrame(
        {"task": ends["task"], "beta": ends["beta"], "label": ends[judge], "country": asked.exposures.country}
    ).drop_duplicates("task")
    exposed = 100.0 * float((table[judge] != "E0").mean())
    title = f"{_chart_name(asked)}: {exposed:.0f} % of {len(table)} tasks are labelled E1 or E2, by {JUDGES[judge]}"
    return tasks_chart(frame, f"tasks_{at + 1}", title)
