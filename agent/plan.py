"""Questions that need two or three tools: cut into steps that the person sees, each a run of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from langchain.agents.middleware import AgentMiddleware
from langchain.agents.middleware.types import AgentState, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage

from agent.events import Planned
from agent.router import NONE, SURE_TOOL, Route, Router
from agent.turn import Turn
from tools.core.tool import Tool

MOST_STEPS = 3
CONFIDENT = 0.75
"""Probability of one tool from which a question is not cut for its subjects alone."""

PART = 0.10
"""Probability that the best tool of each family must have in a question that is cut for its subjects."""

LEADING = 0.35
TOGETHER = 0.7
"""From these probabilities, of the first tool and of its family, a piece is taken for the first tool."""

_JOINT = re.compile(
    r"(\s*(?:[;；]|[,，]?\s*\b(?:and then|then|and also|and|as well as|plus)\b"
    r"(?=\s+(?:how|what|which|who|where|why|tell|show|forecast|"
    r"compare|rank|describe|label|compute|simulate|find|explain|list|predict|nowcast|test|give|say|see)\b)"
    r"|[，,]?(?:然后|接着|同时|以及|并且?(?=告诉|说明|列出|比较|预测|模拟|排|找|给)|再(?=告诉|说明|列出|比较|预测|模拟|排|看)))\s*)",
    re.IGNORECASE,
)
_IN_ORDER = re.compile(r"then|plus|[;；]|然后|接着|再|同时", re.IGNORECASE)
_ASK = re.compile(r"^(?:tell me|show me|say|also|please|告诉我|说明|再|并)\s*", re.IGNORECASE)
SUBJECTS: dict[str, re.Pattern[str]] = {
    "trade": re.compile(
        r"(?P<cue>(?:global |world )?(?:tariff|trade|subsidy) (?:war|race|conflict)s?)"
        r"|tariffs?|subsid(?:y|ies)|retaliat|protectionis"
        r"|(?P<cue_zh>关税战|贸易战|补贴战)|关税|补贴|贸易",
        re.IGNORECASE,
    ),
    "exposure": re.compile(r"expos(?:ed|ure)|occupations?|\bAI\b|automat|暴露|职业|人工智能|AI", re.IGNORECASE),
    "forecasting": re.compile(r"forecast|nowcast|outlook|预测|展望|GDP ?增速", re.IGNORECASE),
    "arithmetic": re.compile(r"arithmetic|modul|digits?\b|transformer|算术|取模|位数", re.IGNORECASE),
}
"""Words by which a question names the subject of a family; a cue is a phrase that says by itself what to compute."""


@dataclass(frozen=True)
class Step:
    """One step: the tool and the words that its arguments are read from."""

    tool: str
    question: str


def plan(question: str, route: Route, router: Router, tools: dict[str, Tool]) -> tuple[Step, ...]:
    """Return the steps of a question that needs more than one tool, at most three; empty where one is enough."""
    return _by_clauses(question, route, router, tools) or _by_subjects(question, route, router, tools)


def _by_clauses(question: str, route: Route, router: Router, tools: dict[str, Tool]) -> tuple[Step, ...]:
    """Cut at joints where each piece is surely for a tool of its own."""
    joints = _JOINT.findall(question)
    clauses = [_ASK.sub("", clause.strip(" ,，.。?？")) for clause in _JOINT.split(question)[::2]]
    clauses = [clause for clause in clauses if len(clause) >= 4][:MOST_STEPS]
    if len(clauses) < 2:
        return ()
    steps: list[Step] = []
    for clause in clauses:
        found = router.route(clause)
        if not _is_sure_of_family(found, tools):
            return ()
        tool = _by_cue(clause, found, router, tools) or found.best
        if tool not in [step.tool for step in steps]:
            steps.append(Step(tool, clause))
    families = {tools[step.tool].family for step in steps}
    in_order = any(_IN_ORDER.search(joint) for joint in joints)
    sure = route.verdict == "tool" and route.ranked[0].probability >= CONFIDENT
    return tuple(steps) if len(steps) > 1 and (len(families) > 1 or in_order or not sure) else ()


def _by_cue(text: str, route: Route, router: Router, tools: dict[str, Tool]) -> str | None:
    """Return the tool of a phrase that says by itself what to compute, where the whole text leaves it open."""
    match = SUBJECTS["trade"].search(text)
    cue = match and (match["cue"] or match["cue_zh"])
    if not cue or route.ranked[0].probability >= CONFIDENT:
        return None
    best = router.route(cue).best
    return best if best in tools and tools[best].family == tools[route.best].family else None


def _is_sure_of_family(route: Route, tools: dict[str, Tool]) -> bool:
    """Return whether a piece of a question is surely for its best tool, or for that and others of one family."""
    if route.best not in tools:
        return False
    family = tools[route.best].family
    together = sum(
        guess.probability for guess in route.ranked if guess.tool in tools and tools[guess.tool].family == family
    )
    best = route.ranked[0].probability
    return best >= SURE_TOOL or (best >= LEADING and together >= TOGETHER)


def _by_subjects(question: str, route: Route, router: Router, tools: dict[str, Tool]) -> tuple[Step, ...]:
    """Take the best tool of each of two families whose subjects the question names, where no tool is sure of it."""
    if route.best == NONE or route.ranked[0].probability >= CONFIDENT:
        return ()
    found: list[tuple[int, Step]] = []
    for family, words in SUBJECTS.items():
        match = words.search(question)
        if match is None:
            continue
        ranked = [guess for guess in route.ranked if guess.tool in tools and tools[guess.tool].family == family]
        if ranked and ranked[0].probability >= PART:
            own = Route("unsure", tuple(ranked))
            tool = (_by_cue(question, own, router, tools) if family == "trade" else None) or ranked[0].tool
            found.append((match.start(), Step(tool, question)))
    steps = tuple(step for _, step in sorted(found, key=lambda item: item[0]))
    return steps[:MOST_STEPS] if len(steps) > 1 else ()


def as_kept(steps: Sequence[Step]) -> list[dict[str, str]]:
    """Return steps as plain JSON for a message."""
    return [{"tool": step.tool, "question": step.question} for step in steps]


def planned_in(message: Any) -> tuple[Step, ...]:
    """Return the steps that a message plans."""
    kept = getattr(message, "additional_kwargs", {}).get("plan", ())
    return tuple(Step(str(step["tool"]), str(step["question"])) for step in kept)


class PlanTeller(AgentMiddleware[AgentState[Any], Turn]):
    """Tells the person the plan before its first step runs: the small model's, or several calls made at once."""

    def __init__(self, tools: dict[str, Tool]) -> None:
        super().__init__()
        self.known = tools

    def wrap_model_call(
        self, request: ModelRequest[Turn], handler: Callable[[ModelRequest[Turn]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        """Call the model, and tell what it plans."""
        response = handler(request)
        last = response.result[-1] if response.result else None
        if isinstance(last, AIMessage) and (titles := titles_of(last, self.known)):
            request.runtime.stream_writer(Planned(titles))
        return response


def titles_of(message: AIMessage, tools: dict[str, Tool]) -> tuple[str, ...]:
    """Return the titles of the steps that a message begins; empty where it is one step or goes on with a plan."""
    steps = [step.tool for step in planned_in(message)] or [call["name"] for call in message.tool_calls]
    if len(steps) < 2 or message.additional_kwargs.get("plan_step", 0):
        return ()
    return tuple(tools[name].title if name in tools else name for name in steps)
