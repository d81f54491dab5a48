"""Numbers of an answer lead to their runs; doubtful ones are marked; nothing from outside becomes HTML."""

from agent.events import Answered, Planned, ToolFailed, ToolStarted
from agent.grounding import Found
from tools.core.errors import UserError
from ui.numbers import doubts, with_links
from ui.render import Transcript, plain_markdown

GOOD = Found("3 %", 3, 6, "", "0123456789ab", "growth.CHN", 'Growth of "China" | <b>x</b> = 3.04')
BAD = Found("9 %", 11, 14, "direction")
TEXT = "Up 3 % and 9 % <i>."


def test_a_number_carries_its_run_and_figure():
    written = with_links(TEXT, [BAD, GOOD], plain_markdown)
    assert 'href="#run-0123456789ab"' in written
    assert "(run 0123456789ab)" in written
    assert '<mark class="q-doubt" title="the result has the other sign">9 %</mark>' in written


def test_labels_and_text_are_escaped():
    written = with_links(TEXT, [GOOD], plain_markdown)
    assert "<b>" not in written
    assert "&lt;i>" in written
    assert "|" not in written
    assert '"China"' not in written


def test_places_that_do_not_fit_the_text_are_passed_over():
    shifted = Found("3 %", 4, 7, "", "0123456789ab")
    assert with_links(TEXT, [shifted], str) == TEXT
    assert with_links(TEXT, [GOOD, GOOD], str).count("<a ") == 1


def test_doubts_are_named_once_with_their_reason():
    assert doubts([GOOD, BAD, BAD]) == "9 % (the result has the other sign)"


def no_run(run_id):
    raise UserError(f"no run {run_id}")


def test_an_answer_in_the_chat_shows_its_links_and_doubts():
    transcript = Transcript(no_run)
    transcript.apply(Answered(TEXT, numbers=(GOOD, BAD), unverified=("9 %",)))
    messages = transcript.messages()
    assert 'class="q-figure"' in messages[0].content
    assert "do not rely on it: 9 % (the result has the other sign)" in messages[-1].content


def test_a_plan_is_shown_before_its_steps_and_marks_what_failed():
    transcript = Transcript(no_run)
    transcript.apply(Planned(("First <b>", "Second")))
    (first, *_) = transcript.messages()
    assert "○</span> First &lt;b&gt;" in first.content
    transcript.apply(ToolStarted("c", "toy", "Second", {}))
    assert "▸</span> Second" in transcript.messages()[0].content
    transcript.apply(ToolFailed("c", "no"))
    assert "✕</span> Second" in transcript.messages()[0].content
