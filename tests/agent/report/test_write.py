"""Writing a report: numbers, failures, Stop, the store, commands that repeat a run."""

import shlex
from threading import Event

import pytest

from agent.report.compose import call_command
from agent.report.document import Paragraph, text_of_block
from agent.report.outline import Outline, Section
from agent.report.store import ReportStore
from agent.report.verify import verify
from agent.report.words import Prose
from agent.report.write import write_report
from tests.agent.report.conftest import THEORY, WORLD
from tools.core.errors import Cancelled, UserError
from tools.core.execute import execute
from tools.core.registry import find_tool
from tools.core.runs import RunStore
from tools.core.workspace import workspace
from ui.cli.call import parse_arguments


def all_text(report) -> str:
    return "\n".join(text_of_block(block) for block in report.document.blocks)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_number_of_a_report_is_found_in_its_runs(make_report, language):
    record = make_report(language=language).record
    assert record.numbers > 30
    assert (record.verified, record.unverified) == (record.numbers, ())


def test_a_changed_number_is_noticed(make_report):
    report = make_report()
    runs = [RunStore(workspace().runs).load(id) for id in report.record.runs]
    blocks = [*report.document.blocks, Paragraph(claims=True, spans=({"text": "It is 87.31 % of them."},))]
    changed = report.document.model_copy(update={"blocks": tuple(blocks)})
    assert verify(changed, runs, report.outline.topic).unverified == ("87.31 %",)


def test_a_report_has_summary_method_results_limits_references_and_runs(make_report):
    report = make_report()
    headings = [heading.text for heading in report.document.headings if heading.level == 1]
    assert headings[:4] == ["Executive summary", "Method", "Results", "Limits"]
    assert headings[4:] == ["References", "Appendix: runs and commands"]
    text = all_text(report)
    for run in report.record.runs:
        assert f"quesnay rerun {run}" in text


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("predict_generalization", {"modulus": 150, "digits": 3, "positions": "relative"}),
        ("describe_economy", {"dataset": "stylised-4x3", "economies": "all"}),
    ],
)
def test_the_appendix_command_asks_the_same_again(tool, arguments):
    run = execute(find_tool(tool), arguments)
    words = shlex.split(call_command(run))
    assert words[:3] == ["quesnay", "call", tool]
    parsed = find_tool(tool).parse(parse_arguments(find_tool(tool), words[3:]))
    assert parsed.model_dump(mode="json") == run.arguments


def test_a_section_that_fails_says_so_and_the_report_goes_on(make_report):
    bad = Section(title="Nowhere", tool="describe_economy", arguments={"dataset": "atlantis"})
    report = make_report(bad, THEORY)
    assert list(report.record.problems) == ["Nowhere"]
    assert "could not be computed" in all_text(report)
    assert len(report.record.runs) == 1


def test_a_fault_of_a_tool_is_told_without_its_inside(make_report, monkeypatch):
    def broken(args, ctx):
        raise RuntimeError("secret inside")

    monkeypatch.setattr("agent.report.write.execute", lambda tool, *rest, **more: broken(None, None))
    report = make_report(THEORY)
    assert "RuntimeError" in all_text(report) and "secret inside" not in all_text(report)


def test_stop_leaves_no_report(make_report):
    stop = Event()
    with pytest.raises(Cancelled):
        make_report(THEORY, WORLD, stop=stop, report=lambda step: stop.set())
    assert list(ReportStore().records()) == []
    assert not list(workspace().reports.iterdir())


def test_the_same_outline_makes_the_same_report(make_report):
    first, second = make_report(), make_report()
    assert first.id == second.id
    assert ReportStore().load(first.id).document == second.document


def test_a_stored_report_that_was_changed_is_refused(make_report):
    report = make_report(THEORY)
    (report.folder / "document.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UserError, match="cannot be read"):
        ReportStore().load(report.id)
    with pytest.raises(UserError, match="no report called"):
        ReportStore().load("../../etc")


class Inventing:
    """A strong writer that keeps a number from nowhere."""

    def frame(self, topic, section, run, language, turn):
        return ""

    def section(self, topic, section, run, language, turn):
        return Prose(("Theory gives 33.3 %, and 77.7 % of readers agree.",), ("77.7 %",))

    def summary(self, topic, findings, runs, language, turn):
        return Prose()


def test_a_number_that_a_model_invents_is_marked_where_it_stands(make_report):
    report = make_report(THEORY, writer=Inventing())
    assert report.record.unverified == ("77.7 %",)
    marked = [
        s.text for b in report.document.blocks if isinstance(b, Paragraph) for s in b.spans if s.style == "unverified"
    ]
    assert marked == ["77.7 %"]


def test_an_outline_without_a_working_section_still_makes_a_report():
    bad = Section(title="Nowhere", tool="describe_economy", arguments={"dataset": "atlantis"})
    report = write_report(Outline(topic="Nowhere", template="free", language="zh", sections=(bad,)))
    assert report.record.numbers == 0 and report.record.runs == ()
