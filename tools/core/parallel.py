"""One parallel map for all tools; the place where another engine is put in."""

import os
from collections.abc import Callable, Sequence
from typing import Literal, TypeVar

from tools.core.settings import settings

Item = TypeVar("Item")
Out = TypeVar("Out")
Prefer = Literal["threads", "processes"]


def parallel_map(
    fn: Callable[[Item], Out],
    items: Sequence[Item],
    *,
    prefer: Prefer = "processes",
    on_done: Callable[[int, int], None] = lambda done, total: None,
    on_result: Callable[[int, Out], None] = lambda at, result: None,
) -> list[Out]:
    """Return `[fn(item) for item in items]`, computed in parallel where there is more than one item and processor.

    Args:
        fn: a function of one item; picklable where `prefer` is "processes".
        items: the items.
        prefer: kind of worker.
        on_done: called with (done, total) after each result; what it raises ends the map.
        on_result: called with (place, result) as each result comes, before `on_done`; what it raises ends the map.

    Work that prefers processes goes to a Dask cluster where QUESNAY_DASK_SCHEDULER names one.
    """
    if settings().dask_scheduler and prefer == "processes" and len(items) > 1:
        from tools.core.cluster import cluster_map

        return cluster_map(fn, items, settings().dask_scheduler, on_done=on_done, on_result=on_result)
    workers = min(settings().workers or os.cpu_count() or 1, len(items))
    if workers <= 1:
        results = []
        for item in items:
            results.append(fn(item))
            on_result(len(results) - 1, results[-1])
            on_done(len(results), len(items))
        return results

    from joblib import Parallel, delayed

    results = []
    engine = Parallel(n_jobs=workers, prefer=prefer, return_as="generator", batch_size=1, pre_dispatch=2 * workers)
    for result in engine(delayed(fn)(item) for item in items):
        results.append(result)
        on_result(len(results) - 1, result)
        on_done(len(results), len(items))
    return results


def cluster_threads() -> int:
    """Return how many threads the cluster has that QUESNAY_DASK_SCHEDULER names; 0 where it names none.

    Raises:
        UserError: the scheduler does not answer or has no worker.
    """
    if not settings().dask_scheduler:
        return 0
    from tools.core.cluster import count_threads

    return count_threads(settings().dask_scheduler)
