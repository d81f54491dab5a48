"""The door of the page: a login where QUESNAY_AUTH names people, else one local person on this machine alone.

Everything but the login itself is behind it: the page, its events, uploads, charts, tables and exports.
"""

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote

from ui.language import Language, say, speaking
from ui.passwords import Accounts

if TYPE_CHECKING:
    from fastapi import FastAPI, Request
    from starlette.types import ASGIApp, Receive, Scope, Send

LOGIN = "/quesnay/login"
LOGOUT = "/quesnay/logout"
OPEN = (LOGIN, "/quesnay/assets/login.css", "/favicon.ico")  # The browser asks for the last by itself.
COOKIE = "quesnay-login"
LANGUAGE_COOKIE = "quesnay-language"
LASTS = 14 * 24 * 3600.0
"""Seconds after which a login ends; a restart of the program ends it too."""

MOST_LOGINS = 1000
LONGEST_FORM = 4096


class Logins:
    """Who is logged in, by the hash of the cookie's token."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[str, float]] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, user: str) -> str:
        """Return a fresh token for a person."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._known[_digest(token)] = (user, time.time() + LASTS)
            while len(self._known) > MOST_LOGINS:
                self._known.popitem(last=False)
        return token

    def user(self, token: str) -> str | None:
        """Return whose token it is; None where it is nobody's, or over."""
        with self._lock:
            user, until = self._known.get(_digest(token), ("", 0.0))
        return user if time.time() < until else None

    def end(self, token: str) -> None:
        """Forget a token."""
        with self._lock:
            self._known.pop(_digest(token), None)


class Door:
    """ASGI middleware: lets in who is logged in, and tells the rest of the application who it is."""

    def __init__(self, app: "ASGIApp", accounts: Accounts | None, logins: Logins) -> None:
        self._app = app
        self._accounts = accounts
        self._logins = logins

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Pass a request on, or send it to the login."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        user = "" if self._accounts is None else self._logins.user(_cookie(scope))
        if user is None and scope["path"] not in OPEN:
            await self._refuse(scope, receive, send)
            return
        scope["quesnay_user"] = user or ""
        await self._app(scope, receive, send)

    async def _refuse(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        from starlette.responses import JSONResponse, RedirectResponse

        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        page = scope["method"] == "GET" and scope["path"] in ("/", "/zh", "/zh/")
        answer: Any = JSONResponse({"error": "Log in first."}, status_code=401)
        await (RedirectResponse(LOGIN, status_code=303) if page else answer)(scope, receive, send)


def user_of(request: "Request") -> str:
    """Return who sent a request; empty where nobody need log in."""
    return str(request.scope.get("quesnay_user", ""))


def add_login(app: "FastAPI", accounts: Accounts, logins: Logins) -> None:
    """Let the application show the login, take it and end it."""
    from fastapi import Request
    from fastapi.responses import HTMLResponse, RedirectResponse, Response
    from starlette.concurrency import run_in_threadpool

    @app.get(LOGIN)
    def show(request: Request) -> Response:
        return HTMLResponse(_page(wanted_language(request)), headers={"cache-control": "no-store"})

    @app.post(LOGIN)
    async def take(request: Request) -> Response:
        form = await _form(request)
        name, password = form.get("name", ""), form.get("password", "")
        if not await run_in_threadpool(accounts.check, name, password):
            return HTMLResponse(_page(wanted_language(request), name, wrong=True), status_code=401)
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(
            COOKIE,
            logins.begin(name),
            max_age=int(LASTS),
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return answer

    @app.post(LOGOUT)
    def leave(request: Request) -> Response:
        logins.end(request.cookies.get(COOKIE, ""))
        answer = RedirectResponse(LOGIN, status_code=303)
        answer.delete_cookie(COOKIE)
        return answer


def wanted_language(request: "Request") -> Language:
    """Return the language that a person chose, else their browser's."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in ("en", "zh"):
        return "zh" if chosen == "zh" else "en"
    first = request.headers.get("accept-language", "").split(",")[0].strip().casefold()
    return "zh" if first.startswith("zh") else "en"


def logout_button(user: str) -> str:
    """Return who is logged in with a button to leave, as HTML; empty where nobody need log in."""
    if not user:
        return ""
    return (
        f'<form class="q-leave" method="post" action="{LOGOUT}"><span>{escape(user)}</span>'
        f'<button type="submit">{escape(say("Log out"))}</button></form>'
    )


def _page(language: Language, name: str = "", *, wrong: bool = False) -> str:
    with speaking(language):
        told = (
            f'<p class="wrong" role="alert">{escape(say("Name and password do not fit. Try again."))}</p>'
            if wrong
            else ""
        )
        return (
            f'<!doctype html><html lang="{"zh-CN" if language == "zh" else "en"}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Quesnay</title>'
            '<link rel="stylesheet" href="/quesnay/assets/login.css"></head><body><main><h1>Quesnay</h1>'
            f"<p>{escape(say('Log in to ask, to label lists and to see your runs.'))}</p>{told}"
            f'<form method="post" action="{quote(LOGIN)}"><label>{escape(say("User name"))}<input name="name" '
            f'autocomplete="username" required value="{escape(name)}" {"" if name else "autofocus"}></label>'
            f'<label>{escape(say("Password"))}<input name="password" type="password" '
            f'autocomplete="current-password" required {"autofocus" if name else ""}></label>'
            f'<button type="submit">{escape(say("Log in"))}</button></form></main></body></html>'
        )


async def _form(request: "Request") -> dict[str, str]:
    """Return the fields of a form as browsers send it; what is longer than a login can be is dropped."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST_FORM:
            return {}
    fields = parse_qs(body.decode("utf-8", errors="replace"), keep_blank_values=True)
    return {name: values[0] for name, values in fields.items()}


def _cookie(scope: "Scope") -> str:
    from starlette.requests import HTTPConnection

    return HTTPConnection(scope).cookies.get(COOKIE, "")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
