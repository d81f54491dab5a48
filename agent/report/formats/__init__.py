"""The formats of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.report.report import Format, Report

MEDIA = {
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "md": "application/zip",
}
"""Media type of each format as one file: Markdown with its pictures is an archive."""


def render(report: Report, format: Format) -> bytes:
    """Return a report as one file.

    Raises:
        UserError: a font is missing.
    """
    match format:
        case "html":
            from agent.report.formats.html import html

            return html(report).encode()
        case "docx":
            from agent.report.formats.docx import docx

            return docx(report)
        case "pdf":
            from agent.report.formats.pdf import pdf

            return pdf(report)
        case "md":
            from agent.report.formats.markdown import archive

            return archive(report)
