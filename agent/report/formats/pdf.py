"""A report as PDF: a Typst template reads it as data, so that no text of it is ever read as Typst."""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from agent.report.document import Document, Items
from agent.report.fonts import chinese_font, font_folders
from agent.report.phrases import say
from tools.core.errors import UserError, shorten
from tools.core.workspace import workspace

if TYPE_CHECKING:
    from agent.report.report import Report

TEMPLATE = Path(__file__).with_name("assets") / "report.typ"
RUNNING_TITLE = 90


def pdf(report: Report) -> bytes:
    """Return a report as PDF.

    Raises:
        UserError: it has Chinese characters and no font here has them.
    """
    import typst

    with _folder(report) as folder:
        made = typst.compile(
            str(folder / "report.typ"),
            root=str(folder),
            font_paths=font_folders(),
            timestamp=int(datetime.fromisoformat(report.record.created).timestamp()),
        )
    return bytes(made)


def pages(report: Report, ppi: float = 110.0) -> list[bytes]:
    """Return the pages of a report's PDF as PNG pictures, for looking at them.

    Raises:
        UserError: as `pdf`.
    """
    import typst

    with _folder(report) as folder:
        made = typst.compile(
            str(folder / "report.typ"), root=str(folder), font_paths=font_folders(), format="png", ppi=ppi
        )
    return [bytes(page) for page in made] if isinstance(made, list) else [bytes(made)]


class _folder:
    """A folder of its own with all that the template reads: Typst can read nothing outside of it."""

    def __init__(self, report: Report) -> None:
        self._report = report

    def __enter__(self) -> Path:
        report = self._report
        family = chinese_font()
        if not family and _has_chinese(report.document):
            raise UserError(say("no_font", "en", format="PDF"), chinese=say("no_font", "zh", format="PDF"))
        self._made = tempfile.TemporaryDirectory(dir=workspace().cache, prefix="report-")
        folder = Path(self._made.name)
        shutil.copyfile(TEMPLATE, folder / "report.typ")
        shutil.copytree(report.folder / "figures", folder / "figures")
        (folder / "report.json").write_text(json.dumps(_data(report, family), ensure_ascii=False), encoding="utf-8")
        return folder

    def __exit__(self, *_: object) -> None:
        self._made.cleanup()


def _data(report: Report, family: str) -> dict[str, object]:
    document = report.document
    blocks = []
    for block in document.blocks:
        plain = block.model_dump(mode="json")
        if isinstance(block, Items):
            plain["small"] = bool(block.run_id)
        blocks.append(plain)
    return {
        **document.model_dump(mode="json", exclude={"blocks"}),
        "blocks": blocks,
        "fonts": [family] if family else [],
        "running": f"{shorten(document.title, RUNNING_TITLE)} · {document.subtitle}",
        "checked": report.check_line,
    }


def _has_chinese(document: Document) -> bool:
    return any(0x2E80 <= ord(character) <= 0x9FFF for character in document.model_dump_json())
