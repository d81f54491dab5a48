"""A question goes in, messages come out; nothing that happens inside breaks the conversation."""

import threading
import time

import pytest

from agent.archive import Archive
from agent.assistant import Assistant
from tests.agent.toys import POLITE, TOYS, ScriptedModel, call, say
from tests.ui.chat.stand_in import StandIn
from tools.core.errors import UserError
from tools.core.execute import execute
from tools.core.tool import REGISTERED
from ui.answering import Answering, run_tool
from ui.examples import teaching_questions
from ui.language import speaking
from ui.model_status import status_line
from ui.render import AGAIN, RETRY
from ui.sessions import Sessions
from ui.talk import LONGEST_QUESTION, Asked, Talk, Talks, check_question
from ui.toolbench import form_result
from ui.work import Desk, Job


@pytest.fixture
def talks():
    return Talks(StandIn(), Desk(2), Archive())


def ask(talks, talk, question, tool=None):
    talks.ask(talk, Asked(question, tool))
    for messages in talks.follow(talk):
        last = messages
    return last


def test_an_answer_ends_with_words_and_result(toy, talks):
    talk = Talk()
    question, step, words, result = ask(talks, talk, "What happens?")
    assert question.role == "user"
    assert step.log
    assert "falls by 0.31 %" in words.content
    assert "q-result" in result.content
    assert not talk.running


def test_a_second_question_keeps_the_first_and_is_answered_from_the_store(toy, talks):
    talk = Talk()
    before = ask(talks, talk, "One?")
    after = ask(talks, talk, "Two?")
    assert [message.content for message in after[: len(before)]] == [message.content for message in before]
    assert "from the store, computed at 20" in after[-1].content
    assert [option.title for option in after[-1].options] == ["Compute again"]


def test_computing_again_replaces_the_stored_run(toy, talks):
    talk = Talk()
    ask(talks, talk, "One?")
    again = ask(talks, talk, "Two?")[-1].options[0].tool
    assert again.startswith(AGAIN)
    talks.compute_again(talk, again.removeprefix(AGAIN))
    *_, last = talks.follow(talk)
    assert "Compute again: Simulate a tariff" in last[-3].content
    assert "from the store" not in last[-1].content
    assert "computed in" in last[-1].content


def test_a_mistake_and_a_bug_each_give_one_sentence_and_the_talk_goes_on(toy, talks):
    talk = Talk()
    assert "Did you mean Austria?" in ask(talks, talk, "user error")[-1].content
    assert "Something broke inside Quesnay (RuntimeError)" in ask(talks, talk, "broken")[-1].content
    assert "q-result" in ask(talks, talk, "What happens?")[-1].content


def test_buttons_of_an_old_question_go(toy, talks):
    talk = Talk()
    assert ask(talks, talk, "which one?")[-1].options
    last = ask(talks, talk, talk.last.question, tool="simulate_toy")
    assert not any(message.options for message in last)


def test_a_page_that_comes_back_finds_the_answer_that_went_on_without_it(toy, talks):
    talk = Talk("anna")
    talks.ask(talk, Asked("What happens?"))
    leaving = talks.follow(talk)
    next(leaving)
    leaving.close()
    found = talks.open(talk.thread_id, "anna")
    *_, last = talks.follow(found)
    assert "falls by 0.31 %" in last[2].content


def test_a_second_question_is_refused_while_the_first_is_answered(toy, talks):
    talk = Talk()
    talks.ask(talk, Asked("a long one"))
    with pytest.raises(UserError, match="An answer is under way"):
        talks.ask(talk, Asked("And?"))
    talks.stop(talk)
    *_, last = talks.follow(talk)
    assert "Stopped. Nothing was lost" in last[-1].content


def test_nobody_opens_the_conversation_of_another(toy, talks):
    talk = Talk("anna")
    ask(talks, talk, "What happens?")
    assert talks.open(talk.thread_id, "bo") is None
    assert talks.open(talk.thread_id, "") is None
    talks.delete(talk.thread_id, "bo")
    assert talks.open(talk.thread_id, "anna") is talk
    assert talks.archive.conversations("bo") == []


def test_ten_megabytes_are_refused_in_one_sentence():
    with pytest.raises(UserError, match=f"10,485,760 characters and at most {LONGEST_QUESTION:,}"):
        check_question("x" * 10 * 1024 * 1024)


