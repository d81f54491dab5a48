"""What happens while a question is answered, in the order in which a person should see it."""

from dataclasses import dataclass
from typing import Any

from agent.grounding import Found


@dataclass(frozen=True)
class Token:
    """A piece of the answer's text, to append; with `restart` the text so far is withdrawn and begins anew."""

    text: str
    restart: bool = False


@dataclass(frozen=True)
class Planned:
    """The question needs several tools: the titles of the steps, in order, told before the first."""

    steps: tuple[str, ...]


@dataclass(frozen=True)
class ToolStarted:
    """A tool was called. `call_id` ties the later events to it; `reading` says in words how the question was read."""

    call_id: str
    tool: str
    title: str
    arguments: dict[str, Any]
    reading: str = ""


@dataclass(frozen=True)
class ToolProgress:
    """A step inside a running tool."""

    call_id: str
    done: float
    total: float
    message: str


@dataclass(frozen=True)
class ToolFinished:
    """A tool returned; its result is in the run store under `run_id`."""

    call_id: str
    run_id: str
    seconds: float
    from_store: bool


@dataclass(frozen=True)
class ToolFailed:
    """A tool could not answer; `message` is written for the person."""

    call_id: str
    message: str


@dataclass(frozen=True)
class Option:
    """One button of a question asked back: sending `tool` with the same question chooses it."""

    tool: str
    title: str


@dataclass(frozen=True)
class AskBack:
    """The question could mean several tools: the person is asked with buttons."""

    text: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Answered:
    """The end of the answer.

    Attributes:
        text: the whole answer, Markdown.
        run_ids: the runs its numbers come from.
        unverified: numbers of the text that no run, passage or question accounts for.
        stopped: the person pressed Stop.
        numbers: each number of the text with the run and figure that it comes from, or what is wrong with it.
    """

    text: str
    run_ids: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
    stopped: bool = False
    numbers: tuple[Found, ...] = ()


Event = Token | Planned | ToolStarted | ToolProgress | ToolFinished | ToolFailed | AskBack | Answered
