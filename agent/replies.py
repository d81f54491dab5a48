"""What the assistant says in its own words when no run is behind it: fixed texts, English and Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from agent.turn import Language
from tools.core.registry import families_in_turn
from tools.core.tool import Tool

ASK_BACK: dict[Language, str] = {
    "en": "Your question could mean different things. Which one do you want?",
    "zh": "这个问题可以有不同的理解，您想要哪一种？",
}
STOPPED: dict[Language, str] = {
    "en": "Stopped. Nothing was lost; ask again whenever you like.",
    "zh": "已停止，内容没有丢失，可以继续提问。",
}
SUBJECTS = {
    "trade": ("what tariffs and subsidies do to incomes, trade and industries", "关税和补贴对收入、贸易和各行业的影响"),
    "forecasting": ("forecasts of growth and how good they are", "经济增长的预测及其优劣"),
    "exposure": ("how exposed occupations and industries are to AI", "职业和行业受人工智能影响的程度"),
    "arithmetic": ("how neural models generalise in arithmetic", "神经网络在算术上的泛化"),
    "generators": ("how generative models learn to draw samples", "生成模型如何学会取样"),
}
"""What each family computes, in words, English and Chinese."""

FAILED: dict[Language, str] = {"en": "That did not work", "zh": "没有成功"}
EXAMPLES_SHOWN = 3


def abilities(tools: Sequence[Tool], language: Language, nearest: Sequence[str] = ()) -> str:
    """Return an honest answer to a question that no tool answers: what Quesnay can do instead.

    Args:
        tools: the tools.
        language: the language to answer in.
        nearest: names of the tools that the question is nearest to, the nearest first; their examples are shown.
    """
    shown = _examples(tools, language, nearest)
    subjects = list(dict.fromkeys(tool.family for tool in families_in_turn(tools)))
    lines = [f"- {title}{'：' if language == 'zh' else ': '}“{question}”" for title, question in shown]
    if language == "zh":
        known = "、".join(SUBJECTS[family][1] for family in subjects if family in SUBJECTS)
        can = f"我能计算的是：{known}。" if known else ""
        return (
            f"这个问题我没有模型可以计算，所以不作回答：我的每个数字都来自一次真实的模型运行。{can}您可以这样问我：\n\n"
            + "\n".join(lines)
        )
    known = "; ".join(SUBJECTS[family][0] for family in subjects if family in SUBJECTS)
    can = f"What I can compute: {known}. " if known else ""
    return (
        "I have no model that computes an answer to this, so I will not guess: every number I give comes from a run. "
        f"{can}You can ask, for example:\n\n" + "\n".join(lines)
    )


def _examples(tools: Sequence[Tool], language: Language, nearest: Sequence[str]) -> list[tuple[str, str]]:
    """Return titles and example questions of the nearest tools, of different families before two of one."""
    by_name = {tool.name: tool for tool in tools}
    near = [by_name[name] for name in nearest if name in by_name]
    firsts = {tool.family: tool for tool in reversed(near)}
    order = [tool for tool in near if firsts[tool.family] is tool] or families_in_turn(tools)
    order += [tool for tool in [*near, *families_in_turn(tools)] if tool not in order]
    found = []
    for tool in order:
        question = next((e.question for e in tool.examples if _in(e.question, language)), None)
        if question is not None:
            found.append((tool.title, question))
    return found[:EXAMPLES_SHOWN]


def report_runs(artifacts: Sequence[dict[str, Any]], failures: Sequence[str], language: Language) -> str:
    """Return the answer made of the runs' headlines and of what failed; a run's notes are shown with its result."""
    parts = [str((language == "zh" and artifact.get("headline_zh")) or artifact["headline"]) for artifact in artifacts]
    parts += [f"{FAILED[language]}{'：' if language == 'zh' else ': '}{failure}" for failure in failures]
    return "\n\n".join(parts)


def _in(question: str, language: Language) -> bool:
    return question.isascii() == (language == "en")
