"""The assistant: takes a question, streams what happens, remembers the conversation."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Literal

from agent.conversation import (
    Conversation,
    Exchange,
    conversations,
    exchanges,
    found_in,
    open_saver,
    options_of,
)
from agent.events import Answered, AskBack, Event, Token, ToolFinished
from agent.handover import hand_over_models
from agent.replies import STOPPED
from agent.settings import model_settings
from agent.turn import Stopped, Turn, language_of
from agent.weights import Report, no_report
from tools.core.errors import UserError
from tools.core.registry import all_tools
from tools.core.tool import Tool
from tools.core.workspace import workspace

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langgraph.checkpoint.sqlite import SqliteSaver

    from agent.brain import Brain

LONGEST_QUESTION = 8_000
STOP_PATIENCE_SECONDS = 0.7
MOST_STEPS = 40

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Status:
    """The language model's state: `text` is one sentence for the person, `chinese` the same in Chinese."""

    state: Literal["loading", "ready", "unavailable"]
    text: str
    chinese: str = ""

    def __str__(self) -> str:
        return self.text


class Assistant:
    """Answers questions with the tools.

    Args:
        model_spec: a value of QUESNAY_MODEL; the setting's where not given.
        model: a chat model to use as it is (tests, own integrations).
        tools: the tools to offer; all that are installed where not given.
    """

    def __init__(
        self, model_spec: str | None = None, *, model: BaseChatModel | None = None, tools: Sequence[Tool] | None = None
    ) -> None:
        hand_over_models()
        self._spec = model_spec if model_spec is not None else model_settings().model
        self._model = model
        self._given_tools = tools
        self._lock = threading.Lock()
        self._brain: Brain | None = None
        self._problem: UserError | None = None
        self._progress = ""
        self._busy: dict[str, Turn] = {}

    @cached_property
    def tools(self) -> dict[str, Tool]:
        """Return the tools on offer, by name."""
        return {tool.name: tool for tool in self._given_tools} if self._given_tools is not None else all_tools()

    def status(self) -> Status:
        """Return whether the language model can answer, and why not; starts nothing."""
        if self._brain is not None:
            return Status("ready", f"Ready: {self._brain.label}.", f"就绪：{self._brain.label}。")
        if self._problem is not None:
            return Status("unavailable", str(self._problem), self._problem.chinese)
        return self._status_before_start()

    def warm_up(self, report: Report = no_report, *, most: int | None = None) -> None:
        """Load the model and the router now, in this thread; what goes wrong is told by `status()`.

        Args:
            report: receives the steps.
            most: how many tools to read ahead for, those with most examples first; all where not given.
        """
        try:
            brain = self._think(report)
        except UserError as error:
            log.info("the language model is not available: %s", error)
            return
        brain.prepare(lambda: not self._busy, most)

    def stream(
        self, question: str, thread_id: str, stop: threading.Event | None = None, tool: str | None = None
    ) -> Iterator[Event]:
        """Answer a question, giving each event as it happens; the last is `Answered`.

        Args:
            question: what the person wrote.
            thread_id: the conversation; a new name begins a new one.
            stop: set it to stop; the stream then ends within about a second.
            tool: the tool that the person chose where the question was asked back.

        Raises:
            UserError: the question, the model or the workspace is at fault; the conversation is kept as it was.
        """
        self._check(question, thread_id, tool)
        return self._follow(question.strip(), thread_id, Turn(stop or threading.Event(), tool))

    def history(self, thread_id: str) -> list[Exchange]:
        """Return a conversation's exchanges, oldest first; empty where there is none."""
        stored = self._saver.get_tuple({"configurable": {"thread_id": thread_id, "checkpoint_ns": ""}})
        return exchanges(stored.checkpoint["channel_values"].get("messages", []), self.tools) if stored else []

    def threads(self) -> list[Conversation]:
        """Return the stored conversations, the latest first."""
        return conversations(self._saver)

    def forget(self, thread_id: str) -> None:
        """Delete a conversation; its runs stay."""
        self._saver.delete_thread(thread_id)

    def _check(self, question: str, thread_id: str, tool: str | None) -> None:
        if not question.strip():
            raise UserError("The question is empty. Write what you want to know, in English or Chinese.")
        if len(question) > LONGEST_QUESTION:
            raise UserError(
                f"The question has {len(question):,} characters; at most {LONGEST_QUESTION:,} are read. "
                "Shorten it, and ask again. Nothing was lost."
            )
        if tool is not None and tool not in self.tools:
            raise UserError(f"There is no tool called '{tool[:80]}'. Known: {', '.join(self.tools)}.")
        if thread_id in self._busy:
            raise _still_busy()

    def _follow(self, question: str, thread_id: str, turn: Turn) -> Iterator[Event]:
        """Run the turn in a thread of its own, so that a stop is heard while the model or a tool is silent."""
        queue: SimpleQueue[Event | BaseException | None] = SimpleQueue()
        worker = threading.Thread(
            target=self._work, args=(question, thread_id, turn, queue), daemon=True, name="quesnay-turn"
        )
        if self._busy.setdefault(thread_id, turn) is not turn:
            raise _still_busy()
        try:
            worker.start()
            yield from self._drain(queue, turn, language_of(question))
        finally:
            turn.stop.set()
            if self._busy.get(thread_id) is turn:
                del self._busy[thread_id]

    def _drain(self, queue: SimpleQueue[Any], turn: Turn, language: Literal["en", "zh"]) -> Iterator[Event]:
        deadline = None
        while True:
            if turn.stop.is_set() and deadline is None:
                deadline = time.monotonic() + STOP_PATIENCE_SECONDS
            try:
                event = queue.get(timeout=0.05)
            except Empty:
                event = Stopped("no word from the work") if deadline and time.monotonic() > deadline else None
                if event is None:
                    continue
            if isinstance(event, Stopped):
                yield Answered(STOPPED[language], stopped=True)
                return
            if isinstance(event, BaseException):
                raise event
            yield event
            if isinstance(event, Answered):
                return

    def _work(self, question: str, thread_id: str, turn: Turn, queue: SimpleQueue[Any]) -> None:
        try:
            brain = self._think()
            turn.check_stopped()
            for event in _events(brain, question, thread_id, turn, self.tools):
                queue.put(event)
        except (Stopped, UserError) as error:
            queue.put(error)
        except Exception as error:  # noqa: BLE001  It is raised again where the answer is read.
            queue.put(self._translate(error, turn))

    def _translate(self, error: Exception, turn: Turn) -> BaseException:
        from agent.models import explain

        if turn.stop.is_set():
            return Stopped("stopped by the person")
        if isinstance(error, OSError | sqlite3.Error):
            return UserError(
                f"The conversation cannot be stored in {workspace().root} ({error}). Free the folder or choose another "
                "with QUESNAY_WORKSPACE, and ask again."
            )
        try:
            return explain(error)
        except Exception as other:
            log.exception("a turn failed", exc_info=error)
            return other

    def _think(self, report: Report = no_report) -> Brain:
        """Return the brain, building it first; a failure is kept for `status()` and tried again next time."""
        from agent.brain import build

        def tell(done: float, total: float, message: str) -> None:
            self._progress = f"{message} ({100 * done / total:.0f} %)" if total else message
            report(done, total, message)

        with self._lock:
            if self._brain is None:
                try:
                    self._brain = build(self._spec, self._model, self.tools, self._saver, tell)
                    self._problem = None
                except UserError as error:
                    self._problem = error
                    raise
        return self._brain

    def _status_before_start(self) -> Status:
        from agent.models import parse_spec

        try:
            spec = parse_spec(self._spec)
        except UserError as error:
            return Status("unavailable", str(error), error.chinese)
        if spec.kind == "none" and self._model is None:
            return Status(
                "unavailable",
                "No language model is chosen (QUESNAY_MODEL=none). The tools work as forms.",
                "没有选择语言模型（QUESNAY_MODEL=none）。工具可以作为表单使用。",
            )
        doing = self._progress or "it loads with the first question"
        return Status(
            "loading",
            f"Loading {spec.label}: {doing}.",
            f"正在加载 {spec.label}：{self._progress or '首次提问时加载'}。",
        )

    @cached_property
    def _saver(self) -> SqliteSaver:
        return open_saver()


