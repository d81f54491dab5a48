"""The outline as rows that a person edits: on or off, title, tool, arguments, order."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from agent.report.outline import Outline, Section
from tools.core.errors import UserError
from tools.core.registry import find_tool
from tools.core.tool import Tool
from ui.cli.call import parse_arguments

MOST_ROWS = 8
Row = tuple[bool, str, str, str]
"""Whether it is on, title, tool, arguments one a line."""
EMPTY: Row = (True, "", "", "")


def rows_of(outline: Outline) -> list[Row]:
    """Return the rows that show an outline; a stored run is shown by its id."""
    return [
        (section.on, section.title, section.tool, f"run = {section.run_id}" if section.run_id else _lines(section))
        for section in outline.sections[:MOST_ROWS]
    ]


def outline_of_rows(base: Outline, rows: Sequence[Row]) -> Outline:
    """Return the outline that rows stand for.

    Args:
        base: topic, template, language and assumptions; lead sentences where title and tool are as they were.
        rows: the rows in their order; a row with neither title nor tool is none.

    Raises:
        UserError: a row has no tool, or its arguments cannot be read; the message names the row.
    """
    leads = {(section.title, section.tool): section.lead for section in base.sections}
    sections = []
    for place, (on, written, tool, arguments) in enumerate(rows, 1):
        title = " ".join(written.split())
        if not title and not tool:
            continue
        try:
            sections.append(_section(on, title, tool, arguments, leads))
        except UserError as error:
            raise UserError(f"Section {place}: {error}", chinese=error.chinese) from error
    return base.model_copy(update={"sections": tuple(sections)})


def _section(on: bool, title: str, tool: str, arguments: str, leads: dict[tuple[str, str], str]) -> Section:
    if not tool:
        raise UserError("choose a tool for it, or switch it off.")
    found = find_tool(tool)
    words = [line.strip() for line in arguments.splitlines() if line.strip()]
    run_id = ""
    if words and words[0].replace(" ", "").startswith("run="):
        run_id = words.pop(0).partition("=")[2].strip()
    title = title[:200] or found.title
    raw = {} if run_id else _parse(found, words)
    return Section(title=title, tool=tool, arguments=raw, on=on, lead=leads.get((title, tool), ""), run_id=run_id)


def _parse(tool: Tool, lines: Sequence[str]) -> dict[str, Any]:
    pairs = []
    for line in lines:
        key, equals, value = line.partition("=")
        pairs.append(f"{key.strip()}={value.strip()}" if equals else line)
    return parse_arguments(tool, pairs)


def _lines(section: Section) -> str:
    def written(value: Any) -> str:
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    return "\n".join(f"{name} = {written(value)}" for name, value in section.arguments.items())
