"""Conversations as they are kept: read back from the checkpoints for the page to draw again."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from agent.events import Option
from agent.grounding import Found
from agent.turn import language_of
from tools.core.errors import UserError, shorten
from tools.core.tool import Tool
from tools.core.workspace import unwritable, workspace

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage, AnyMessage
    from langgraph.checkpoint.sqlite import SqliteSaver


@dataclass(frozen=True)
class Step:
    """A tool call of the past; `run_id` is empty where it failed, and `error` then says why."""

    call_id: str
    tool: str
    title: str
    arguments: dict[str, Any]
    reading: str = ""
    run_id: str = ""
    seconds: float = 0.0
    from_store: bool = False
    error: str = ""


@dataclass(frozen=True)
class Exchange:
    """A question of the past with all that answered it."""

    question: str
    steps: tuple[Step, ...] = ()
    answer: str = ""
    run_ids: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    stopped: bool = False
    numbers: tuple[Found, ...] = ()
    plan: tuple[str, ...] = ()


@dataclass(frozen=True)
class Conversation:
    """A stored conversation; `updated` is UTC, ISO 8601."""

    thread_id: str
    title: str
    updated: str


def open_saver() -> SqliteSaver:
    """Return the store of the conversations' messages.

    Raises:
        UserError: it cannot be opened.
    """
    from langgraph.checkpoint.sqlite import SqliteSaver

    try:
        connection = sqlite3.connect(workspace().conversations, check_same_thread=False, timeout=10)
        saver = SqliteSaver(connection)
        saver.setup()
    except (OSError, sqlite3.Error) as error:
        if isinstance(error, OSError):
            raise unwritable(workspace().root, error) from error
        raise UserError(
            f"The conversations in {workspace().root} cannot be opened ({error}). Move conversations/ elsewhere "
            "and ask again; the runs are not touched."
        ) from error
    return saver


def exchanges(messages: Sequence[AnyMessage], tools: dict[str, Tool]) -> list[Exchange]:
    """Return a conversation's messages as exchanges; a question asked back and then chosen counts once."""
    from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

    from agent.plan import titles_of

    found: list[Exchange] = []
    for message in messages:
        if isinstance(message, HumanMessage):
            if found and found[-1].options and found[-1].question == message.content:
                found.pop()
            found.append(Exchange(str(message.content), stopped=True))
        elif not found:
            continue
        elif isinstance(message, AIMessage) and message.tool_calls:
            before = found[-2].steps[-1] if len(found) > 1 and found[-2].steps else None
            steps = found[-1].steps + _steps(message, tools, found[-1].question, before)
            found[-1] = replace(found[-1], steps=steps, plan=found[-1].plan or titles_of(message, tools))
        elif isinstance(message, AIMessage):
            found[-1] = _answered(found[-1], message, tools)
        elif isinstance(message, ToolMessage):
            found[-1] = replace(found[-1], steps=tuple(_finish(step, message) for step in found[-1].steps))
    return [replace(one, run_ids=_runs(one)) for one in found]


def conversations(saver: SqliteSaver, most: int = 50) -> list[Conversation]:
    """Return the stored conversations, the latest first."""
    saver.setup()
    with saver.cursor(transaction=False) as cursor:
        rows = cursor.execute(
            "SELECT thread_id, MAX(checkpoint_id) AS latest FROM checkpoints WHERE checkpoint_ns = '' "
            "GROUP BY thread_id ORDER BY latest DESC LIMIT ?",
            (most,),
        ).fetchall()
    found = []
    for thread_id, _ in rows:
        stored = saver.get_tuple({"configurable": {"thread_id": thread_id, "checkpoint_ns": ""}})
        if stored is None:
            continue
        asked = exchanges(stored.checkpoint["channel_values"].get("messages", []), {})
        if asked:
            found.append(Conversation(thread_id, shorten(asked[0].question), stored.checkpoint["ts"]))
    return found


def cited_runs(saver: SqliteSaver) -> frozenset[str]:
    """Return the ids of the runs that a stored conversation leads to."""
    saver.setup()
    with saver.cursor(transaction=False) as cursor:
        rows = cursor.execute("SELECT DISTINCT thread_id FROM checkpoints WHERE checkpoint_ns = ''").fetchall()
    found: set[str] = set()
    for (thread_id,) in rows:
        stored = saver.get_tuple({"configurable": {"thread_id": thread_id, "checkpoint_ns": ""}})
        if stored is not None:
            for exchange in exchanges(stored.checkpoint["channel_values"].get("messages", []), {}):
                found.update(exchange.run_ids)
    return frozenset(found)


def options_of(message: AIMessage, tools: dict[str, Tool]) -> tuple[Option, ...]:
    """Return the buttons of a question asked back."""
    return tuple(
        Option(name, tools[name].title) for name in message.additional_kwargs.get("ask_back", ()) if name in tools
    )


def found_in(message: AIMessage) -> tuple[Found, ...]:
    """Return what the number guard found in an answer; nothing where an older version kept it in another form."""
    try:
        return tuple(Found(**one) for one in message.additional_kwargs.get("numbers", ()))
    except TypeError:
        return ()


def _steps(message: AIMessage, tools: dict[str, Tool], question: str, before: Step | None) -> tuple[Step, ...]:
    from agent.reading import reading_of

    steps = []
    for call in message.tool_calls:
        tool = tools.get(call["name"])
        last = before.arguments if before and before.tool == call["name"] else None
        reading = reading_of(tool, call["args"], question, last, language_of(question)) if tool else ""
        title = tool.title if tool else call["name"]
        steps.append(Step(str(call["id"]), call["name"], title, call["args"], reading))
    return tuple(steps)


def _finish(step: Step, message: Any) -> Step:
    if step.call_id != message.tool_call_id:
        return step
    artifact = message.artifact or {}
    if "run_id" not in artifact:
        return replace(step, error=str(message.content))
    return replace(step, run_id=artifact["run_id"], seconds=artifact["seconds"], from_store=artifact["from_store"])


def _answered(exchange: Exchange, message: AIMessage, tools: dict[str, Tool]) -> Exchange:
    from agent.guard import text_of

    if message.additional_kwargs.get("stopped"):
        return exchange
    return replace(
        exchange,
        answer=text_of(message),
        run_ids=tuple(message.additional_kwargs.get("run_ids", ())),
        unverified=tuple(message.additional_kwargs.get("unverified", ())),
        options=options_of(message, tools),
        stopped=False,
        numbers=found_in(message),
    )


def _runs(exchange: Exchange) -> tuple[str, ...]:
    own = [step.run_id for step in exchange.steps if step.run_id]
    return tuple(dict.fromkeys(own + list(exchange.run_ids)))
