"""Which language an address speaks: English at the root, Chinese under /zh/, and the choice between them."""

from typing import TYPE_CHECKING, Any

from ui.language import Language, speaking
from ui.login import LANGUAGE_COOKIE, wanted_language

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import ASGIApp, Receive, Scope, Send

PLACES: dict[Language, str] = {"en": "", "zh": "/zh"}
"""Where the page of each language is."""

YEAR = 365 * 24 * 3600


class Speaker:
    """ASGI middleware: speaks the language of the address, and sends a browser that prefers Chinese there."""

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Pass a request on."""
        path = scope.get("path", "")
        if scope["type"] == "http" and (answer := _elsewhere(scope, path)) is not None:
            await answer(scope, receive, send)
            return
        with speaking("zh" if path.startswith("/zh/") else "en"):
            await self._app(scope, receive, send)


def add_choice(app: "FastAPI") -> None:
    """Let a person choose the language; the choice is kept in a cookie."""
    from fastapi.responses import RedirectResponse, Response

    @app.get("/quesnay/language/{language}")
    def choose(language: str) -> Response:
        chosen: Language = "zh" if language == "zh" else "en"
        answer = RedirectResponse(f"{PLACES[chosen]}/", status_code=303)
        answer.set_cookie(LANGUAGE_COOKIE, chosen, max_age=YEAR, samesite="strict", httponly=True)
        return answer


def _elsewhere(scope: "Scope", path: str) -> Any:
    from starlette.requests import Request
    from starlette.responses import RedirectResponse

    if scope["method"] != "GET" or path not in ("/", "/zh"):
        return None
    if path == "/" and wanted_language(Request(scope)) == "en":
        return None
    asked = scope.get("query_string", b"").decode("latin-1")
    return RedirectResponse(f"/zh/{'?' + asked if asked else ''}", status_code=303)
