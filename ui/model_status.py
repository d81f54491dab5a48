"""The language model's state in one line above the conversation."""

from enum import Enum
from html import escape
from typing import Any

from ui.language import language, say


class ModelState(Enum):
    """Whether the language model can answer."""

    LOADING = "loading"
    READY = "ready"
    UNAVAILABLE = "unavailable"


def model_state(assistant: Any) -> ModelState:
    """Return the state that the assistant reports."""
    return ModelState(assistant.status().state)


def status_line(assistant: Any) -> str:
    """Return the state in words; a model that is missing gets a line that says what still works."""
    status = assistant.status()
    said = getattr(status, "chinese", "") if language() == "zh" else ""
    text = escape(" ".join((said or status.text).split()))
    state = ModelState(status.state)
    if state is ModelState.UNAVAILABLE:
        text += escape(say(" Fill in a form under Tools, or label a list under Label."))
    return f'<div class="q-model q-{state.value}"><span class="q-dot"></span>{text}</div>'
