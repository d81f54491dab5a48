"""Outline and runs -> the document: every sentence here is the template's, a run's, or a checked one."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from agent.report.document import Block, Commands, Document, Figure, Heading, Items, Paragraph, Span, plain
from agent.report.figures import Drawn, draw, shown_charts
from agent.report.outline import Outline, Section
from agent.report.phrases import date_in_words, say
from agent.report.references import References
from agent.report.tables import shown_table
from agent.report.templates import find_template, method_of
from agent.report.words import Prose
from agent.turn import Language
from tools.core.registry import find_tool
from tools.core.runs import Run


@dataclass(frozen=True)
class Outcome:
    """A section with what came of it: its run, or why there is none; and generated words."""

    section: Section
    run: Run | None = None
    problem: str = ""
    frame: str = ""
    prose: Prose = field(default_factory=Prose)


@dataclass(frozen=True)
class Composed:
    """A document and its drawings by figure name."""

    document: Document
    drawings: dict[str, Drawn]


def compose(outline: Outline, outcomes: Sequence[Outcome], summary: Prose, day: date) -> Composed:
    """Return the document of a report.

    Args:
        outline: what was asked.
        outcomes: its sections as they came out, in order.
        summary: prose for the executive summary; the findings are listed where it is empty.
        day: the date on it.
    """
    return _Composer(outline).compose(outcomes, summary, day)


class _Composer:
    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._language: Language = outline.language
        self._references = References(outline.language)
        self._drawings: dict[str, Drawn] = {}
        self._tables = 0

    def compose(self, outcomes: Sequence[Outcome], summary: Prose, day: date) -> Composed:
        worked = [outcome for outcome in outcomes if outcome.run is not None]
        runs = list({outcome.run.id: outcome.run for outcome in worked if outcome.run}.values())
        # Method first: it gives the references their numbers in the order in which a reader meets them.
        method = self._method(runs)
        blocks: list[Block] = [*self._summary(worked, summary), *method, *self._results(outcomes)]
        if runs:
            blocks += [*self._limits(runs), *self._listed(), *self._appendix(runs)]
        document = Document(
            title=self._outline.topic,
            subtitle=find_template(self._outline.template).title.of(self._language),
            date=date_in_words(day.year, day.month, day.day, self._language),
            language=self._language,
            contents=self._say("contents"),
            blocks=tuple(blocks),
        )
        return Composed(document, self._drawings)

    def _summary(self, worked: Sequence[Outcome], summary: Prose) -> list[Block]:
        blocks: list[Block] = [self._heading("summary", "1")]
        if not worked:
            return [*blocks, Paragraph(spans=plain(self._say("none_worked")), role="warning")]
        if summary.paragraphs:
            blocks += [_prose(text, summary, self._language) for text in summary.paragraphs]
        else:
            items = [
                (
                    Span(text=self._label(outcome.section.title), style="strong"),
                    Span(text=first_sentences(headline_of(outcome.run, self._language), self._language)),
                )
                for outcome in worked
                if outcome.run
            ]
            blocks.append(Items(claims=True, items=tuple(items)))
        return [*blocks, Paragraph(spans=plain(self._say("opening")))]

    def _method(self, runs: Sequence[Run]) -> list[Block]:
        blocks: list[Block] = [self._heading("method", "2"), Paragraph(spans=plain(self._say("method_opening")))]
        if self._outline.assumptions:
            said = ("" if self._language == "zh" else " ").join(self._outline.assumptions)
            blocks.append(Paragraph(spans=plain(self._say("assumptions") + said)))
        items = []
        for tool, of_tool in _by_tool(runs).items():
            method, described = method_of(tool), find_tool(tool).description
            text = (method.method_zh if self._language == "zh" else method.method) or described
            spans = [Span(text=self._label(self._tool_title(tool)), style="strong"), Span(text=text)]
            spans += [Span(text=self._references.cite(reference), style="cite") for reference in method.references]
            names = list(dict.fromkeys(name for run in of_tool for name in run.record.datasets))
            spans.append(Span(text=" " + self._data(names)))
            spans += [Span(text=self._references.cite_data(name), style="cite") for name in names]
            items.append(tuple(spans))
        return [*blocks, Items(items=tuple(items))] if items else blocks

    def _results(self, outcomes: Sequence[Outcome]) -> list[Block]:
        blocks: list[Block] = [self._heading("results", "3")]
        for place, outcome in enumerate(outcomes, 1):
            blocks.append(Heading(text=outcome.section.title, level=2, number=f"3.{place}"))
            blocks += self._section(outcome)
        return blocks

    def _section(self, outcome: Outcome) -> list[Block]:
        gap = "" if self._language == "zh" else " "
        opening = gap.join(part for part in (outcome.section.lead, outcome.frame) if part)
        blocks: list[Block] = [Paragraph(claims=True, spans=plain(opening))] if opening else []
        run = outcome.run
        if run is None:
            return [*blocks, Paragraph(spans=plain(self._say("failed", why=outcome.problem)), role="warning")]
        if outcome.prose.paragraphs:
            for text in outcome.prose.paragraphs:
                blocks.append(_prose(text, outcome.prose, self._language, run.id))
        else:
            blocks.append(Paragraph(claims=True, run_id=run.id, spans=plain(headline_of(run, self._language))))
        if run.result.partial:
            blocks.append(Paragraph(spans=plain(self._say("partial")), role="warning"))
        method = method_of(run.tool)
        for chart in shown_charts(run, method):
            drawn = draw(chart, self._language)
            caption = typeset(drawn.caption, self._language)
            if self._language == "zh":
                caption = method.charts_zh.get(chart.name, outcome.section.title)
            blocks.append(self._figure(drawn, caption, run))
        self._tables += 1
        table = shown_table(run, method, f"{self._say('table')} {self._tables}", self._language)
        if table is None:
            self._tables -= 1
            return blocks
        return [*blocks, table]

    def _figure(self, drawn: Drawn, caption: str, run: Run) -> Figure:
        name = f"figure-{len(self._drawings) + 1}"
        self._drawings[name] = drawn
        return Figure(
            claims=True,
            run_id=run.id,
            label=f"{self._say('figure')} {len(self._drawings)}",
            caption=caption,
            name=name,
            chart=drawn.spec is not None,
            width=drawn.width,
            note=self._say("source_run", run=run.id) + self._sources(run),
        )

    def _sources(self, run: Run) -> str:
        names = list(run.record.datasets)
        return ("" if self._language == "zh" else " ") + self._data(names) if names else ""

    def _data(self, names: Sequence[str]) -> str:
        if not names:
            return self._say("no_data")
        comma = "、" if self._language == "zh" else "; "
        return self._say("data", names=comma.join(self._references.title(name) for name in names))

    def _limits(self, runs: Sequence[Run]) -> list[Block]:
        chinese = self._language == "zh"
        texts: dict[str, list[str]] = {}
        for tool in _by_tool(runs):
            method = method_of(tool)
            if text := method.limits_zh if chinese else method.limits:
                texts.setdefault(text, []).append(self._tool_title(tool))
        comma = "、" if chinese else ", "
        items = tuple(
            (Span(text=self._label(comma.join(titles)), style="strong"), Span(text=text))
            for text, titles in texts.items()
        )
        return [self._heading("limits", "4"), Items(items=items)] if items else []

    def _listed(self) -> list[Block]:
        entries = self._references.entries
        if not entries:
            return []
        return [self._heading("references", "5"), Items(numbered=True, items=tuple(plain(entry) for entry in entries))]

    def _appendix(self, runs: Sequence[Run]) -> list[Block]:
        blocks: list[Block] = [self._heading("appendix", "A"), Paragraph(spans=plain(self._say("repeat")))]
        told: set[str] = set()
        for place, run in enumerate(runs, 1):
            record = run.record
            title = self._say("run_heading", run=run.id, title=self._tool_title(run.tool))
            blocks.append(Heading(text=title, level=2, number=f"A.{place}"))
            facts = self._say(
                "run_facts",
                tool=run.tool,
                version=record.version,
                seed=record.seed,
                created=record.created[:16].replace("T", " "),
                seconds=record.seconds,
            )
            data = ", ".join(f"{name} ({mark[:12]})" for name, mark in record.datasets.items())
            gap = "" if self._language == "zh" else " "
            if data:
                facts += gap + self._say("run_data", data=data)
            blocks.append(Paragraph(spans=plain(facts), role="small"))
            blocks.append(Commands(lines=(record.command, call_command(run))))
            fresh = [note for note in run.result.notes if note not in told]
            told.update(fresh)
            if fresh:
                blocks.append(Paragraph(spans=plain(self._say("notes_of")), role="small"))
                blocks.append(
                    Items(claims=True, run_id=run.id, items=tuple(plain(typeset(note, "en")) for note in fresh))
                )
            if len(fresh) < len(run.result.notes):
                blocks.append(Paragraph(spans=plain(self._say("notes_above")), role="small"))
        return blocks

    def _tool_title(self, tool: str) -> str:
        return (self._language == "zh" and method_of(tool).zh) or find_tool(tool).title

    def _label(self, text: str) -> str:
        """Return a text that leads a list's item, with the colon of the language."""
        return f"{text}：" if self._language == "zh" else f"{text}: "

    def _heading(self, phrase: str, number: str) -> Heading:
        return Heading(text=self._say(phrase), level=1, number=number)

    def _say(self, phrase: str, **words: object) -> str:
        return say(phrase, self._language, **words)


