"""A tool and an assistant with scripted answers, for trying the page without a language model."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Event as StopSignal
from typing import Literal

import pandas as pd
from pydantic import Field

from agent.conversation import Exchange
from agent.events import (
    Answered,
    AskBack,
    Event,
    Option,
    Planned,
    Token,
    ToolFailed,
    ToolFinished,
    ToolProgress,
    ToolStarted,
)
from agent.grounding import Found
from tools.core.context import Context, Progress
from tools.core.errors import Cancelled, UserError
from tools.core.execute import execute
from tools.core.registry import find_tool
from tools.core.result import Chart, ToolResult, Value
from tools.core.tool import REGISTERED, ToolArgs, tool

QUESTION = "What happens to US and Chinese welfare if the US raises tariffs on Chinese electronics by 25 points?"
SEARCH = "search_knowledge"
HOSTILE = '<img src="http://evil.example/x.png" onerror="alert(1)"><script>alert(1)</script>'


class Change(ToolArgs):
    """One tariff change."""

    importer: str = Field(description="The economy that raises the tariff.", examples=["USA"])
    exporter: str = Field("all", description="The economy whose goods pay it, or all.", examples=["CHN"])
    points: float = Field(description="Percentage points.", ge=-100, le=500, examples=[25])


class ToyArgs(ToolArgs):
    """Arguments of the stand-in tool."""

    changes: list[Change] = Field(
        description="Tariff changes, one a row.", examples=[[{"importer": "USA", "points": 25}]]
    )
    sectors: list[str] = Field([], description="Sectors; none means all.", examples=[["electronics"]])
    measure: Literal["real income", "exports"] = Field("real income", description="What the chart shows.")
    steps: int = Field(3, ge=1, le=1000, description="Steps to take, a tenth of a second each.", examples=[3])
    note: str | None = Field(None, description="A remark of your own.", examples=["first try"])
    balanced: bool = Field(True, description="Whether trade is balanced.")


@tool(
    family="stand_in",
    title="Simulate a tariff",
    examples=[
        (QUESTION, {"changes": [{"importer": "USA", "exporter": "CHN", "points": 25}], "sectors": ["electronics"]}),
        "How much does a tariff cost the economy that sets it?",
        "美国加征关税会怎样?",
    ],
)
def simulate_toy(args: ToyArgs, ctx: Context) -> ToolResult:
    """Show what a tariff does, with figures made up for tests."""
    for step in range(args.steps):
        ctx.progress(step, args.steps, f"solving, step {step + 1}")
        time.sleep(0.1)
    names = ["United States", "China", "European Union", "Japan", "Korea", "Mexico", "Rest of the world"]
    change = [-0.3121, -0.5512, 0.0123, 0.0211, 0.0344, 0.2512, 0.0101]
    table = pd.DataFrame(
        {
            "economy": names,
            "real_income_change_percent": change,
            "exports_bn_usd": [-1234.5, -99.0, 3.2, 4.0, 5.1, 60.0, 7.7],
        }
    )
    long = pd.DataFrame(
        {
            "sector": [f"sector <b>{i}</b>" for i in range(40)],
            "output_change": [i / 7 - 2 for i in range(40)],
            "workers": [i * 1000 for i in range(40)],
        }
    )
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "title": {"text": "The tariff lowers real income in both economies", "subtitle": "Source: made-up figures."},
        "width": 600,
        "data": {"values": [{"economy": n, "change": c} for n, c in zip(names, change, strict=True)]},
        "mark": {"type": "bar", "tooltip": True},
        "encoding": {
            "y": {"field": "economy", "type": "nominal", "sort": "x", "title": None},
            "x": {"field": "change", "type": "quantitative", "title": "Change in real income, %"},
            "color": {"condition": {"test": "datum.change < 0", "value": "#b5523b"}, "value": "#3273a6"},
        },
    }
    return ToolResult(
        headline="Real income falls by 0.31 % in the United States and by 0.55 % in China.",
        values={"real_income_change.USA": Value(value=-0.3121, unit="%", label="Real income, United States")},
        tables={"economies": table, "sectors": long},
        charts=(Chart(name="welfare", title="The tariff lowers real income in both economies", spec=spec),),
        notes=("Figures made up for tests.", "Second note.", "Third note.", "Fourth note.", "Fifth <i>note</i>."),
    )


TOY = REGISTERED.pop("simulate_toy")  # No test but those of the page sees it.


@dataclass(frozen=True)
class Status:
    """State of the stand-in's model."""

    state: str
    text: str


