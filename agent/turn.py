"""One turn of a conversation: what every part of the agent may know while a question is answered."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from threading import Event
from typing import Literal

Language = Literal["en", "zh"]


class Stopped(Exception):
    """The person pressed Stop: the turn ends here, without an answer."""


@dataclass(frozen=True)
class Turn:
    """Attributes:
    stop: set when the person presses Stop.
    tool: the tool that the person chose by a button, if any.
    """

    stop: Event = field(default_factory=Event)
    tool: str | None = None

    def check_stopped(self) -> None:
        """Raise Stopped if the person pressed Stop."""
        if self.stop.is_set():
            raise Stopped("stopped by the person")


def current_turn() -> Turn:
    """Return the turn of the running graph, or an empty one outside of a graph."""
    from langgraph.runtime import get_runtime

    try:
        context = get_runtime(Turn).context
    except (RuntimeError, KeyError, LookupError):
        return Turn()
    return context if isinstance(context, Turn) else Turn()


def language_of(text: str) -> Language:
    """Return the language to answer in.

    >>> language_of("美国加征关税会怎样？"), language_of("What is β?")
    ('zh', 'en')
    """
    return "zh" if re.search(r"[\u3400-\u9fff]", text) else "en"
