"""What the Reports tab shows: progress, downloads and a preview."""

from __future__ import annotations

from html import escape
from typing import Any

from agent.report.formats.html import body_html
from agent.report.report import Format, Report
from ui.cards import notice, progress_bar, waiting
from ui.language import say
from ui.report.routes import ENDINGS
from ui.report.work import Task

NAMES: dict[Format, str] = {
    "docx": "Word (DOCX)",
    "pdf": "PDF",
    "html": "Web page (HTML)",
    "md": "Markdown and pictures (ZIP)",
}
TEACHING = (
    "Name a topic: a tariff, a country's growth, AI and some occupations, a model that learned arithmetic. You get an "
    "outline first and can change it; then the models run and the report is written, each of its numbers checked "
    "against them."
)


def empty() -> str:
    """Return what the tab says before there is an outline."""
    return f'<div class="q-empty"><p>{escape(say(TEACHING))}</p></div>'


def task_card(task: Task[Any]) -> str:
    """Return how far planning or writing has come."""
    if task.problem:
        return notice(task.problem, "error")
    if task.stopped:
        return notice(say("Stopped. What was computed is kept: writing again goes on from there."))
    if task.place:
        return waiting(say("In line, place {place}: other work ends first", place=task.place))
    step = task.progress
    return progress_bar(step.done, step.total, step.message) if step else progress_bar(0, 1, say("starting"))


def report_card(report: Report, ticket: str) -> str:
    """Return a written report: downloads, what the check found, and a preview."""
    links = " ".join(
        f'<a class="q-report-link" href="quesnay/reports/{ticket}/report.{ENDINGS[format]}" '
        f'download="report-{report.id}.{ENDINGS[format]}">{escape(say(NAMES[format]))}</a>'
        for format in NAMES
    )
    record = report.record
    parts = [f'<p class="q-links">{links}</p>']
    if record.unverified:
        numbers = ", ".join(record.unverified[:20])
        parts.append(
            notice(say("Not found in any run, and marked in the report: {numbers}.", numbers=numbers), "warning")
        )
    for title, problem in record.problems.items():
        parts.append(notice(f"{title}: {problem}", "warning"))
    parts.append(f'<p class="q-run">{escape(report.check_line)}</p>')
    preview = body_html(report, lambda figure: f"quesnay/reports/{ticket}/figures/{figure.name}.png")
    heading = f"<h2>{escape(report.document.title)}</h2>"
    kind = f'<p class="q-run">{escape(report.document.subtitle)} · {escape(report.document.date)}</p>'
    return f'<div class="q-report">{"".join(parts)}<div class="q-report-page">{heading}{kind}{preview}</div></div>'
