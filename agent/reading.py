"""How a question was read, in one line that a person can check at a glance."""

from __future__ import annotations

from typing import Any

from agent.follow_up import changes, is_follow_up
from agent.turn import Language
from tools.core.tool import Tool

LEAD: dict[Language, str] = {"en": "I read this as", "zh": "我的理解"}


def read_back(tool: Tool, arguments: dict[str, Any], language: Language = "en") -> str:
    """Return one line with the tool's title and the arguments that differ from their defaults.

    A tool whose arguments have a `reading()` method words the line itself.
    """
    lead = LEAD[language]
    colon = "：" if language == "zh" else ": "
    try:
        parsed = tool.args_model.model_validate(arguments)
    except ValueError:
        parsed = None
    if parsed is not None and callable(own := getattr(parsed, "reading", None)):
        return f"{lead}{colon}{own()}"
    shown = [f"{_name(key)} = {_value(value)}" for key, value in arguments.items() if _differs(tool, key, value)]
    return f"{lead}{colon}{tool.title}" + (f" ({', '.join(shown)})" if shown else "")


def read_follow_up(tool: Tool, before: dict[str, Any], now: dict[str, Any], language: Language = "en") -> str:
    """Return what a follow-up kept of the last call and what it changed, in one line."""
    kept, changed = changes(tool, before, now)
    comma, semicolon = ("、", "；") if language == "zh" else (", ", "; ")
    kept_text = comma.join(
        f"{_name(key)} = {_value(value)}" for key, value in kept.items() if _differs(tool, key, value)
    )
    changed_text = semicolon.join(
        f"{_name(key)} {_value_or_none(old)} → {_value_or_none(new)}" for key, (old, new) in changed.items()
    )
    if language == "zh":
        told = f"改变：{changed_text}" if changed else "没有改变"
        return f"沿用上一次的设定{f'（{kept_text}）' if kept_text else ''}，{told}"
    told = f"Changed: {changed_text}" if changed else "Nothing changed"
    return f"Kept from the last question{f': {kept_text}' if kept_text else ''}. {told}"


def reading_of(
    tool: Tool, now: dict[str, Any], question: str, before: dict[str, Any] | None, language: Language = "en"
) -> str:
    """Return how a question was read, with what a follow-up kept of the last call of the same tool (`before`)."""
    line = read_back(tool, now, language)
    if before is None or not is_follow_up(question):
        return line
    return f"{line}{'。' if language == 'zh' else '. '}{read_follow_up(tool, before, now, language)}"


def _value_or_none(value: Any) -> str:
    return "–" if value is None or value == "" else _value(value)


def _differs(tool: Tool, key: str, value: Any) -> bool:
    field = tool.args_model.model_fields.get(key)
    return value is not None and (field is None or field.get_default(call_default_factory=True) != value)


def _name(key: str) -> str:
    return key.replace("_", " ")


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{_name(str(key))} {_value(inner)}" for key, inner in value.items() if inner is not None)
    if isinstance(value, list):
        return " and ".join(f"[{_value(item)}]" if isinstance(item, dict) else _value(item) for item in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
