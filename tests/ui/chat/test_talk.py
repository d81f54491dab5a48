"""A question goes in, messages come out; nothing that happens inside breaks the conversation."""

import threading
import time

import pytest

from tests.ui.chat.stand_in import StandIn
from tools.core.errors import UserError
from ui.examples import teaching_questions
from ui.model_status import status_line
from ui.sessions import Asked, Session, Sessions
from ui.talk import LONGEST_QUESTION, answer, call, check_question
from ui.toolbench import form_result
from ui.work import Desk


def ask(session, question, tool=None):
    asked = Asked(question, tool)
    session.begin(asked, question)
    return list(answer(StandIn(), Desk(), session, session.take()))


def test_an_answer_ends_with_words_and_result(toy):
    session = Session()
    ask(session, "What happens?")
    question, step, words, result = session.messages
    assert question.role == "user"
    assert step.log
    assert "falls by 0.31 %" in words.content
    assert "q-result" in result.content
    assert not session.running


def test_a_second_question_keeps_the_first(toy):
    session = Session()
    ask(session, "One?")
    before = list(session.messages)
    ask(session, "Two?")
    assert session.messages[: len(before)] == before
    assert "from the store" in session.messages[-1].content


def test_a_mistake_and_a_bug_each_give_one_sentence_and_the_talk_goes_on(toy):
    session = Session()
    ask(session, "user error")
    assert "Did you mean Austria?" in session.messages[-1].content
    ask(session, "broken")
    assert "Something broke inside Quesnay (RuntimeError)" in session.messages[-1].content
    ask(session, "What happens?")
    assert "q-result" in session.messages[-1].content


def test_buttons_of_an_old_question_go(toy):
    session = Session()
    ask(session, "which one?")
    assert session.messages[-1].options
    ask(session, session.question, tool="simulate_toy")
    assert not any(message.options for message in session.messages)


def test_a_new_conversation_is_not_written_into_by_an_old_answer(toy):
    session = Session()
    session.begin(Asked("a long one"), "a long one")
    running = answer(StandIn(), Desk(), session, session.take())
    next(running)
    next(running)
    session.restart()
    assert list(running) == []
    assert session.messages == []


def test_ten_megabytes_are_refused_in_one_sentence():
    with pytest.raises(UserError, match=f"10,485,760 characters and at most {LONGEST_QUESTION:,}"):
        check_question("x" * 10 * 1024 * 1024)


def test_a_form_gives_the_result_and_a_stop_leaves_it(toy):
    arguments = {"changes": [{"importer": "USA", "points": 25}], "steps": 1}
    states = [form_result(transcript) for transcript in call(toy, arguments, Desk(), threading.Event())]
    assert "Real income falls by 0.31 %" in states[-1]
    stop = threading.Event()
    running = call(toy, {**arguments, "steps": 1000}, Desk(), stop)
    next(running)
    threading.Timer(0.5, stop.set).start()
    started = time.monotonic()
    states = [form_result(transcript) for transcript in running]
    assert any("solving" in state for state in states)
    assert "Stopped after" in states[-1]
    assert time.monotonic() - started < 2


def test_a_form_that_asks_the_impossible_says_so(toy):
    states = [form_result(t) for t in call(toy, {"changes": [], "steps": 0}, Desk(), threading.Event())]
    assert "steps: Input should be greater than or equal to 1" in states[-1]


def test_too_many_pages_drop_the_oldest_and_stop_it():
    sessions = Sessions(most=2)
    first = sessions.of("a")
    sessions.of("b")
    sessions.of("c")
    assert first.stop.is_set()
    assert sessions.of("a") is not first


def test_a_missing_model_points_to_the_forms():
    line = status_line(StandIn("unavailable"))
    assert "q-unavailable" in line
    assert "under Tools" in line


def test_examples_lead_with_the_tool_that_has_most_and_end_in_chinese(toy):
    questions = [example.question for example in teaching_questions({"toy": toy})]
    assert questions[0] == toy.examples[0].question
    assert questions[-1] == "美国加征关税会怎样?"
