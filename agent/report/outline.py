"""The outline of a report: what a person edits before anything is computed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.turn import Language, language_of
from tools.core.errors import UserError, shorten
from tools.core.registry import find_tool
from tools.core.runs import Run

LONGEST_TOPIC = 300
MOST_SECTIONS = 12


class Section(BaseModel):
    """One section: a tool with its arguments, or a stored run.

    Attributes:
        title: heading of the section.
        tool: the tool that computes it.
        arguments: the tool's arguments, as a person may write them.
        on: whether it is part of the report.
        lead: a sentence that says what the section asks.
        run_id: a stored run to take as it is; computed where empty.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_max_length=2_000)

    title: str = Field(min_length=1, max_length=200)
    tool: str
    arguments: dict[str, Any] = {}
    on: bool = True
    lead: str = ""
    run_id: str = ""


class Outline(BaseModel):
    """What a report will hold.

    Attributes:
        topic: what the person asked for, in their words.
        template: name of the template.
        language: language of the report's words.
        sections: in order.
        assumptions: what the topic left open and the template filled in, for the reader.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_max_length=2_000)

    topic: str
    template: str
    language: Language
    sections: tuple[Section, ...] = Field(max_length=MOST_SECTIONS)
    assumptions: tuple[str, ...] = ()

    @property
    def chosen(self) -> tuple[Section, ...]:
        """Return the sections that are on."""
        return tuple(section for section in self.sections if section.on)

    def to_json(self) -> str:
        """Return the outline as JSON for a person to edit."""
        return json.dumps(self.model_dump(mode="json"), ensure_ascii=False, indent=2)


def check_topic(text: str) -> str:
    """Return a topic on one line.

    Raises:
        UserError: it is empty or too long.
    """
    topic = " ".join(text.split())
    if not topic:
        raise UserError(
            "The topic is empty: say what the report is about, such as 'US tariffs on Chinese electronics'.",
            chinese="主题为空：请写明报告的内容，例如“美国对中国电子产品加征关税”。",
        )
    if len(topic) > LONGEST_TOPIC:
        raise UserError(
            f"The topic has {len(topic):,} characters and at most {LONGEST_TOPIC} are read: shorten it.",
            chinese=f"主题有 {len(topic):,} 个字符，最多 {LONGEST_TOPIC} 个：请缩短。",
        )
    return topic


def check_outline(outline: Outline) -> Outline:
    """Return an outline whose tools and arguments are right.

    Raises:
        UserError: nothing is left on, a tool is unknown or its arguments are at fault; the message names the section.
    """
    check_topic(outline.topic)
    if not outline.chosen:
        raise UserError(
            "The outline has no section that is on: switch one on, or add one with a tool.",
            chinese="大纲中没有启用的章节：请至少启用一个。",
        )
    for section in outline.chosen:
        if section.run_id:
            continue
        tool = find_tool(section.tool)
        try:
            tool.parse(section.arguments)
        except UserError as error:
            raise UserError(f"Section '{shorten(section.title)}': {error}", chinese=error.chinese) from error
    return outline


def read_outline(text: str, where: str) -> Outline:
    """Return the outline that a JSON text holds.

    Args:
        text: what `Outline.to_json` wrote, perhaps edited.
        where: what to call it in an error.

    Raises:
        UserError: it is not JSON, or not an outline.
    """
    try:
        return Outline.model_validate_json(text)
    except ValidationError as error:
        problem = error.errors()[0]
        place = ".".join(str(part) for part in problem["loc"]) or "the text"
        raise UserError(
            f"{where} is not an outline of a report: {place}: {shorten(problem['msg'], 160)}. "
            "Write a fresh one with `quesnay report TOPIC --outline FILE` and edit that."
        ) from error


def outline_of_runs(runs: Sequence[Run], topics: Sequence[str], language: Literal["en", "zh"] | None = None) -> Outline:
    """Return the outline of a report on runs that are stored already, such as those of a conversation.

    Args:
        runs: the runs, in order; one that comes twice counts once.
        topics: what was asked for each, in the person's words.
        language: language of the report; that of the first question where not given.

    Raises:
        UserError: there is no run.
    """
    if not runs:
        raise UserError(
            "There is nothing to report yet: ask a question that a model answers, then make a report of it.",
            chinese="还没有可以写进报告的结果：请先提一个由模型回答的问题。",
        )
    unique = {run.id: (run, topic) for run, topic in reversed(list(zip(runs, topics, strict=True)))}
    kept = [unique[id] for id in dict.fromkeys(run.id for run in runs)][:MOST_SECTIONS]
    language = language or language_of(topics[0])
    sections = tuple(
        Section(
            title=shorten(topic.strip() or find_tool(run.tool).title, 120),
            tool=run.tool,
            arguments=run.arguments,
            run_id=run.id,
        )
        for run, topic in kept
    )
    return Outline(topic=check_topic(shorten(topics[0], 200)), template="free", language=language, sections=sections)
