"""Events become messages: in order, ended, and honest about what happened."""

import pytest

from agent.events import Answered, AskBack, Option, Token, ToolFailed, ToolFinished, ToolProgress, ToolStarted
from tools.core.errors import UserError
from ui.cards import waiting
from ui.render import Transcript, plain_markdown

READING, WRITING = waiting("Reading the question"), waiting("Writing the answer")

STARTED = ToolStarted("c", "simulate_toy", "Simulate a tariff", {"steps": 3}, "three <steps>")


@pytest.fixture
def transcript(run):
    clock = iter(range(1000))
    return Transcript(lambda run_id: run, clock=lambda: float(next(clock)))


def test_before_any_event_the_page_says_that_it_reads(transcript):
    assert [message.content for message in transcript.messages()] == [READING]


def test_a_running_step_is_pending_and_shows_how_far_it_is(transcript):
    transcript.apply(STARTED)
    transcript.apply(ToolProgress("c", 1, 4, "solving"))
    (step,) = transcript.messages()
    assert step.pending
    assert step.title == "Simulate a tariff"
    assert step.log.startswith("25 %")
    assert "three &lt;steps&gt;" in step.content
    assert 'value="0.250"' in step.content


def test_a_finished_step_gives_its_result_while_the_words_come(transcript, run):
    for event in (STARTED, ToolFinished("c", run.id, 0.42, False)):
        transcript.apply(event)
    step, words, result = transcript.messages()
    assert not step.pending
    assert step.log == "0.42 s"
    assert words.content == WRITING
    assert run.id in result.content


def test_the_order_is_step_words_result(transcript, run):
    for event in (STARTED, ToolFinished("c", run.id, 0.42, True), Token("So "), Token("it is."), Answered("So it is.")):
        transcript.apply(event)
    transcript.close(stopped=False)
    step, words, result = transcript.messages()
    assert step.log == "from the store"
    assert words.content == "So it is."
    assert "q-result" in result.content


def test_the_same_run_twice_is_shown_once(transcript, run):
    for call in ("a", "b"):
        transcript.apply(ToolStarted(call, "simulate_toy", "Simulate", {}))
        transcript.apply(ToolFinished(call, run.id, 0.1, call == "b"))
    assert sum("q-result" in message.content for message in transcript.messages()) == 1


def test_withdrawn_words_go(transcript):
    for event in (Token("Wrong."), Token("Right", restart=True), Token(" so.")):
        transcript.apply(event)
    assert transcript.messages()[0].content == "Right so."


def test_after_a_stop_no_step_is_left_running(transcript):
    transcript.apply(STARTED)
    transcript.close(stopped=True)
    step, remark = transcript.messages()
    assert not step.pending
    assert step.log.startswith("stopped after")
    assert "Stopped" in remark.content


def test_a_stop_is_told_once_and_keeps_the_words_so_far(transcript):
    for event in (Token("Real income"), Answered("已停止。", stopped=True)):
        transcript.apply(event)
    words, remark = transcript.messages()
    assert words.content == "Real income"
    assert "已停止。" in remark.content


def test_a_stop_that_came_too_late_changes_nothing(transcript):
    transcript.apply(Answered("Done."))
    transcript.close(stopped=True)
    assert [message.content for message in transcript.messages()] == ["Done."]


def test_a_failed_step_says_why(transcript):
    transcript.apply(STARTED)
    transcript.apply(ToolFailed("c", "No economy <Atlantis>."))
    step = transcript.messages()[0]
    assert step.log == "could not answer"
    assert "No economy &lt;Atlantis&gt;." in step.content


def test_a_run_that_cannot_be_read_is_a_failed_step(run):
    def unreadable(run_id):
        raise UserError("The stored run cannot be read.")

    transcript = Transcript(unreadable)
    transcript.apply(STARTED)
    transcript.apply(ToolFinished("c", run.id, 0.1, False))
    assert "cannot be read" in transcript.messages()[0].content


def test_events_of_an_unknown_call_are_passed_over(transcript):
    for event in (ToolProgress("x", 1, 2, ""), ToolFinished("x", "0" * 12, 1.0, False), ToolFailed("x", "no")):
        transcript.apply(event)
    assert transcript.steps == {}


def test_a_question_asked_back_has_buttons(transcript):
    transcript.apply(AskBack("Which?", (Option("simulate_toy", "Simulate"),)))
    transcript.apply(Answered("Which?"))
    (message,) = transcript.messages()
    assert message.as_dict()["options"] == [{"value": "simulate_toy", "label": "Simulate"}]


def test_unverified_numbers_are_named(transcript):
    transcript.apply(Answered("It is 42.", unverified=("42",)))
    assert "do not rely on it: 42" in transcript.messages()[-1].content


def test_html_of_a_model_is_shown_and_its_pictures_are_not_fetched():
    assert plain_markdown("<script>x</script> ![a](http://b/c)") == "&lt;script>x&lt;/script> !\\[a](http://b/c)"
    assert plain_markdown("1 < 2 and <3") == "1 < 2 and <3"
