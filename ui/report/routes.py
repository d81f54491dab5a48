"""Downloads and pictures of reports: found by ticket, made when they are asked for."""

from typing import TYPE_CHECKING

from agent.report.formats import MEDIA, render
from agent.report.report import FORMATS, Format, Report
from agent.report.store import ReportStore
from tools.core.errors import UserError
from ui.language import told
from ui.login import user_of
from ui.report.shelf import ReportShelf

if TYPE_CHECKING:
    from fastapi import APIRouter

FRESH = {"cache-control": "no-store"}
ENDINGS: dict[Format, str] = {format: "zip" if format == "md" else format for format in FORMATS}
"""Ending of each format as one file: Markdown comes with its pictures in an archive."""


def add_reports(app: "APIRouter", shelf: ReportShelf) -> None:
    """Let the application give out the reports of the open pages."""
    from fastapi import Request
    from fastapi.responses import JSONResponse
    from starlette.responses import Response

    def find(ticket: str, request: Request) -> Report:
        report_id = shelf.find(ticket, user_of(request))
        if report_id is None:
            raise UserError(
                "This report is not open any more: write it again, its runs are kept.",
                chinese="这份报告已不再打开：请重新撰写，运行结果都保留着。",
            )
        return ReportStore().load(report_id)

    @app.get("/quesnay/reports/{ticket}/report.{ending}", response_model=None)
    def download(ticket: str, ending: str, request: Request) -> Response:
        format = next((format for format, known in ENDINGS.items() if known == ending), None)
        try:
            if format is None:
                raise UserError(f"A report has no format '{ending[:10]}'.")
            report = find(ticket, request)
            name = f"report-{report.id}.{ending}"
            headers = FRESH | {"content-disposition": f'attachment; filename="{name}"'}
            return Response(render(report, format), media_type=MEDIA[format], headers=headers)
        except UserError as error:
            return JSONResponse({"error": told(error)}, status_code=404)

    @app.get("/quesnay/reports/{ticket}/figures/{name}.png", response_model=None)
    def picture(ticket: str, name: str, request: Request) -> Response:
        try:
            report = find(ticket, request)
            if name not in {figure.name for figure in report.document.figures}:
                raise UserError("The report has no such figure.")
            return Response(report.picture(name), media_type="image/png", headers=FRESH)
        except UserError as error:
            return JSONResponse({"error": told(error)}, status_code=404)
