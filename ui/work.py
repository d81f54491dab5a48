"""Jobs: heavy work that waits for a place, runs off the page's thread, tells how far it is, and can be stopped.

Answers, tool forms, lists to label and reports all go through one desk. It has a few places (QUESNAY_CONCURRENT_RUNS);
what finds none waits in line. A page follows a job and may leave it and come back: the work goes on without it. A step
that does not look at its stop signal is left to end by itself, and keeps its place until it does.
"""

import logging
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from typing import Literal

from tools.core.context import Progress
from tools.core.errors import Cancelled
from tools.core.settings import settings

Kind = Literal["chat", "form", "label", "report"]
State = Literal["queued", "running", "done", "failed", "stopped"]
TICK = 0.15
"""Seconds between two looks at a job that reports nothing."""
PACE = 0.08
"""Least seconds between two looks: the page redraws once a look."""
GRACE = 0.5
"""Seconds that stopped work is given to end in order."""
MOST_ENDED = 60
"""Ended jobs that are remembered, over all owners."""

log = logging.getLogger(__name__)


def _nothing(_: "Job") -> None:
    pass


@dataclass(eq=False)
class Job:
    """One piece of work.

    Attributes:
        id: its unguessable name.
        owner: whose it is; nobody else sees it.
        kind: what asked for it.
        title: what it does, in the person's words.
        target: where its result is shown: a conversation's id, a list's ticket.
        lane: jobs of one lane never run at once; empty for none.
        stop: set it to stop the work.
        state: where it is; a stopped job that has not ended yet is still running.
        progress: the last report.
        error: what the work raised.
        left: a page stopped waiting for it to end.
        created, began, ended: seconds of the clock on the wall; 0 where it has not come to that.
    """

    owner: str
    kind: Kind
    title: str
    target: str = ""
    lane: str = ""
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    stop: threading.Event = field(default_factory=threading.Event)
    state: State = "queued"
    progress: Progress | None = None
    error: BaseException | None = None
    left: bool = False
    created: float = field(default_factory=time.time)
    began: float = 0.0
    ended: float = 0.0
    _changed: threading.Condition = field(default_factory=threading.Condition, repr=False)
    _version: int = 0

    @property
    def over(self) -> bool:
        """Return whether it has ended, however it did."""
        return self.state in ("done", "failed", "stopped")

    @property
    def seconds(self) -> float:
        """Return how long it has run, or ran."""
        return (self.ended or time.time()) - self.began if self.began else 0.0

    def touch(self) -> None:
        """Tell who follows that there is something new."""
        with self._changed:
            self._version += 1
            self._changed.notify_all()

    def report(self, progress: Progress) -> None:
        """Take in how far the work is."""
        self.progress = progress
        self.touch()

    def follow(self) -> Iterator[None]:
        """Yield at once, at each change and at each tick; end with the job, or a moment after it was stopped."""
        give_up = float("inf")
        while True:
            over, version, looked = self.over, self._version, time.monotonic()
            yield
            if over:
                return
            if self.stop.is_set():
                give_up = min(give_up, looked + GRACE)
            if time.monotonic() >= give_up:
                self.left = True
                return
            with self._changed:
                self._changed.wait_for(lambda seen=version: self._version != seen, TICK)  # type: ignore[misc]
            time.sleep(max(PACE - (time.monotonic() - looked), 0.0))


Work = Callable[[Job], None]


class Desk:
    """A desk with a few places for heavy work, and a line of what waits.

    Args:
        places: how many jobs run at once; the setting's where not given.
    """

    def __init__(self, places: int | None = None) -> None:
        self._places = places
        self._lock = threading.Lock()
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._waiting: list[tuple[Job, Work, Work, Context]] = []
        self._running: list[Job] = []

    @property
    def places(self) -> int:
        """Return how many jobs run at once."""
        return self._places if self._places is not None else settings().concurrent_runs

    @property
    def busy(self) -> bool:
        """Return whether work is going on, stopped work that has not ended yet included."""
        return bool(self._running)

    def submit(self, job: Job, work: Work, on_end: Work = _nothing) -> Job:
        """Take a job in; it starts as soon as there is a place, in the context (the language) of who asked.

        Args:
            job: what is known of it.
            work: does it, in a thread of its own; what it raises becomes the job's error.
            on_end: called once when it is over, also where it never began.
        """
        with self._lock:
            self._jobs[job.id] = job
            self._waiting.append((job, work, on_end, copy_context()))
            self._forget()
        self._fill()
        return job

    def jobs(self, owner: str) -> list[Job]:
        """Return a person's jobs, the latest first."""
        with self._lock:
            return [job for job in reversed(self._jobs.values()) if job.owner == owner]

    def find(self, id: str, owner: str) -> Job | None:
        """Return a person's job; None where it is not known, or another's."""
        with self._lock:
            job = self._jobs.get(id)
        return job if job is not None and job.owner == owner else None

    def position(self, job: Job) -> int:
        """Return a job's place in the line, 1 for the next; 0 where it does not wait."""
        with self._lock:
            waiting = [entry[0] for entry in self._waiting]
        return waiting.index(job) + 1 if job in waiting else 0

    def cancel(self, job: Job) -> None:
        """Stop a job; one that waits ends at once."""
        job.stop.set()
        with self._lock:
            entry = next((entry for entry in self._waiting if entry[0] is job), None)
            if entry:
                self._waiting.remove(entry)
        if entry:
            self._end(job, "stopped", entry[2])
        job.touch()

    def _fill(self) -> None:
        """Start what waits while there is a place, first come first served; a taken lane is passed over."""
        with self._lock:
            for entry in list(self._waiting):
                if len(self._running) >= self.places:
                    return
                job = entry[0]
                if job.lane and any(other.lane == job.lane for other in self._running):
                    continue
                self._waiting.remove(entry)
                self._running.append(job)
                job.state, job.began = "running", time.time()
                threading.Thread(target=self._run, args=entry, daemon=True, name=f"quesnay-{job.kind}").start()

    def _run(self, job: Job, work: Work, on_end: Work, context: Context) -> None:
        job.touch()
        state: State = "done"
        try:
            context.run(work, job)
        except Cancelled:
            state = "stopped"
        except BaseException as error:  # noqa: BLE001 - kept with the job, for who follows it
            job.error, state = error, "failed"
        try:
            self._end(job, "stopped" if state == "done" and job.stop.is_set() else state, on_end)
        finally:
            with self._lock:
                self._running.remove(job)
            self._fill()

    def _end(self, job: Job, state: State, on_end: Work) -> None:
        job.ended = time.time()
        try:
            job.state = state
            on_end(job)
        except Exception:
            log.exception("the end of a job failed")
        job.touch()

    def _forget(self) -> None:
        ended = [job for job in self._jobs.values() if job.over]
        for job in ended[: max(len(ended) - MOST_ENDED, 0)]:
            del self._jobs[job.id]
