"""`quesnay mcp`: the tools for other assistants."""

from typing import Annotated

import typer

from ui.cli.terminal import note


def mcp(
    http: Annotated[bool, typer.Option("--http", help="Serve streamable HTTP instead of standard input.")] = False,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port for --http.")] = 8765,
    host: Annotated[str, typer.Option(help="Loopback address for --http.")] = "127.0.0.1",
) -> None:
    """Serve every tool to an assistant that speaks MCP, on standard input and output or on loopback HTTP."""
    from ui.mcp_server.serve import serve_http, serve_stdio

    if not http:
        serve_stdio()
        return
    note(f"MCP at http://{host}:{port}/mcp; end it with Ctrl-C.")
    serve_http(host, port)
