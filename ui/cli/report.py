"""`quesnay report`: a topic, an outline, a document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import click
import typer

from tools.core.errors import UserError
from ui.cli.terminal import note, progress_line, stoppable

if TYPE_CHECKING:
    from agent.report.report import Report

Output = Annotated[
    list[Path] | None,
    typer.Option("-o", "--output", help="File: .docx, .pdf, .html or .md; may be repeated.", show_default=False),
]


def report(
    topic: Annotated[str, typer.Argument(help="What the report is about, in English or Chinese.")] = "",
    output: Output = None,
    template: Annotated[
        str, typer.Option(help="Template: trade, growth, jobs, evaluation, free; auto takes the one that fits.")
    ] = "auto",
    language: Annotated[str, typer.Option(help="Language of the report: en, zh, auto.")] = "auto",
    outline: Annotated[
        Path | None,
        typer.Option(help="Outline to write the report from; where the file is not there yet, the outline goes there."),
    ] = None,
    edit: Annotated[bool, typer.Option("--edit", help="Open the outline in the editor first.")] = False,
    again: Annotated[str, typer.Option(metavar="ID", help="A stored report, to write it in another format.")] = "",
) -> None:
    """Write a report on a topic: run its sections, check every number, and save it as a document."""
    from agent.report.export import check_output, export
    from agent.report.store import ReportStore

    if language not in ("auto", "en", "zh"):
        raise UserError(f"There is no report language '{language[:20]}': use en, zh or auto.")
    outputs = output or []
    for path in outputs:
        check_output(path)
    if again:
        if not outputs:
            raise UserError("Name a file to write the stored report to, such as -o report.pdf.")
        written = ReportStore().load(again)
    else:
        made = _make(topic, template, language, outline, edit, outputs)
        if made is None:
            return
        written = made
    for path in outputs:
        for one in export(written, path):
            print(one)
    _tell(written)


def _make(
    topic: str, template: str, language: str, outline: Path | None, edit: bool, outputs: list[Path]
) -> Report | None:
    """Return the written report, or None where only its outline was asked for."""
    from agent.report.models import helpers
    from agent.report.outline import check_outline, check_topic, read_outline
    from agent.report.topic import plan
    from agent.report.write import write_report
    from tools.core.context import Progress

    from_file = outline is not None and outline.exists()
    if not from_file:
        check_topic(topic)
    if not outputs and (outline is None or from_file):
        raise UserError("Name a file to write the report to, such as -o report.docx (or .pdf, .html, .md).")
    with stoppable() as stop, progress_line("report") as show:
        model = helpers(steps=lambda done, total, message: show(Progress(done, total, message)))
        if model.note:
            note(model.note)
        if from_file and outline is not None:
            planned = read_outline(outline.read_text(encoding="utf-8"), str(outline))
        else:
            spoken = cast(Literal["en", "zh", "auto"], language)
            planned = plan(topic, template=template, language=spoken, fill=model.fill, stop=stop, report=show)
    if edit:
        edited = click.edit(planned.to_json(), extension=".json")
        planned = read_outline(edited, "What the editor saved") if edited else planned
    check_outline(planned)
    if outline is not None and not from_file:
        _save(outline, planned.to_json())
        if not outputs:
            print(f"{outline}: edit it, then `quesnay report --outline {outline} -o report.docx`")
            return None
    for assumption in planned.assumptions:
        note(assumption)
    with stoppable() as stop, progress_line("report") as show:
        return write_report(planned, writer=model.writer, stop=stop, report=show)


def _save(path: Path, text: str) -> None:
    from tools.core.atomic import write_atomically

    try:
        write_atomically(path, text.encode())
    except OSError as error:
        raise UserError(f"The outline cannot be written to {path} ({error.strerror}). Choose another place.") from error


def _tell(written: Report) -> None:
    """Say what the check found; end with exit code 1 where a number is not verified."""
    record = written.record
    print(f"report {record.id}: {record.numbers:,} numbers, {record.verified:,} verified, {len(record.runs)} runs")
    for title, problem in record.problems.items():
        note(f"Section '{title}' could not be computed: {problem}")
    if record.unverified:
        note(f"Not found in any run, and marked in the report: {', '.join(record.unverified[:20])}")
        raise typer.Exit(1)
