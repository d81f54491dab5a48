"""Toy tools and a scripted chat model: the loop of the agent without a real model of either kind."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

import pandas as pd
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

from tools.core.context import Context
from tools.core.errors import UnknownName, UserError
from tools.core.result import ToolResult, Value
from tools.core.tool import Example, Tool, ToolArgs

ECONOMIES = {
    "usa": "USA",
    "us": "USA",
    "美国": "USA",
    "chn": "CHN",
    "china": "CHN",
    "中国": "CHN",
    "bra": "BRA",
    "巴西": "BRA",
}


class TariffArgs(ToolArgs):
    importer: str = Field(description="Economy that raises its import tariff.", examples=["USA"])
    exporter: str = Field("all", description="Economy whose goods the tariff falls on.", examples=["CHN"])
    points: float = Field(10.0, description="Percentage points added to the tariff.", ge=-100, le=1000, examples=[25])


class SizeArgs(ToolArgs):
    economy: str = Field(description="Economy to describe.", examples=["USA"])
    measure: Literal["output", "exports"] = Field("output", description="What to measure.", examples=["exports"])


class WaitArgs(ToolArgs):
    seconds: float = Field(20.0, description="Seconds to wait.", ge=0, le=60, examples=[1])


def economy(name: str) -> str:
    try:
        return ECONOMIES[name.casefold()]
    except KeyError:
        raise UnknownName("economy", name, ["USA", "CHN", "BRA"]) from None


def raise_tariff(args: TariffArgs, ctx: Context) -> ToolResult:
    importer, exporter = economy(args.importer), "all" if args.exporter == "all" else economy(args.exporter)
    change = -0.0123 * args.points
    ctx.progress(1, 2, "solving")
    return ToolResult(
        headline=f"Real income in {importer} changes by {change:.3f} %.",
        values={f"real_income_change.{importer}": Value(value=change, unit="%", label=f"real income, {importer}")},
        tables={"flows": pd.DataFrame({"exporter": [exporter], "imports": [1234567.0]})},
        notes=("A toy, not an economy.",),
    )


def size_of(args: SizeArgs, ctx: Context) -> ToolResult:
    code = economy(args.economy)
    return ToolResult(
        headline=f"Gross {args.measure} of {code} is 33.4 tn USD.",
        values={f"{args.measure}.{code}": Value(value=33.4e12, unit="USD", label=f"{args.measure}, {code}")},
    )


def wait_politely(args: WaitArgs, ctx: Context) -> ToolResult:
    for step in range(int(args.seconds * 50)):
        ctx.progress(step, args.seconds * 50, "waiting")
        time.sleep(0.02)
    return ToolResult(headline="Waited.", values={})


def wait_stubbornly(args: WaitArgs, ctx: Context) -> ToolResult:
    time.sleep(args.seconds)
    return ToolResult(headline="Waited.", values={})


def break_down(args: WaitArgs, ctx: Context) -> ToolResult:
    raise ZeroDivisionError("secret detail")


def refuse(args: WaitArgs, ctx: Context) -> ToolResult:
    raise UserError("It is closed today. Come back tomorrow.")


def make(function: Callable[..., ToolResult], args: type[ToolArgs], title: str, examples: Sequence[Any] = ()) -> Tool:
    pairs = (item if isinstance(item, tuple) else (item, None) for item in examples)
    return Tool(
        name=function.__name__,
        family="toys",
        title=title,
        description=f"{title}, as a toy.",
        args_model=args,
        function=function,
        examples=tuple(Example(question, arguments) for question, arguments in pairs),
        datasets=lambda args: (),
    )


TARIFF = make(
    raise_tariff,
    TariffArgs,
    "Raise a tariff",
    [
        ("What if the US raises tariffs on China by 25 points?", {"importer": "USA", "exporter": "CHN", "points": 25}),
        ("Effect of a Chinese tariff of 5 points on Brazil", {"importer": "CHN", "exporter": "BRA", "points": 5}),
        ("How does Brazil fare if it raises all its tariffs by 12 points?", {"importer": "BRA", "points": 12}),
        ("中国对美国加征30个百分点关税会怎样？", {"importer": "中国", "exporter": "美国", "points": 30}),
        ("美国对巴西提高关税8个百分点的影响", {"importer": "美国", "exporter": "巴西", "points": 8}),
        "Who loses from higher import duties?",
        "What do tariffs do to real income?",
        "加征关税谁受损？",
        "Simulate a trade war with tariffs",
        "关税上升对福利有什么影响？",
    ],
)
SIZE = make(
    size_of,
    SizeArgs,
    "Describe an economy",
    [
        ("How large is the US economy?", {"economy": "USA"}),
        ("How much does China export?", {"economy": "CHN", "measure": "exports"}),
        ("巴西的出口有多大？", {"economy": "巴西", "measure": "exports"}),
        ("中国经济规模有多大？", {"economy": "中国"}),
        "What is the gross output of Brazil?",
        "Tell me the size of the American economy",
        "Describe China's economy",
        "美国的总产出是多少？",
        "介绍一下巴西经济",
        "Exports of the United States",
    ],
)
POLITE = make(wait_politely, WaitArgs, "Wait politely")
STUBBORN = make(wait_stubbornly, WaitArgs, "Wait stubbornly")
BROKEN = make(break_down, WaitArgs, "Break down")
CLOSED = make(refuse, WaitArgs, "Refuse")
TOYS = (TARIFF, SIZE, POLITE, STUBBORN, BROKEN, CLOSED)

Reply = AIMessage | BaseException | Callable[[list[BaseMessage]], AIMessage]


class ScriptedModel(BaseChatModel):
    """A chat model that says its lines in order, streamed word by word, and records what it was given."""

    lines: list[Any]
    heard: list[list[BaseMessage]] = Field(default_factory=list)
    pause: float = 0.0

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Any, **kwargs: Any) -> "ScriptedModel":
        return self

    def _line(self, messages: list[BaseMessage]) -> AIMessage:
        self.heard.append(list(messages))
        line = self.lines.pop(0)
        if isinstance(line, BaseException):
            raise line
        return line if isinstance(line, AIMessage) else line(messages)

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._line(messages))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        line = self._line(messages)
        words = str(line.content).split(" ")
        pieces = [word + (" " if at < len(words) - 1 else "") for at, word in enumerate(words)]
        chunks = [AIMessageChunk(piece) for piece in pieces if piece]
        if line.tool_calls:
            calls = [
                {"name": call["name"], "args": json.dumps(call["args"]), "id": call["id"], "index": at}
                for at, call in enumerate(line.tool_calls)
            ]
            chunks.append(AIMessageChunk("", tool_call_chunks=calls))
        for chunk in chunks or [AIMessageChunk("")]:
            time.sleep(self.pause)
            part = ChatGenerationChunk(message=chunk)
            if run_manager:
                run_manager.on_llm_new_token(str(chunk.content), chunk=part)
            yield part


def call(tool: Tool, call_id: str = "c1", **arguments: Any) -> AIMessage:
    """A line that calls a tool."""
    return AIMessage("", tool_calls=[{"name": tool.name, "args": arguments, "id": call_id}])


def say(text: str) -> AIMessage:
    """A line that answers."""
    return AIMessage(text)
