"""Between the page and the assistant: conversations that pages show, follow, leave and find again."""

import threading
import uuid
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from threading import Event as StopSignal
from typing import Any, Protocol

from agent.archive import Archive
from agent.assistant import LONGEST_QUESTION
from agent.conversation import Exchange
from agent.events import Event
from tools.core.errors import UserError, shorten
from tools.core.registry import find_tool
from ui.answering import Answering, replay, run_tool
from ui.language import say
from ui.render import Message, Transcript, question_message
from ui.runs.stored import load_run
from ui.work import Desk, Job

MOST_TALKS = 200


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
