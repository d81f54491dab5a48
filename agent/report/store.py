"""Reports in the workspace: a folder each with outline, document and drawings; files are made of it when asked for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from agent.report.compose import Composed
from agent.report.document import Document
from agent.report.outline import Outline
from agent.report.report import Report, ReportRecord
from agent.report.verify import Verification
from tools.core.atomic import staged_folder
from tools.core.errors import UnknownName, UserError
from tools.core.workspace import unwritable, workspace


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
