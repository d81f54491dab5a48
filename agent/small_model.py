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
from agent.follow_up import Last, choices_of, is_elliptic, is_follow_up, is_show, is_why, merged, substitute
from agent.plan import Step, as_kept, plan, planned_in
from agent.reasons import reasons
from agent.replies import ASK_BACK, abilities, report_runs
from agent.router import NONE, Route, Router
from agent.turn import Language, Turn, current_turn, language_of
from tools.core.errors import UserError
from tools.core.runs import RunStore
from tools.core.tool import Tool
from tools.core.workspace import workspace


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
            return self._after_tools(question, done, messages, asked, turn)
        return self._begin(question, messages[:asked], turn)

    def _begin(self, question: str, earlier: Sequence[BaseMessage], turn: Turn) -> AIMessage:
        last = last_call(earlier)
        if turn.tool:
            return self._call(self.toolbox[turn.tool], question, last, turn)
        route = self.router.route(question)
        about_last = last is not None and last.tool in self.toolbox and is_follow_up(question)
        if last and about_last and (answer := self._follow_up(question, last, route, turn)) is not None:
            return answer
        if steps := plan(question, route, self.router, self.toolbox):
            return self._step(steps, 0, turn)
        if route.verdict == "tool":
            return self._call(self.toolbox[route.best], question, last, turn)
        return self._unsure(question, route, last, turn)

    def _unsure(self, question: str, route: Route, last: Last | None, turn: Turn) -> AIMessage:
        """Look closer where the router does not decide: call a tool, ask back, or say what there is instead."""
        language = language_of(question)
        if route.verdict == "unsure":
            candidates = [self.toolbox[name] for name in route.shortlist if name in self.toolbox]
            choice = choose(question, candidates, route, self.client, turn)
            if choice.tool in self.toolbox:
                return self._call(self.toolbox[choice.tool], question, last, turn)
            if choice.ask:
                return _fixed(ASK_BACK[language], ask_back=list(choice.ask))
        nearest = [guess.tool for guess in route.ranked if guess.tool in self.toolbox]
        return _fixed(abilities(list(self.toolbox.values()), language, nearest))

    def _follow_up(self, question: str, last: Last, route: Route, turn: Turn) -> AIMessage | None:
        """Answer a question about the last result, or return None where it is a new one."""
        tool = self.toolbox[last.tool]
        if is_why(question):
            return self._why(question, last, turn)
        if not (is_elliptic(question) or is_show(question) or route.best in (NONE, last.tool)):
            return None
        arguments = substitute(tool, last, question)
        if arguments is not None:
            return _tool_call(tool, arguments)
        if is_show(question) and not _has_choice_for(tool, question):
            return _tool_call(tool, last.arguments)
        return self._call(tool, question, last, turn)

    def _why(self, question: str, last: Last, turn: Turn) -> AIMessage | None:
        """Explain the last result: by the family's tool for that where it has one, else from the run itself."""
        family = self.toolbox[last.tool].family
        explaining = next(
            (t for t in self.toolbox.values() if t.family == family and t.name.startswith("explain_")), None
        )
        if explaining is not None and last.tool != explaining.name:
            fields = explaining.args_model.model_fields
            shared = {name: value for name, value in last.arguments.items() if name in fields and name != "horizon"}
            if all(name in shared or not field.is_required() for name, field in fields.items()):
                return _tool_call(explaining, shared)
        try:
            run = RunStore(workspace().runs).load(last.run_id)
        except UserError:
            return None
        return AIMessage(reasons(run, language_of(question)), additional_kwargs={"checked": True})

    def _step(self, steps: Sequence[Step], at: int, turn: Turn) -> AIMessage:
        """Begin one step of a plan."""
        step = steps[at]
        tool = self.toolbox[step.tool]
        call = _tool_call(tool, self.filler.fill(tool, step.question, turn=turn))
        call.additional_kwargs.update(plan=as_kept(steps), plan_step=at)
        return call

    def _after_tools(
        self, question: str, done: Sequence[ToolMessage], messages: Sequence[BaseMessage], asked: int, turn: Turn
    ) -> AIMessage:
        failed = [message for message in done if message.status == "error"]
        latest = next(m for m in reversed(messages) if isinstance(m, AIMessage) and m.tool_calls)
        steps, at = planned_in(latest), int(latest.additional_kwargs.get("plan_step", 0))
        tried = sum(isinstance(m, AIMessage) and bool(m.tool_calls) for m in messages[asked:]) > at + 1
        if failed and failed[-1] is done[-1] and not tried and (failed[-1].artifact or {}).get("error") == "user":
            again = self._repair(steps[at].question if steps else question, failed[-1], messages, turn)
            if again is not None:
                again.additional_kwargs.update(latest.additional_kwargs)
                return again
        if at + 1 < len(steps):
            return self._step(steps, at + 1, turn)
        artifacts = [message.artifact for message in done if message.status != "error" and message.artifact]
        language = language_of(question)
        failures = [_told(message, language) for message in failed[-1:]] if not artifacts or len(steps) > 1 else []
        return AIMessage(report_runs(artifacts, failures, language))

    def _repair(
        self, question: str, failure: ToolMessage, messages: Sequence[BaseMessage], turn: Turn
    ) -> AIMessage | None:
        """Fill the arguments once more, told what was wrong; return None where that changes nothing."""
        last = last_call(messages)
        tool = self.toolbox.get(failure.name or "")
        if last is None or tool is None:
            return None
        try:
            arguments = self.filler.fill(
                tool, question, before=Before(question, last.arguments, problem=str(failure.content)), turn=turn
            )
        except UserError:
            return None
        return None if arguments == last.arguments else _tool_call(tool, arguments)

    def _call(self, tool: Tool, question: str, last: Last | None, turn: Turn) -> AIMessage:
        if last is None or last.tool != tool.name or not is_follow_up(question):
            return _tool_call(tool, self.filler.fill(tool, question, turn=turn))
        read = self.filler.fill(tool, question, before=Before(last.question, last.arguments), turn=turn)
        return _tool_call(tool, merged(tool, last, read, question))


