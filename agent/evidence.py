"""Whether a question says the yes, the no or the choice that a small model read into it."""

from __future__ import annotations

import re
from typing import Any

from agent.turn import language_of
from tools.core.tool import ONLY_IF_SAID, Tool

STEM = 6
COMMON = {"with", "more", "whethe", "same", "than", "from", "that", "what", "when", "they", "become"}
_WORD = re.compile(r"[a-z]{4,}")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")


def without_unsaid(tool: Tool, arguments: dict[str, Any], question: str) -> dict[str, Any]:
    """Drop each yes, no or choice that departs from its default although no word of the question speaks for it.

    Words that speak for a yes are its name's, and those of its description and of the examples that have it so, less
    those of the examples that do not; for a choice they are its own and those of the examples. Of the choices, only
    those of arguments marked ONLY_IF_SAID are looked at: others a model may infer ("rapid" is fast).
    """
    return {
        name: value
        for name, value in arguments.items()
        if not _may_be_unsaid(tool, name, value)
        or _is_spelt(tool, name, question)
        or _is_said(question, speaking_for(tool, name, value), value)
    }


def _may_be_unsaid(tool: Tool, name: str, value: Any) -> bool:
    """Return whether a value departs from the default and is a yes, a no or a choice that must be said."""
    field = tool.args_model.model_fields.get(name)
    if field is None or field.is_required() or value == field.default:
        return False
    if isinstance(field.default, bool):
        return isinstance(value, bool)
    marks = _marks(tool, name)
    return isinstance(value, str) and all(marks.get(mark) == wanted for mark, wanted in ONLY_IF_SAID.items())


def _is_spelt(tool: Tool, name: str, question: str) -> bool:
    """Return whether one of the words stands in the question that an argument's mark gives as saying it."""
    return any(
        word in question if language_of(word) == "zh" else re.search(rf"\b{re.escape(word)}\b", question, re.IGNORECASE)
        for word in _marks(tool, name).get("said_by", ())
    )


def _marks(tool: Tool, name: str) -> dict[str, Any]:
    marks = tool.args_model.model_fields[name].json_schema_extra
    return dict(marks) if isinstance(marks, dict) else {}


def _is_said(question: str, evidence: set[str], value: bool | str) -> bool:
    if isinstance(value, str) and _squeezed(value) in _squeezed(question):
        return True
    if (
        isinstance(value, bool)
        and language_of(question) == "zh"
        and not any(language_of(word) == "zh" for word in evidence)
    ):
        return True  # No Chinese example shows it, so there is nothing to judge the model's reading by.
    return bool(words(question) & evidence)


def speaking_for(tool: Tool, name: str, value: bool | str) -> set[str]:
    """Return the words that speak for an argument having a value."""
    field = tool.args_model.model_fields[name]
    shown = [example for example in tool.examples if example.arguments is not None]
    having = [example.question for example in shown if (example.arguments or {}).get(name, field.default) == value]
    others = [example.question for example in shown if (example.arguments or {}).get(name, field.default) != value]
    if isinstance(value, bool):
        own, told = words(name.replace("_", " ")), [field.description or "", *having]
    else:
        own, told = words(re.sub(r"[_-]", " ", value)), having
    return own | (words(" ".join(told)) - words(" ".join(others)) - COMMON)


def _squeezed(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def words(text: str) -> set[str]:
    """Return the beginnings of a text's English words and the pairs of its Chinese characters.

    >>> sorted(words("Retaliation on each other, 互相加征"))
    ['each', 'other', 'retali', '互相', '加征', '相加']
    """
    english = {word[:STEM] for word in _WORD.findall(text.lower())}
    return english | {run[at : at + 2] for run in _CHINESE.findall(text) for at in range(len(run) - 1)}
