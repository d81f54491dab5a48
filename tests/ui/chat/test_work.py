"""Heavy work is done one at a time, can be stopped, and fails aloud."""

import threading
import time

import pytest

from ui.work import Desk


def test_what_is_emitted_comes_out_in_order():
    def work(emit):
        for number in range(50):
            emit(number)

    batches = list(Desk().run(work, threading.Event()))
    assert [number for batch in batches if batch for number in batch] == list(range(50))


def test_silence_gives_ticks_so_that_the_clock_can_be_redrawn():
    batches = list(Desk().run(lambda emit: time.sleep(0.6), threading.Event()))
    assert batches.count([]) >= 2


def test_an_error_of_the_work_is_raised_in_the_reader_and_frees_the_place():
    def work(emit):
        raise ValueError("a bug")

    desk = Desk()
    with pytest.raises(ValueError, match="a bug"):
        list(desk.run(work, threading.Event()))
    assert not desk.busy


def test_work_that_does_not_listen_is_left_within_a_second_and_keeps_the_place():
    release = threading.Event()
    stop = threading.Event()
    desk = Desk()
    batches = desk.run(lambda emit: release.wait(10), stop)
    next(batches)
    stop.set()
    started = time.monotonic()
    list(batches)
    assert time.monotonic() - started < 1.0
    assert desk.busy

    second = desk.run(lambda emit: emit("second"), threading.Event())
    assert next(second) is None
    release.set()
    assert ["second"] in list(second)


def test_waiting_for_a_place_can_be_stopped():
    release, stop = threading.Event(), threading.Event()
    desk = Desk()
    first = desk.run(lambda emit: release.wait(10), threading.Event())
    next(first)
    stop.set()
    assert list(desk.run(lambda emit: emit("never"), stop)) == []
    release.set()
    list(first)


def test_closing_the_page_stops_the_work():
    stop = threading.Event()
    batches = Desk().run(lambda emit: stop.wait(10), stop)
    next(batches)
    batches.close()
    assert stop.is_set()
