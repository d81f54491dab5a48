"""Planning and writing a report for a page, with progress and Stop."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

from agent.report.models import helpers
from agent.report.outline import Outline
from agent.report.store import Report
from agent.report.topic import plan
from agent.report.write import write_report
from tools.core.context import Progress
from tools.core.errors import Cancelled, UserError
from ui.work import Desk

MOST_PAGES = 200
Made = TypeVar("Made")
log = logging.getLogger(__name__)


@dataclass
class Draft:
    """What a page is at: its outline, the report written from it, and the signal that stops the work."""

    outline: Outline | None = None
    stop: threading.Event = field(default_factory=threading.Event)
    running: bool = False


class Drafts:
    """The drafts of the open pages by session hash."""

    def __init__(self) -> None:
        self._open: OrderedDict[str, Draft] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, session_hash: str | None) -> Draft:
        """Return the draft of a page, made at first use."""
        key = session_hash or ""
        with self._lock:
            draft = self._open.pop(key, None) or Draft()
            self._open[key] = draft
            while len(self._open) > MOST_PAGES:
                self._open.popitem(last=False)[1].stop.set()
            return draft


@dataclass
class Task(Generic[Made]):
    """Work on the desk: how far it has come, and at its end what it made or why not."""

    progress: Progress | None = None
    waiting: bool = False
    made: Made | None = None
    problem: str = ""
    stopped: bool = False


def follow(
    desk: Desk[Any], stop: threading.Event, work: Callable[[Callable[[Progress], None]], Made]
) -> Iterator[Task[Made]]:
    """Yield how far work on the desk has come, again and again; the last has its end."""
    task: Task[Made] = Task()

    def run(emit: Callable[[Any], None]) -> None:
        task.made = work(emit)

    try:
        for batch in desk.run(run, stop):
            task.waiting = batch is None
            if batch:
                task.progress = batch[-1]
            yield task
    except Cancelled:
        task.stopped = True
    except UserError as error:
        task.problem = str(error)
    except Exception as error:
        log.exception("a report failed")
        task.problem = f"Something broke inside Quesnay ({type(error).__name__}); the details are in the terminal."
    task.stopped = task.stopped or (stop.is_set() and task.made is None)
    yield task


def planning(
    topic: str, template: str, language: Literal["auto", "en", "zh"], stop: threading.Event
) -> Callable[[Callable[[Progress], None]], Outline]:
    """Return the work that plans a report."""

    def work(tell: Callable[[Progress], None]) -> Outline:
        tell(Progress(0, 1, "reading the topic"))
        return plan(topic, template=template, language=language, fill=helpers().fill, stop=stop, report=tell)

    return work


def writing(outline: Outline, stop: threading.Event) -> Callable[[Callable[[Progress], None]], Report]:
    """Return the work that writes a report."""

    def work(tell: Callable[[Progress], None]) -> Report:
        return write_report(outline, writer=helpers().writer, stop=stop, report=tell)

    return work
