"""What the browser may do with the page: run its own scripts, and reach nothing but this server.

Answers can quote documents and models, so the page treats all text as hostile. Gradio removes scripts from it; this
policy is the second wall: a script without the response's nonce does not run, and no picture, font, frame, form or
connection leaves for another host.
"""

import re
import secrets
from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = {
    "default-src": "'none'",
    "script-src": "'self' 'nonce-{nonce}'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
SCRIPT = re.compile(rb"<script(?=[\s>])")


def content_security_policy(nonce: str) -> str:
    """Return the policy's header for one response.

    >>> "connect-src 'self'" in content_security_policy("abc")
    True
    """
    return "; ".join(f"{directive} {sources}" for directive, sources in POLICY.items()).format(nonce=nonce)


class SecurityHeaders:
    """ASGI middleware: sets the headers, and marks the scripts of the page itself with the response's nonce."""

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Pass a request on and amend its response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, _Response(send))


class _Response:
    def __init__(self, send: "Send") -> None:
        self._send = send
        self._nonce = secrets.token_urlsafe(16)
        self._held: MutableMapping[str, Any] | None = None
        self._page = b""

    async def __call__(self, message: "Message") -> None:
        if message["type"] == "http.response.start":
            await self._start(message)
        elif self._held is not None and message["type"] == "http.response.body":
            await self._body(message)
        else:
            await self._send(message)

    async def _start(self, message: "Message") -> None:
        kept = [(name, value) for name, value in message["headers"] if name.lower().decode() not in HEADERS]
        added = {**HEADERS, "content-security-policy": content_security_policy(self._nonce)}
        headers = kept + [(name.encode(), value.encode()) for name, value in added.items()]
        kind = next((value for name, value in headers if name.lower() == b"content-type"), b"")
        if kind.startswith(b"text/html"):
            headers = [(name, value) for name, value in headers if name.lower() != b"content-length"]
            self._held = {**message, "headers": headers}
        else:
            await self._send({**message, "headers": headers})

    async def _body(self, message: "Message") -> None:
        self._page += message.get("body", b"")
        if message.get("more_body"):
            return
        page = SCRIPT.sub(b'<script nonce="' + self._nonce.encode() + b'"', self._page)
        held, self._held = self._held, None
        if held is not None:
            held["headers"].append((b"content-length", str(len(page)).encode()))
            await self._send(held)
        await self._send({"type": "http.response.body", "body": page})
