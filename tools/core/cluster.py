"""The parallel map on a Dask cluster: the same call, on workers that run the same code on other machines."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from tools.core.errors import UserError

Item = TypeVar("Item")
Out = TypeVar("Out")

IN_FLIGHT_PER_THREAD = 4
"""Items handed to the cluster ahead of each of its threads: enough to keep it busy, few enough to hold in memory."""

CONNECT_SECONDS = 10


def cluster_map(
    fn: Callable[[Item], Out],
    items: Sequence[Item],
    scheduler: str,
    *,
    on_done: Callable[[int, int], None] = lambda done, total: None,
    on_result: Callable[[int, Out], None] = lambda at, result: None,
) -> list[Out]:
    """Return `[fn(item) for item in items]`, computed by the workers of a Dask scheduler.

    An item whose worker dies is computed again by another. At most a few items per worker thread are in flight.

    Args:
        fn: a function of one item that cloudpickle can carry.
        items: the items.
        scheduler: the scheduler's address, such as tcp://127.0.0.1:8786.
        on_done: called with (done, total) after each result; what it raises ends the map and cancels the rest.
        on_result: called with (place, result) as each result comes, in any order; what it raises does the same.

    Raises:
        UserError: the scheduler does not answer or has no worker.
    """
    import distributed

    as_completed: Any = distributed.as_completed
    threads = count_threads(scheduler)
    client: Any = _connect(scheduler)
    results: dict[int, Out] = {}
    left = iter(range(len(items)))
    places: dict[Any, int] = {}

    def submit(at: int) -> Any:
        future = client.submit(fn, items[at], pure=False)
        places[future] = at
        return future

    # Before any work: a worker that reads the first task and runs it imports in two threads at once, which can lock.
    client.run(_import, getattr(fn, "__module__", "") or "", on_error="ignore")
    flying = as_completed([submit(at) for at in islice(left, IN_FLIGHT_PER_THREAD * threads)], loop=client.loop)
    try:
        for future in flying:
            place = places.pop(future)
            results[place] = future.result()
            on_result(place, results[place])
            on_done(len(results), len(items))
            if (following := next(left, None)) is not None:
                flying.add(submit(following))
    finally:
        client.cancel(list(places), force=True)
    return [results[at] for at in range(len(items))]


def _import(module: str) -> None:
    """Import a module in a worker; one that is not there comes with the work itself."""
    with suppress(ImportError, ValueError):
        importlib.import_module(module)


def count_threads(scheduler: str) -> int:
    """Return how many threads the workers of a Dask scheduler have together.

    Raises:
        UserError: the scheduler does not answer or has no worker.
    """
    threads = sum(_connect(scheduler).nthreads().values())
    if not threads:
        raise UserError(f"The Dask scheduler at {scheduler} has no worker: start one with `dask worker {scheduler}`.")
    return int(threads)


@lru_cache(maxsize=2)
def _client(scheduler: str) -> Any:
    import distributed

    connect: Any = distributed.Client
    return connect(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)


def _connect(scheduler: str) -> Any:
    try:
        client = _client(scheduler)
        if client.status != "running":
            _client.cache_clear()
            client = _client(scheduler)
    except (OSError, ValueError) as error:
        raise UserError(
            f"The Dask scheduler at {scheduler} does not answer ({type(error).__name__}): start it with "
            "`dask scheduler --host 127.0.0.1`, or unset QUESNAY_DASK_SCHEDULER to compute on this machine."
        ) from error
    return client
