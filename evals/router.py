"""Measures the router: right tool, top three, time, and how often the person is asked, with two to forty tools.

Run `python -m evals.router [--model] [--write]`. The tools are the installed ones and toy tools of related subjects;
the questions are in no tool's examples. Thresholds and regularisation were set by cross-validation on the examples
alone, whose share right is printed beside (`held out`).
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from agent.choice import choose
from agent.router import NONE, Route, held_out_logits, normalise, softmax, temperature_of, train, training_set
from agent.turn import Turn
from knowledge.embeddings import EmbeddingCache, embed
from tools.core.registry import all_tools
from tools.core.tool import Example, Tool, ToolArgs
from tools.core.workspace import workspace

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

CASES = Path(__file__).parent / "cases"
FINDINGS = Path(__file__).parent / "findings"
SIZES = (2, 8, 20, 40)


@dataclass(frozen=True)
class Measured:
    """What was measured with one number of tools; shares are of all questions unless said otherwise.

    Attributes:
        tools: how many tools the router had.
        questions: how many questions were asked, those for no tool included.
        right: share whose first candidate is right, with a 95 % bootstrap interval.
        right_tool: the same among questions that a tool answers.
        right_none: the same among questions that none answers.
        top3: share of the questions for a tool whose tool is among the first three tools.
        held_out: share right on the tools' own examples, by five-fold cross-validation.
        sure: share on which the router decides alone.
        right_if_sure: share right of these.
        asked: share that ends with a question back to the person; among the rest, `acted_right` is right.
        asked_has_it: share of the questions asked back whose buttons hold the right tool.
        milliseconds: median time of a routing, embedding included.
    """

    tools: int
    questions: int
    right: float
    interval: tuple[float, float]
    right_tool: float
    right_none: float
    top3: float
    held_out: float
    sure: float
    right_if_sure: float
    asked: float
    asked_has_it: float
    acted_right: float
    milliseconds: float
    second_look: str


def measure(tools: list[Tool], client: BaseChatModel | None) -> tuple[Measured, list[str]]:
    """Return the figures for these tools, and a line for each wrong action."""
    texts, labels = training_set(tools)
    vectors = EmbeddingCache(workspace().cache / f"eval-router-{len(tools)}.npz").embed(texts)
    router = train(vectors, labels)
    names = {tool.name: tool for tool in tools}
    cases = [case for case in _read("router.jsonl") if case["tool"] in names or case["tool"] == NONE]
    asked = [(question, case["tool"]) for case in cases for question in case["questions"]]
    routes, times = [], []
    for question, _ in asked:
        started = time.perf_counter()
        routes.append(router.route(question))
        times.append(time.perf_counter() - started)
    truth = np.array([tool for _, tool in asked])
    first = np.array([route.best for route in routes])
    right, is_tool = first == truth, truth != NONE
    sure = np.array([route.verdict != "unsure" for route in routes])
    actions = [_act(question, route, names, client) for (question, _), route in zip(asked, routes, strict=True)]
    back = np.array([isinstance(action, tuple) for action in actions])
    has_it = np.array([isinstance(a, tuple) and t in a for a, t in zip(actions, truth, strict=True)])
    done_right = np.array([a == t for a, t in zip(actions, truth, strict=True)])
    top3 = np.array([t in route.shortlist for t, route in zip(truth, routes, strict=True)])
    wrong = [
        f"{len(tools)}: {question} | {truth[at]} -> {actions[at]} ({routes[at].ranked[0].probability:.2f})"
        for at, (question, _) in enumerate(asked)
        if not done_right[at] and not has_it[at]
    ]
    figures = Measured(
        tools=len(tools),
        questions=len(asked),
        right=_share(right),
        interval=_interval(right),
        right_tool=_share(right[is_tool]),
        right_none=_share(right[~is_tool]),
        top3=_share(top3[is_tool]),
        held_out=_held_out(vectors, labels),
        sure=_share(sure),
        right_if_sure=_share(right[sure]),
        asked=_share(back),
        asked_has_it=_share(has_it[back]),
        acted_right=_share(done_right[~back]),
        milliseconds=round(float(np.median(times)) * 1000, 1),
        second_look="embedded model" if client else "none",
    )
    return figures, wrong


def tool_set(size: int) -> list[Tool]:
    """Return the installed tools that the cases ask for, filled up with toy tools to `size`.

    A toy stands for a tool that is to come: once one of its name is installed, the toy is left out.
    """
    installed = all_tools()
    real = [installed[case["tool"]] for case in _read("router.jsonl") if case["tool"] in installed]
    toys = [
        Tool(
            toy["name"], toy["family"], toy["title"], toy["title"], ToolArgs, _never,
            tuple(Example(question) for question in toy["examples"]), lambda args: (),
        )
        for toy in _read("toy_tools.jsonl")
        if toy["name"] not in installed
    ]  # fmt: skip
    return (real + toys)[:size]


def as_markdown(rows: list[Measured]) -> str:
    """Return the figures as a Markdown table."""
    lines = [
        "# Router",
        "",
        "Written by `python -m evals.router --write`. Shares in percent; questions are in no tool's examples.",
        "",
        "| tools | questions | right (95 %) | right, tool | right, none | top 3 | held out | decides alone "
        "| right then | asks the person | buttons hold it | right when it acts | ms | second look |",
        "|---" * 14 + "|",
    ]
    for row in rows:
        shares = [row.right_tool, row.right_none, row.top3, row.held_out, row.sure, row.right_if_sure]
        shares += [row.asked, row.asked_has_it, row.acted_right]
        low, high = row.interval
        lines.append(
            f"| {row.tools} | {row.questions} | {100 * row.right:.0f} ({100 * low:.0f} to {100 * high:.0f}) | "
            + " | ".join(f"{100 * share:.0f}" for share in shares)
            + f" | {row.milliseconds:.0f} | {row.second_look} |"
        )
    return "\n".join(lines) + "\n"


def _act(question: str, route: Route, names: dict[str, Tool], client: BaseChatModel | None) -> str | tuple[str, ...]:
    """Return what the assistant would do: a tool's name, "none", or the buttons it would show."""
    if route.verdict != "unsure":
        return route.best
    choice = choose(question, [names[name] for name in route.shortlist], route, client, Turn())
    return choice.ask or choice.tool


