"""Measures follow-ups and plans with the embedded model: right tool, right arguments, right steps.

Run `python -m evals.follow_up [--model] [--write]`. Without --model the language model is left out: what only it could
read counts as wrong, and the share that rules read alone is what is printed. The cases are in no tool's examples.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

from agent.arguments import ArgumentFiller
from agent.brain import small_model
from agent.follow_up import Last, changes, is_why, substitute
from agent.plan import plan
from agent.router import load_router
from agent.small_model import SmallModel
from agent.turn import Turn
from agent.weights import no_report
from evals.arguments import is_right
from evals.grounding import interval
from tools.core.errors import UserError
from tools.core.registry import all_tools
from tools.core.tool import Tool

CASES = Path(__file__).parent / "cases"
FINDINGS = Path(__file__).parent / "findings"


@dataclass(frozen=True)
class Row:
    """One case and what was made of it."""

    kind: str
    question: str
    tool_right: bool
    right: bool
    by_rules: bool
    got: str


class NoFiller(ArgumentFiller):
    """Reads nothing: for measuring what rules do alone."""

    def __init__(self) -> None:
        pass

    def fill(self, tool: Tool, question: str, **options: Any) -> dict[str, Any]:
        """Return no arguments."""
        return {}


def follow_ups(model: SmallModel, tools: dict[str, Tool]) -> list[Row]:
    """Return what the model makes of each follow-up after its first question."""
    rows = []
    for case in _read("follow_ups.jsonl"):
        earlier = [
            HumanMessage(case["first"]),
            AIMessage("", tool_calls=[{"name": case["tool"], "args": case["arguments"], "id": "c1"}]),
            ToolMessage("done", tool_call_id="c1", artifact={"run_id": "0" * 12}),
            AIMessage("done"),
        ]
        last = Last(case["tool"], case["first"], case["arguments"])
        for follow in case["follow_ups"]:
            rows.append(_follow(model, tools, earlier, last, follow))
    return rows


def _follow(model: SmallModel, tools: dict[str, Tool], earlier: list[Any], last: Last, follow: dict[str, Any]) -> Row:
    question = follow["question"]
    if follow["tool"] == "why":
        right = is_why(question)
        return Row("why", question, right, right, right, "why" if right else "a new question")
    try:
        message = model._begin(question, earlier, Turn())
    except UserError as error:
        return Row("follow-up", question, False, False, False, str(error)[:80])
    call: Any = message.tool_calls[0] if message.tool_calls else {"name": "none", "args": {}}
    tool_right = call["name"] == follow["tool"]
    wanted = follow["arguments"]
    tool = tools[follow["tool"]]
    right = tool_right and (
        wanted is None or not changes(tool, wanted, call["args"])[1] or is_right(tool, call["args"], wanted, question)
    )
    rules = follow["tool"] == last.tool and substitute(tools[last.tool], last, question) is not None
    return Row("follow-up", question, tool_right, right, rules, f"{call['name']} {call['args']}")


def plans(model: SmallModel) -> list[Row]:
    """Return whether each question is cut into the right steps, or left whole where one tool is enough."""
    rows = []
    for case in _read("plans.jsonl"):
        question = case["question"]
        steps = [step.tool for step in plan(question, model.router.route(question), model.router, model.toolbox)]
        right = len(steps) == len(case["steps"]) and all(
            step in wanted.split("|") for step, wanted in zip(steps, case["steps"], strict=True)
        )
        kind = "plan" if case["steps"] else "no plan"
        rows.append(
            Row(kind, question, bool(steps) == bool(case["steps"]), right, True, ", ".join(steps) or "one tool")
        )
    return rows


def as_markdown(rows: list[Row], *, with_model: bool) -> str:
    """Return the figures as a Markdown page."""
    lines = [
        "# Follow-ups and plans",
        "",
        "Written by `python -m evals.follow_up --write`. Shares in percent with Wilson's 95 % interval; the arguments "
        f"that rules cannot read were {'filled by the embedded model' if with_model else 'left empty (no model)'}.",
        "",
        "| case | cases | right tool or steps begun | right arguments or steps | read by rules alone |",
        "|---|---|---|---|---|",
    ]
    for kind in dict.fromkeys(row.kind for row in rows):
        mine = [row for row in rows if row.kind == kind]
        shares = [
            sum(row.tool_right for row in mine),
            sum(row.right for row in mine),
            sum(row.by_rules for row in mine),
        ]
        lines.append(f"| {kind} | {len(mine)} | " + " | ".join(_share(hits, len(mine)) for hits in shares) + " |")
    wrong = [row for row in rows if not row.right]
    lines += ["", "Wrong:", "", *(f"- {row.question} -> {row.got}" for row in wrong)] if wrong else []
    return "\n".join(lines) + "\n"


def _share(hits: int, of: int) -> str:
    low, high = interval(hits, of)
    return f"{100 * hits / of:.0f} ({100 * low:.0f} to {100 * high:.0f})"


def _read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


def main() -> None:
    """Measure and print; with --write, keep the figures in evals/findings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", action="store_true", help="let the embedded model read what rules cannot")
    parser.add_argument("--write", action="store_true", help="write evals/findings/follow_up.md")
    options = parser.parse_args()
    tools = all_tools()
    if options.model:
        model = small_model(tools, no_report)
    else:
        model = SmallModel(toolbox=tools, router=load_router(list(tools.values())), filler=NoFiller())
    rows = [*follow_ups(model, tools), *plans(model)]
    text = as_markdown(rows, with_model=options.model)
    print(text)
    if options.write:
        FINDINGS.mkdir(exist_ok=True)
        (FINDINGS / "follow_up.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
