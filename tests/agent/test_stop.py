"""Stop: heard within a second, and the conversation goes on afterwards."""

import threading
import time

from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

from agent.events import Answered, Token, ToolProgress, ToolStarted
from agent.toolset import STOPPED_TEXT, mend
from tests.agent.toys import POLITE, STUBBORN, call, say


def stop_at(assistant, kind, thread="t"):
    """Ask, press Stop at the first event of a kind, and return the events and the seconds from Stop to the end."""
    stop = threading.Event()
    events, pressed = [], 0.0
    for event in assistant.stream("Please wait", thread, stop):
        events.append(event)
        if isinstance(event, kind) and not stop.is_set():
            stop.set()
            pressed = time.monotonic()
    return events, time.monotonic() - pressed


def check_thread_goes_on(assistant, model):
    done = list(assistant.stream("And now?", "t", threading.Event()))
    assert done[-1].text == "Here I am."
    heard = model.heard[-1]
    calls = {c["id"] for m in heard if isinstance(m, AIMessage) for c in m.tool_calls}
    answers = {m.tool_call_id: m.content for m in heard if isinstance(m, ToolMessage)}
    assert calls == set(answers)
    assert set(answers.values()) <= {STOPPED_TEXT}
    assert [e.question for e in assistant.history("t")] == ["Please wait", "And now?"]


def test_stop_inside_a_tool_that_looks_up(scripted):
    assistant, model = scripted(call(POLITE), say("Here I am."))
    events, seconds = stop_at(assistant, ToolProgress)
    assert seconds < 1.0
    assert isinstance(events[-1], Answered)
    assert events[-1].stopped
    check_thread_goes_on(assistant, model)
    assert assistant.history("t")[0].stopped


def test_stop_inside_a_tool_that_does_not_look_up(scripted):
    assistant, model = scripted(call(STUBBORN, seconds=3), say("Here I am."))
    events, seconds = stop_at(assistant, ToolStarted)
    assert seconds < 1.2
    assert events[-1].stopped
    check_thread_goes_on(assistant, model)
    time.sleep(2.5)  # The stubborn tool returns now; it must not write into the conversation.
    assert [e.answer for e in assistant.history("t")] == ["", "Here I am."]


def test_stop_while_the_model_is_talking(scripted):
    assistant, model = scripted(say("word " * 500), say("Here I am."), pause=0.02)
    events, seconds = stop_at(assistant, Token)
    assert seconds < 1.0
    assert events[-1].stopped
    check_thread_goes_on(assistant, model)


def test_a_second_question_is_refused_while_the_first_is_answered(scripted):
    import pytest

    from tools.core.errors import UserError

    assistant, _ = scripted(call(POLITE), say("late"))
    stop = threading.Event()
    events = assistant.stream("Please wait", "t", stop)
    next(events)
    with pytest.raises(UserError, match="still being answered"):
        assistant.stream("And?", "t")
    stop.set()
    assert list(events)[-1].stopped


def test_closing_the_stream_stops_the_tool_and_frees_the_thread(scripted):
    assistant, _ = scripted(call(POLITE), say("Here I am."))
    events = assistant.stream("Please wait", "t", threading.Event())
    next(events)
    events.close()
    assert list(assistant.stream("And now?", "t"))[-1].text == "Here I am."


def test_mending_answers_open_calls_and_keeps_a_whole_conversation_as_it_is():
    whole = [HumanMessage("a"), call(POLITE), ToolMessage("x", tool_call_id="c1"), AIMessage("done"), HumanMessage("b")]
    assert mend(whole) == whole
    torn = [HumanMessage("a"), call(POLITE), HumanMessage("b")]
    assert [type(m).__name__ for m in mend(torn)] == [
        "HumanMessage", "AIMessage", "ToolMessage", "AIMessage", "HumanMessage",
    ]  # fmt: skip
    assert mend(mend(torn)) == mend(torn)
