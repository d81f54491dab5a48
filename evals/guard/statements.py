"""Figures of runs as sentences, English and Chinese, in three disjoint sets of phrasings.

The rules were written on the first and mended on the second after it had been measured once; the third is held out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Literal

from agent.mentions import ECONOMIES
from tools.core.result import Value

Language = Literal["en", "zh"]

QUANTITIES: dict[str, tuple[str, str]] = {
    "real_income_change": ("real income", "实际收入"),
    "wage_change": ("the nominal wage", "名义工资"),
    "real_wage_change": ("the real wage", "实际工资"),
    "exports_change": ("exports", "出口"),
    "imports_change": ("imports", "进口"),
    "output_change": ("output", "产出"),
    "employment_change": ("employment", "就业"),
    "terms_of_trade_change": ("the terms of trade", "贸易条件"),
    "productivity_change": ("output per job", "人均产出"),
    "jobs_change": ("the number of jobs", "岗位数"),
    "growth": ("GDP growth", "GDP增速"),
    "forecast": ("the growth forecast", "增长预测"),
    "low80": ("the lower end of the 80 % interval", "80%区间的下限"),
    "high80": ("the upper end of the 80 % interval", "80%区间的上限"),
    "gross_output": ("gross output", "总产出"),
    "exports": ("the value of exports", "出口额"),
    "imports": ("the value of imports", "进口额"),
    "tariff_revenue": ("tariff revenue", "关税收入"),
    "mean_tariff": ("the mean tariff", "平均关税"),
    "openness": ("the share of exports in output", "出口占产出的比重"),
    "trade_elasticity": ("the trade elasticity", "贸易弹性"),
    "scale_elasticity": ("the scale elasticity", "规模弹性"),
    "beta": ("exposure", "暴露度"),
    "alpha": ("direct exposure (alpha)", "直接暴露度alpha"),
    "gamma": ("exposure with software (gamma)", "含软件的暴露度gamma"),
    "mean_wage": ("the mean wage", "平均工资"),
    "jobs": ("the number of jobs", "岗位数"),
    "probability_exposed": ("the probability of exposure", "暴露的概率"),
    "accuracy": ("the share of right answers", "正确率"),
    "predicted_accuracy": ("the predicted accuracy", "预测的正确率"),
    "labour_share_change": ("the labour share", "劳动份额"),
}
"""Quantities whose figures are made into sentences, with what answers call them."""

Phrasings = tuple[tuple[str, ...], ...]
"""Ways to say one thing, by set."""

SENTENCES: dict[tuple[Language, str], Phrasings] = {
    ("en", "level"): (
        (
            "In {who}, {what} is {n}.",
            "{What} of {who} comes to {n}.",
            "- {who}: {what} {n}",
            "For {who}, the run gives {what} of {n}.",
        ),
        (
            "The model puts {what} at {n} for {who}.",
            "{who} has {what} of {n}.",
            "| {who} | {what} | {n} |",
            "At {n}, {what} in {who} stands out.",
            "{What} ({who}): {n}.",
        ),
        (
            "As for {who}: {what} was computed as {n}.",
            "We find {what} of {n} in {who}, see Table 2.",
            "* {who} – {what}: {n}",
            "{who} shows {n} for {what}.",
        ),
    ),
    ("en", "change"): (
        (
            "In {who}, {what} {verb} by {abs}.",
            "{who} sees {what} {verb_inf} by {abs}.",
            "{What} changes by {signed} in {who}.",
            "- {who}: {what} {signed}",
        ),
        (
            "{What} of {who} ends up {abs} {comparative}.",
            "The run shows a {abs} {noun} in {what} for {who}.",
            "For {who} this means that {what} {verb} by {abs}.",
            "{who}: {what}, {signed}.",
            "{What} in {who} moves by {signed}.",
        ),
        (
            "{who} would see its {what} {verb_inf} {abs}.",
            "A change of {signed} in {what} is what {who} faces.",
            "By the model, {what} in {who} is {abs} {comparative} than before.",
            "{What} {verb} {abs} in {who}.",
            "* {who} – {what}: {signed}",
        ),
    ),
    ("zh", "level"): (
        ("{who}的{what}为{n}。", "就{who}而言，{what}是{n}。", "- {who}：{what}{n}"),
        ("模型给出{who}的{what}约为{n}。", "{who}，{what}达到{n}。", "| {who} | {what} | {n} |"),
        ("根据运行结果，{who}的{what}在{n}。", "对{who}来说，{what}等于{n}，见表2。", "* {who}——{what}：{n}"),
    ),
    ("zh", "change"): (
        ("{who}的{what}{verb}{abs}。", "{who}：{what}变化{signed}。", "在{who}，{what}{verb}了{abs}。"),
        ("结果显示，{who}的{what}将{verb}{abs}。", "{what}方面，{who}{verb}{abs}。", "{who}的{what}变动为{signed}。"),
        ("模型显示{who}的{what}会{verb}{abs}。", "{who}{what}{verb}约{abs}。", "* {who}——{what}：{signed}"),
    ),
}
PAIRS: dict[Language, Phrasings] = {
    "en": (
        ("{What} changes by {n1} in {who1} and by {n2} in {who2}.", "{What}: {who1} {n1}, {who2} {n2}."),
        (
            "{who1} has {what} of {n1}, while {who2} has {n2}.",
            "{What} is {n1} for {who1}, against {n2} for {who2}.",
            "{What} stands at {n1} ({who1}) and {n2} ({who2}).",
        ),
        (
            "Compare {what}: {n1} in {who1} versus {n2} in {who2}.",
            "For {who1} we get {what} of {n1}; for {who2}, {n2}.",
            "{What}: {n1} for {who1}, but only {n2} for {who2}.",
        ),
    ),
    "zh": (
        ("{who1}的{what}为{n1}，{who2}为{n2}。", "{what}：{who1}为{n1}，{who2}为{n2}。"),
        ("{who1}的{what}是{n1}，而{who2}是{n2}。", "{what}分别看：{who1}是{n1}、{who2}是{n2}。"),
        (
            "比较{what}：{who1}达到{n1}，但{who2}只有{n2}。",
            "{who1}与{who2}相比，前者不论；{who2}的{what}为{n2}，{who1}的为{n1}。",
        ),
    ),
}
DECORATIONS: dict[Language, Phrasings] = {
    "en": (
        (
            "This is the first of the points to note in 2024.",
            "See section 3.2 and Table 4.",
            "The G20 met on 14 March 2023.",
        ),
        (
            "1. The third quarter matters most.",
            "Codes such as 27-3091 and ISIC C26 follow the 2018 edition.",
            "GPT-4 labels are shown in Figure 2 [1].",
            "The 2018-19 tariffs came in two steps.",
        ),
        (
            "On 5 May 2021, the 27th meeting took place in room G12.",
            "Step 3 of chapter 2 explains this (p. 14).",
            "## 2.1 Results",
            "Qwen2.5-1.5B and GPT-4 agree; see eq. (7) and ISIC 26.",
        ),
    ),
    "zh": (
        ("见第3节和表4。", "2024年第一季度公布。", "1. 以下逐条说明。"),
        ("这是2018年以来的第二次调整。", "参见图2和[1]。", "2023年3月14日，G20举行会议。", "代码27-3091见附录2。"),
        (
            "2）先看第2章第14页。",
            "2021年5月5日第27次会议。",
            "GPT-4与Qwen2.5-1.5B一致，见式(7)。",
            "前3名如下，参见[2, p. 5]。",
        ),
    ),
}
INVENTED: dict[Language, Phrasings] = {
    "en": (
        (
            "Analysts expect {x} more by then.",
            "The central bank's rate is {x}.",
            "Historically the figure was {x}.",
            "World trade fell by {x} as well.",
        ),
        (
            "Inflation would run at {x}.",
            "Earlier studies put it at {x}.",
            "Unemployment stands at {x} today.",
            "About {x} of firms say so in surveys.",
        ),
        (
            "The rate of return is {x} by our estimate.",
            "A further {x} can be expected next year.",
            "Among students, {x} agree.",
            "The budget deficit reaches {x}.",
        ),
    ),
    "zh": (
        ("历史上这一数字为{x}。", "同期通胀率为{x}。", "全球贸易也下降了{x}。"),
        ("失业率目前为{x}。", "早先的研究认为是{x}。", "调查中约{x}的企业这样回答。"),
        ("预计明年还会再增加{x}。", "财政赤字率达到{x}。", "我们估计回报率是{x}。"),
    ),
}


@dataclass(frozen=True)
class Quoted:
    """A figure of a run and how people call it.

    Attributes:
        key: the value's key.
        value: the figure.
        who: subject in each language.
        what: quantity in each language.
        change: whether its sign is a direction.
    """

    key: str
    value: Value
    who: tuple[str, str]
    what: tuple[str, str]
    change: bool


def quoted(values: Mapping[str, Value]) -> list[Quoted]:
    """Return the figures that can be put into sentences."""
    found = []
    for key, value in values.items():
        quantity, *parts = key.split(".")
        if quantity not in QUANTITIES or not parts or value.value == 0:
            continue
        who = _who(parts, value.label)
        if who is not None:
            change = quantity.endswith("_change") or quantity in ("growth", "forecast")
            found.append(Quoted(key, value, who, QUANTITIES[quantity], change and value.unit != "percentage points"))
    return found


def _who(parts: list[str], label: str) -> tuple[str, str] | None:
    """Return the subject's name in English and Chinese, or None where its label does not give it away."""
    if len(parts) == 1 and parts[0] in ECONOMIES and parts[0] != "ROW":
        names = ECONOMIES[parts[0]]
        english = {"USA": "the United States", "EU": "the European Union"}.get(parts[0], names[0])
        return english, next(name for name in names if not name.isascii())
    if len(parts) == 1 and parts[0][:4].isdigit() and "Q" in parts[0]:
        year, quarter = parts[0].split("Q")
        return parts[0], f"{year}年第{'一二三四'[int(quarter) - 1]}季度"
    for before, after in (
        ("Exposure of ", ", labels"),
        ("Jobs in ", ""),
        ("Mean wage in ", ""),
        ("Change in jobs by 2035: ", ""),
        ("Probability that ", " is exposed"),
        ("Trade elasticity of ", ""),
        ("Scale elasticity of ", ""),
    ):
        if label.startswith(before):
            rest = label.removeprefix(before)
            name = rest.split(after)[0] if after else rest
            return name, name
    return None


def pick(random: Random, options: Phrasings, phrasing: int) -> str:
    """Return one phrasing of the set."""
    return random.choice(options[phrasing])
