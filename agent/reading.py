"""How a question was read, in one line that a person can check at a glance."""

from __future__ import annotations

from typing import Any

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
