"""Writing a report: run each section, put words around it, verify every number, store the whole."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import Event

from agent.report.compose import Outcome, compose, first_sentences, headline_of
from agent.report.outline import Outline, Section, check_outline
from agent.report.phrases import say
from agent.report.report import Report
from agent.report.store import ReportStore
from agent.report.verify import verify
from agent.report.words import CodeWriter, Prose, Writer
from agent.turn import Language, Stopped, Turn
from tools.core.context import Progress
from tools.core.errors import Cancelled, UserError
from tools.core.execute import execute
from tools.core.registry import find_tool
from tools.core.runs import Run, RunStore
from tools.core.workspace import workspace

log = logging.getLogger(__name__)
Tell = Callable[[Progress], None]


@dataclass(frozen=True)
class _Stage:
    """Progress of one step as a part of the whole."""

    tell: Tell
    place: int
    count: int
    title: str

    def __call__(self, step: Progress) -> None:
        share = min(step.done / step.total, 1.0) if step.total else 0.0
        message = f"{self.title}: {step.message}" if step.message else self.title
        self.tell(Progress(self.place + share, self.count, message))


def write_report(
    outline: Outline,
    *,
    writer: Writer | None = None,
    stop: Event | None = None,
    report: Tell = lambda _: None,
) -> Report:
    """Compute an outline's sections and store the report.

    A section whose tool fails says so, and the report goes on.

    Args:
        outline: the outline, perhaps edited.
        writer: who puts words around the figures; the templates alone where not given.
        stop: set it to stop; runs that are done stay in the store, the report is not written.
        report: receives progress.

    Raises:
        UserError: the outline or the workspace is at fault.
        Cancelled: `stop` was set.
    """
    check_outline(outline)
    workspace().check_writable()
    turn = Turn(stop or Event())
    sections = outline.chosen
    count = len(sections) + 1
    writer = writer or CodeWriter()
    try:
        outcomes = [
            _outcome(section, outline, writer, turn, _Stage(report, place, count, section.title))
            for place, section in enumerate(sections)
        ]
        outcomes = _without_repeats(outcomes)
        report(Progress(len(sections), count, "writing"))
        summary = _summary(outcomes, outline, writer, turn)
        turn.check_stopped()
        now = datetime.now(UTC)
        composed = compose(outline, outcomes, summary, now.date())
        turn.check_stopped()
    except Stopped as error:
        raise Cancelled("stopped") from error
    runs = _runs(outcomes)
    verification = verify(composed.document, runs, outline.topic)
    problems = {outcome.section.title: outcome.problem for outcome in outcomes if outcome.problem}
    stored = ReportStore().save(outline, composed, verification, [run.id for run in runs], problems, now)
    report(Progress(count, count, "done"))
    return stored


def _outcome(section: Section, outline: Outline, writer: Writer, turn: Turn, stage: _Stage) -> Outcome:
    """Return what came of a section; only Stop ends the report."""
    turn.check_stopped()
    stage(Progress(0, 1, ""))
    try:
        if section.run_id:
            run = RunStore(workspace().runs).load(section.run_id)
        else:
            run = execute(find_tool(section.tool), section.arguments, stop=turn.stop, report=stage)
    except UserError as error:
        return Outcome(section, problem=_told(error, outline.language))
    except Cancelled:
        raise
    except Exception as error:
        log.exception("section %s failed", section.tool)
        return Outcome(section, problem=say("failed_inside", outline.language, kind=type(error).__name__))
    turn.check_stopped()
    stage(Progress(1, 1, "writing"))
    try:
        frame = writer.frame(outline.topic, section, run, outline.language, turn)
        prose = writer.section(outline.topic, section, run, outline.language, turn)
    except UserError as error:
        log.info("no generated words for %s: %s", section.tool, error)
        return Outcome(section, run)
    return Outcome(section, run, frame=frame, prose=prose)


def _without_repeats(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Return outcomes in which no section opens with the words of an earlier one."""
    said: set[str] = set()
    kept = []
    for outcome in outcomes:
        kept.append(replace(outcome, frame="") if outcome.frame in said else outcome)
        said.add(outcome.frame)
    return kept


def _summary(outcomes: Sequence[Outcome], outline: Outline, writer: Writer, turn: Turn) -> Prose:
    language = outline.language
    findings = [
        f"{one.section.title}: {first_sentences(headline_of(one.run, language), language)}"
        for one in outcomes
        if one.run is not None
    ]
    if not findings:
        return Prose()
    try:
        return writer.summary(outline.topic, findings, _runs(outcomes), language, turn)
    except UserError as error:
        log.info("no generated summary: %s", error)
        return Prose()


def _runs(outcomes: Sequence[Outcome]) -> list[Run]:
    return list({one.run.id: one.run for one in outcomes if one.run is not None}.values())


def _told(error: UserError, language: Language) -> str:
    return (language == "zh" and error.chinese) or str(error)
