"""Calling one labeller about many items: at its pace, with retries, one failing item never losing another."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tools.exposure.labelling.items import Item
from tools.exposure.labelling.labeller import CallFailed, Judgement, Labeller, NotALabel, Pace, Refused, TryAgain
from tools.exposure.labelling.store import Outcome

GIVE_UP_AFTER = 20
"""Items that may fail in a row before a labeller is taken to be out of order."""

LONGEST_WAIT = 60.0
LOOK_EVERY = 0.05


@dataclass(frozen=True)
class Batch:
    """Items for one labeller: a work item that can be carried to another machine."""

    labeller: Labeller
    items: tuple[Item, ...]
    per_minute: float = 0.0


@dataclass(frozen=True)
class Batched:
    """What came of a batch; `refused` says why its labeller will take no more, if so."""

    outcomes: tuple[Outcome, ...]
    refused: str = ""


def label_batch(
    batch: Batch, on_outcomes: Callable[[Sequence[Outcome]], None] | None = None, stop: threading.Event | None = None
) -> Batched:
    """Call a labeller about each item of a batch.

    Args:
        batch: the labeller and the items.
        on_outcomes: receives outcomes as they come, in the thread that made the call; what it raises ends the batch.
        stop: set it to stop: calls in flight are left to end by themselves, and still reported.

    Returns:
        The outcomes; items that were not tried, because of a stop or a refusal, have none.
    """
    shift = _Shift(batch, on_outcomes or (lambda outcomes: None), stop or threading.Event())
    shift.work()
    return Batched(tuple(shift.outcomes), shift.refused)


class Pacer:
    """Spaces calls evenly over the minute, for all threads together."""

    def __init__(self, per_minute: float) -> None:
        self._interval = 60.0 / per_minute if per_minute else 0.0
        self._next = 0.0
        self._lock = threading.Lock()

    def wait(self, stop: threading.Event) -> bool:
        """Wait for this call's turn; return False where it was stopped."""
        while not stop.is_set():
            with self._lock:
                ahead = self._next - time.monotonic()
                if ahead <= 0.0:
                    self._next = time.monotonic() + self._interval
                    return True
            stop.wait(ahead)
        return False

    def pause(self, seconds: float) -> None:
        """Let no call begin for some seconds."""
        with self._lock:
            self._next = max(self._next, time.monotonic() + seconds)


class _Stopped(Exception):
    """The call did not begin."""


class _Shift:
    """The threads that work off a batch; they are daemons, so that a hanging call holds up nobody."""

    def __init__(self, batch: Batch, on_outcomes: Callable[[Sequence[Outcome]], None], stop: threading.Event) -> None:
        self._labeller = batch.labeller
        self._pace = batch.labeller.pace
        size = self._pace.batch
        self._groups = deque(batch.items[at : at + size] for at in range(0, len(batch.items), size))
        self._pacer = Pacer(batch.per_minute)
        self._report = on_outcomes
        self._stop = stop
        self._halt = threading.Event()
        self._failed_in_a_row = 0
        self._lock = threading.Lock()
        self._fault: BaseException | None = None
        self.outcomes: list[Outcome] = []
        self.refused = ""

    def work(self) -> None:
        count = min(self._pace.concurrent, len(self._groups))
        threads = [threading.Thread(target=self._serve, daemon=True, name="labelling") for _ in range(count)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            if self._stop.wait(LOOK_EVERY):
                self._halt.set()
                break
        if self._fault:
            raise self._fault

    def _serve(self) -> None:
        try:
            while not self._halt.is_set():
                try:
                    group = self._groups.popleft()
                except IndexError:
                    return
                self._finish(self._call(group))
        except _Stopped:
            pass
        except Refused as error:
            self.refused = self.refused or str(error)
            self._halt.set()
        except BaseException as error:  # noqa: BLE001  Raised again in the thread that waits.
            self._fault = error
            self._halt.set()

    def _finish(self, outcomes: Sequence[Outcome]) -> None:
        self._report(outcomes)
        with self._lock:
            self.outcomes += outcomes
            for outcome in outcomes:
                self._failed_in_a_row = 0 if outcome.judgement else self._failed_in_a_row + 1
        if self._failed_in_a_row >= GIVE_UP_AFTER:
            raise Refused(f"{GIVE_UP_AFTER} items failed in a row, the last one so: {outcomes[-1].error}")

    def _call(self, group: Sequence[Item]) -> list[Outcome]:
        """Return the outcomes of a call about a few items, repeated where that may help."""
        started = time.monotonic()
        tries = _retrying(self._pace, self._halt)
        try:
            judgements = tries(self._try, group)
            if len(judgements) != len(group):
                raise ValueError(f"{self._labeller.name} gave {len(judgements)} labels for {len(group)} items")
        except CallFailed as error:
            if self._halt.is_set():
                raise _Stopped from error  # Cut short by a stop, so not a failure: the next run tries it anew.
            judgements, problem, raw = [None] * len(group), str(error), error.raw
        else:
            problem, raw = "", ""
        seconds = (time.monotonic() - started) / len(group)
        attempts = tries.statistics["attempt_number"]
        return [
            Outcome(item, judgement, problem, raw, attempts, seconds)
            for item, judgement in zip(group, judgements, strict=True)
        ]

    def _try(self, group: Sequence[Item]) -> Sequence[Judgement | None]:
        if not self._pacer.wait(self._halt):
            raise _Stopped
        try:
            return self._labeller.label(group)
        except TryAgain as error:
            if error.slow_down:
                self._pacer.pause(error.after or self._pace.backoff)
            raise


def _retrying(pace: Pace, halt: threading.Event) -> Any:
    from tenacity import (
        Retrying,
        retry_if_exception_type,
        sleep_using_event,
        wait_random_exponential,
    )

    growing = wait_random_exponential(multiplier=pace.backoff, max=LONGEST_WAIT)

    def enough(state: Any) -> bool:
        # A model that answers nonsense tends to repeat it: one more try.
        limit = min(pace.attempts, 2) if isinstance(state.outcome.exception(), NotALabel) else pace.attempts
        return bool(state.attempt_number >= limit)

    def wait(state: Any) -> float:
        error = state.outcome.exception()
        return 0.0 if isinstance(error, NotALabel) else max(growing(state), min(error.after, LONGEST_WAIT))

    return Retrying(
        retry=retry_if_exception_type(TryAgain),
        stop=lambda state: halt.is_set() or enough(state),
        wait=wait,
        sleep=sleep_using_event(halt),
        reraise=True,
    )
