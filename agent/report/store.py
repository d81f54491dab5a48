"""Reports in the workspace: a folder each with outline, document and drawings; files are made of it when asked for."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.report.compose import Composed
from agent.report.document import Document
from agent.report.outline import Outline
from agent.report.phrases import say
from agent.report.verify import Verification
from tools.core.atomic import staged_folder, write_atomically
from tools.core.errors import UnknownName, UserError
from tools.core.workspace import unwritable, workspace

Format = Literal["html", "docx", "pdf", "md"]
FORMATS: tuple[Format, ...] = get_args(Format)
FORMAT = 1
"""Version of the stored form; a change of it is a numbered, append-only migration."""


class ReportRecord(BaseModel):
    """What is known of a report apart from its text; stored as `report.json`.

    Attributes:
        id: twelve hexadecimal digits of the hash of outline, text and runs.
        numbers, verified, unverified: what the check of its numbers found.
        problems: why sections failed, by title.
    """

    model_config = ConfigDict(frozen=True)

    format: int = FORMAT
    id: str = Field(pattern=r"^[0-9a-f]{12}$")
    topic: str
    template: str
    language: str
    created: str
    runs: tuple[str, ...]
    numbers: int
    verified: int
    unverified: tuple[str, ...]
    problems: dict[str, str]


class Report(BaseModel):
    """A stored report."""

    model_config = ConfigDict(frozen=True)

    record: ReportRecord
    outline: Outline
    document: Document
    folder: Path

    @property
    def id(self) -> str:
        """Return the report's id."""
        return self.record.id

    @property
    def check_line(self) -> str:
        """Return in a sentence how many numbers are verified, in the report's language."""
        record = self.record
        return say(
            "checked",
            self.document.language,
            id=record.id,
            numbers=record.numbers,
            verified=record.verified,
            runs=len(record.runs),
        )

    def picture(self, name: str) -> bytes:
        """Return a figure's picture."""
        return (self.folder / "figures" / f"{name}.png").read_bytes()

    def spec(self, name: str) -> dict[str, object]:
        """Return a figure's chart specification."""
        return dict(json.loads((self.folder / "figures" / f"{name}.json").read_text(encoding="utf-8")))

    def render(self, format: Format) -> bytes:
        """Return the report as a file; Markdown comes as a zip archive with its pictures.

        Raises:
            UserError: this machine lacks a font for it.
        """
        from agent.report.formats import render

        return render(self, format)


class ReportStore:
    """The folder of the reports; each is written whole or not at all."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or workspace().reports

    def save(
        self,
        outline: Outline,
        composed: Composed,
        verification: Verification,
        runs: Sequence[str],
        problems: dict[str, str],
        now: datetime,
    ) -> Report:
        """Store a report and return it.

        Raises:
            UserError: the workspace cannot be written.
        """
        written = composed.document.model_dump_json()
        id = hashlib.sha256(json.dumps([outline.to_json(), written, list(runs)]).encode()).hexdigest()[:12]
        record = ReportRecord(
            id=id,
            topic=outline.topic,
            template=outline.template,
            language=outline.language,
            created=now.isoformat(timespec="seconds"),
            runs=tuple(runs),
            numbers=verification.numbers,
            verified=verification.verified,
            unverified=verification.unverified,
            problems=problems,
        )
        try:
            with staged_folder(self.folder / id) as stage:
                (stage / "outline.json").write_text(outline.to_json(), encoding="utf-8")
                (stage / "document.json").write_text(written, encoding="utf-8")
                (stage / "figures").mkdir()
                for name, drawn in composed.drawings.items():
                    (stage / "figures" / f"{name}.png").write_bytes(drawn.png)
                    if drawn.spec is not None:
                        text = json.dumps(drawn.spec, ensure_ascii=False)
                        (stage / "figures" / f"{name}.json").write_text(text, encoding="utf-8")
                (stage / "report.json").write_text(record.model_dump_json(), encoding="utf-8")
        except OSError as error:
            raise unwritable(workspace().root, error) from error
        return Report(record=record, outline=outline, document=composed.document, folder=self.folder / id)

    def load(self, id: str) -> Report:
        """Return a stored report.

        Raises:
            UnknownName: there is none with this id.
            UserError: its files were changed.
        """
        known = [record.id for record in self.records()]
        if id not in known:
            raise UnknownName("report", id, known[:10]) if known else UserError("No report is stored yet.")
        folder = self.folder / id
        try:
            return Report(
                record=ReportRecord.model_validate_json((folder / "report.json").read_bytes()),
                outline=Outline.model_validate_json((folder / "outline.json").read_bytes()),
                document=Document.model_validate_json((folder / "document.json").read_bytes()),
                folder=folder,
            )
        except (OSError, ValidationError) as error:
            raise UserError(
                f"The stored report {id} cannot be read: its files were changed. Write it again."
            ) from error

    def records(self) -> Iterator[ReportRecord]:
        """Yield the records of all readable reports, newest first."""
        found = []
        for path in self.folder.glob("*/report.json"):
            try:
                found.append(ReportRecord.model_validate_json(path.read_bytes()))
            except (OSError, ValidationError):
                continue
        yield from sorted(found, key=lambda record: record.created, reverse=True)


def check_output(path: Path) -> Format:
    """Return the format that a path's ending names, before any work is done.

    Raises:
        UserError: the ending is unknown, or nothing can be written there.
    """
    ending = path.suffix.lower().lstrip(".")
    if ending not in FORMATS:
        raise UserError(
            f"'{path.name}' has no ending that a report can have: use {', '.join(f'.{one}' for one in FORMATS)}, such "
            f"as {path.stem or 'report'}.docx.",
            chinese=f"“{path.name}”的扩展名不对：可用 {'、'.join(f'.{one}' for one in FORMATS)}。",
        )
    folder = path.resolve().parent
    if path.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        reason = "it is a folder" if path.is_dir() else f"{folder} is not a folder that can be written"
        raise UserError(f"The report cannot be written to {path}: {reason}. Choose another place with -o.")
    return next(one for one in FORMATS if one == ending)


def export(report: Report, path: Path) -> list[Path]:
    """Write a report to a path in the format of its ending, and return what was written.

    Markdown gets its pictures in a folder beside it, called after it.

    Raises:
        UserError: the path cannot be written, or a font is missing.
    """
    format = check_output(path)
    try:
        if format != "md":
            write_atomically(path, report.render(format))
            return [path]
        return _export_markdown(report, path)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise UserError(f"The report cannot be written to {path} ({reason}). Choose another place with -o.") from error


def _export_markdown(report: Report, path: Path) -> list[Path]:
    from agent.report.formats.markdown import markdown

    pictures = path.with_name(f"{path.stem}-figures")
    if report.document.figures:
        if pictures.exists() and any(not one.name.startswith("figure-") for one in pictures.iterdir()):
            raise UserError(f"{pictures} holds other files: move them, or choose another name with -o.")
        with staged_folder(pictures) as stage:
            for figure in report.document.figures:
                shutil.copyfile(report.folder / "figures" / f"{figure.name}.png", stage / f"{figure.name}.png")
    write_atomically(path, markdown(report, pictures.name).encode())
    return [path, pictures] if report.document.figures else [path]
