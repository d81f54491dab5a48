"""Planning and writing a report for a page, with progress and Stop."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from agent.report.models import helpers
from agent.report.outline import Outline
from agent.report.report import Report
from agent.report.topic import plan
from agent.report.write import write_report
from tools.core.context import Progress
from tools.core.errors import UserError
from ui.language import say, told
from ui.work import Desk, Job

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
    """Work on the desk: how far it has come, its place in the line, and at its end what it made or why not."""

    progress: Progress | None = None
    place: int = 0
    made: Made | None = None
    problem: str = ""
    stopped: bool = False


def follow(
    desk: Desk, owner: str, title: str, stop: threading.Event, work: Callable[[Callable[[Progress], None]], Made]
) -> Iterator[Task[Made]]:
    """Yield how far work on the desk has come, again and again; the last has its end.

    Args:
        desk: where it is done.
        owner: whose job it is.
        title: what it does, in the person's words.
        stop: set it to stop the work.
        work: makes what is wanted, and tells how far it is.
    """
    task: Task[Made] = Task()

    def run(job: Job) -> None:
        task.made = work(job.report)

    job = desk.submit(Job(owner, "report", title, stop=stop), run)
    for _ in job.follow():
        task.progress, task.place = job.progress, desk.position(job)
        yield task
    if isinstance(job.error, UserError):
        task.problem = told(job.error)
    elif job.error is not None:
        log.error("a report failed", exc_info=job.error)
        task.problem = say(
            "Something broke inside Quesnay ({name}); the details are in the terminal.", name=type(job.error).__name__
        )
    task.stopped = task.made is None and not task.problem
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
