"""Whether a question says the yes or no that a small model read into it."""

from __future__ import annotations

import re
from typing import Any

from agent.turn import language_of
from tools.core.tool import Tool

STEM = 6
COMMON = {"with", "more", "whethe", "same", "than", "from", "that", "what", "when", "they", "become"}
_WORD = re.compile(r"[a-z]{4,}")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")


def without_unsaid(tool: Tool, arguments: dict[str, Any], question: str) -> dict[str, Any]:
    """Drop each yes or no that departs from its default although no word of the question speaks for it.

    Words that speak for it are its name's, and those of its description and of the examples that have it so, less those
    of the examples that do not.
    """
    fields = tool.args_model.model_fields
    return {
        name: value
        for name, value in arguments.items()
        if not (
            isinstance(value, bool)
            and name in fields
            and isinstance(fields[name].default, bool)
            and value != fields[name].default
            and not _is_said(question, speaking_for(tool, name, value))
        )
    }


def _is_said(question: str, evidence: set[str]) -> bool:
    if language_of(question) == "zh" and not any(language_of(word) == "zh" for word in evidence):
        return True  # No Chinese example shows it, so there is nothing to judge the model's reading by.
    return bool(words(question) & evidence)


def speaking_for(tool: Tool, name: str, value: bool) -> set[str]:
    """Return the words that speak for an argument having a value."""
    field = tool.args_model.model_fields[name]
    shown = [example for example in tool.examples if example.arguments is not None]
    having = [example.question for example in shown if (example.arguments or {}).get(name, field.default) == value]
    others = [example.question for example in shown if (example.arguments or {}).get(name, field.default) != value]
    own = words(name.replace("_", " "))
    return own | (words(" ".join([field.description or "", *having])) - words(" ".join(others)) - COMMON)


def words(text: str) -> set[str]:
    """Return the beginnings of a text's English words and the pairs of its Chinese characters.

    >>> sorted(words("Retaliation on each other, 互相加征"))
    ['each', 'other', 'retali', '互相', '加征', '相加']
    """
    english = {word[:STEM] for word in _WORD.findall(text.lower())}
    return english | {run[at : at + 2] for run in _CHINESE.findall(text) for at in range(len(run) - 1)}