def _has_choice_for(tool: Tool, question: str) -> bool:
    """Return whether one of a tool's choices is said in a question: "split it by industry"."""
    said = question.lower()
    options = [o for f in tool.args_model.model_fields.values() for o in choices_of(f.annotation) if isinstance(o, str)]
    return any(re.search(rf"\b{re.escape(option.lower())}", said) for option in options if len(option) > 3)


def _fixed(text: str, **more: Any) -> AIMessage:
    """Return an answer in fixed words, whose example questions may hold numbers."""
    return AIMessage(text, additional_kwargs={"fixed": True, **more})


def _tool_call(tool: Tool, arguments: dict[str, Any]) -> AIMessage:
    return AIMessage("", tool_calls=[{"name": tool.name, "args": arguments, "id": f"call-{uuid.uuid4().hex[:12]}"}])


def _told(failure: ToolMessage, language: Language) -> str:
    return str((language == "zh" and (failure.artifact or {}).get("message_zh")) or failure.content)


def last_call(messages: Sequence[BaseMessage]) -> Last | None:
    """Return the latest tool call with the question that it answered, and its run where it gave one."""
    runs = {m.tool_call_id: (m.artifact or {}).get("run_id", "") for m in messages if isinstance(m, ToolMessage)}
    for index in range(len(messages) - 1, -1, -1):
        message = messages[index]
        if isinstance(message, AIMessage) and message.tool_calls:
            question = next((str(m.content) for m in reversed(messages[:index]) if isinstance(m, HumanMessage)), "")
            call = message.tool_calls[-1]
            return Last(call["name"], question, call["args"], runs.get(str(call["id"]), ""))
    return None
