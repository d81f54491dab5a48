"""What the server remembers of each open page: its conversation, its messages and whether it is to stop."""

import threading
import uuid
from collections import OrderedDict
from dataclasses import dataclass, field, replace

from ui.labelling.work import Work
from ui.render import Message, question_message

MOST_SESSIONS = 200


def new_thread_id() -> str:
    """Return the id of a fresh conversation."""
    return uuid.uuid4().hex


@dataclass(frozen=True)
class Asked:
    """A question, and the tool where the person chose it by a button."""

    question: str
    tool: str | None = None


@dataclass
class Session:
    """One open page.

    Attributes:
        thread_id: the conversation, as the assistant keeps it.
        messages: what is shown, the answer under way left out.
        question: the last question, for a choice by button.
        pending: what was asked and is not being answered yet.
        stop: signal of the answer under way.
        form_stop: signal of the form's run under way.
        work: the list in the Label tab; None before one is taken in.
        generation: goes up with each new conversation, so that a late answer finds no place in it.
    """

    thread_id: str = field(default_factory=new_thread_id)
    messages: list[Message] = field(default_factory=list)
    question: str = ""
    pending: Asked | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    form_stop: threading.Event = field(default_factory=threading.Event)
    running: bool = False
    work: Work | None = None
    generation: int = 0

    def begin(self, asked: Asked, shown: str) -> None:
        """Add a question, shown as `shown`; buttons of an earlier question asked back go."""
        self.messages = [replace(message, options=()) for message in self.messages] + [question_message(shown)]
        self.question = asked.question
        self.pending = asked
        self.stop = threading.Event()
        self.running = True

    def take(self) -> Asked | None:
        """Return what is to be answered, once."""
        asked, self.pending = self.pending, None
        return asked

    def restart(self) -> None:
        """Begin a new conversation; the old one stays with the assistant."""
        self.stop.set()
        self.thread_id = new_thread_id()
        self.messages = []
        self.question = ""
        self.pending = None
        self.running = False
        self.generation += 1


class Sessions:
    """The open pages by Gradio's session hash; the oldest goes where there are too many."""

    def __init__(self, most: int = MOST_SESSIONS) -> None:
        self._most = most
        self._open: OrderedDict[str, Session] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, session_hash: str | None) -> Session:
        """Return the session of a page, made at first use."""
        key = session_hash or ""
        with self._lock:
            session = self._open.pop(key, None) or Session()
            self._open[key] = session
            while len(self._open) > self._most:
                _, dropped = self._open.popitem(last=False)
                dropped.stop.set()
                dropped.form_stop.set()
            return session

    def close(self, session_hash: str | None) -> None:
        """Forget a page that was closed, and stop what it was waiting for."""
        with self._lock:
            session = self._open.pop(session_hash or "", None)
        if session:
            session.stop.set()
            session.form_stop.set()
