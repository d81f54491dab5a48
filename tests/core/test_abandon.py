"""Stop is prompt whatever the work does."""

from contextvars import ContextVar
from threading import Event, Timer

import pytest

from tools.core import Cancelled, UserError
from tools.core.abandon import GRACE, POLL, abandonable

WHO: ContextVar[str] = ContextVar("who", default="nobody")


def test_work_that_never_looks_at_stop_is_left_behind_within_two_seconds():
    stop, release = Event(), Event()
    Timer(0.1, stop.set).start()
    with pytest.raises(Cancelled, match="left behind"):
        abandonable(lambda: release.wait(20), stop)
    assert GRACE + POLL < 2.0
    release.set()


def test_work_that_notices_stop_hands_over_what_it_has():
    stop = Event()
    Timer(0.05, stop.set).start()
    assert abandonable(lambda: "so far" if stop.wait(60) else "", stop) == "so far"


def test_what_the_work_raises_reaches_the_caller():
    def fail() -> None:
        raise UserError("no such thing")

    with pytest.raises(UserError, match="no such thing"):
        abandonable(fail, Event())


def test_work_sees_the_callers_context():
    token = WHO.set("caller")
    assert abandonable(WHO.get, Event()) == "caller"
    WHO.reset(token)
