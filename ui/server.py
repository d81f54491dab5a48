"""The web application: Gradio's page, the charts and tables of stored runs, and the labels of open lists.

Gradio serves no file of ours: charts and tables are read from the run store by id and name, labels by the ticket of
their list, so no folder is opened.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from tools.core.errors import UserError
from tools.core.result import Chart
from tools.core.runs import Run, RunStore
from tools.core.workspace import workspace
from ui.labelling.routes import add_downloads
from ui.labelling.upload import LARGEST_UPLOAD
from ui.labelling.work import Shelf
from ui.report.routes import add_reports
from ui.report.shelf import ReportShelf
from ui.security import SecurityHeaders

if TYPE_CHECKING:
    from fastapi import FastAPI
    from gradio import Blocks

SCRIPT = Path(__file__).parent / "assets" / "page.js"
REPORT_STYLES = Path(__file__).parent / "assets" / "report.css"
RUN_ID = re.compile(r"[0-9a-f]{12}")
KEEP = {"cache-control": "private, max-age=3600"}
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#17456b"/>'
    '<g fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round"><circle cx="15" cy="15" r="7.2"/>'
    '<path d="M19.6 19.6 25 25"/></g></svg>'
)
HEAD = (
    f'<link rel="icon" href="data:image/svg+xml,{quote(ICON)}" type="image/svg+xml">'
    '<script src="quesnay/assets/page.js" defer></script>'
)


def load_run(run_id: str) -> Run:
    """Return a stored run by its whole id.

    Raises:
        UserError: there is none, or it cannot be read.
    """
    if not RUN_ID.fullmatch(run_id):
        raise UserError("A run's id is twelve hexadecimal digits.")
    return RunStore(workspace().runs).load(run_id)


def build_app(
    page: "Blocks", *, host: str, lists: Shelf | None = None, reports: ReportShelf | None = None
) -> "FastAPI":
    """Return the application that serves the page, the runs and the labels.

    Args:
        page: the page, not launched.
        host: the address it listens on; on loopback, requests that name another host are refused.
        lists: the lists that are open in the Label tab, for their downloads.
        reports: the reports of the open pages, for their downloads.
    """
    import gradio as gr
    from fastapi import FastAPI
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    from ui.theme import stylesheet, theme

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    _add_runs(app)
    add_downloads(app, lists or Shelf())
    add_reports(app, reports or ReportShelf())
    _add_assets(app)
    application: FastAPI = gr.mount_gradio_app(
        app,
        page,
        path="/",
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        enable_monitoring=False,
        show_error=True,
        max_file_size=LARGEST_UPLOAD,
        theme=theme(),
        css=stylesheet() + REPORT_STYLES.read_text(encoding="utf-8"),
        head=HEAD,
    )
    if host in LOOPBACK:
        application.add_middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK, f"[{host}]"])
    application.add_middleware(SecurityHeaders)
    return application


LOOPBACK = ("127.0.0.1", "localhost", "::1")


def _add_runs(app: "FastAPI") -> None:
    from fastapi.responses import JSONResponse, Response

    def not_found(error: UserError) -> JSONResponse:
        return JSONResponse({"error": str(error)}, status_code=404)

    @app.get("/quesnay/runs/{run_id}/charts/{name}.json")
    def chart_spec(run_id: str, name: str) -> Response:
        try:
            return JSONResponse(_chart(run_id, name).spec, headers=KEEP)
        except UserError as error:
            return not_found(error)

    @app.get("/quesnay/runs/{run_id}/charts/{name}.png")
    def chart_picture(run_id: str, name: str) -> Response:
        try:
            return Response(_chart(run_id, name).as_png(), media_type="image/png", headers=KEEP)
        except UserError as error:
            return not_found(error)

    @app.get("/quesnay/runs/{run_id}/tables/{name}.csv")
    def table(run_id: str, name: str) -> Response:
        try:
            tables = load_run(run_id).result.tables
            if name not in tables:
                raise UserError(f"Run {run_id} has no such table; it has {', '.join(tables) or 'none'}.")
        except UserError as error:
            return not_found(error)
        # The mark at the start lets spreadsheets read names in any script.
        content = tables[name].to_csv(index=False).encode("utf-8-sig")
        return Response(content, media_type="text/csv; charset=utf-8", headers=KEEP)


def _add_assets(app: "FastAPI") -> None:
    from fastapi.responses import Response

    @app.get("/quesnay/assets/vega.js")
    def vega() -> Response:
        return Response(_vega_bundle(), media_type="text/javascript", headers=KEEP)

    @app.get("/quesnay/assets/page.js")
    def script() -> Response:
        return Response(SCRIPT.read_bytes(), media_type="text/javascript", headers={"cache-control": "no-cache"})


def _chart(run_id: str, name: str) -> Chart:
    charts = {chart.name: chart for chart in load_run(run_id).result.charts}
    if name not in charts:
        raise UserError(f"Run {run_id} has no such chart; it has {', '.join(charts) or 'none'}.")
    return charts[name]


@lru_cache(maxsize=1)
def _vega_bundle() -> bytes:
    """Return Vega, Vega-Lite and Vega-Embed in one script, which vl-convert carries: nothing is fetched."""
    import vl_convert

    return vl_convert.javascript_bundle().encode()  # type: ignore[call-arg] # the stub forgets the default
