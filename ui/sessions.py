"""What the server remembers of each open page: which conversation it shows, its form's run and its list."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from ui.labelling.work import Work
from ui.talk import Talk
from ui.work import Job

MOST_SESSIONS = 200


@dataclass
class Session:
    """One open page.

    Attributes:
        owner: who uses it; empty for the one person of a page without login.
        talk: the conversation that it shows; None before it was opened.
        form: the run of its tool form, under way or the last one.
        work: the list in the Label tab; None before one is taken in.
        deleting: what the person was asked about and may confirm.
    """

    owner: str = ""
    talk: Talk | None = None
    form: Job | None = None
    work: Work | None = None
    deleting: tuple[str, ...] = ()


class Sessions:
    """The open pages by person and Gradio's session hash; the oldest goes where there are too many."""

    def __init__(self, most: int = MOST_SESSIONS) -> None:
        self._most = most
        self._open: OrderedDict[tuple[str, str], Session] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, request: Any) -> Session:
        """Return the session of an event's page, made at first use."""
        key = owner_of(request), str(request.session_hash or "")
        with self._lock:
            session = self._open.pop(key, None) or Session(owner=key[0])
            self._open[key] = session
            while len(self._open) > self._most:
                self._open.popitem(last=False)
            return session

    def close(self, request: Any) -> None:
        """Forget a page that was closed; its jobs go on."""
        with self._lock:
            self._open.pop((owner_of(request), str(request.session_hash or "")), None)


def owner_of(request: Any) -> str:
    """Return whose event this is; empty where nobody need log in."""
    return str(request.username or "")
