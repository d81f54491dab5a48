"""`quesnay chat`: the page."""

from typing import Annotated

import typer

from ui.cli.terminal import note


def chat(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the page.")] = 7860,
    host: Annotated[str, typer.Option(help="Address to listen on; anything but loopback is open to others.")] = (
        "127.0.0.1"
    ),
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> None:
    """Open the chat in the browser."""
    from tools.core.workspace import workspace

    workspace().check_writable()
    if host not in ("127.0.0.1", "localhost", "::1"):
        note(f"Listening on {host}: everyone who reaches this machine can use the page.")
    from ui.chat import launch

    launch(port=port, host=host, open_browser=browser)
