"""Between the page and the assistant: conversations that pages show, follow, leave and find again."""

import logging
import threading
import uuid
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from threading import Event as StopSignal
from typing import Any, Protocol

from agent.archive import Archive
from agent.assistant import LONGEST_QUESTION
from agent.conversation import Exchange
from agent.events import Answered, AskBack, Event, ToolFailed, ToolFinished, ToolProgress, ToolStarted
from tools.core.context import Progress
from tools.core.errors import Cancelled, UserError, shorten
from tools.core.execute import execute
from tools.core.registry import find_tool
from tools.core.tool import Tool
from ui.language import Language, language, say, told
from ui.render import Message, Transcript, question_message
from ui.runs.stored import load_run
from ui.work import Desk, Job

FORM_CALL = "form"
MOST_TALKS = 200
log = logging.getLogger(__name__)


class Assistant(Protocol):
    """What the page needs of the assistant."""

    def status(self) -> Any:
        """Return the language model's state: `.state` and, in words, `.text`."""

    def warm_up(self) -> None:
        """Load the language model; may take long."""

    def stream(self, question: str, thread_id: str, stop: StopSignal, tool: str | None = None) -> Iterator[Event]:
        """Answer a question."""

    def history(self, thread_id: str) -> list[Exchange]:
        """Return a conversation's exchanges, oldest first."""

    def forget(self, thread_id: str) -> None:
        """Delete a conversation."""


@dataclass(frozen=True)
class Asked:
    """A question, and the tool where the person chose it by a button."""

    question: str
    tool: str | None = None


def check_question(text: str) -> str:
    """Return the question without white space around it.

    Raises:
        UserError: it is too long to be read.
    """
    if len(text) > LONGEST_QUESTION:
        raise UserError(
            f"The question has {len(text):,} characters and at most {LONGEST_QUESTION:,} are read: shorten it and ask "
            "again. Nothing was lost.",
            chinese=f"问题有 {len(text):,} 个字符，最多可读 {LONGEST_QUESTION:,} 个：请缩短后再问，内容没有丢失。",
        )
    return text.strip()


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


@dataclass(eq=False)
class Entry:
    """One question of a conversation with what answers it; `job` is None where it was read back from the archive."""

    shown: str
    asked: Asked
    answering: Answering
    job: Job | None = None


@dataclass(eq=False)
class Talk:
    """A conversation as pages show it.

    Attributes:
        thread_id: the conversation, as the assistant keeps it; unguessable.
        owner: whose it is.
        entries: its questions, oldest first.
    """

    owner: str = ""
    thread_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    entries: list[Entry] = field(default_factory=list)

    @property
    def job(self) -> Job | None:
        """Return the job that answers the last question; None where there is none under way."""
        job = self.entries[-1].job if self.entries else None
        return job if job is not None and not (job.over or job.left) else None

    @property
    def running(self) -> bool:
        """Return whether an answer is under way."""
        return self.job is not None

    @property
    def last(self) -> Asked | None:
        """Return what was asked last."""
        return self.entries[-1].asked if self.entries else None

    def messages(self, place: int = 0) -> list[Message]:
        """Return everything that is shown; buttons belong to the last answer alone."""
        shown: list[Message] = []
        for entry in self.entries:
            last = entry is self.entries[-1]
            drawn = entry.answering.draw(place if last else 0)
            drawn = drawn if last else [replace(message, options=()) for message in drawn]
            shown += [question_message(entry.shown), *drawn]
        return shown


