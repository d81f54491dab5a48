"""Events of an answer -> messages of the chat."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any, Literal

from agent.events import (
    Answered,
    AskBack,
    Event,
    Option,
    Planned,
    Token,
    ToolFailed,
    ToolFinished,
    ToolProgress,
    ToolStarted,
)
from tools.core.errors import UserError
from tools.core.figures import write_seconds
from tools.core.registry import all_tools
from tools.core.runs import Run
from ui.cards import (
    arguments_list,
    fraction,
    headline,
    headline_of,
    notice,
    plan_list,
    progress_bar,
    run_card,
    user_text,
    waiting,
)
from ui.knowledge.citations import linked
from ui.language import language, say, tool_title
from ui.numbers import doubts, with_links

STOPPED = "Stopped. Nothing was lost: ask again, or ask something else."
INTERRUPTED = "Stopped: the program ended before the answer was there. Ask again; what was computed is kept."
RETRY = "retry"
"""What the button that asks the same question again sends."""
AGAIN = "again:"
"""What the button that computes a stored run again sends, the run's id after it."""

LoadRun = Callable[[str], Run]


@dataclass(frozen=True)
class Message:
    """One message of the chat; a `title` makes it a foldable step."""

    role: Literal["user", "assistant"]
    content: str
    title: str = ""
    pending: bool = False
    log: str = ""
    options: tuple[Option, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the message as Gradio's chat takes it."""
        plain: dict[str, Any] = {"role": self.role, "content": self.content}
        if self.title:
            plain["metadata"] = {
                "title": self.title,
                "log": self.log,
                "status": "pending" if self.pending else "done",
            }
        if self.options:
            plain["options"] = [{"value": option.tool, "label": option.title} for option in self.options]
        return plain


def question_message(text: str) -> Message:
    """Return what the person wrote as a message."""
    return Message("user", user_text(text))


@dataclass(frozen=True)
class Step:
    """One tool call and how it went."""

    started: ToolStarted
    since: float
    state: Literal["running", "finished", "failed", "stopped"] = "running"
    progress: ToolProgress | None = None
    seconds: float = 0.0
    from_store: bool = False
    run: Run | None = None
    error: str = ""


@dataclass
class Transcript:
    """Builds the messages of one answer from its events, in whatever order they come."""

    load_run: LoadRun
    clock: Callable[[], float] = time.monotonic
    steps: dict[str, Step] = field(default_factory=dict)
    planned: tuple[str, ...] = ()
    text: str = ""
    asked_back: AskBack | None = None
    answered: Answered | None = None
    failure: str = ""
    failure_zh: str = ""
    stopped: bool = False
    waiting: int = 0
    interrupted: bool = False

    def apply(self, event: Event) -> None:
        """Take in one event."""
        match event:
            case Token(text=text, restart=restart):
                self.text = text if restart else self.text + text
            case Planned(steps=titles):
                self.planned = titles
            case ToolStarted(call_id=call_id):
                self.steps[call_id] = Step(event, self.clock())
            case ToolProgress(call_id=call_id) if call_id in self.steps:
                self._change(call_id, progress=event)
            case ToolFinished(call_id=call_id) if call_id in self.steps:
                self._finish(call_id, event)
            case ToolFailed(call_id=call_id, message=message) if call_id in self.steps:
                self._change(call_id, state="failed", error=message, seconds=self._elapsed(call_id))
            case AskBack():
                self.asked_back = event
            case Answered():
                self.answered = event
                self.stopped = self.stopped or event.stopped
                if not event.stopped:
                    self.text = event.text or self.text

    def fail(self, message: str, chinese: str = "") -> None:
        """Record that the answer could not be given, in a sentence for the person and the same in Chinese."""
        self.failure, self.failure_zh = message, chinese

    @property
    def why(self) -> str:
        """Return why the answer could not be given, in the language that is spoken; empty where it could."""
        return self.failure_zh if self.failure_zh and language() == "zh" else self.failure

    def close(self, *, stopped: bool) -> None:
        """End the answer: no step may be left running."""
        self.stopped = self.stopped or (stopped and self.open)
        for call_id, step in self.steps.items():
            if step.state == "running":
                self._change(call_id, state="stopped", seconds=self._elapsed(call_id))
        if not (self.answered or self.asked_back or self.failure or self.stopped):
            self.answered = Answered(self.text)

    def interrupt(self) -> None:
        """End an answer that an earlier start of the program did not end."""
        self.interrupted = self.stopped = True
        self.close(stopped=True)

    @property
    def open(self) -> bool:
        """Return whether more is to come."""
        return not (self.answered or self.asked_back or self.failure or self.stopped)

    def running_line(self, call_id: str) -> str:
        """Return how far a running call has come, for where there is no foldable step."""
        step = self.steps[call_id]
        elapsed = write_seconds(self._elapsed(call_id))
        if step.progress is None:
            return waiting(say("Running, {elapsed}", elapsed=elapsed))
        progress = step.progress
        message = f"{progress.message} · {elapsed}" if progress.message else elapsed
        return progress_bar(progress.done, progress.total, message)

    def messages(self) -> list[Message]:
        """Return the answer so far: steps, then text, then results, then what to take care of."""
        steps = [self._step_message(call_id, step) for call_id, step in self.steps.items()]
        return self._plan() + steps + self._words() + self._results() + self._remarks()

    def _plan(self) -> list[Message]:
        """Return the plan of a question that needs several tools, a tick at each step that has ended well."""
        if not self.planned:
            return []
        runs = list(self.steps.values())
        items = []
        for title in self.planned:
            states = [step.state for step in runs if step.started.title == title]
            items.append((title, "done" if "finished" in states else states[-1] if states else "planned"))
        return [Message("assistant", plan_list(items))]

    def _words(self) -> list[Message]:
        if self.asked_back:
            return [Message("assistant", plain_markdown(self.asked_back.text), options=self.asked_back.options)]
        if self.text:
            numbers = self.answered.numbers if self.answered and self.answered.text == self.text else ()
            runs = [step.run for step in self.steps.values() if step.run is not None]
            return [Message("assistant", linked(with_links(self.text, numbers, plain_markdown), runs))]
        if not self.open:
            return []
        if any(step.state == "running" for step in self.steps.values()):
            return []
        if self.waiting:
            return [
                Message("assistant", waiting(say("In line, place {place}: other work ends first", place=self.waiting)))
            ]
        return [Message("assistant", waiting(say("Writing the answer") if self.steps else say("Reading the question")))]

    def _results(self) -> list[Message]:
        shown: dict[str, Message] = {}
        for step in self.steps.values():
            if step.run is not None and step.run.id not in shown:
                shown[step.run.id] = Message(
                    "assistant", run_card(step.run, step.from_store), options=self._again(step)
                )
        return list(shown.values())

    def _again(self, step: Step) -> tuple[Option, ...]:
        if not step.from_store or step.run is None or self.open or self.asked_back:
            return ()
        return (Option(f"{AGAIN}{step.run.id}", say("Compute again")),)

    def _remarks(self) -> list[Message]:
        remarks = []
        if self.answered and self.answered.unverified:
            numbers = doubts(self.answered.numbers) or ", ".join(self.answered.unverified)
            remarks.append(
                notice(say("Not what the runs say, so do not rely on it: {numbers}.", numbers=numbers), "warning")
            )
        if self.failure:
            remarks.append(notice(self.why, "error"))
        elif self.stopped and not self.interrupted:
            said = self.answered.text if self.answered else ""
            remarks.append(notice(said or say(STOPPED)))
        said_so = [Message("assistant", remark) for remark in remarks]
        if self.interrupted:
            retry = (Option(RETRY, say("Ask again")),)
            said_so.append(Message("assistant", notice(say(INTERRUPTED), "warning"), options=retry))
        return said_so

    def _step_message(self, call_id: str, step: Step) -> Message:
        tool = all_tools().get(step.started.tool)
        parts = []
        if step.started.reading:
            parts.append(f'<p class="q-reading">{escape(" ".join(step.started.reading.split()))}</p>')
        parts.append(arguments_list(tool, step.started.arguments))
        if step.state == "running":
            progress = step.progress
            parts.append(progress_bar(progress.done, progress.total, progress.message) if progress else "")
        if step.run is not None:
            parts.append(headline(headline_of(step.run.result)))
        if step.error:
            parts.append(notice(step.error, "error"))
        body = f'<div class="q-step">{"".join(parts)}</div>'
        return Message(
            "assistant",
            body,
            title=tool_title(step.started.tool, step.started.title),
            pending=step.state == "running",
            log=self._log(call_id, step),
        )

    def _log(self, call_id: str, step: Step) -> str:
        match step.state:
            case "running":
                elapsed = write_seconds(self._elapsed(call_id))
                progress = step.progress
                return f"{round(100 * fraction(progress.done, progress.total))} % · {elapsed}" if progress else elapsed
            case "finished":
                return say("from the store") if step.from_store else write_seconds(step.seconds)
            case "failed":
                return say("could not answer")
            case "stopped":
                # Of a step that was read back, nobody knows how long it took.
                took = write_seconds(step.seconds)
                return say("stopped after {seconds}", seconds=took) if step.seconds else say("stopped")

    def _finish(self, call_id: str, event: ToolFinished) -> None:
        try:
            run = self.load_run(event.run_id)
        except UserError as error:
            self._change(call_id, state="failed", error=str(error))
            return
        self._change(call_id, state="finished", run=run, seconds=event.seconds, from_store=event.from_store)

    def _change(self, call_id: str, **changes: Any) -> None:
        self.steps[call_id] = replace(self.steps[call_id], **changes)

    def _elapsed(self, call_id: str) -> float:
        return self.clock() - self.steps[call_id].since


def plain_markdown(text: str) -> str:
    r"""Return Markdown whose HTML is shown as text and whose pictures are not fetched.

    >>> plain_markdown("p < 0.05, <b>bold</b> ![x](http://a/b)")
    'p < 0.05, &lt;b>bold&lt;/b> !\\[x](http://a/b)'
    """
    return re.sub(r"<(?=[A-Za-z/!?])", "&lt;", text).replace("![", "!\\[")
