"""Launching the chat."""

import logging
import os
import threading
from typing import TYPE_CHECKING

from tools.core.errors import UserError
from tools.core.workspace import workspace
from ui.listening import HOST, LOOPBACK, PORT, listen

if TYPE_CHECKING:
    from ui.page import Page
    from ui.passwords import Accounts
    from ui.talk import Assistant

log = logging.getLogger(__name__)


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
        host: the address to listen on; anything but this machine's own needs QUESNAY_AUTH.
        open_browser: whether to open the page.
        assistant: what answers; the project's own where not given.

    Raises:
        UserError: the port is taken, the workspace cannot be written, or others could use the page without a login.
    """
    accounts = accounts_for(host)
    listener = listen(host, port)
    workspace().check_writable()
    _no_telemetry()

    import typer
    import uvicorn

    from ui.page import Page
    from ui.server import build_app

    if assistant is None:
        assistant = _assistant()
    page = Page(assistant)
    threading.Thread(target=_warm_up, args=(page, accounts), daemon=True, name="quesnay-warm-up").start()
    app = build_app(page, host=host, accounts=accounts)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
    typer.echo(f"Quesnay is at {address} (stop it with Ctrl+C)")
    if open_browser:
        threading.Timer(1.0, _open, [address]).start()
    server.run(sockets=[listener])


def accounts_for(host: str) -> "Accounts | None":
    """Return who may log in; None for one person on this machine, who need not.

    Raises:
        UserError: others could reach the page and nobody need log in, or QUESNAY_AUTH cannot be read.
    """
    from tools.core.settings import settings
    from ui.passwords import read_accounts

    auth = settings().auth
    if auth is not None and auth.get_secret_value().strip():
        return read_accounts(auth.get_secret_value().strip())
    if host not in LOOPBACK:
        raise UserError(
            f"The page would be open to everyone who reaches {host}: set QUESNAY_AUTH to names and passwords first "
            f"(for example QUESNAY_AUTH=anna:a-long-password), or listen on {HOST} alone."
        )
    return None


def _warm_up(page: "Page", accounts: "Accounts | None") -> None:
    """Load the language model, and take in conversations of an older version where one person uses the page."""
    assistant = page.room.assistant
    threads = getattr(assistant, "threads", None)
    if accounts is None and threads is not None:
        try:
            page.room.archive.adopt(threads(), owner="")
        except UserError as error:
            log.warning("older conversations were not taken in: %s", error)
    assistant.warm_up()


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
