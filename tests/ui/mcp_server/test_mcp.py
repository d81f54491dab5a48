"""The MCP door, through the SDK's own client: in process, over standard input and output, and over HTTP."""

import base64
import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import anyio
import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters

from tools.core.context import Context
from tools.core.registry import all_tools
from tools.core.result import ToolResult, Value
from tools.core.runs import RunStore
from tools.core.tool import REGISTERED, ToolArgs, tool
from ui.mcp_server.answer import MOST_ROWS
from ui.mcp_server.server import build_server

PNG = b"\x89PNG\r\n\x1a\n"
ROUND = "predict_generalization"
ARGUMENTS = {"operation": "modular_addition", "modulus": 101, "digits": 2, "test_digits": 3}
MAIN = "from ui.cli import main; main()"


class Nothing(ToolArgs):
    pass


@pytest.fixture
def slow_tool():
    """A tool that counts until it is stopped, and says that it was."""
    stopped = Event()

    @tool(family="test", title="Slow", examples=[])
    def slow_for_mcp(args: Nothing, ctx: Context) -> ToolResult:
        """Count for a minute."""
        try:
            for done in range(600):
                ctx.progress(done, 600, f"step {done}")
                time.sleep(0.1)
        finally:
            stopped.set()
        return ToolResult(headline="done", values={"x": Value(value=1.0, unit="", label="x")})

    yield REGISTERED["slow_for_mcp"], stopped
    del REGISTERED["slow_for_mcp"]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_every_tool_is_listed_with_its_schema_and_one_runs(mode):
    async def talk():
        async with Client(build_server(), mode=mode) as client:
            listed = (await client.list_tools()).tools
            return listed, await client.call_tool(ROUND, ARGUMENTS)

    listed, result = converse(talk)
    tools = all_tools()
    assert {one.name for one in listed} == set(tools)
    for one in listed:
        assert one.input_schema == tools[one.name].args_model.model_json_schema()
        assert one.annotations.read_only_hint
    assert not result.is_error
    run = result.structured_content["run"]
    assert run["tool"] == ROUND
    assert run["arguments"]["modulus"] == 101
    assert run["id"] in result.content[0].text
    assert result.structured_content["values"]
    pictures = [base64.b64decode(part.data) for part in result.content[1:]]
    assert pictures
    assert all(picture.startswith(PNG) for picture in pictures)
    assert all(table["rows_in_all"] >= len(table["rows"]) <= MOST_ROWS for table in structured_tables(result))


def structured_tables(result):
    return result.structured_content["tables"].values()


def test_a_mistake_is_a_result_that_says_what_to_do():
    async def talk():
        async with Client(build_server()) as client:
            return await client.call_tool(ROUND, {**ARGUMENTS, "modulus": 1}), await client.call_tool("no_such", {})

    wrong, unknown = converse(talk)
    assert wrong.is_error
    assert "modulus" in wrong.content[0].text
    assert unknown.is_error
    assert ROUND in unknown.content[0].text


def test_progress_reaches_the_client_and_a_cancelled_call_stops_the_tool(slow_tool):
    slow, stopped = slow_tool
    steps = []

    async def seen(done, total, message):
        steps.append((done, total, message))

    async def talk():
        async with Client(build_server([slow]), mode="legacy") as client:
            with anyio.move_on_after(1.0) as scope:
                await client.call_tool(slow.name, {}, progress_callback=seen)
            assert scope.cancelled_caught
            with anyio.fail_after(5):
                while not stopped.is_set():
                    await anyio.sleep(0.05)
            return await client.list_tools()

    listed = converse(talk)
    assert len(listed.tools) == 1
    assert steps
    assert steps[0][1] == 600
    assert [step[0] for step in steps] == sorted(step[0] for step in steps)


def test_standard_input_and_output_serve_a_client(own_workspace):
    parameters = StdioServerParameters(
        command=sys.executable,
        args=["-c", MAIN, "mcp"],
        env=environment(own_workspace),
    )

    async def talk():
        with anyio.fail_after(60):
            async with Client(parameters) as client:
                return await client.call_tool(ROUND, ARGUMENTS)

    result = converse(talk)
    id = result.structured_content["run"]["id"]
    assert RunStore(own_workspace / "runs").load(id).tool == ROUND


def test_http_on_loopback_serves_a_client_and_refuses_foreign_hosts(own_workspace):
    import httpx

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-c", MAIN, "mcp", "--http", "--port", str(port)],
        env=environment(own_workspace),
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}/mcp"
        _wait_for(port)

        async def talk():
            with anyio.fail_after(60):
                async with Client(address) as client:
                    return await client.call_tool(ROUND, ARGUMENTS)

        assert not converse(talk).is_error
        foreign = httpx.post(address, headers={"Host": "evil.example"}, json={}, timeout=10)
        assert foreign.status_code in (403, 421)
        page = httpx.post(address, headers={"Origin": "https://evil.example"}, json={}, timeout=10)
        assert page.status_code == 403
    finally:
        server.terminate()
        server.wait(timeout=10)


def test_http_is_refused_where_others_could_reach_it(own_workspace):
    done = subprocess.run(
        [sys.executable, "-c", MAIN, "mcp", "--http", "--host", "0.0.0.0"],
        env=environment(own_workspace),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "loopback only" in done.stderr


def converse(talk):
    """Run a conversation in a thread of its own: a browser test may have left a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(anyio.run, talk).result()


def environment(workspace: Path) -> dict[str, str]:
    return {**os.environ, "QUESNAY_WORKSPACE": str(workspace), "PYTHONPATH": str(Path.cwd())}


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the server did not start")
