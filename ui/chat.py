"""Launching the chat."""

import errno
import os
import socket
import threading
from typing import TYPE_CHECKING

from tools.core.errors import UserError
from tools.core.workspace import workspace

if TYPE_CHECKING:
    from ui.talk import Assistant

HOST = "127.0.0.1"
PORT = 7860
LAST_PORT = 65_535


def launch(
    port: int = PORT,
    host: str = HOST,
    open_browser: bool = True,
    *,
    assistant: "Assistant | None" = None,
) -> None:
    """Serve the chat until it is interrupted, and print its address.

    Args:
        port: the port to listen on.
        host: the address to listen on; anything but loopback lets others reach the models, without a password.
        open_browser: whether to open the page.
        assistant: what answers; the project's own where not given.

    Raises:
        UserError: the port is taken or the workspace cannot be written.
    """
    listener = listen(host, port)
    workspace().check_writable()
    _no_telemetry()

    import typer
    import uvicorn

    from ui.page import Page
    from ui.server import build_app

    if assistant is None:
        assistant = _assistant()
    threading.Thread(target=assistant.warm_up, daemon=True, name="quesnay-warm-up").start()
    page = Page(assistant)
    app = build_app(page.build(), host=host, lists=page.lists, reports=page.reports)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
    typer.echo(f"Quesnay is at {address} (stop it with Ctrl+C)")
    if open_browser:
        threading.Timer(1.0, _open, [address]).start()
    server.run(sockets=[listener])


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket.

    Raises:
        UserError: the port is taken, not allowed, or the address is not this machine's.
    """
    if not 1 <= port <= LAST_PORT:
        raise UserError(f"Port {port} does not exist: choose one from 1 to {LAST_PORT} with --port.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    if os.name != "nt":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise UserError(_why_not(host, port, error)) from error
    return listener


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is in use by another program: stop it, or choose another port, for example --port {port + 1}."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} is not allowed for this user: choose one above 1023, for example --port {PORT}."
    return f"The chat cannot listen on {host} port {port} ({error.strerror or error}): try --host {HOST}."


def _assistant() -> "Assistant":
    from agent.assistant import Assistant as Own

    assistant: Assistant = Own()
    return assistant


def _no_telemetry() -> None:
    """Switch off what Gradio and its libraries would send home; read at import."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ.setdefault("HF_HUB_OFFLINE", "1")


def _open(address: str) -> None:
    import webbrowser

    webbrowser.open(address)
