"""The number guard inside the agent: checks each answer before it is kept, and asks once for a repair."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import AgentState, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from agent.events import Token
from agent.grounding import PROBLEMS, Grounding, Source, check_numbers, source_of_data, source_of_result, source_of_text
from agent.turn import Turn
from tools.core.errors import UserError
from tools.core.runs import RunStore
from tools.core.workspace import workspace

log = logging.getLogger(__name__)

REPAIR = (
    "These numbers of your answer are not what the tool results say: {numbers}. Write the answer again. "
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
        if answer is None or answer.additional_kwargs.get("fixed"):
            return response  # Fixed words name example questions, whose numbers are nobody's result.
        sources = sources_of(request.messages)
        found = check_numbers(text_of(answer), sources)
        if found.unverified and self.repair:
            request.runtime.stream_writer(Token("", restart=True))
            note = HumanMessage(REPAIR.format(numbers=_complaints(found)))
            response = handler(request.override(messages=[*request.messages, answer, note]))
            turn.check_stopped()
            answer = _final(response)
            if answer is None:
                return response
            found = check_numbers(text_of(answer), sources)
        _mark(answer, found)
        return response


def _complaints(found: Grounding) -> str:
    """Return the numbers that are at fault, each once, with what is wrong."""
    told = {one.text: PROBLEMS[one.problem][0] for one in found.numbers if one.problem}
    return "; ".join(f"{text} ({problem})" for text, problem in list(told.items())[:20])


def text_of(message: AnyMessage) -> str:
    """Return a message's text, whatever form its provider gives it."""
    return message.content if isinstance(message.content, str) else str(message.text)


def sources_of(messages: Sequence[AnyMessage]) -> list[Source]:
    """Return what an answer may quote: what the person wrote, then the runs, latest first."""
    sources = [source_of_text(text_of(message)) for message in messages if isinstance(message, HumanMessage)]
    seen: set[str] = set()
    for message in reversed(messages):
        if isinstance(message, ToolMessage) and isinstance(message.artifact, dict) and "run_id" in message.artifact:
            run_id = message.artifact["run_id"]
            if run_id not in seen:
                seen.add(run_id)
                stored = source_of_run(run_id)
                sources.append(stored or source_of_data([message.artifact, str(message.content)], run_id))
    return sources


def source_of_run(run_id: str) -> Source | None:
    """Return what a stored run may be quoted for, or None where it is no longer stored."""
    try:
        return _read_source(run_id, workspace().runs)
    except UserError:
        log.info("run %s is no longer stored; its text stands in for it", run_id)
        return None


@lru_cache(maxsize=32)
def _read_source(run_id: str, folder: Path) -> Source:
    run = RunStore(folder).load(run_id)
    return source_of_result(run.result.to_json(), run.arguments, run_id)


def _final(response: ModelResponse[Any]) -> AIMessage | None:
    last = response.result[-1] if response.result else None
    return last if isinstance(last, AIMessage) and not last.tool_calls and text_of(last) else None


def _mark(answer: AIMessage, found: Grounding) -> None:
    answer.additional_kwargs["unverified"] = list(found.unverified)
    answer.additional_kwargs["run_ids"] = list(found.run_ids)
    answer.additional_kwargs["numbers"] = [asdict(one) for one in found.numbers]
