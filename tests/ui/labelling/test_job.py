"""A run goes on without the page for a while, stops when told, and tells how it ended."""

import threading
import time

import pytest

from tools.core.errors import UserError
from ui.labelling import job as job_module
from ui.labelling.job import start_job as start_at
from ui.work import Desk

WAIT = 10.0


def start_job(work, desk=None):
    return start_at(work, desk or Desk(2))


def ended(job):
    assert job.ended.wait(WAIT)
    return job


def until_stopped(ctx):
    while True:
        ctx.progress(1, 10, "1 of 10 labels")
        time.sleep(0.01)


def test_a_finished_run_hands_over_who_refused():
    job = ended(start_job(lambda ctx: {"model": "The key was refused."}))
    assert job.refusals == {"model": "The key was refused."}
    assert not job.running
    assert not job.problem


def test_stop_ends_a_run_and_is_no_problem():
    job = start_job(until_stopped)
    followed = job.follow()
    next(followed)
    job.stop.set()
    ended(job)
    assert not job.problem
    assert list(followed) == []


def test_a_run_whose_page_is_gone_ends_by_itself(monkeypatch):
    monkeypatch.setattr(job_module, "LEFT_ALONE", 0.2)
    assert ended(start_job(until_stopped)).stop.is_set()


def test_a_run_that_is_followed_goes_on(monkeypatch):
    monkeypatch.setattr(job_module, "LEFT_ALONE", 0.5)
    job = start_job(until_stopped)
    until = time.monotonic() + 1.2
    for _ in job.follow():
        if time.monotonic() > until:
            break
    assert job.running
    job.stop.set()
    ended(job)


def test_one_list_is_labelled_at_a_time():
    desk = Desk(2)
    first = start_job(until_stopped, desk)
    second = start_job(lambda ctx: {}, desk)
    time.sleep(0.5)
    assert second.running and second.waiting
    assert second.position == 1
    first.stop.set()
    ended(second)
    assert not second.waiting


@pytest.mark.parametrize(
    ("error", "told"), [(UserError("The disk is full."), "The disk is full."), (ValueError("a bug"), "inside Quesnay")]
)
def test_an_error_becomes_a_sentence(error, told):
    def work(ctx):
        raise error

    assert told in ended(start_job(work)).problem


def test_a_call_that_hangs_does_not_hold_up_the_page():
    release = threading.Event()

    def hang(ctx):
        release.wait(WAIT)
        return {}

    job = start_job(hang)
    job.stop.set()
    began = time.monotonic()
    for _ in job.follow():
        pass
    assert not job.running
    release.set()
    assert time.monotonic() - began < 3.0
    ended(job)
