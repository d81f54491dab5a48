"""A run's result as HTML: charts, tables, figures, notes and the run's id.

Every text that comes from outside is escaped here; nothing below contains a blank line, which would end an HTML block
in Markdown. Addresses are relative to the page.
"""

import re
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tools.core.errors import shorten
from tools.core.figures import as_words, write_column, write_seconds, write_time, write_value
from tools.core.result import Chart, ToolResult, Value, table_records
from tools.core.runs import Run
from tools.core.tool import Tool
from ui.knowledge.cards import is_passages, passages_block
from ui.language import language, say

if TYPE_CHECKING:
    import pandas as pd

ROWS_SHOWN = 12
NOTES_SHOWN = 3
LONGEST_ARGUMENT = 400
LONGEST_UNBROKEN = 26


def result_card(run_id: str, result: ToolResult, *, seconds: float, from_store: bool, computed: str = "") -> str:
    """Return everything of a result that is not its headline.

    Args:
        run_id: id of the stored run, in the addresses of charts and tables.
        result: what the tool returned.
        seconds: how long the computation took, then or now.
        from_store: whether it was answered from the store.
        computed: when it was computed, UTC, ISO 8601, where that is to be said.
    """
    tables = list(result.tables.items())
    parts = [chart_figure(run_id, chart) for chart in result.charts]
    parts += [
        passages_block(table) if is_passages(table) else table_block(run_id, name, table, folded=place > 0)
        for place, (name, table) in enumerate(tables)
    ]
    parts += [values_block(result.values), notes_block(result.notes), run_line(run_id, seconds, from_store, computed)]
    return f'<div class="q-result">{"".join(parts)}</div>'


def run_card(run: Run, from_store: bool) -> str:
    """Return a stored run's card."""
    computed = run.record.created if from_store else ""
    return result_card(run.id, run.result, seconds=run.seconds, from_store=from_store, computed=computed)


def headline_of(result: ToolResult) -> str:
    """Return a result's headline in the language that is spoken."""
    return result.headline_zh if language() == "zh" and result.headline_zh else result.headline


def waiting(text: str) -> str:
    """Return a line that says what is being waited for."""
    return f'<div class="q-waiting">{escape(text)}</div>'


def chart_figure(run_id: str, chart: Chart) -> str:
    """Return a chart: a place that the page's script draws an interactive chart in, or a picture."""
    address = f"quesnay/runs/{run_id}/charts/{chart.name}"
    title = escape(chart.title)
    if chart.spec is None:
        drawn = f'<img class="q-picture" src="{address}.png" alt="{title}">'
    else:
        drawn = f'<a class="q-vega" href="{address}.json" title="{title}">{escape(say("Drawing the chart"))}</a>'
    words = escape(say("Download picture"))
    links = f'<p class="q-links"><a href="{address}.png" download="{chart.name}-{run_id}.png">{words}</a></p>'
    return f'<div class="q-chart"><p class="q-title">{title}</p>{drawn}{links}</div>'


def table_block(run_id: str, name: str, table: "pd.DataFrame", *, folded: bool) -> str:
    """Return the first rows of a table, foldable, with a link to the whole of it."""
    count = len(table)
    rows = say("1 row") if count == 1 else say("{count} rows", count=f"{count:,}")
    link = f"quesnay/runs/{run_id}/tables/{quote(name, safe='')}.csv"
    shown = say("First {shown} of {rows}. ", shown=ROWS_SHOWN, rows=rows) if count > ROWS_SHOWN else ""
    return (
        f'<details class="q-table"{"" if folded else " open"}><summary>{escape(as_words(name))}'
        f'<span class="q-count">{rows}</span></summary>'
        f'<div class="q-scroll">{table_html(table.head(ROWS_SHOWN))}</div>'
        f'<p class="q-links">{shown}<a href="{link}" download="{escape(name)}-{run_id}.csv">'
        f"{escape(say('Download CSV'))}</a></p>"
        "</details>"
    )


