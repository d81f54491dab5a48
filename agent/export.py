"""A conversation as a file: Markdown to read, JSON to work with; both name the runs that the answers rest on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from agent.conversation import Conversation, Exchange
from agent.turn import Language

WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "updated": "Last question {time} (UTC). Every figure comes from a run; `quesnay rerun ID` repeats one.",
        "run": "- {title}: run `{run}`",
        "failed": "- {title}: no result ({error})",
        "stopped": "*Stopped before an answer.*",
        "unverified": "*Not found in any run: {numbers}.*",
    },
    "zh": {
        "updated": "最后提问时间 {time}（UTC）。每个数字都来自一次运行；`quesnay rerun ID` 可重复该运行。",
        "run": "- {title}：运行 `{run}`",
        "failed": "- {title}：没有结果（{error}）",
        "stopped": "*在回答之前已停止。*",
        "unverified": "*在任何运行中都找不到：{numbers}。*",
    },
}


def conversation_markdown(conversation: Conversation, asked: Sequence[Exchange], language: Language = "en") -> str:
    """Return a conversation as Markdown: each question a heading, its tools and runs, and the answer."""
    words = WORDS[language]
    parts = [
        f"# {_line(conversation.title)}",
        words["updated"].format(time=conversation.updated[:16].replace("T", " ")),
    ]
    for exchange in asked:
        parts.append(f"## {_line(exchange.question)}")
        steps = [
            words["run"].format(title=step.title, run=step.run_id)
            if step.run_id
            else words["failed"].format(title=step.title, error=_line(step.error) or "…")
            for step in exchange.steps
        ]
        if steps:
            parts.append("\n".join(steps))
        parts.append(exchange.answer if exchange.answer else words["stopped"])
        if exchange.unverified:
            parts.append(words["unverified"].format(numbers=", ".join(exchange.unverified)))
    return "\n\n".join(parts) + "\n"


def conversation_json(conversation: Conversation, asked: Sequence[Exchange]) -> str:
    """Return a conversation as JSON: `title`, `updated` and `exchanges`, each with its steps and `run_ids`."""
    document: dict[str, Any] = {
        "title": conversation.title,
        "updated": conversation.updated,
        "exchanges": [asdict(exchange) for exchange in asked],
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _line(text: str) -> str:
    return " ".join(text.split())