def _held_out(vectors: Any, labels: list[str]) -> float:
    classes = sorted(set(labels))
    targets = np.array([classes.index(label) for label in labels])
    features = normalise(vectors - vectors.mean(axis=0))
    logits, _ = held_out_logits(features, targets, len(classes))
    return _share(softmax(logits / temperature_of(features, targets, len(classes))).argmax(axis=1) == targets)


def _share(flags: Any) -> float:
    return round(float(np.mean(flags)), 4) if len(flags) else 0.0


def _interval(flags: Any, draws: int = 2000) -> tuple[float, float]:
    random = np.random.default_rng(0)
    means = random.choice(flags, size=(draws, len(flags))).mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return round(float(low), 3), round(float(high), 3)


def _read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


def _never(args: Any, ctx: Any) -> Any:
    raise NotImplementedError("a toy tool is never run")


def main() -> None:
    """Measure and print; with --write, keep the figures in evals/findings."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", action="store_true", help="let the embedded model look where the router is unsure")
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES), help="numbers of tools")
    parser.add_argument("--wrong", action="store_true", help="print the questions that went wrong")
    parser.add_argument("--write", action="store_true", help="write evals/findings/router.json and router.md")
    options = parser.parse_args()
    client = None
    if options.model:
        from agent.embedded import embedded_server
        from agent.models import embedded_client

        client = embedded_client(embedded_server())
    embed(["warm"])
    rows = []
    for size in options.sizes:
        figures, wrong = measure(tool_set(size), client)
        rows.append(figures)
        if options.wrong:
            print("\n".join(wrong))
    print(as_markdown(rows))
    if options.write:
        FINDINGS.mkdir(exist_ok=True)
        (FINDINGS / "router.json").write_text(json.dumps([asdict(row) for row in rows], indent=1) + "\n")
        (FINDINGS / "router.md").write_text(as_markdown(rows))


if __name__ == "__main__":
    main()
