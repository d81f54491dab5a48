"""One piece of heavy work at a time, off the page's thread, that a person can stop.

The page must answer within a second whatever a tool does. Work therefore runs in a thread of its own; what it reports
is collected in batches; a step that does not look at its stop signal is left to end by itself, and keeps the place
until it does, so that two never run at once.
"""

import threading
import time
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

Item = TypeVar("Item")
Emit = Callable[[Item], None]
TICK = 0.15
"""Seconds between two looks at the clock where nothing is reported."""
PACE = 0.08
"""Least seconds between two batches: the page redraws once a batch."""
GRACE = 0.5
"""Seconds that stopped work is given to end in order."""


class _End:
    pass


class _Failure:
    def __init__(self, error: BaseException) -> None:
        self.error = error


class Desk(Generic[Item]):
    """A desk with one place for heavy work."""

    def __init__(self) -> None:
        self._place = threading.Lock()

    @property
    def busy(self) -> bool:
        """Return whether work is going on, stopped work that has not ended yet included."""
        return self._place.locked()

    def run(self, work: Callable[[Emit[Item]], None], stop: threading.Event) -> Iterator[list[Item] | None]:
        """Yield what `work` emits, in batches: an empty one at each tick, None while another's work has the place.

        Ends early, without an error, where `stop` is set and the work does not end by itself in `GRACE` seconds.
        Closing the generator stops the work.

        Raises:
            Exception: whatever the work raised.
        """
        while not self._place.acquire(timeout=TICK):
            if stop.is_set():
                return
            yield None
        reported: SimpleQueue[Item | _End | _Failure] = SimpleQueue()
        threading.Thread(target=self._work, args=(work, reported), daemon=True, name="quesnay-work").start()
        try:
            yield from self._collect(reported, stop)
        except GeneratorExit:
            stop.set()
            raise

    def _work(self, work: Callable[[Emit[Item]], None], reported: "SimpleQueue[Item | _End | _Failure]") -> None:
        try:
            work(reported.put)
        except BaseException as error:  # noqa: BLE001 - handed over and raised in the reader's thread
            reported.put(_Failure(error))
        finally:
            self._place.release()
            reported.put(_End())

    def _collect(self, reported: "SimpleQueue[Item | _End | _Failure]", stop: threading.Event) -> Iterator[list[Item]]:
        give_up = float("inf")
        while True:
            began = time.monotonic()
            if stop.is_set():
                give_up = min(give_up, began + GRACE)
            batch: list[Item] = []
            ended = False
            for item in _drain(reported):
                if isinstance(item, _Failure):
                    raise item.error
                if isinstance(item, _End):
                    ended = True
                else:
                    batch.append(item)
            if batch or not ended:
                yield batch
            if ended or time.monotonic() >= give_up:
                return
            time.sleep(max(PACE - (time.monotonic() - began), 0.0))


def _drain(reported: "SimpleQueue[Item | _End | _Failure]") -> "Iterator[Item | _End | _Failure]":
    try:
        yield reported.get(timeout=TICK)
        while True:
            yield reported.get_nowait()
    except Empty:
        return
