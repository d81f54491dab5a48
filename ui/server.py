"""The web application: Gradio's page in each language, and what is read beside it: runs, jobs, labels, conversations.

Gradio serves no file of ours: charts and tables are read from the run store by id and name, labels by the ticket of
their list, so no folder is opened.
"""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from ui.frame import add_frame
from ui.jobs import add_jobs
from ui.knowledge.citations import add_passages
from ui.labelling.routes import add_downloads
from ui.labelling.upload import LARGEST_UPLOAD
from ui.language import LANGUAGES, say
from ui.language import language as spoken
from ui.listening import LOOPBACK
from ui.login import Door, Logins, add_login, user_of
from ui.page import Page
from ui.passwords import Accounts
from ui.report.routes import add_reports
from ui.room import Room
from ui.runs.routes import add_runs
from ui.security import SecurityHeaders
from ui.speaker import PLACES, Speaker, add_choice

if TYPE_CHECKING:
    from fastapi import APIRouter, FastAPI

SCRIPT = Path(__file__).parent / "assets" / "page.js"
REPORT_STYLE = Path(__file__).parent / "assets" / "report.css"
LOGIN_STYLE = Path(__file__).parent / "assets" / "login.css"
KEEP = {"cache-control": "private, max-age=3600"}
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#17456b"/>'
    '<g fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round"><circle cx="15" cy="15" r="7.2"/>'
    '<path d="M19.6 19.6 25 25"/></g></svg>'
)
HEAD = (
    f'<link rel="icon" href="data:image/svg+xml,{quote(ICON)}" type="image/svg+xml">'
    '<script src="quesnay/assets/page.js" data-language="{language}" defer></script>'
    '<script src="quesnay/assets/passages.js" defer></script>'
)


def build_app(page: Page, *, host: str, accounts: Accounts | None = None) -> "FastAPI":
    """Return the application that serves the page in each language, the runs, the jobs and the labels.

    Args:
        page: the page, not built.
        host: the address it listens on; on loopback, requests that name another host are refused.
        accounts: who may log in; None for one person on this machine, who need not.
    """
    import gradio as gr
    from fastapi import APIRouter, FastAPI
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    from ui.theme import stylesheet, theme

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    room, logins = page.room, Logins()
    router = APIRouter()
    add_runs(router, room.archive)
    add_jobs(router, room.desk)
    add_frame(router)
    add_conversations(router, room)
    add_downloads(router, room.lists)
    add_passages(router, room.archive)
    add_reports(router, room.reports)
    _add_assets(router)
    add_choice(app)
    if accounts is not None:
        add_login(app, accounts, logins)
    for language in reversed(LANGUAGES):  # The page at the root takes every address: it comes last.
        app.include_router(router, prefix=PLACES[language])
        gr.mount_gradio_app(
            app,
            page.build(language),
            path=PLACES[language] or "/",
            footer_links=[],
            run_history=False,
            ssr_mode=False,
            mcp_server=False,
            pwa=False,
            enable_monitoring=False,
            show_error=True,
            max_file_size=LARGEST_UPLOAD,
            theme=theme(),
            css=stylesheet() + REPORT_STYLE.read_text(encoding="utf-8"),
            head=HEAD.format(language=language),
            auth_dependency=user_of if accounts is not None else None,
        )
    app.add_middleware(Speaker)
    app.add_middleware(Door, accounts=accounts, logins=logins)
    if host in LOOPBACK:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK, f"[{host}]"])
    app.add_middleware(SecurityHeaders)
    return app


def add_conversations(app: "APIRouter", room: Room) -> None:
    """Let the application give out a person's conversations as files."""
    from fastapi import Request
    from fastapi.responses import JSONResponse, Response

    from agent.export import conversation_json, conversation_markdown

    @app.get("/quesnay/conversations/{thread_id}.{kind}")
    def conversation(thread_id: str, kind: str, request: Request) -> Response:
        found = room.archive.find(thread_id, user_of(request))
        if found is None or kind not in ("md", "json"):
            return JSONResponse({"error": say("There is no such conversation.")}, status_code=404)
        asked = room.assistant.history(thread_id)
        if kind == "md":
            content, media = conversation_markdown(found, asked, spoken()), "text/markdown; charset=utf-8"
        else:
            content, media = conversation_json(found, asked), "application/json"
        name = quote(f"{found.title[:60]}.{kind}", safe="")
        headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}", "cache-control": "no-store"}
        return Response(content, media_type=media, headers=headers)


def _add_assets(app: "APIRouter") -> None:
    from fastapi.responses import Response

    @app.get("/quesnay/assets/vega.js")
    def vega() -> Response:
        return Response(_vega_bundle(), media_type="text/javascript", headers=KEEP)

    @app.get("/quesnay/assets/page.js")
    def script() -> Response:
        return Response(SCRIPT.read_bytes(), media_type="text/javascript", headers={"cache-control": "no-cache"})

    @app.get("/quesnay/assets/login.css")
    def login_style() -> Response:
        return Response(LOGIN_STYLE.read_bytes(), media_type="text/css", headers={"cache-control": "no-cache"})


@lru_cache(maxsize=1)
def _vega_bundle() -> bytes:
    """Return Vega, Vega-Lite and Vega-Embed in one script, which vl-convert carries: nothing is fetched."""
    import vl_convert

    return vl_convert.javascript_bundle().encode()  # type: ignore[call-arg] # the stub forgets the default