def headline_of(run: Run | None, language: Language) -> str:
    """Return a run's headline in a language, in English where it has none in Chinese."""
    if run is None:
        return ""
    return typeset((language == "zh" and run.result.headline_zh) or run.result.headline, language)


def typeset(text: str, language: Language) -> str:
    """Return a text with true minus signs and numbers that stay with their percent sign.

    >>> typeset("-0.5 % to +3.1 %", "en") == "\u22120.5\u00a0% to +3.1\u00a0%", typeset("变化 -0.5 %", "zh")
    (True, '变化 −0.5%')
    """
    text = re.sub(r"(?<![A-Za-z0-9_.)-])-(?=\d)", "\N{MINUS SIGN}", text)
    return re.sub(r"(?<=\d) (?=%)", "" if language == "zh" else "\N{NO-BREAK SPACE}", text)


def first_sentences(text: str, language: Language, most: int = 260) -> str:
    """Return the first sentences of a text that fit, at least one.

    >>> first_sentences("Income falls by 0.5 %. Output falls.", "en", most=10)
    'Income falls by 0.5 %.'
    """
    parts = [part for part in re.split(r"(?<=[.!?])\s+(?=[A-Z])|(?<=。)", text.strip()) if part]
    limit = most // 2 if language == "zh" else most
    kept = parts[0]
    for part in parts[1:]:
        longer = kept + ("" if language == "zh" else " ") + part
        if len(longer) > limit:
            break
        kept = longer
    return kept


