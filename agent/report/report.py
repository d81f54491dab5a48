"""A report as it is stored: what is known of it, its outline, its document and its drawings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from agent.report.document import Document
from agent.report.outline import Outline
from agent.report.phrases import say

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
