"""The embedded model as one tool-calling chat model: router, argument filler and fixed words behind `bind_tools`."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from pydantic import ConfigDict

from agent.arguments import ArgumentFiller, Before
from agent.choice import choose
from agent.replies import ASK_BACK, abilities, report_runs
from agent.router import NONE, Router
from agent.turn import Language, Turn, current_turn, language_of
from tools.core.errors import UserError
from tools.core.tool import Tool

FOLLOW_UP = re.compile(
    r"^\s*(and|what about|how about|what if|but|now|same|instead|then|also|with|without|make it|try|again)\b"
    r"|^\s*(那|那么|如果|换成|改成|再|同样|还有|不|加上)",
    re.IGNORECASE,
)
FOLLOW_UP_LENGTH = 80


class SmallModel(BaseChatModel):
    """A chat model that calls tools reliably although the language model in it is small.

    A question goes to the router; the chosen tool's arguments are filled under its schema; after the tool ran, the
    answer is its headline. The language model writes no prose, so it cannot misquote a number.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    toolbox: Any
    """The tools by name (`dict[str, Tool]`; pydantic would take the dataclass apart)."""
    router: Router
    filler: ArgumentFiller
    client: BaseChatModel | None = None

    @property
    def _llm_type(self) -> str:
        return "quesnay-small-model"

    def bind_tools(
        self, tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool], **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Return the model itself: the tools it calls are those of its toolbox, and each must be among `tools`."""
        offered = {tool.name for tool in tools if isinstance(tool, BaseTool)}
        if missing := set(self.toolbox) - offered:
            raise ValueError(f"not offered by the agent: {', '.join(sorted(missing))}")
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        turn = current_turn()
        turn.check_stopped()
        return ChatResult(generations=[ChatGeneration(message=self._next(messages, turn))])

    def _next(self, messages: Sequence[BaseMessage], turn: Turn) -> AIMessage:
        asked = max(index for index, message in enumerate(messages) if isinstance(message, HumanMessage))
        question = str(messages[asked].content)
        done = [message for message in messages[asked:] if isinstance(message, ToolMessage)]
        if done:
            return self._after_tools(question, done, messages, turn)
        return self._begin(question, messages[:asked], turn)

    def _begin(self, question: str, earlier: Sequence[BaseMessage], turn: Turn) -> AIMessage:
        before = _last_call(earlier)
        if turn.tool:
            return self._call(self.toolbox[turn.tool], question, before, turn)
        route = self.router.route(question)
        if before and before[0] in self.toolbox and _is_follow_up(question) and route.best in (NONE, before[0]):
            return self._call(self.toolbox[before[0]], question, before, turn)
        if route.verdict == "tool":
            return self._call(self.toolbox[route.best], question, before, turn)
        language = language_of(question)
        if route.verdict == "unsure":
            candidates = [self.toolbox[name] for name in route.shortlist if name in self.toolbox]
            choice = choose(question, candidates, route, self.client, turn)
            if choice.tool in self.toolbox:
                return self._call(self.toolbox[choice.tool], question, before, turn)
            if choice.ask:
                return AIMessage(ASK_BACK[language], additional_kwargs={"ask_back": list(choice.ask)})
        return AIMessage(abilities(list(self.toolbox.values()), language))

    def _after_tools(
        self, question: str, done: Sequence[ToolMessage], messages: Sequence[BaseMessage], turn: Turn
    ) -> AIMessage:
        artifacts = [message.artifact for message in done if message.status != "error" and message.artifact]
        failed = [message for message in done if message.status == "error"]
        if failed and not artifacts and len(done) == 1 and (failed[0].artifact or {}).get("error") == "user":
            again = self._repair(question, failed[0], messages, turn)
            if again is not None:
                return again
        language = language_of(question)
        failures = [_told(message, language) for message in failed[-1:]] if not artifacts else []
        return AIMessage(report_runs(artifacts, failures, language))

    def _repair(
        self, question: str, failure: ToolMessage, messages: Sequence[BaseMessage], turn: Turn
    ) -> AIMessage | None:
        """Fill the arguments once more, told what was wrong; return None where that changes nothing."""
        last = _last_call(messages)
        tool = self.toolbox.get(failure.name or "")
        if last is None or tool is None:
            return None
        try:
            arguments = self.filler.fill(
                tool, question, before=Before(question, last[2], problem=str(failure.content)), turn=turn
            )
        except UserError:
            return None
        return None if arguments == last[2] else _tool_call(tool, arguments)

    def _call(self, tool: Tool, question: str, last: tuple[str, str, dict[str, Any]] | None, turn: Turn) -> AIMessage:
        before = Before(last[1], last[2]) if last and last[0] == tool.name and _is_follow_up(question) else None
        return _tool_call(tool, self.filler.fill(tool, question, before=before, turn=turn))


def _tool_call(tool: Tool, arguments: dict[str, Any]) -> AIMessage:
    return AIMessage("", tool_calls=[{"name": tool.name, "args": arguments, "id": f"call-{uuid.uuid4().hex[:12]}"}])


def _told(failure: ToolMessage, language: Language) -> str:
    return str((language == "zh" and (failure.artifact or {}).get("message_zh")) or failure.content)


def _is_follow_up(question: str) -> bool:
    return len(question) <= FOLLOW_UP_LENGTH and FOLLOW_UP.match(question) is not None


def _last_call(messages: Sequence[BaseMessage]) -> tuple[str, str, dict[str, Any]] | None:
    """Return the tool, the question and the arguments of the latest tool call."""
    for index in range(len(messages) - 1, -1, -1):
        message = messages[index]
        if isinstance(message, AIMessage) and message.tool_calls:
            question = next((str(m.content) for m in reversed(messages[:index]) if isinstance(m, HumanMessage)), "")
            return message.tool_calls[-1]["name"], question, message.tool_calls[-1]["args"]
    return None
