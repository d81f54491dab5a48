"""An answer as it comes in: a job fills it, any number of pages draw it, and one of the past is drawn alike."""

import logging
import threading
from collections.abc import Iterable, Iterator
from typing import Any

from agent.archive import Archive
from agent.conversation import Exchange
from agent.events import Answered, AskBack, Event, ToolFailed, ToolFinished, ToolProgress, ToolStarted
from tools.core.context import Progress
from tools.core.errors import Cancelled, UserError
from tools.core.execute import execute
from tools.core.tool import Tool
from ui.language import Language, language, told
from ui.render import Message, Transcript
from ui.runs.stored import load_run
from ui.work import Job

FORM_CALL = "form"
log = logging.getLogger(__name__)


class Answering:
    """An answer or a tool call as it comes in; a job fills it, any number of pages draw it."""

    def __init__(self, transcript: Transcript | None = None) -> None:
        self._transcript = transcript or Transcript(load_run)
        self._lock = threading.Lock()
        self._drawn: dict[Language, list[Message]] = {}
        self._ended = transcript is not None

    def take(self, events: Iterable[Event], job: Job, owner: str = "", archive: Archive | None = None) -> None:
        """Take in events until they end; no error comes out, none is hidden."""
        try:
            for event in events:
                if isinstance(event, ToolFinished) and archive is not None:
                    archive.saw(owner, event.run_id)
                self.apply(event, job)
        except Cancelled:
            job.stop.set()
        except UserError as error:
            self._fail(str(error), error.chinese)
        except Exception as error:
            log.exception("an answer failed")
            self._fail(
                f"Something broke inside Quesnay ({type(error).__name__}). The details are in the terminal; your "
                "conversation is kept. Ask again, or use the form under Tools.",
                f"Quesnay 内部出错（{type(error).__name__}）。详情见终端，对话已保存。请重新提问，或使用工具表单。",
            )

    def apply(self, event: Event, job: Job) -> None:
        """Take in one event, unless it has ended."""
        with self._lock:
            if self._ended:
                return
            self._transcript.apply(event)
        if isinstance(event, ToolProgress):
            job.progress = Progress(event.done, event.total, event.message)
        job.touch()

    def end(self, *, stopped: bool) -> None:
        """End it: what comes later is not taken in."""
        with self._lock:
            if not self._ended:
                self._transcript.close(stopped=stopped)
                self._ended = True

    @property
    def transcript(self) -> Transcript:
        """Return the transcript, for reading once it has ended."""
        return self._transcript

    def draw(self, place: int = 0) -> list[Message]:
        """Return its messages in the language that is spoken; `place` is the job's in the line."""
        spoken = language()
        with self._lock:
            if self._ended and spoken in self._drawn:
                return self._drawn[spoken]
            self._transcript.waiting = place
            drawn = self._transcript.messages()
            if self._ended:
                self._drawn[spoken] = drawn
            return drawn

    def running_line(self, call_id: str) -> str:
        """Return how far a running call has come."""
        with self._lock:
            return self._transcript.running_line(call_id)

    def _fail(self, message: str, chinese: str) -> None:
        with self._lock:
            self._transcript.fail(message, chinese)


def replay(exchange: Exchange) -> Transcript:
    """Return an exchange of the past as the transcript that it was."""
    transcript = Transcript(load_run, clock=lambda: 0.0)
    for step in exchange.steps:
        transcript.apply(ToolStarted(step.call_id, step.tool, step.title, step.arguments, step.reading))
        if step.run_id:
            transcript.apply(ToolFinished(step.call_id, step.run_id, step.seconds, step.from_store))
        elif step.error:
            transcript.apply(ToolFailed(step.call_id, step.error))
    if exchange.options:
        transcript.apply(AskBack(exchange.answer, exchange.options))
    if exchange.answer:
        transcript.apply(Answered(exchange.answer, exchange.run_ids, exchange.unverified))
    transcript.stopped = exchange.stopped
    transcript.close(stopped=exchange.stopped)
    return transcript


def run_tool(
    answering: Answering, tool: Tool, arguments: dict[str, Any], job: Job, archive: Archive, *, refresh: bool = False
) -> None:
    """Run a tool without a language model; what happens goes into `answering`.

    Args:
        answering: takes the events in.
        tool: the tool.
        arguments: its arguments, not yet checked.
        job: the job that runs it.
        archive: remembers whom the run was shown.
        refresh: compute even where a stored run exists.
    """

    def report(step: Progress) -> None:
        answering.apply(ToolProgress(FORM_CALL, step.done, step.total, step.message), job)

    def events() -> Iterator[Event]:
        yield ToolStarted(FORM_CALL, tool.name, tool.title, arguments)
        try:
            run = execute(tool, arguments, stop=job.stop, report=report, refresh=refresh)
        except UserError as error:
            yield ToolFailed(FORM_CALL, told(error))
        else:
            yield ToolFinished(FORM_CALL, run.id, run.seconds, run.from_store)
            yield Answered("", (run.id,))

    answering.take(events(), job, job.owner, archive)
