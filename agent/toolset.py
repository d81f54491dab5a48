"""The tools as LangChain sees them, and what surrounds a call: events, errors as text, and repair after a stop."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from typing import Any

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import AgentState, ToolCallRequest
from langchain.tools import ToolRuntime
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, RemoveMessage, ToolMessage
from langchain_core.tools import BaseTool, StructuredTool
from langgraph.errors import GraphBubbleUp
from langgraph.graph.message import REMOVE_ALL_MESSAGES
from langgraph.runtime import Runtime
from langgraph.types import Command

from agent.events import ToolFailed, ToolFinished, ToolProgress, ToolStarted
from agent.reading import reading_of
from agent.turn import Language, Stopped, Turn, language_of
from tools.core.context import Progress
from tools.core.errors import Cancelled, UserError
from tools.core.execute import execute
from tools.core.result import table_records
from tools.core.runs import Run
from tools.core.tool import Tool

CONTENT_LIMIT = 6_000
VALUES_SHOWN = 60
ROWS_SHOWN = 15
STOPPED_TEXT = "stopped, no result"

log = logging.getLogger(__name__)


def as_langchain(tool: Tool) -> BaseTool:
    """Return a tool as a StructuredTool whose content is text for the model and whose artifact is plain JSON."""

    def call(runtime: ToolRuntime[Turn, Any], **arguments: Any) -> tuple[str, dict[str, Any]]:
        call_id = runtime.tool_call_id or ""

        def report(step: Progress) -> None:
            runtime.stream_writer(ToolProgress(call_id, step.done, step.total, step.message))

        run = execute(tool, arguments, stop=runtime.context.stop, report=report)
        return describe(run), artifact_of(run)

    return StructuredTool.from_function(
        call,
        name=tool.name,
        description=tool.description,
        args_schema=tool.args_model.model_json_schema(),
        response_format="content_and_artifact",
        infer_schema=False,
    )


def artifact_of(run: Run) -> dict[str, Any]:
    """Return what a conversation keeps of a run: plain JSON, for msgpack takes neither frames nor numpy scalars."""
    return {
        "run_id": run.id,
        "tool": run.tool,
        "arguments": json.loads(json.dumps(run.arguments)),
        "seconds": float(run.seconds),
        "from_store": bool(run.from_store),
        "headline": run.result.headline,
        "headline_zh": run.result.headline_zh,
        "notes": list(run.result.notes),
    }


def describe(run: Run) -> str:
    """Return a run as text for a language model: headline, figures, the head of each table, notes; of bounded size."""
    result = run.result
    lines = [result.headline, "", "Figures:"]
    for key, value in list(result.values.items())[:VALUES_SHOWN]:
        lines.append(f"{key} = {value.value:.6g} {value.unit} ({value.label})")
    if len(result.values) > VALUES_SHOWN:
        lines.append(f"... and {len(result.values) - VALUES_SHOWN} more figures")
    for name, table in result.tables.items():
        lines.append(f"Table {name} ({len(table)} rows): " + " | ".join(str(column) for column in table.columns))
        for record in table_records(table.head(ROWS_SHOWN)):
            lines.append(" | ".join(_cell(cell) for cell in record.values()))
    lines += ["Notes:", *result.notes, f"Run: {run.id}"]
    text = "\n".join(lines)
    return text if len(text) <= CONTENT_LIMIT else text[:CONTENT_LIMIT] + "\n... (cut; the person sees all of it)"


def _cell(cell: Any) -> str:
    return f"{cell:.5g}" if isinstance(cell, float) else str(cell)


class ToolDoor(AgentMiddleware[AgentState[Any], Turn]):
    """Around each tool call: tells the person what happens, and turns errors into text the model can recover from."""

    def __init__(self, tools: dict[str, Tool]) -> None:
        super().__init__()
        self.known = tools

    def wrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], ToolMessage | Command[Any]]
    ) -> ToolMessage | Command[Any]:
        """Run one tool call."""
        call = request.tool_call
        call_id = str(call["id"])
        say = request.runtime.stream_writer
        turn: Any = request.runtime.context
        turn.check_stopped()
        language = _language(request.state["messages"])
        say(self._started(call_id, call["name"], call["args"], request.state["messages"]))
        try:
            message = handler(request)
        except GraphBubbleUp:
            raise
        except Cancelled as error:
            say(ToolFailed(call_id, "Stopped."))
            raise Stopped("stopped by the person") from error
        except UserError as error:
            say(ToolFailed(call_id, (language == "zh" and error.chinese) or str(error)))
            return _failure(call_id, call["name"], str(error), "user", error.chinese)
        except Exception as error:
            log.exception("tool %s failed", call["name"])
            text = f"{call['name']} failed inside ({type(error).__name__}): this is a fault of the program, not yours."
            say(ToolFailed(call_id, text))
            return _failure(call_id, call["name"], text, "bug")
        if isinstance(message, ToolMessage):
            found = message.artifact or {}
            if message.status == "error" or "run_id" not in found:
                say(ToolFailed(call_id, str(message.content)))
            else:
                say(ToolFinished(call_id, found["run_id"], found["seconds"], found["from_store"]))
        return message

    def _started(
        self, call_id: str, name: str, arguments: dict[str, Any], messages: Sequence[AnyMessage]
    ) -> ToolStarted:
        tool = self.known.get(name)
        if tool is None:
            return ToolStarted(call_id, name, name, arguments)
        question = next((str(m.content) for m in reversed(messages) if isinstance(m, HumanMessage)), "")
        before = before_this_question(messages, name)
        reading = reading_of(tool, arguments, question, before, language_of(question))
        return ToolStarted(call_id, name, tool.title, arguments, reading)


def before_this_question(messages: Sequence[AnyMessage], tool: str) -> dict[str, Any] | None:
    """Return the arguments of the call before the last question, where it was one of the same tool."""
    asked = max((at for at, message in enumerate(messages) if isinstance(message, HumanMessage)), default=0)
    calls = [call for message in messages[:asked] for call in getattr(message, "tool_calls", None) or []]
    return dict(calls[-1]["args"]) if calls and calls[-1]["name"] == tool else None


class MendAfterStop(AgentMiddleware[AgentState[Any], Turn]):
    """Before a new question: answers tool calls that a stop or a crash left open, which providers would refuse."""

    def before_agent(self, state: AgentState[Any], runtime: Runtime[Turn]) -> dict[str, Any] | None:
        """Return the mended messages, or nothing where there is nothing to mend."""
        messages = state["messages"]
        mended = mend(messages)
        if len(mended) == len(messages):
            return None
        return {"messages": [RemoveMessage(id=REMOVE_ALL_MESSAGES), *mended]}


def mend(messages: Sequence[AnyMessage]) -> list[AnyMessage]:
    """Return the messages with an answer to each tool call and between any two questions."""
    answered = {message.tool_call_id for message in messages if isinstance(message, ToolMessage)}
    mended: list[AnyMessage] = []
    for message in messages:
        if isinstance(message, HumanMessage) and mended and not _is_final(mended[-1]):
            mended.append(AIMessage(STOPPED_TEXT, additional_kwargs={"stopped": True}))
        mended.append(message)
        for call in getattr(message, "tool_calls", None) or []:
            if call["id"] not in answered:
                mended.append(ToolMessage(STOPPED_TEXT, tool_call_id=call["id"], name=call["name"], status="error"))
    return mended


def _language(messages: Sequence[AnyMessage]) -> Language:
    return language_of(next((str(m.content) for m in reversed(messages) if isinstance(m, HumanMessage)), ""))


def _is_final(message: AnyMessage) -> bool:
    return isinstance(message, AIMessage) and not message.tool_calls


def _failure(call_id: str, name: str, text: str, kind: str, chinese: str = "") -> ToolMessage:
    told = {"error": kind, "message": text, "message_zh": chinese}
    return ToolMessage(text, tool_call_id=call_id, name=name, status="error", artifact=told)
