"""Progress, cancellation and the parallel map."""

import time
from pathlib import Path
from threading import Event

import pytest

from tools.core import Cancelled, Context
from tools.core.settings import settings


def square(x: int) -> int:
    return x * x


def slow_square(x: int) -> int:
    time.sleep(0.02)
    return x * x


@pytest.fixture
def two_workers(monkeypatch):
    monkeypatch.setenv("QUESNAY_WORKERS", "2")
    settings.cache_clear()


def context(**kwargs):
    return Context(seed=1, folders={}, cache=Path("unused"), **kwargs)


@pytest.mark.parametrize("prefer", ["threads", "processes"])
def test_map_keeps_the_order(two_workers, prefer):
    assert context().map(square, range(20), prefer=prefer) == [x * x for x in range(20)]


def test_map_reports_each_step():
    steps = []
    context(report=steps.append).map(square, [1, 2, 3], prefer="threads")
    assert [(step.done, step.total) for step in steps] == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.filterwarnings("ignore:.*tasks")
def test_map_stops_when_asked(two_workers):
    stop = Event()
    seen = []

    def report(step):
        seen.append(step)
        stop.set()

    with pytest.raises(Cancelled):
        context(report=report, stop=stop).map(slow_square, range(1000), prefer="threads")
    assert len(seen) == 1


def test_a_data_set_that_was_not_declared_is_a_bug():
    with pytest.raises(LookupError, match="declared"):
        context().dataset("world2017")