@pytest.fixture
def scripted(monkeypatch):
    """Return a function that gives conversations on the real assistant, whose model says the given lines."""
    monkeypatch.setitem(REGISTERED, POLITE.name, POLITE)

    def build(*lines):
        return Talks(Assistant(model=ScriptedModel(lines=list(lines)), tools=TOYS), Desk(2), Archive())

    return build


def test_a_conversation_is_read_back_as_it_was(scripted):
    first = scripted(call(POLITE, seconds=0), say("It waited."))
    talk = Talk()
    shown = ask(first, talk, "Please wait")
    again = scripted().open(talk.thread_id, "")
    assert [message.content for message in again.messages()[:3]] == [message.content for message in shown[:3]]
    assert not again.running


def test_a_question_that_the_program_did_not_survive_is_marked_and_can_be_asked_again(scripted, monkeypatch):
    first = scripted(call(POLITE, seconds=20))
    talk = Talk()
    first.ask(talk, Asked("Please wait"))
    followed = first.follow(talk)
    until = time.monotonic() + 10
    while not any(message.pending for message in next(followed)) and time.monotonic() < until:
        pass
    monkeypatch.setattr("agent.archive.PROCESS", "another start")
    later = scripted(say("Here I am."))
    found = later.open(talk.thread_id, "")
    last = found.messages()
    assert "the program ended before the answer was there" in last[-1].content
    assert last[-1].options[0].tool == RETRY
    first.stop(talk)
    list(followed)
    assert "Here I am." in ask(later, found, found.last.question)[-1].content
    assert "the program ended" not in str(scripted().open(talk.thread_id, "").messages())


def test_a_form_call_shows_progress_then_the_result_and_takes_stop(toy):
    answering, archive = Answering(), Archive()
    arguments = {"changes": [{"importer": "USA", "points": 25}], "steps": 3}
    job = Desk(1).submit(Job("anna", "form", "Toy"), lambda job: run_tool(answering, toy, arguments, job, archive))
    states = [form_result(answering) for _ in job.follow()]
    assert any("solving, step" in state for state in states)
    assert "falls by 0.31 %" in states[-1]
    assert len(archive.seen("anna")) == 1

    answering = Answering()
    long = {**arguments, "steps": 500}
    desk = Desk(1)
    job = desk.submit(Job("", "form", "Toy"), lambda job: run_tool(answering, toy, long, job, archive))
    threading.Timer(0.3, desk.cancel, [job]).start()
    for _ in job.follow():
        pass
    answering.end(stopped=True)
    assert "Stopped after" in form_result(answering)


def test_the_answer_is_drawn_in_the_language_of_the_page(toy, talks):
    talk = Talk()
    execute(
        toy,
        {"changes": [{"importer": "USA", "exporter": "CHN", "points": 25.0}], "sectors": ["electronics"], "steps": 1},
    )
    ask(talks, talk, "What happens?")
    with speaking("zh"):
        chinese = talk.messages()[-1]
    assert "来自存储，计算于" in chinese.content
    assert chinese.options[0].title == "重新计算"
    assert "from the store" in talk.messages()[-1].content


@pytest.mark.parametrize(
    ("state", "told"), [("ready", "stand-in"), ("unavailable", "Fill in a form"), ("loading", "stand-in")]
)
def test_the_state_of_the_model_is_one_line(state, told):
    assert told in status_line(StandIn(state))


class Request:
    def __init__(self, session_hash, username=None):
        self.session_hash, self.username = session_hash, username


def test_sessions_belong_to_a_page_and_a_person():
    sessions = Sessions(most=2)
    first = sessions.of(Request("a"))
    assert sessions.of(Request("a")) is first
    assert sessions.of(Request("a", "anna")) is not first
    sessions.of(Request("b"))
    assert sessions.of(Request("a")) is not first


def test_examples_show_every_family_and_both_languages():
    from tools.core.registry import all_tools

    shown = [example.question for example in teaching_questions(all_tools())]
    assert 3 <= len(shown) <= 6
    assert not shown[-1].isascii() and shown[0].isascii()
    chinese = [example.question for example in teaching_questions(all_tools(), chinese=True)]
    assert not chinese[0].isascii() and chinese[-1].isascii()
