"""Waiting for work that may not notice that the person pressed Stop."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import copy_context
from threading import Event, Thread
from typing import TypeVar

from tools.core.errors import Cancelled

Out = TypeVar("Out")
GRACE = 1.5
"""Seconds that work may take after Stop to hand over what it has so far."""
POLL = 0.05


def abandonable(work: Callable[[], Out], stop: Event, grace: float = GRACE) -> Out:
    """Return what `work` returns; where it goes on long after `stop` is set, leave it behind.

    Work that checks for Stop ends by itself, with a partial result or Cancelled. Work inside a compiler or a library
    cannot check: it runs on in a thread of its own, whose result nobody takes.

    Args:
        work: a function of nothing.
        stop: set when the person presses Stop.
        grace: seconds to wait after that.

    Raises:
        Cancelled: the work was left behind.
        Exception: whatever `work` raises.
    """
    results: list[Out] = []
    problems: list[BaseException] = []
    context = copy_context()

    def run() -> None:
        try:
            results.append(context.run(work))
        except BaseException as error:  # noqa: BLE001 - raised again below, in the thread that waits
            problems.append(error)

    thread = Thread(target=run, name="quesnay-work", daemon=True)
    thread.start()
    deadline = float("inf")
    while thread.is_alive():
        if stop.is_set():
            deadline = min(deadline, time.monotonic() + grace)
            if time.monotonic() >= deadline:
                raise Cancelled("stopped; what was being computed could not be interrupted and is left behind")
        thread.join(POLL)
    if problems:
        raise problems[0]
    return results[0]