def table_html(table: "pd.DataFrame") -> str:
    """Return a table as HTML with numbers flush right."""
    records = table_records(table)
    columns = [str(column) for column in table.columns]
    written = [write_column([record[column] for record in records]) for column in columns]
    classes = [_cell_class(cells, numeric) for cells, numeric in written]
    head = "".join(f"<th{mark}>{escape(as_words(column))}</th>" for column, mark in zip(columns, classes, strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td{mark}>{escape(cell)}</td>" for cell, mark in zip(row, classes, strict=True)) + "</tr>"
        for row in zip(*(cells for cells, _ in written), strict=True)
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell_class(cells: Sequence[str], numeric: bool) -> str:
    if numeric:
        return ' class="q-number"'
    return ' class="q-short"' if all(len(cell) <= LONGEST_UNBROKEN for cell in cells) else ""


def values_block(values: dict[str, Value]) -> str:
    """Return every named figure, folded."""
    if not values:
        return ""
    rows = "".join(
        f'<tr><td>{escape(value.label)}</td><td class="q-number">{escape(write_value(value.value, value.unit))}</td>'
        f'<td class="q-key">{escape(key)}</td></tr>'
        for key, value in values.items()
    )
    return (
        f'<details class="q-table"><summary>{escape(say("All figures"))}'
        f'<span class="q-count">{len(values):,}</span></summary>'
        f'<div class="q-scroll q-tall"><table><tbody>{rows}</tbody></table></div></details>'
    )


def notes_block(notes: Sequence[str]) -> str:
    """Return the notes: the first few in sight, the rest folded."""
    if not notes:
        return ""
    listed = [f"<li>{sentence(note)}</li>" for note in notes]
    shown, folded = listed[:NOTES_SHOWN], listed[NOTES_SHOWN:]
    if len(folded) == 1:
        shown, folded = listed, []
    more = escape(say("{count} more notes", count=len(folded)))
    rest = f"<details><summary>{more}</summary><ul>{''.join(folded)}</ul></details>" if folded else ""
    return f'<div class="q-notes"><ul>{"".join(shown)}</ul>{rest}</div>'


def run_line(run_id: str, seconds: float, from_store: bool, computed: str = "") -> str:
    """Return the line that leads from the answer back to its run."""
    took = write_seconds(seconds)
    if from_store and computed:
        origin = say("from the store, computed at {time} in {seconds}", time=write_time(computed), seconds=took)
    elif from_store:
        origin = say("from the store, first computed in {seconds}", seconds=took)
    else:
        origin = say("computed in {seconds}", seconds=took)
    opened = f"<code>quesnay runs show {run_id}</code>"
    shown = say("Run {run} · {origin} · open it with {command}")
    line = shown.format(run=f"<code>{run_id}</code>", origin=escape(origin), command=opened)
    return f'<p class="q-run" id="run-{run_id}">{line}</p>'


def arguments_list(tool: Tool | None, arguments: dict[str, Any]) -> str:
    """Return the arguments of a call in words, each with its description on hover."""
    fields = tool.args_model.model_fields if tool else {}
    rows = []
    for name, value in arguments.items():
        if value in (None, "", [], {}):
            continue
        described = fields[name].description if name in fields else ""
        label = (fields[name].title if name in fields else None) or as_words(name)
        hint = f' title="{escape(_one_line(described))}"' if described else ""
        lines = [escape(line) for line in argument_lines(value)]
        rows.append(f"<dt{hint}>{escape(label)}</dt><dd>{'<br>'.join(lines)}</dd>")
    return f'<dl class="q-arguments">{"".join(rows)}</dl>' if rows else ""


def argument_lines(value: Any) -> list[str]:
    """Return an argument's value in words, one line an item where the items have parts.

    >>> argument_lines([{"importer": "USA", "points": 25.0}]), argument_lines(True)
    (['Importer USA, points 25'], ['yes'])
    """
    if isinstance(value, dict):
        parts = [
            f"{as_words(key).lower()} {argument_lines(part)[0]}" for key, part in value.items() if part is not None
        ]
        return [shorten(as_words(", ".join(parts)), LONGEST_ARGUMENT)]
    if isinstance(value, list | tuple):
        if any(isinstance(item, dict) for item in value):
            return [argument_lines(item)[0] for item in value]
        return [shorten(", ".join(argument_lines(item)[0] for item in value), LONGEST_ARGUMENT) or "none"]
    if isinstance(value, bool):
        return [say("yes") if value else say("no")]
    if isinstance(value, float) and value.is_integer():
        return [f"{value:,.0f}"]
    return [shorten(_one_line(str(value)), LONGEST_ARGUMENT) or "none"]


STEP_MARKS = {"done": "✓", "running": "▸", "failed": "✕", "stopped": "■", "planned": "○"}


def plan_list(steps: Sequence[tuple[str, str]]) -> str:
    """Return the steps of a plan in order, each a title and how far it is: a key of STEP_MARKS.

    >>> plan_list([("Forecast growth", "done")])
    '<div class="q-plan"><ol><li class="q-done"><span>✓</span> Forecast growth</li></ol></div>'
    """
    items = "".join(
        f'<li class="q-{state}"><span>{STEP_MARKS[state]}</span> {escape(_one_line(title))}</li>'
        for title, state in steps
    )
    return f'<div class="q-plan"><ol>{items}</ol></div>'


def progress_bar(done: float, total: float, message: str) -> str:
    """Return how far a tool has come."""
    share = fraction(done, total)
    return (
        f'<div class="q-progress"><progress value="{share:.3f}" max="1"></progress>'
        f"<span>{round(100 * share)}{escape(' % · ' + _one_line(message)) if message else ' %'}</span></div>"
    )


def fraction(done: float, total: float) -> float:
    """Return `done` of `total` between 0 and 1; 0 where the total is not known."""
    return min(max(done / total, 0.0), 1.0) if total > 0 else 0.0


def headline(text: str) -> str:
    """Return a result's headline."""
    return f'<p class="q-headline">{escape(_one_line(text))}</p>'


def notice(text: str, kind: str = "plain") -> str:
    """Return a sentence set apart: `kind` is "plain", "warning" or "error"."""
    return f'<div class="q-notice q-{kind}">{sentence(text)}</div>'


def sentence(text: str) -> str:
    """Return a sentence for the person as HTML; what stands between backticks is shown as a command.

    >>> sentence("Run `quesnay data list` & see")
    'Run <code>quesnay data list</code> &amp; see'
    """
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(_one_line(text)))


def user_text(text: str) -> str:
    """Return what a person wrote, exactly as written: neither Markdown nor HTML."""
    return f'<div class="q-user">{escape(text).replace(chr(13), "").replace(chr(10), "&#10;")}</div>'


def _one_line(text: str) -> str:
    return " ".join(text.split())
