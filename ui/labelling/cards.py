"""What the tab shows of a list, as HTML. Every text of a file or a labeller is escaped here."""

from collections.abc import Sequence
from html import escape

from tools.core.errors import shorten
from tools.core.figures import write_seconds
from tools.exposure.labelling.estimate import duration
from tools.exposure.labelling.items import Items, Problem
from tools.exposure.labelling.reading import Table
from ui.cards import notice, progress_bar, sentence, waiting
from ui.labelling.job import Job
from ui.labelling.work import Work
from ui.language import say

ROWS_SHOWN = 4
COLUMNS_SHOWN = 6
LONGEST_CELL = 70
PROBLEMS_SHOWN = 4
ENOUGH_DONE = 3
ENOUGH_SECONDS = 3.0
"""Labels and seconds after which the rest of a run can be told from what was done."""

INTRO_WHAT = (
    "Can a language model do this work in half the time, as well as before? Upload a list and every row gets one of "
    "three labels, by the rubric of GPTs are GPTs:"
)
INTRO_HOW = (
    "CSV or XLSX up to 20 MB, in English or Chinese, one occupation or task a row; headings tell the columns. "
    "The list stays on this machine unless you choose a model elsewhere."
)
RUBRIC = (
    ("E0", "No: work with hands, machines or people face to face."),
    ("E1", "Yes, a chat model alone: writing, translating, programming."),
    ("E2", "Yes, with software built on one: search, records, images."),
)


def intro() -> str:
    """Return what the tab says before there is a list."""
    rows = "".join(
        f'<dt><span class="q-label q-{label.lower()}">{label}</span></dt><dd>{escape(say(words))}</dd>'
        for label, words in RUBRIC
    )
    return (
        f'<div class="q-intro"><h2>{escape(say("Label occupations or tasks"))}</h2><p>{escape(say(INTRO_WHAT))}</p>'
        f'<dl class="q-rubric">{rows}</dl><p>{escape(say(INTRO_HOW))}</p></div>'
    )


def heading(number: int, text: str) -> str:
    """Return the heading of a step."""
    return f'<h3 class="q-stage"><span>{number}</span>{escape(text)}</h3>'


def list_card(work: Work) -> str:
    """Return the list's name and size, its first rows, and what is to know about how it was read."""
    table = work.table
    count = say("1 row") if len(table.rows) == 1 else say("{count} rows", count=f"{len(table.rows):,}")
    columns = say("1 column") if len(table.header) == 1 else say("{count} columns", count=len(table.header))
    # The ticket is in a class, for the page's script: Gradio takes other marks out.
    head = (
        f'<p class="q-file q-ticket-{work.ticket}"><strong>{escape(table.name)}</strong>'
        f'<span class="q-count">{count} · {columns}</span></p>'
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
    one_task = say("1 task") if by_task == 1 else say("{count} tasks", count=f"{by_task:,}")
    kinds = [one_task] if by_task else []
    whole = len(items.items) - by_task
    one_whole = say("1 occupation") if whole == 1 else say("{count} occupations", count=f"{whole:,}")
    kinds += [one_whole] if whole else []
    distinct = len({item.digest for item in items.items})
    repeated = say("; {count} different texts", count=f"{distinct:,}") if distinct != len(items.items) else ""
    said = say("To label: {what}{repeated}.", what=say(" and ").join(kinds), repeated=repeated)
    said = f'<p class="q-reads">{escape(said)}{_people(items)}</p>'
    notes = "".join(f"<li>{sentence(note)}</li>" for note in items.notes)
    return said + (f'<div class="q-notes"><ul>{notes}</ul></div>' if notes else "") + problems_card(items.problems)


def _people(items: Items) -> str:
    parts = []
    for name in items.columns.people:
        count = sum(1 for item in items.items for column, _ in item.people if column == name)
        parts.append(say("{count} in {column}", count=f"{count:,}", column=escape(shorten(name, 40))))
    return say(" Labels by people: {where}.", where=", ".join(parts)) if parts else ""


def problems_card(problems: Sequence[Problem]) -> str:
    """Return what is wrong with rows; the others are labelled all the same."""
    if not problems:
        return ""
    listed = "".join(f"<li>{sentence(str(problem))}</li>" for problem in problems[:PROBLEMS_SHOWN])
    rest = len(problems) - PROBLEMS_SHOWN
    more = f"<li>{escape(say('and {count} more.', count=f'{rest:,}'))}</li>" if rest > 0 else ""
    if len(problems) == 1:
        told = say("1 row needs a look; the rest is labelled all the same.")
    else:
        told = say("{count} rows need a look; the rest is labelled all the same.", count=f"{len(problems):,}")
    return f'<div class="q-notice q-warning">{told}<ul>{listed}{more}</ul></div>'


def job_card(job: Job | None) -> str:
    """Return how far a run has come, or how it ended."""
    if job is None:
        return ""
    if job.running and not job.stop.is_set():
        if job.waiting:
            return waiting(say("In line, place {place}: other work ends first", place=max(job.position, 1)))
        if job.progress is None:
            return waiting(say("Starting"))
        done, total = job.progress.done, job.progress.total
        message = f"{job.progress.message} · {write_seconds(job.seconds)}{_left(job)}"
        return progress_bar(done, total, message)
    parts = [
        notice(say("{name} stopped early: {why}", name=name, why=said), "error") for name, said in job.refusals.items()
    ]
    if job.problem:
        parts.append(notice(job.problem, "error"))
    elif job.stop.is_set():
        parts.append(notice(say("Stopped. The labels so far are kept; the button goes on from there.")))
    return "".join(parts)


def _left(job: Job) -> str:
    """Return the time that the rest may take, once it can be told from what was done."""
    done = job.progress.done - job.first_done if job.progress else 0.0
    left = job.progress.total - job.progress.done if job.progress else 0.0
    if done < ENOUGH_DONE or job.seconds < ENOUGH_SECONDS or left * job.seconds < 2 * done:
        return ""
    return say(", about {time} left", time=duration(left * job.seconds / done))