def call_command(run: Run) -> str:
    """Return the command that asks for a run's arguments anew, those that differ from the defaults."""
    fields = find_tool(run.tool).args_model.model_fields
    words = []
    for name, value in run.arguments.items():
        default = fields[name].get_default(call_default_factory=True) if name in fields else None
        if value is None or value == default:
            continue
        words.append(shlex.quote(f"{name}={_written(value)}"))
    return " ".join(["quesnay", "call", run.tool, *words])


def _written(value: Any) -> str:
    import json

    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _by_tool(runs: Sequence[Run]) -> dict[str, list[Run]]:
    found: dict[str, list[Run]] = {}
    for run in runs:
        found.setdefault(run.tool, []).append(run)
    return found


def _prose(text: str, prose: Prose, language: Language, run_id: str = "") -> Paragraph:
    """Return a generated paragraph with its unverified numbers marked where they stand."""
    marks = sorted((number for number in prose.unverified if number), key=len, reverse=True)
    if not marks:
        return Paragraph(claims=True, run_id=run_id, spans=plain(text))
    spans = []
    for part in re.split(f"({'|'.join(map(re.escape, marks))})", text):
        if part in marks:
            spans += [Span(text=part, style="unverified"), Span(text=" " + say("unverified", language))]
        elif part:
            spans.append(Span(text=part))
    return Paragraph(claims=True, run_id=run_id, spans=tuple(spans))
