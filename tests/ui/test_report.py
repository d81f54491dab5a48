"""`quesnay report` and the rows of the outline in the page."""

import json

import pytest
from docx import Document

from agent.report.outline import Outline, Section
from tools.core.errors import UserError
from ui.report.rows import outline_of_rows, rows_of
from ui.report.shelf import ReportShelf

SECTIONS = (
    Section(title="Theory", tool="predict_generalization", arguments={"modulus": 150, "digits": 2}, lead="Why."),
    Section(title="World", tool="describe_economy", arguments={"dataset": "stylised-4x3"}),
)
OUTLINE = Outline(topic="Addition modulo 150", template="free", language="en", sections=SECTIONS)


@pytest.fixture(autouse=True)
def no_model(monkeypatch):
    from agent.settings import model_settings

    monkeypatch.setenv("QUESNAY_MODEL", "none")
    model_settings.cache_clear()
    yield
    model_settings.cache_clear()


def test_report_writes_an_outline_in_several_formats_and_counts_its_numbers(quesnay, tmp_path):
    plan = tmp_path / "plan.json"
    plan.write_text(OUTLINE.to_json(), encoding="utf-8")
    word, page = tmp_path / "out.docx", tmp_path / "out.html"
    done = quesnay("report", "--outline", str(plan), "-o", str(word), "-o", str(page))
    assert done.code == 0, done.err
    assert [paragraph.text for paragraph in Document(str(word)).paragraphs if paragraph.style.name == "Title"]
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    *_, said = done.out.splitlines()
    numbers, verified = said.split(": ")[1].split(", ")[:2]
    assert numbers.split()[0] == verified.split()[0] and "2 runs" in said
    again = tmp_path / "again.pdf"
    assert quesnay("report", "--again", said.split()[1].rstrip(":"), "-o", str(again)).code == 0
    assert again.read_bytes().startswith(b"%PDF-")


def test_report_writes_the_outline_alone_where_no_output_is_named(quesnay, tmp_path):
    plan = tmp_path / "plan.json"
    done = quesnay("report", "US tariffs of 25 points on Chinese electronics", "--outline", str(plan))
    assert done.code == 0, done.err
    written = json.loads(plan.read_text(encoding="utf-8"))
    assert written["template"] == "trade" and len(written["sections"]) == 4


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("report", "", "-o", "out.docx"), "The topic is empty"),
        (("report", "tariffs", "-o", "out.odt"), ".html, .docx, .pdf, .md"),
        (("report", "tariffs", "-o", "/proc/nowhere/out.pdf"), "cannot be written"),
        (("report", "tariffs"), "Name a file"),
        (("report", "tariffs", "-o", "out.pdf", "--language", "fr"), "use en, zh or auto"),
        (("report", "tariffs", "-o", "out.pdf", "--template", "novel"), "no report template called 'novel'"),
        (("report", "The best pizza in Naples", "-o", "out.pdf"), "No model here is about"),
        (("report", "--again", "0123456789ab", "-o", "out.pdf"), "No report is stored yet"),
    ],
)
def test_report_explains_what_is_wrong(quesnay, tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    done = quesnay(*words)
    assert done.code == 1
    assert said in done.err
    assert list(tmp_path.glob("out*")) == []


def test_rows_stand_for_the_outline_they_show():
    assert outline_of_rows(OUTLINE, rows_of(OUTLINE)) == OUTLINE.model_copy(
        update={
            "sections": (SECTIONS[0].model_copy(update={"arguments": {"modulus": "150", "digits": "2"}}), SECTIONS[1])
        }
    )


def test_rows_can_be_switched_off_moved_and_added():
    first, second = rows_of(OUTLINE)
    edited = outline_of_rows(
        OUTLINE, [second, (False, *first[1:]), (True, "", "", ""), (True, "", "forecast", "horizon = 2")]
    )
    assert [(section.title, section.on) for section in edited.sections] == [
        ("World", True),
        ("Theory", False),
        ("Forecast growth", True),
    ]
    assert edited.sections[2].arguments == {"horizon": "2"}


def test_a_row_without_a_tool_or_with_a_broken_argument_is_named():
    with pytest.raises(UserError, match="Section 1: choose a tool"):
        outline_of_rows(OUTLINE, [(True, "A title", "", "")])
    with pytest.raises(UserError, match=r"Section 1: .*write key=value"):
        outline_of_rows(OUTLINE, [(True, "A title", "forecast", "two quarters")])


def test_a_ticket_gives_out_its_own_report_alone_and_to_its_owner_alone():
    shelf = ReportShelf(most=1)
    first = shelf.put("0123456789ab", "anna")
    assert shelf.find(first, "anna") == "0123456789ab" and shelf.find("0" * 32, "anna") is None
    assert shelf.find(first, "bo") is None and shelf.find(first, "") is None
    shelf.put("ba9876543210", "anna")
    assert shelf.find(first, "anna") is None
