"""The two ways to the MCP server: standard input and output for a desktop assistant, HTTP on loopback for others."""

from __future__ import annotations

import anyio
from mcp.server.stdio import stdio_server

from tools.core.errors import UserError
from tools.core.workspace import workspace
from ui.listening import HOST, LOOPBACK, listen
from ui.mcp_server.server import build_server


def serve_stdio() -> None:
    """Serve one client on standard input and output, until it closes them."""
    workspace().check_writable()

    async def serve() -> None:
        server = build_server()
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())

    anyio.run(serve)


def serve_http(host: str = HOST, port: int = 8765) -> None:
    """Serve streamable HTTP at /mcp, on loopback only: the protocol here has no password.

    Raises:
        UserError: the address is not loopback, or the port is taken.
    """
    if host not in LOOPBACK:
        raise UserError(
            f"The MCP server listens on loopback only, not on '{host[:80]}': whoever reaches it could use the models. "
            "For other machines put a reverse proxy with TLS and a login in front of it.",
            chinese=f"MCP 服务只在本机回环地址上监听，不能用“{host[:80]}”：请在前面加一个带 TLS 和登录的反向代理。",
        )
    import uvicorn

    workspace().check_writable()
    listener = listen(host, port)
    application = build_server().streamable_http_app(host=host)
    config = uvicorn.Config(application, log_level="warning", timeout_graceful_shutdown=2)
    uvicorn.Server(config).run(sockets=[listener])
