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
FAILED: dict[Language, str] = {"en": "That did not work", "zh": "没有成功"}
ABILITIES_SHOWN = 8


def abilities(tools: Sequence[Tool], language: Language) -> str:
    """Return an honest answer to a question that no tool answers: what Quesnay can do instead."""
    lines = []
    for tool in families_in_turn(tools)[:ABILITIES_SHOWN]:
        example = next((e.question for e in tool.examples if _in(e.question, language)), "")
        lines.append(
            f"- **{tool.title}**" + (f"：{example}" if language == "zh" else f": {example}" if example else "")
        )
    if language == "zh":
        return (
            "这个问题我没有模型可以计算，所以不作回答：我的每个数字都来自一次真实的模型运行。您可以这样问我：\n\n"
            + "\n".join(lines)
        )
    return (
        "I have no model that computes an answer to this, so I will not guess: every number I give comes from a run. "
        "Here is what I can do:\n\n" + "\n".join(lines)
    )


def report_runs(artifacts: Sequence[dict[str, Any]], failures: Sequence[str], language: Language) -> str:
    """Return the answer made of the runs' headlines and of what failed; a run's notes are shown with its result."""
    parts = [str((language == "zh" and artifact.get("headline_zh")) or artifact["headline"]) for artifact in artifacts]
    parts += [f"{FAILED[language]}{'：' if language == 'zh' else ': '}{failure}" for failure in failures]
    return "\n\n".join(parts)


def _in(question: str, language: Language) -> bool:
    return question.isascii() == (language == "en")
