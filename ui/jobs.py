"""The jobs panel: what runs, waits and has ended, drawn by the server and fetched by the page's script."""

import time
from html import escape
from typing import TYPE_CHECKING

from tools.core.figures import write_seconds
from ui.cards import fraction
from ui.language import say
from ui.login import user_of
from ui.work import Desk, Job, Kind

if TYPE_CHECKING:
    from fastapi import APIRouter

ENDED_SHOWN = 12
KINDS: dict[Kind, str] = {"chat": "Answer", "form": "Tool", "label": "List", "report": "Report"}
FRESH = {"cache-control": "no-store"}
OWN = "x-quesnay"
"""A header that only the page's own script sends: another site's form or picture cannot."""


def jobs_panel(desk: Desk, owner: str) -> str:
    """Return a person's jobs as HTML: running and queued ones first, then the latest that ended."""
    jobs = desk.jobs(owner)
    running = [job for job in reversed(jobs) if job.state == "running"]
    queued = sorted((job for job in jobs if job.state == "queued"), key=desk.position)
    ended = [job for job in jobs if job.over][:ENDED_SHOWN]
    if not jobs:
        return f'<p class="q-hint">{escape(say(NOTHING))}</p>'
    rows = [_row(job, desk.position(job)) for job in (*running, *queued, *ended)]
    return f'<ul class="q-jobs">{"".join(rows)}</ul>'


NOTHING = (
    "Nothing has run yet. Answers, tool runs, lists and reports show here while they are worked on; you can close the "
    "page meanwhile."
)


def active(desk: Desk, owner: str) -> int:
    """Return how many of a person's jobs run or wait."""
    return sum(not job.over for job in desk.jobs(owner))


def _row(job: Job, position: int) -> str:
    title = f'<span class="q-job-title">{escape(job.title)}</span>'
    kind = f'<span class="q-job-kind">{escape(say(KINDS[job.kind]))}</span>'
    bar = button = ""
    if not job.over:
        words = escape(say("Cancel: {title}", title=job.title))
        off = " disabled" if job.stop.is_set() else ""
        button = (
            f'<button type="button" class="q-cancel" data-job="{job.id}" aria-label="{words}"{off}>'
            f"{escape(say('Cancel'))}</button>"
        )
    if job.state == "running" and job.progress is not None and job.progress.total > 0:
        share = fraction(job.progress.done, job.progress.total)
        bar = f'<progress value="{share:.3f}" max="1" aria-label="{escape(job.title)}"></progress>'
    line = f'<span class="q-job-state">{escape(_state(job, position))}</span>'
    return f'<li class="q-job q-{job.state}">{kind}{title}{line}{bar}{button}</li>'


def _state(job: Job, position: int) -> str:
    if job.state == "queued":
        return say("in line, place {place}", place=position)
    if job.state == "running":
        if job.stop.is_set():
            return say("stopping")
        share = round(100 * fraction(job.progress.done, job.progress.total)) if job.progress else 0
        running = say("running, {seconds}", seconds=write_seconds(job.seconds))
        return f"{running} · {share} %" if share else running
    took = write_seconds(job.seconds) if job.began else ""
    ago = write_seconds(max(time.time() - job.ended, 1))
    words = {"done": "done in {seconds}, {ago} ago", "failed": "failed after {seconds}, {ago} ago"}
    if job.state == "stopped":
        return say("stopped {ago} ago", ago=ago)
    return say(words[job.state], seconds=took, ago=ago)


def add_jobs(app: "APIRouter", desk: Desk) -> None:
    """Let the application give out a person's jobs and cancel them."""
    from fastapi import Request
    from fastapi.responses import JSONResponse, Response

    @app.get("/quesnay/jobs")
    def jobs(request: Request) -> Response:
        owner = user_of(request)
        return JSONResponse({"active": active(desk, owner), "panel": jobs_panel(desk, owner)}, headers=FRESH)

    @app.post("/quesnay/jobs/{id}/cancel")
    def cancel(id: str, request: Request) -> Response:
        job = desk.find(id, user_of(request))
        if job is None or OWN not in request.headers:
            return JSONResponse({"error": say("There is no such job any more.")}, status_code=404)
        desk.cancel(job)
        return JSONResponse({"state": job.state}, headers=FRESH)
