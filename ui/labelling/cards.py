"""What the tab shows of a list, as HTML. Every text of a file or a labeller is escaped here."""

from collections.abc import Sequence
from html import escape

from tools.core.errors import shorten
from tools.core.figures import write_seconds
from tools.exposure.labelling.estimate import duration
from tools.exposure.labelling.items import Items, Problem
from tools.exposure.labelling.reading import Table
from ui.cards import notice, progress_bar, sentence
from ui.labelling.job import Job
from ui.labelling.work import Work

ROWS_SHOWN = 4
COLUMNS_SHOWN = 6
LONGEST_CELL = 70
PROBLEMS_SHOWN = 4
ENOUGH_DONE = 3
ENOUGH_SECONDS = 3.0
"""Labels and seconds after which the rest of a run can be told from what was done."""

INTRO = (
    '<div class="q-intro"><h2>Label occupations or tasks</h2>'
    "<p>Can a language model do this work in half the time, as well as before? Upload a list and every row gets one "
    "of three labels, by the rubric of <em>GPTs are GPTs</em>:</p>"
    '<dl class="q-rubric">'
    '<dt><span class="q-label q-e0">E0</span></dt><dd>No: work with hands, machines or people face to face.</dd>'
    '<dt><span class="q-label q-e1">E1</span></dt><dd>Yes, a chat model alone: writing, translating, programming.</dd>'
    '<dt><span class="q-label q-e2">E2</span></dt><dd>Yes, with software built on one: search, records, images.</dd>'
    "</dl>"
    "<p>CSV or XLSX up to 20 MB, in English or Chinese, one occupation or task a row; columns are found from the "
    "headings. The list stays on this machine unless you choose a model elsewhere.</p></div>"
)


def heading(number: int, text: str) -> str:
    """Return the heading of a step."""
    return f'<h3 class="q-stage"><span>{number}</span>{escape(text)}</h3>'


def list_card(work: Work) -> str:
    """Return the list's name and size, its first rows, and what is to know about how it was read."""
    table = work.table
    count = f"{len(table.rows):,} row{'s' if len(table.rows) != 1 else ''}"
    columns = f"{len(table.header)} column{'s' if len(table.header) != 1 else ''}"
    # The ticket is in a class, for the page's script: Gradio takes other marks out.
    head = (
        f'<p class="q-file q-ticket-{work.ticket}"><strong>{escape(table.name)}</strong>'
        f'<span class="q-count">{count}, {columns}</span></p>'
    )
    return f'<div class="q-list">{head}<div class="q-scroll">{preview(table)}</div></div>'


def preview(table: Table) -> str:
    """Return the first rows of a table."""
    shown = slice(0, COLUMNS_SHOWN)
    more = len(table.header) > COLUMNS_SHOWN
    head = "".join(f"<th>{escape(shorten(name, 40))}</th>" for name in table.header[shown])
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(shorten(' '.join(cell.split()), LONGEST_CELL))}</td>" for cell in cells[shown])
        + ("<td>…</td>" if more else "") + "</tr>"
        for _, cells in table.rows[:ROWS_SHOWN]
    )  # fmt: skip
    return f"<table><thead><tr>{head}{'<th>…</th>' if more else ''}</tr></thead><tbody>{rows}</tbody></table>"


def columns_card(work: Work) -> str:
    """Return what will be labelled by these columns, or why nothing can be."""
    if work.items is None:
        return notice(work.problem, "error")
    items = work.items
    by_task = sum(1 for item in items.items if item.task)
    kinds = [f"{by_task:,} task{'s' if by_task != 1 else ''}"] if by_task else []
    whole = len(items.items) - by_task
    kinds += [f"{whole:,} occupation{'s' if whole != 1 else ''}"] if whole else []
    distinct = len({item.digest for item in items.items})
    repeated = f"; {distinct:,} different texts" if distinct != len(items.items) else ""
    said = f'<p class="q-reads">To label: {" and ".join(kinds)}{repeated}.{_people(items)}</p>'
    notes = "".join(f"<li>{sentence(note)}</li>" for note in items.notes)
    return said + (f'<div class="q-notes"><ul>{notes}</ul></div>' if notes else "") + problems_card(items.problems)


def _people(items: Items) -> str:
    parts = []
    for name in items.columns.people:
        count = sum(1 for item in items.items for column, _ in item.people if column == name)
        parts.append(f"{count:,} in {escape(shorten(name, 40))}")
    return f" Labels by people: {', '.join(parts)}." if parts else ""


def problems_card(problems: Sequence[Problem]) -> str:
    """Return what is wrong with rows; the others are labelled all the same."""
    if not problems:
        return ""
    listed = "".join(f"<li>{sentence(str(problem))}</li>" for problem in problems[:PROBLEMS_SHOWN])
    rest = len(problems) - PROBLEMS_SHOWN
    more = f"<li>and {rest:,} more.</li>" if rest > 0 else ""
    need = "1 row needs" if len(problems) == 1 else f"{len(problems):,} rows need"
    told = f"{need} a look; the rest is labelled all the same."
    return f'<div class="q-notice q-warning">{told}<ul>{listed}{more}</ul></div>'


def job_card(job: Job | None) -> str:
    """Return how far a run has come, or how it ended."""
    if job is None:
        return ""
    if job.running and not job.stop.is_set():
        if job.waiting:
            return '<div class="q-waiting">Waiting for another list to be labelled</div>'
        if job.progress is None:
            return '<div class="q-waiting">Starting</div>'
        done, total = job.progress.done, job.progress.total
        message = f"{job.progress.message} · {write_seconds(job.seconds)}{_left(job)}"
        return progress_bar(done, total, message)
    parts = [notice(f"{name} stopped early: {said}", "error") for name, said in job.refusals.items()]
    if job.problem:
        parts.append(notice(job.problem, "error"))
    elif job.stop.is_set():
        parts.append(notice("Stopped. The labels so far are kept; the button goes on from there."))
    return "".join(parts)


def _left(job: Job) -> str:
    """Return the time that the rest may take, once it can be told from what was done."""
    done = job.progress.done - job.first_done if job.progress else 0.0
    left = job.progress.total - job.progress.done if job.progress else 0.0
    if done < ENOUGH_DONE or job.seconds < ENOUGH_SECONDS or left * job.seconds < 2 * done:
        return ""
    return f", about {duration(left * job.seconds / done)} left"
