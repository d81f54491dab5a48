"""The MCP server: every tool with its schema, progress, cancellation, figures as JSON and charts as pictures."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from importlib.metadata import version
from threading import Event
from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread
import mcp_types as types
from mcp.server.lowlevel import Server

from tools.core.context import Progress
from tools.core.errors import UserError
from tools.core.execute import execute
from tools.core.registry import all_tools
from tools.core.tool import Tool
from ui.mcp_server.answer import call_result, failure

if TYPE_CHECKING:
    from mcp.server.context import ServerRequestContext

INSTRUCTIONS = (
    "Quesnay runs real models of trade policy, growth, jobs and AI, and of how neural models generalise. Every number "
    "in a result leads back to the run whose id it carries: quote numbers as they are, with the run's id. Names of "
    "economies, sectors and occupations are taken as people write them, in English or Chinese."
)
AT_ONCE = 2
"""Tool calls that run side by side; further ones wait for their turn."""

log = logging.getLogger(__name__)


def build_server(tools: Sequence[Tool] | None = None) -> Server[Any]:
    """Return the server; the tools are all that are installed where not given.

    A mistake in what was asked comes back as a result with `is_error` and the sentence that says what to do. A call
    that the client cancels stops within two seconds.
    """
    offered = {tool.name: tool for tool in tools} if tools is not None else all_tools()
    turns = anyio.Semaphore(AT_ONCE)

    async def list_tools(context: Any, params: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[described(tool) for tool in offered.values()])

    async def call_tool(
        context: ServerRequestContext[Any, Any], params: types.CallToolRequestParams
    ) -> types.CallToolResult:
        tool = offered.get(params.name)
        if tool is None:
            return failure(f"There is no tool called '{params.name[:80]}'. Known: {', '.join(offered)}.")
        async with turns:
            return await _run(tool, params.arguments or {}, context.session.report_progress)

    return Server(
        "quesnay",
        version=version("quesnay"),
        title="Quesnay",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def described(tool: Tool) -> types.Tool:
    """Return a tool as MCP lists it: its arguments' JSON schema, and two questions that it answers."""
    questions = " ".join(f"“{example.question}”" for example in tool.examples[:2])
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=f"{tool.description} Answers questions such as {questions}" if questions else tool.description,
        input_schema=tool.args_model.model_json_schema(),
        annotations=types.ToolAnnotations(
            title=tool.title, read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
        ),
    )


async def _run(tool: Tool, arguments: dict[str, Any], report: Callable[..., Any]) -> types.CallToolResult:
    """Run a tool and send its progress on; a client that reads slowly misses steps, and never slows the tool."""
    loop = asyncio.get_running_loop()
    steps: asyncio.Queue[Progress | None] = asyncio.Queue(maxsize=1)

    def put(step: Progress) -> None:
        if not steps.full():
            steps.put_nowait(step)

    def tell(step: Progress) -> None:
        with suppress(RuntimeError):  # The server has ended.
            loop.call_soon_threadsafe(put, step)

    async def forward() -> None:
        while (step := await steps.get()) is not None:
            await report(step.done, step.total or None, step.message)

    async with anyio.create_task_group() as group:
        group.start_soon(forward)
        result = await _outcome(tool, arguments, tell)
        await steps.put(None)
    return result


async def _outcome(tool: Tool, arguments: dict[str, Any], tell: Callable[[Progress], None]) -> types.CallToolResult:
    """Run a tool in a thread and return its result or why there is none; a cancelled request sets its stop."""
    stop = Event()
    work = partial(execute, tool, arguments, stop=stop, report=tell)
    try:
        run = await anyio.to_thread.run_sync(work, abandon_on_cancel=True)
        return await anyio.to_thread.run_sync(call_result, run, abandon_on_cancel=True)
    except UserError as error:
        return failure(str(error))
    except Exception:
        log.exception("tool %s failed", tool.name)
        return failure(
            f"{tool.name} failed: a fault of the program, not of what was asked. The server's log says more."
        )
    finally:
        stop.set()
