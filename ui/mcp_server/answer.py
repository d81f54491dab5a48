"""A run as an MCP result: words for the model, figures and tables as JSON, charts as pictures."""

from __future__ import annotations

import base64
import logging
from typing import Any

import mcp_types as types

from tools.core.result import Chart
from tools.core.runs import Run

MOST_CHARTS = 3
MOST_ROWS = 200
"""Rows of a table that are sent; the run keeps all of them."""

log = logging.getLogger(__name__)


def call_result(run: Run) -> types.CallToolResult:
    """Return a run as the result of a call: the headline and notes as text, up to three charts, the rest as JSON."""
    pictures = [picture for chart in run.result.charts[:MOST_CHARTS] if (picture := _picture(chart))]
    return types.CallToolResult(
        content=[types.TextContent(text=_words(run)), *pictures], structured_content=structured(run)
    )


def failure(sentence: str) -> types.CallToolResult:
    """Return a call that gave no result, with the sentence that says why and what to try."""
    return types.CallToolResult(content=[types.TextContent(text=sentence)], is_error=True)


def structured(run: Run) -> dict[str, Any]:
    """Return a run as plain JSON: its record, figures, notes and the first rows of each table."""
    result = run.result.to_json()
    tables = {name: {"rows": rows[:MOST_ROWS], "rows_in_all": len(rows)} for name, rows in result.pop("tables").items()}
    charts = [{"name": chart["name"], "title": chart["title"]} for chart in result.pop("charts")]
    return {**result, "tables": tables, "charts": charts, "run": run.record.model_dump(mode="json")}


def _words(run: Run) -> str:
    result = run.result
    headlines = [line for line in (result.headline, result.headline_zh) if line]
    notes = [f"- {note}" for note in result.notes]
    return "\n".join([*headlines, *notes, f"Run {run.id}; `{run.record.command}` repeats it."])


def _picture(chart: Chart) -> types.ImageContent | None:
    try:
        data = chart.as_png()
    except ValueError as error:
        log.warning("chart %s could not be drawn: %s", chart.name, error)
        return None
    return types.ImageContent(data=base64.b64encode(data).decode(), mime_type="image/png")
