"""The jobs panel says what runs, waits and has ended, and shows no text as HTML."""

import threading
import time

from tools.core.context import Progress
from ui.jobs import active, jobs_panel
from ui.language import speaking
from ui.work import Desk, Job


def test_an_empty_panel_teaches():
    assert "Nothing has run yet" in jobs_panel(Desk(1), "")


def test_each_state_is_told_with_a_button_only_where_something_can_be_cancelled():
    desk, release = Desk(1), threading.Event()

    def work(job):
        job.report(Progress(1, 4, "solving"))
        release.wait(5)

    first = desk.submit(Job("", "chat", "<b>What if?</b>"), work)
    desk.submit(Job("", "label", "list.csv"), lambda job: None)
    while first.progress is None:
        time.sleep(0.01)
    panel = jobs_panel(desk, "")
    assert "&lt;b&gt;What if?&lt;/b&gt;" in panel and "<b>" not in panel
    assert "· 25 %" in panel and 'value="0.250"' in panel
    assert "in line, place 1" in panel
    assert panel.count("<button") == 2
    assert panel.index("What if?") < panel.index("list.csv")
    assert active(desk, "") == 2
    with speaking("zh"):
        assert "排队中，第 1 位" in jobs_panel(desk, "")
    desk.cancel(first)
    assert "stopping" in jobs_panel(desk, "")
    release.set()
    while desk.busy:
        time.sleep(0.01)
    ended = jobs_panel(desk, "")
    assert "stopped" in ended and "done in" in ended and "<button" not in ended
    assert active(desk, "") == 0


def test_a_failed_job_says_so():
    def work(job):
        raise ValueError("x")

    desk = Desk(1)
    job = desk.submit(Job("", "report", "Brief"), work)
    list(job.follow())
    assert "failed after" in jobs_panel(desk, "")
