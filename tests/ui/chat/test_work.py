"""Heavy work waits its turn, can be stopped, fails aloud, and is nobody's business but its owner's."""

import threading
import time

import pytest

from tools.core.context import Progress
from tools.core.errors import Cancelled
from ui.work import Desk, Job

WAIT = 5.0


def a_job(owner="", **more):
    return Job(owner, "form", "Work", **more)


def until(condition):
    end = time.monotonic() + WAIT
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    assert condition()


def hold(desk, owner="", **more):
    """Fill a place until the returned event is set, or the job is stopped."""
    release = threading.Event()

    def work(job):
        while not (release.is_set() or job.stop.is_set()):
            time.sleep(0.01)

    job = desk.submit(a_job(owner, **more), work)
    return job, release


def test_a_job_runs_reports_and_is_done():
    seen = []
    job = Desk(1).submit(a_job(), lambda job: job.report(Progress(1, 2, "half")))
    for _ in job.follow():
        seen.append(job.state)
    assert seen[-1] == "done"
    assert job.progress.message == "half"
    assert job.seconds >= 0


def test_silence_gives_ticks_so_that_the_clock_can_be_redrawn():
    job = Desk(1).submit(a_job(), lambda job: time.sleep(0.6))
    assert len(list(job.follow())) >= 3


def test_what_finds_no_place_waits_in_line_first_come_first_served():
    desk, order = Desk(1), []
    first, release = hold(desk)
    second = desk.submit(a_job(), lambda job: order.append("second"))
    third = desk.submit(a_job(), lambda job: order.append("third"))
    assert (second.state, desk.position(first), desk.position(second), desk.position(third)) == ("queued", 0, 1, 2)
    release.set()
    until(lambda: third.over)
    assert order == ["second", "third"]


def test_two_places_take_two_and_a_third_waits():
    desk = Desk(2)
    (first, go), (second, go_too), (third, _) = hold(desk), hold(desk), hold(desk)
    assert [job.state for job in (first, second, third)] == ["running", "running", "queued"]
    go.set()
    until(lambda: third.state == "running")
    go_too.set()
    desk.cancel(third)
    until(lambda: not desk.busy)


def test_jobs_of_one_lane_never_run_at_once_and_hold_up_no_other():
    desk = Desk(3)
    first, release = hold(desk, lane="label")
    second, _ = hold(desk, lane="label")
    other = desk.submit(a_job(), lambda job: None)
    until(lambda: other.over)
    assert (first.state, second.state) == ("running", "queued")
    release.set()
    until(lambda: second.state == "running")
    desk.cancel(second)


def test_a_job_that_waits_ends_at_once_when_it_is_cancelled():
    desk, ended = Desk(1), []
    _, release = hold(desk)
    second = desk.submit(a_job(), lambda job: ended.append("ran"), lambda job: ended.append(job.state))
    desk.cancel(second)
    assert second.state == "stopped"
    assert ended == ["stopped"]
    assert list(second.follow()) == [None]
    release.set()


def test_an_error_is_kept_with_the_job_and_frees_the_place():
    def work(job):
        raise ValueError("a bug")

    desk = Desk(1)
    job = desk.submit(a_job(), work)
    until(lambda: not desk.busy)
    assert job.state == "failed"
    assert isinstance(job.error, ValueError)


def test_stopped_work_that_listens_is_stopped():
    def work(job):
        job.stop.wait(WAIT)
        raise Cancelled("stopped")

    desk = Desk(1)
    job = desk.submit(a_job(), work)
    desk.cancel(job)
    until(lambda: job.over)
    assert job.state == "stopped"


def test_work_that_does_not_listen_is_left_within_a_second_and_keeps_its_place():
    desk, release = Desk(1), threading.Event()
    job = desk.submit(a_job(), lambda job: release.wait(10))
    second = desk.submit(a_job(), lambda job: None)
    desk.cancel(job)
    started = time.monotonic()
    list(job.follow())
    assert time.monotonic() - started < 1.0
    assert job.left and not job.over
    assert second.state == "queued"
    release.set()
    until(lambda: second.over)


def test_a_page_that_leaves_does_not_stop_the_work():
    desk = Desk(1)
    job, release = hold(desk)
    followed = job.follow()
    next(followed)
    followed.close()
    assert not job.stop.is_set()
    release.set()
    until(lambda: job.state == "done")


def test_a_job_is_its_owners_alone():
    desk = Desk(1)
    job, release = hold(desk, "anna")
    assert desk.jobs("anna") == [job]
    assert desk.jobs("bo") == []
    assert desk.find(job.id, "bo") is None
    assert desk.find(job.id, "anna") is job
    assert len(job.id) == 32
    release.set()


def test_the_end_of_a_job_that_breaks_frees_the_place_all_the_same(caplog):
    def break_down(job):
        raise RuntimeError("in the end")

    desk = Desk(1)
    job = desk.submit(a_job(), lambda job: None, break_down)
    until(lambda: not desk.busy)
    assert job.over
    assert "the end of a job failed" in caplog.text


@pytest.mark.parametrize("more", [3, 70])
def test_ended_jobs_are_forgotten_in_time(more):
    desk = Desk(1)
    for _ in range(more):
        list(desk.submit(a_job(), lambda job: None).follow())
    assert len(desk.jobs("")) == min(more, 61)
