"""`quesnay chat`: the page."""

from typing import Annotated

import typer


def chat(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the page.")] = 7860,
    host: Annotated[str, typer.Option(help="Address to listen on; anything but loopback needs QUESNAY_AUTH.")] = (
        "127.0.0.1"
    ),
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
) -> None:
    """Open the chat in the browser."""
    from tools.core.workspace import workspace

    workspace().check_writable()
    from ui.chat import launch

    launch(port=port, host=host, open_browser=browser)