def _still_busy() -> UserError:
    return UserError("The previous question of this conversation is still being answered: wait, or press Stop.")


def _events(brain: Brain, question: str, thread_id: str, turn: Turn, tools: dict[str, Tool]) -> Iterator[Event]:
    """Yield the events of one turn of the graph."""
    from langchain_core.messages import AIMessage, HumanMessage

    from agent.brain import StopAtToken
    from agent.guard import text_of

    config: Any = {
        "configurable": {"thread_id": thread_id},
        "recursion_limit": MOST_STEPS,
        "callbacks": [StopAtToken(turn)],
    }
    runs: list[str] = []
    final = AIMessage("")
    said = {"messages": [HumanMessage(question)]}
    for mode, chunk in brain.graph.stream(said, config, context=turn, stream_mode=["messages", "updates", "custom"]):
        turn.check_stopped()
        if mode == "custom":
            if isinstance(chunk, ToolFinished):
                runs.append(chunk.run_id)
            yield chunk
        elif mode == "messages":
            message, metadata = chunk
            if metadata.get("langgraph_node") == "model" and isinstance(message, AIMessage) and text_of(message):
                yield Token(text_of(message))
        else:
            for update in (chunk.get("model") or {},):
                final = next((m for m in update.get("messages", []) if isinstance(m, AIMessage)), final)
    if options := options_of(final, tools):
        yield AskBack(text_of(final), options)
    run_ids = tuple(dict.fromkeys(runs + final.additional_kwargs.get("run_ids", [])))
    unverified = tuple(final.additional_kwargs.get("unverified", ()))
    yield Answered(text_of(final), run_ids, unverified, numbers=found_in(final))
