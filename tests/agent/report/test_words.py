"""What of a model's words gets into a report."""

import pytest
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from agent.report.outline import Section
from agent.report.words import SmallWriter, StrongWriter, framing
from agent.turn import Turn
from tools.core.execute import execute
from tools.core.registry import find_tool

SECTION = Section(title="Theory", tool="predict_generalization")


@pytest.fixture
def run():
    return execute(find_tool("predict_generalization"), {"modulus": 150})


@pytest.mark.parametrize(
    "said",
    [
        "Accuracy falls on longer numbers.",
        "It is right in 47.11 % of cases.",
        "About half of the answers are right.",
        "See https://evil.example for more.",
        "<b>Important</b> question.",
        "这很重要。",
        "An unfinished sentence that",
        "Why do sums matter?",
    ],
)
def test_a_small_model_s_findings_inventions_and_markup_are_dropped(run, said):
    assert framing(said, run, "Addition", "en") == ""


def test_at_most_two_plain_sentences_of_a_small_model_are_kept(run):
    said = "Why it matters is plain. Models meet such numbers often. A further thought follows."
    assert framing(said, run, "Addition", "en") == "Why it matters is plain. Models meet such numbers often."


def test_a_small_model_writes_no_section(run):
    writer = SmallWriter(GenericFakeChatModel(messages=iter([AIMessage("Reliable sums matter to users.")])))
    assert writer.frame("Addition", SECTION, run, "en", Turn()) == "Reliable sums matter to users."
    assert writer.section("Addition", SECTION, run, "en", Turn()).paragraphs == ()


def test_a_strong_model_is_asked_once_more_about_a_number_from_nowhere(run):
    replies = iter([AIMessage("Right in 98.76 % of cases."), AIMessage("Right in 33.3 % of cases.")])
    prose = StrongWriter(GenericFakeChatModel(messages=replies)).section("Addition", SECTION, run, "en", Turn())
    assert prose.paragraphs == ("Right in 33.3 % of cases.",)
    assert prose.unverified == ()
