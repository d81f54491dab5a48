"""Headlines about occupations, English and Chinese, from the same figures."""

from __future__ import annotations

from tools.exposure.occupations.book import Occupation
from tools.exposure.occupations.exposures import JUDGES, JUDGES_ZH, Judge
from tools.exposure.occupations.request import Asked
from tools.exposure.scores import MEASURES

MOST_NAMED = 6
COUNTRY_ZH = {"US": "美国", "China": "中国"}
COUNTRY_ADJECTIVE = {"US": "US", "China": "Chinese"}
SPOKEN = {judge: f"the {name}" if name.startswith("classifier") else name for judge, name in JUDGES.items()}


def english_name(occupation: Occupation) -> str:
    """Return an occupation's name for an English sentence: a Chinese title with its translation, where one is known."""
    if occupation.country == "US":
        return occupation.title
    return f"{occupation.translation} ({occupation.title})" if occupation.translation else occupation.title


def chinese_name(occupation: Occupation) -> str:
    """Return an occupation's name for a Chinese sentence."""
    if occupation.country == "China" or not occupation.translation:
        return occupation.title
    return f"{occupation.translation}（{occupation.title}）"


def join(names: list[str]) -> str:
    """Return names as a list in words; with semicolons where a name holds a comma.

    >>> join(["a", "b", "c"])
    'a, b and c'
    """
    if len(names) < 2:
        return "".join(names)
    comma = "; " if any("," in name for name in names) else ", "
    return f"{comma.join(names[:-1])} and {names[-1]}"


def percent(value: float) -> str:
    """Return a percentage in words: with a decimal near the ends, where a round figure would mislead.

    >>> percent(94.3), percent(99.7), percent(0.0)
    ('94 %', '99.7 %', '0 %')
    """
    return f"{value:.1f} %" if 99.0 < value < 100.0 or 0.0 < value < 1.0 else f"{value:.0f} %"


def headline(asked: list[Asked], judges: list[Judge]) -> str:
    """Return how exposed the occupations are, in one to three sentences.

    Args:
        asked: the occupations.
        judges: whose judgement counts for each.
    """
    if len(asked) == 1:
        return _about_one(asked[0], judges[0])
    betas = [_score(each, judge, "beta") for each, judge in zip(asked, judges, strict=True)]
    if len(asked) > MOST_NAMED:
        high, low = betas.index(max(betas)), betas.index(min(betas))
        return (
            f"Of the {len(asked)} occupations, {english_name(asked[high].found.occupation)} are the most exposed to "
            f"language models (beta {betas[high]:.2f} by {SPOKEN[judges[high]]}) and "
            f"{english_name(asked[low].found.occupation)} the least ({betas[low]:.2f})."
        )
    parts = []
    for each, judge, beta in zip(asked, judges, betas, strict=True):
        percentile = each.exposures.percentile(judge, "beta", each.found.occupation.code)
        parts.append(
            f"{beta:.2f} for {english_name(each.found.occupation)} (above {percent(percentile)} of "
            f"{COUNTRY_ADJECTIVE[each.exposures.country]} occupations)"
        )
    by = join([SPOKEN[judge] for judge in dict.fromkeys(judges)])
    return f"Exposure to language models (beta, 0 to 1) by {by} is {join(parts)}.{_other_judges(asked, judges)}"


def headline_zh(asked: list[Asked], judges: list[Judge]) -> str:
    """Return the same in Chinese."""
    if len(asked) > MOST_NAMED:
        betas = [_score(each, judge, "beta") for each, judge in zip(asked, judges, strict=True)]
        high, low = betas.index(max(betas)), betas.index(min(betas))
        return (
            f"在 {len(asked)} 个职业中，{chinese_name(asked[high].found.occupation)}受大语言模型影响最大"
            f"（{JUDGES_ZH[judges[high]]}，暴露度 beta 为 {betas[high]:.2f}），"
            f"{chinese_name(asked[low].found.occupation)}最小（{betas[low]:.2f}）。"
        )
    parts = []
    for each, judge in zip(asked, judges, strict=True):
        code = each.found.occupation.code
        parts.append(
            f"{chinese_name(each.found.occupation)}的大语言模型暴露度（beta）按{JUDGES_ZH[judge]}为 "
            f"{_score(each, judge, 'beta'):.2f}，高于{COUNTRY_ZH[each.exposures.country]} "
            f"{percent(each.exposures.percentile(judge, 'beta', code))} 的职业"
        )
    text = "；".join(parts) + "。"
    if len(asked) == 1:
        tasks = asked[0].exposures.task_table(asked[0].found.occupation.code, judges[0])
        text += f"暴露度最高的任务：“{_short(tasks['task'].iloc[0])}”；最低：“{_short(tasks['task'].iloc[-1])}”。"
    return text


def _about_one(asked: Asked, judge: Judge) -> str:
    occupation, exposures = asked.found.occupation, asked.exposures
    alpha, beta, gamma = (_score(asked, judge, measure) for measure in MEASURES)
    tasks = exposures.task_table(occupation.code, judge)["task"]
    others = [f"{SPOKEN[each]} {_score(asked, each, 'beta'):.2f}" for each in exposures.scores if each != judge]
    return (
        f"{english_name(occupation)} ({occupation.key}): exposure to language models (beta, 0 to 1) is {beta:.2f} by "
        f"{SPOKEN[judge]}, above {percent(exposures.percentile(judge, 'beta', occupation.code))} of "
        f"{COUNTRY_ADJECTIVE[exposures.country]} occupations (alpha {alpha:.2f}, gamma {gamma:.2f}); "
        f"beta by {join(others)}. Its most exposed task is “{_short(tasks.iloc[0])}”, its least exposed "
        f"“{_short(tasks.iloc[-1])}”."
    )


def _other_judges(asked: list[Asked], judges: list[Judge]) -> str:
    others = [
        judge for judge in JUDGES if judge not in judges and all(judge in each.exposures.scores for each in asked)
    ]
    if not others:
        return ""
    figures = []
    for judge in others:
        betas = [f"{_score(each, judge, 'beta'):.2f}" for each in asked]
        figures.append(f"{join(betas)} by {SPOKEN[judge]}")
    return f" In the same order it is {'; '.join(figures)}."


def _score(asked: Asked, judge: Judge, measure: str) -> float:
    return asked.exposures.score(judge, measure, asked.found.occupation.code)


def _short(task: str, most: int = 110) -> str:
    text = task.rstrip(". 。")
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"