class Talks:
    """The conversations of all open pages, over one assistant, one desk and one archive."""

    def __init__(self, assistant: Assistant, desk: Desk, archive: Archive) -> None:
        self.archive = archive
        self._assistant = assistant
        self._desk = desk
        self._open: OrderedDict[str, Talk] = OrderedDict()
        self._lock = threading.Lock()

    def open(self, thread_id: str, owner: str) -> Talk | None:
        """Return a person's conversation, read back where no page has it; None where there is none of theirs."""
        with self._lock:
            talk = self._open.get(thread_id)
        if talk is not None:
            return talk if talk.owner == owner else None
        if not thread_id or self.archive.find(thread_id, owner) is None:
            return None
        return self._keep(Talk(owner, thread_id, self._read(thread_id)))

    def ask(self, talk: Talk, asked: Asked, shown: str = "") -> None:
        """Ask a question; it is answered by a job, whoever follows.

        Raises:
            UserError: an answer is under way, or the archive cannot be written.
        """
        check_free(talk)
        thread_id, owner = talk.thread_id, talk.owner
        self.archive.begin(thread_id, owner, asked.question, asked.tool)

        def work(job: Job) -> None:
            events = self._assistant.stream(asked.question, thread_id, job.stop, tool=asked.tool)
            entry.answering.take(events, job, owner, self.archive)

        entry = Entry(shown or asked.question, asked, Answering())
        self._begin(talk, entry, work, shorten(asked.question, 120))

    def compute_again(self, talk: Talk, run_id: str) -> None:
        """Compute a stored run anew and show it; the new result takes the place of the stored one.

        Raises:
            UserError: an answer is under way, or there is no such run.
        """
        check_free(talk)
        run = load_run(run_id)
        tool = find_tool(run.tool)
        last = talk.last or Asked(tool.title)

        def work(job: Job) -> None:
            run_tool(entry.answering, tool, run.arguments, job, self.archive, refresh=True)

        shown = say("Compute again: {tool}", tool=tool.title)
        entry = Entry(shown, last, Answering())
        self._begin(talk, entry, work, shown)

    def follow(self, talk: Talk) -> Iterator[list[Message]]:
        """Yield all messages, again and again, until the answer has ended; once where none is under way."""
        entry = talk.entries[-1] if talk.entries else None
        if entry is None or entry.job is None:
            yield talk.messages()
            return
        for _ in entry.job.follow():
            yield talk.messages(self._desk.position(entry.job))
        if entry.job.left and not entry.job.over:
            entry.answering.end(stopped=True)
            self.archive.end(talk.thread_id)
        yield talk.messages()

    def stop(self, talk: Talk) -> None:
        """Stop the answer under way."""
        if talk.job is not None:
            self._desk.cancel(talk.job)

    def delete(self, thread_id: str, owner: str) -> None:
        """Delete a person's conversation with its messages; its runs stay."""
        with self._lock:
            talk = self._open.get(thread_id)
            if talk is not None and talk.owner == owner:
                del self._open[thread_id]
        if talk is not None and talk.owner == owner:
            self.stop(talk)
        if self.archive.find(thread_id, owner) is not None:
            self.archive.delete(thread_id, owner)
            self._assistant.forget(thread_id)

    def _begin(self, talk: Talk, entry: Entry, work: Any, title: str) -> None:
        def on_end(job: Job) -> None:
            entry.answering.end(stopped=job.stop.is_set())
            self.archive.end(talk.thread_id)

        talk.entries.append(entry)
        self._keep(talk)
        entry.job = Job(talk.owner, "chat", title, target=talk.thread_id)
        self._desk.submit(entry.job, work, on_end)

    def _read(self, thread_id: str) -> list[Entry]:
        entries = [
            Entry(one.question, Asked(one.question), Answering(replay(one)))
            for one in self._assistant.history(thread_id)
        ]
        torn = self.archive.interrupted(thread_id)
        if torn is not None:
            asked = Asked(torn.question, torn.tool or None)
            if entries and entries[-1].asked.question == torn.question and entries[-1].answering.transcript.stopped:
                transcript = entries.pop().answering.transcript
            else:
                transcript = Transcript(load_run)
            transcript.interrupt()
            entries.append(Entry(torn.question, asked, Answering(transcript)))
        return entries

    def _keep(self, talk: Talk) -> Talk:
        with self._lock:
            kept = self._open.setdefault(talk.thread_id, talk)
            self._open.move_to_end(talk.thread_id)
            for thread_id in [id for id, other in self._open.items() if not other.running and other is not kept]:
                if len(self._open) <= MOST_TALKS:
                    break
                del self._open[thread_id]
            return kept


def check_free(talk: Talk) -> None:
    """Raise UserError where an answer is under way."""
    if talk.running:
        raise UserError(
            "An answer is under way: wait for it, or press Stop.", chinese="正在回答上一个问题：请稍候，或按“停止”。"
        )


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
