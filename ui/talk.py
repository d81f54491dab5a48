"""Between the page and the assistant: takes a question in, gives the messages of its answer."""

import logging
from collections.abc import Iterator
from threading import Event as StopSignal
from typing import Any, Protocol

from agent.assistant import LONGEST_QUESTION
from agent.conversation import Exchange
from agent.events import Event, ToolFailed, ToolFinished, ToolProgress, ToolStarted
from tools.core.context import Progress
from tools.core.errors import Cancelled, UserError
from tools.core.execute import execute
from tools.core.tool import Tool
from ui.render import Message, Transcript
from ui.server import load_run
from ui.sessions import Asked, Session
from ui.work import Desk, Emit

FORM_CALL = "form"
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


def check_question(text: str) -> str:
    """Return the question without white space around it.

    Raises:
        UserError: it is too long to be read.
    """
    if len(text) > LONGEST_QUESTION:
        raise UserError(
            f"The question has {len(text):,} characters and at most {LONGEST_QUESTION:,} are read: shorten it and ask "
            "again. Nothing was lost."
        )
    return text.strip()


def answer(assistant: Assistant, desk: Desk[Event], session: Session, asked: Asked) -> Iterator[list[Message]]:
    """Yield all messages of the conversation, again and again, while a question is answered."""

    def work(emit: Emit[Event]) -> None:
        for event in assistant.stream(asked.question, thread_id, stop, tool=asked.tool):
            emit(event)

    thread_id, stop, generation, before = session.thread_id, session.stop, session.generation, session.messages
    transcript = Transcript(load_run)
    yield before + transcript.messages()
    for _ in follow(desk, work, stop, transcript):
        if session.generation == generation:
            yield before + transcript.messages()
    if session.generation == generation:
        session.messages = before + transcript.messages()
        session.running = False
        yield session.messages


def call(tool: Tool, raw_arguments: dict[str, Any], desk: Desk[Event], stop: StopSignal) -> Iterator[Transcript]:
    """Yield the state of a tool call made from a form, again and again, until it has ended."""

    def work(emit: Emit[Event]) -> None:
        def report(progress: Progress) -> None:
            emit(ToolProgress(FORM_CALL, progress.done, progress.total, progress.message))

        emit(ToolStarted(FORM_CALL, tool.name, tool.title, raw_arguments))
        try:
            run = execute(tool, raw_arguments, stop=stop, report=report)
        except UserError as error:
            emit(ToolFailed(FORM_CALL, str(error)))
        else:
            emit(ToolFinished(FORM_CALL, run.id, run.seconds, run.from_store))

    transcript = Transcript(load_run)
    yield transcript
    for _ in follow(desk, work, stop, transcript):
        yield transcript
    yield transcript


def follow(desk: Desk[Event], work: Any, stop: StopSignal, transcript: Transcript) -> Iterator[None]:
    """Feed what the work reports into the transcript until it ends; no error comes out, none is hidden."""
    try:
        for batch in desk.run(work, stop):
            transcript.waiting = batch is None
            for event in batch or ():
                transcript.apply(event)
            yield
    except Cancelled:
        stop.set()
    except UserError as error:
        transcript.fail(str(error))
    except Exception as error:
        log.exception("an answer failed")
        transcript.fail(
            f"Something broke inside Quesnay ({type(error).__name__}). The details are in the terminal; your "
            "conversation is kept. Ask again, or use the form under Tools."
        )
    transcript.close(stopped=stop.is_set())
