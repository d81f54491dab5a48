"""A labelling run as a job of the desk: it outlives a reload of the page, and ends where nobody follows it."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from tools.core.context import Context, Progress
from tools.core.errors import Cancelled, UserError
from tools.core.workspace import workspace
from ui.language import say, told
from ui.work import Desk
from ui.work import Job as Place

LEFT_ALONE = 60.0
"""Seconds after which a run ends whose page was closed: nothing is paid for that nobody waits for."""

BROKEN = (
    "Something broke inside Quesnay ({kind}). The details are in the terminal; the labels so far are kept, and the "
    "button goes on from there."
)
LOOK_EVERY = 0.2
GRACE = 1.0
"""Seconds that a stopped run is waited for; calls in flight may end later and are stored all the same."""

log = logging.getLogger(__name__)
LANE = "labelling"
"""One list at a time: two would share the embedded model's one place and each other's rate limits."""


@dataclass
class Job:
    """A run under way, or how it ended.

    Attributes:
        progress: the last report; None before the first.
        problem: why it ended early, in a sentence.
        refusals: why labellers stopped before the others, by their names.
        began: time of the start, on the monotonic clock.
        stop: set it to stop the run.
        waiting: whether other work has the place.
        place, desk: the job of the desk that it is.
        given_up: whether it was stopped and did not end in time; it may end later.
        seen: when it was last followed.
    """

    progress: Progress | None = None
    first_done: float = 0.0
    problem: str = ""
    refusals: Mapping[str, str] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)
    stop: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    waiting: bool = False
    place: Place | None = None
    desk: Desk | None = None
    given_up: bool = False
    seen: float = field(default_factory=time.monotonic)

    @property
    def running(self) -> bool:
        """Return whether the run is to be followed further."""
        return not (self.ended.is_set() or self.given_up)

    @property
    def seconds(self) -> float:
        """Return how long it has been going on."""
        return time.monotonic() - self.began

    @property
    def alone(self) -> bool:
        """Return whether nobody has followed it for a while."""
        return time.monotonic() - self.seen > LEFT_ALONE

    def follow(self) -> Iterator[None]:
        """Return at each change worth showing, until the run has ended or a moment after it was stopped."""
        give_up = float("inf")
        while self.running and time.monotonic() < give_up:
            self.seen = time.monotonic()
            yield
            self.ended.wait(LOOK_EVERY)
            if self.stop.is_set():
                give_up = min(give_up, time.monotonic() + GRACE)
        self.given_up = not self.ended.is_set()

    def halt(self) -> None:
        """Stop it; one that waits ends at once."""
        self.stop.set()
        if self.desk is not None and self.place is not None:
            self.desk.cancel(self.place)

    @property
    def position(self) -> int:
        """Return its place in the line of the desk; 0 where it does not wait."""
        return self.desk.position(self.place) if self.desk and self.place else 0

    def report(self, progress: Progress) -> None:
        """Take a report in; stop where nobody has followed for a while."""
        if self.progress is None:
            self.began, self.first_done = time.monotonic(), progress.done
        self.progress = progress
        if self.alone:
            self.stop.set()


def start_job(work: Callable[[Context], Mapping[str, str]], desk: Desk, owner: str = "", title: str = "") -> Job:
    """Start labelling.

    Args:
        work: labels, given a context, and returns the refusals; its `UserError` becomes the job's `problem`.
        desk: runs it.
        owner: whose list it is.
        title: the list's name.
    """
    job = Job()

    def begin(place: Place) -> None:
        job.waiting = False
        if job.alone:
            job.stop.set()
        if not job.stop.is_set():
            _run(job, work, place)

    job.waiting, job.desk = True, desk
    job.place = Place(owner, "label", title, lane=LANE, stop=job.stop)
    desk.submit(job.place, begin, lambda _: job.ended.set())
    return job


def _run(job: Job, work: Callable[[Context], Mapping[str, str]], place: Place) -> None:
    def report(progress: Progress) -> None:
        job.report(progress)
        place.report(progress)

    try:
        job.refusals = work(Context(seed=0, folders={}, cache=workspace().cache, report=report, stop=job.stop))
    except Cancelled:
        job.stop.set()
    except UserError as error:
        job.problem = told(error)
    except Exception as error:
        log.exception("labelling failed")
        job.problem = say(BROKEN, kind=type(error).__name__)