class StandIn:
    """Answers by script: the words of the question choose what happens."""

    def __init__(self, state: str = "ready") -> None:
        self._state = state

    def status(self) -> Status:
        """Return a fixed state."""
        text = "No language model could be had." if self._state == "unavailable" else "Language model: stand-in."
        return Status(self._state, text)

    def warm_up(self) -> None:
        """Load nothing."""

    def stream(self, question: str, thread_id: str, stop: StopSignal, tool: str | None = None) -> Iterator[Event]:
        """Yield a scripted answer."""
        if "broken" in question:
            raise RuntimeError("a bug")
        if "user error" in question:
            raise UserError("There is no economy called 'Atlantis'. Did you mean Austria?")
        if "hostile" in question:
            yield Token(HOSTILE)
            yield Answered(f"{HOSTILE} ![x](http://evil.example/y.png) **done**", unverified=("42",))
            return
        if "which" in question.lower() and tool is None:
            yield AskBack(
                "Which of these do you mean?",
                (Option("simulate_toy", "Simulate a tariff"), Option("simulate_toy", "Describe")),
            )
            return
        if "figures" in question:
            yield from self._figures()
            return
        if "cited" in question:
            yield from self._cited(question)
            return
        if "deaf" in question:
            yield ToolStarted("c", "simulate_toy", "Simulate a tariff", {"steps": 1})
            time.sleep(4)
            yield Token("too late")
            return
        yield from self._call(100 if "long" in question else 3, stop)

    def history(self, thread_id: str) -> list[Exchange]:
        """Remember nothing."""
        return []

    def forget(self, thread_id: str) -> None:
        """Have nothing to forget."""

    def _figures(self) -> Iterator[Event]:
        """Answer with a number of the run, and one of no run."""
        yield Planned(("Simulate a tariff", "Describe"))
        yield ToolStarted("c", "simulate_toy", "Simulate a tariff", {"steps": 1})
        arguments = {"changes": [{"importer": "USA", "exporter": "CHN", "points": 25.0}], "steps": 1}
        run = execute(find_tool("simulate_toy"), arguments)
        yield ToolFinished("c", run.id, run.seconds, run.from_store)
        text = "Real income falls by 0.31 %, and prices rise by 42 %."
        numbers = (
            Found("0.31 %", 21, 27, "", run.id, "real_income_change.USA", "Real income, *United States* = -0.3121"),
            Found("42 %", 48, 52, "nowhere"),
        )
        yield Answered(text, (run.id,), ("42 %",), numbers=numbers)

    def _cited(self, question: str) -> Iterator[Event]:
        """Answer with the passages of the notes that a search finds."""
        yield ToolStarted("c", SEARCH, "Look up notes and documents", {"question": question})
        run = execute(find_tool(SEARCH), {"question": question, "shelf": "notes"})
        yield ToolFinished("c", run.id, run.seconds, run.from_store)
        yield Answered("Tariffs are dealt with there [1].", (run.id,))

    def _call(self, steps: int, stop: StopSignal) -> Iterator[Event]:
        arguments = {
            "changes": [{"importer": "USA", "exporter": "CHN", "points": 25.0}],
            "sectors": ["electronics"],
            "steps": steps,
        }
        yield ToolStarted(
            "c", "simulate_toy", "Simulate a tariff", arguments, "US tariff on Chinese electronics, plus 25 points"
        )
        reported: list[Progress] = []
        for step in range(steps):
            yield ToolProgress("c", step, steps, f"solving, step {step + 1}")
            if stop.wait(0.1):
                yield Answered("", stopped=True)
                return
        try:
            run = execute(find_tool("simulate_toy"), {**arguments, "steps": 1}, stop=stop, report=reported.append)
        except Cancelled:
            yield Answered("", stopped=True)
            return
        except UserError as error:
            yield ToolFailed("c", str(error))
            return
        yield ToolFinished("c", run.id, run.seconds, run.from_store)
        text = run.result.headline + " Mexico gains 0.25 %."
        for word in text.split(" "):
            yield Token(word + " ")
            time.sleep(0.02)
        yield Answered(text, (run.id,))


if __name__ == "__main__":
    import sys

    from ui.chat import launch

    REGISTERED[TOY.name] = TOY
    launch(int(sys.argv[1]), open_browser=False, assistant=StandIn(*sys.argv[2:3]))
