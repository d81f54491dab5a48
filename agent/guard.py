"""The number guard inside the agent: checks each answer before it is kept, and asks once for a repair."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import AgentState, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from agent.events import Token
from agent.grounding import Grounding, Source, check_numbers, source_of_data, source_of_text
from agent.turn import Turn
from tools.core.errors import UserError
from tools.core.runs import RunStore
from tools.core.workspace import workspace

log = logging.getLogger(__name__)

REPAIR = (
    "These numbers of your answer are in no tool result and not in the question: {numbers}. Write the answer again. "
    "Use only numbers that the tool results state, copied as they are (rounding is allowed), or call a tool for them; "
    "leave the others out. Do not mention this correction."
)


class NumberGuard(AgentMiddleware[AgentState[Any], Turn]):
    """Around each call of the model: stops where the person asked for it, and checks a final answer's numbers."""

    def __init__(self, *, repair: bool) -> None:
        super().__init__()
        self.repair = repair

    def wrap_model_call(
        self, request: ModelRequest[Turn], handler: Callable[[ModelRequest[Turn]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        """Call the model; where it states numbers from nowhere, call it once more with a list of them."""
        turn = request.runtime.context
        response = handler(request)
        turn.check_stopped()
        answer = _final(response)
        if answer is None or not (self.repair or _ran_a_tool(request.messages)):
            return response  # Without a run, the small model says fixed words only.
        sources = sources_of(request.messages)
        found = check_numbers(text_of(answer), sources)
        if found.unverified and self.repair:
            request.runtime.stream_writer(Token("", restart=True))
            note = HumanMessage(REPAIR.format(numbers=", ".join(found.unverified[:20])))
            response = handler(request.override(messages=[*request.messages, answer, note]))
            turn.check_stopped()
            answer = _final(response)
            if answer is None:
                return response
            found = check_numbers(text_of(answer), sources)
        _mark(answer, found)
        return response


def text_of(message: AnyMessage) -> str:
    """Return a message's text, whatever form its provider gives it."""
    return message.content if isinstance(message.content, str) else str(message.text)


def sources_of(messages: Sequence[AnyMessage]) -> list[Source]:
    """Return what an answer may quote: what the person wrote, then the runs, latest first."""
    sources = [source_of_text(text_of(message)) for message in messages if isinstance(message, HumanMessage)]
    for message in reversed(messages):
        if isinstance(message, ToolMessage) and isinstance(message.artifact, dict) and "run_id" in message.artifact:
            run_id = message.artifact["run_id"]
            sources.append(source_of_data([_numbers_of_run(run_id), message.artifact, str(message.content)], run_id))
    return sources


@lru_cache(maxsize=32)
def _numbers_of_run(run_id: str) -> list[Any]:
    try:
        result = RunStore(workspace().runs).load(run_id).result.to_json()
    except UserError:
        log.info("run %s is no longer stored; its text stands in for it", run_id)
        return []
    return [[value["value"], value["label"]] for value in result["values"].values()] + list(result["tables"].values())


def _ran_a_tool(messages: Sequence[AnyMessage]) -> bool:
    return bool(messages) and isinstance(messages[-1], ToolMessage)


def _final(response: ModelResponse[Any]) -> AIMessage | None:
    last = response.result[-1] if response.result else None
    return last if isinstance(last, AIMessage) and not last.tool_calls and text_of(last) else None


def _mark(answer: AIMessage, found: Grounding) -> None:
    answer.additional_kwargs["unverified"] = list(found.unverified)
    answer.additional_kwargs["run_ids"] = list(found.run_ids)
