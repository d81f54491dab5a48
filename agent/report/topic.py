"""From a topic to an outline: which template, which facts the topic states, and what the template assumes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from threading import Event
from typing import TYPE_CHECKING, Any, Literal

from agent.report.outline import MOST_SECTIONS, Outline, Section, check_topic
from agent.report.spoken import facts_by_code
from agent.report.templates import Read, Template, find_template, templates
from agent.turn import Language, Stopped, Turn, language_of
from tools.core.context import Progress
from tools.core.errors import Cancelled, UserError
from tools.core.registry import all_tools, find_tool
from tools.core.tool import Tool

if TYPE_CHECKING:
    from agent.router import Router

MOST_FREE_TOOLS = 4
SURELY_FOREIGN = 0.8
"""Probability of "no tool" from which a topic is turned away."""

_CLAUSES = re.compile(r"[;；。?？!！\n]|,\s|，|、|\band\b|\bversus\b|\bvs\b|以及|和|与|并且?", re.IGNORECASE)
Fill = Callable[[Tool, str, Turn], dict[str, Any]]
"""Reads a tool's arguments from a text: the embedded model's step, or nothing."""


def plan(
    topic: str,
    *,
    template: str = "auto",
    language: Language | Literal["auto"] = "auto",
    fill: Fill | None = None,
    stop: Event | None = None,
    report: Callable[[Progress], None] = lambda _: None,
) -> Outline:
    """Return the outline of a report on a topic.

    Args:
        topic: what the report is about, English or Chinese.
        template: a template's name; "auto" takes the one whose tools fit the topic.
        language: of the report; "auto" takes the topic's.
        fill: reads arguments with a language model; by names and numbers alone where not given.
        stop: set it to stop.
        report: receives progress.

    Raises:
        UserError: the topic is empty, or no tool fits it.
        UnknownName: there is no such template.
        Cancelled: `stop` was set.
    """
    topic = check_topic(topic)
    spoken: Language = language_of(topic) if language == "auto" else language
    chosen = find_template(template) if template != "auto" else None
    router = _router()
    probabilities = {guess.tool: guess.probability for guess in router.route(topic).ranked}
    if probabilities.get("none", 0.0) >= SURELY_FOREIGN:
        raise _outside(topic)
    chosen = chosen or _fitting(probabilities)
    if not chosen.sections:
        return _free(topic, chosen, spoken, router, fill, Turn(stop or Event()), report)
    turn = Turn(stop or Event())
    facts: dict[str, Any] = {}
    for place, read in enumerate(chosen.read):
        report(Progress(place, len(chosen.read), "reading the topic"))
        facts |= _facts(read, topic, fill, turn)
    assumptions = []
    for assume in chosen.assume:
        if assume.applies(facts):
            facts |= assume.set
            assumptions.append(assume.zh if spoken == "zh" else assume.en)
    sections = tuple(
        Section(
            title=planned.title.of(spoken),
            tool=planned.tool,
            arguments=_accepted(planned.tool, planned.fill(facts)),
            lead=planned.lead.of(spoken),
        )
        for planned in chosen.sections
        if planned.is_met(facts)
    )
    return Outline(
        topic=topic, template=chosen.name, language=spoken, sections=sections, assumptions=tuple(assumptions)
    )


@lru_cache(maxsize=1)
def _router() -> Router:
    """Return the router of the installed tools, trained or read once in this process."""
    from agent.router import load_router

    return load_router(list(all_tools().values()))


def _fitting(probabilities: dict[str, float]) -> Template:
    """Return the template whose families' tools the router finds most probable together."""
    families = {name: tool.family for name, tool in all_tools().items()}

    def weight(template: Template) -> float:
        return sum(p for name, p in probabilities.items() if families.get(name) in template.families)

    best = max(templates().values(), key=weight)
    return best if weight(best) >= 0.3 else find_template("free")


def _free(
    topic: str,
    template: Template,
    language: Language,
    router: Router,
    fill: Fill | None,
    turn: Turn,
    report: Callable[[Progress], None],
) -> Outline:
    """Return an outline with a section for each tool that a clause of the topic, or the whole of it, is for."""
    known = all_tools()
    found: dict[str, str] = {}
    for clause in clauses(topic):
        route = router.route(clause)
        if route.best in known and route.ranked[0].probability >= 0.35:
            found.setdefault(route.best, clause)
    if not found:
        route = router.route(topic)
        if route.best not in known and not route.shortlist:
            raise _outside(topic)
        found[route.shortlist[0]] = topic
    sections = []
    for place, (name, clause) in enumerate(list(found.items())[:MOST_FREE_TOOLS]):
        report(Progress(place, len(found), "reading the topic"))
        tool = known[name]
        arguments = _facts(Read(tool=name, arguments=tuple(tool.args_model.model_fields)), clause, fill, turn)
        title = clause[:1].upper() + clause[1:]
        sections.append(Section(title=title, tool=name, arguments=_accepted(name, arguments)))
    return Outline(topic=topic, template=template.name, language=language, sections=tuple(sections[:MOST_SECTIONS]))


def clauses(topic: str) -> list[str]:
    """Return the parts of a topic that may each be for a tool; the whole where it has one part.

    >>> clauses("Forecast China's growth; exposure of translators")
    ["Forecast China's growth", 'exposure of translators']
    """
    parts = [part.strip(" ,，:：") for part in _CLAUSES.split(topic)]
    long_enough = [part for part in parts if len(part) >= (4 if language_of(part) == "zh" else 12)]
    return long_enough if len(long_enough) > 1 else [topic]


def _facts(read: Read, topic: str, fill: Fill | None, turn: Turn) -> dict[str, Any]:
    """Return what the topic says of a tool's arguments: read by the model where there is one, else by code."""
    tool = find_tool(read.tool)
    by_code = {name: value for name, value in facts_by_code(tool, topic).items() if name in read.arguments}
    if fill is None or set(read.arguments) <= set(read.verbatim):
        return by_code
    try:
        turn.check_stopped()
        found = fill(tool, topic, turn)
    except Stopped as error:
        raise Cancelled("stopped") from error
    except UserError:
        return by_code
    kept = {
        name: value
        for name, value in found.items()
        if name in read.arguments and (name not in read.verbatim or str(value).casefold() in topic.casefold())
    }
    try:
        tool.parse(kept)
    except UserError:
        return by_code
    return kept or by_code


def _accepted(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments without those that the tool refuses one by one: the person sees what is left."""
    tool = find_tool(name)
    try:
        tool.parse(arguments)
        return arguments
    except UserError:
        return {key: value for key, value in arguments.items() if _is_fine(tool, key, value)}


def _is_fine(tool: Tool, key: str, value: Any) -> bool:
    if key not in tool.args_model.model_fields:
        return False
    required = [name for name, field in tool.args_model.model_fields.items() if field.is_required()]
    try:
        tool.parse(dict.fromkeys(required, "x") | {key: value})
    except UserError:
        return False
    return True


def _outside(topic: str) -> UserError:
    titles: Sequence[str] = [template.title.en for template in templates().values() if template.sections]
    titles_zh = [template.title.zh for template in templates().values() if template.sections]
    return UserError(
        f"No model here is about '{topic[:80]}', and a report without runs would be invention. Reports can be made on: "
        f"{', '.join(titles)}. Name the policy, the economy, the occupations or the model that you mean.",
        chinese=f"没有模型可以计算“{topic[:80]}”。可以写的报告有：{'、'.join(titles_zh)}。请写明政策、经济体、职业或模型。",
    )
