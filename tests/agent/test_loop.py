"""The agent's loop on toy tools and a scripted model."""

import threading

import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

from agent.assistant import LONGEST_QUESTION, Assistant
from agent.events import Answered, Planned, Token, ToolFailed, ToolFinished, ToolProgress, ToolStarted
from tests.agent.toys import BROKEN, CLOSED, SIZE, TARIFF, TOYS, ScriptedModel, call, say
from tools.core.errors import UserError
from tools.core.runs import RunStore
from tools.core.workspace import workspace


def ask(assistant, question, thread="t", **options):
    return list(assistant.stream(question, thread, threading.Event(), **options))


def kinds(events):
    return [type(event).__name__ for event in events if not isinstance(event, Token)]


def test_a_question_gives_tool_events_in_order_and_an_answer_tied_to_the_run(scripted):
    assistant, _ = scripted(call(TARIFF, importer="US", exporter="China", points=25), say("It falls by 0.31 %."))
    events = ask(assistant, "What if the US raises tariffs on China by 25 points?")
    assert kinds(events) == ["ToolStarted", "ToolProgress", "ToolFinished", "Answered"]
    finished = next(event for event in events if isinstance(event, ToolFinished))
    assert RunStore(workspace().runs).load(finished.run_id).arguments["points"] == 25
    (number,) = events[-1].numbers
    assert events[-1] == Answered("It falls by 0.31 %.", run_ids=(finished.run_id,), numbers=(number,))
    assert (number.text, number.place, number.run_id) == ("0.31 %", "real_income_change.USA", finished.run_id)


def test_the_answer_streams_word_by_word(scripted):
    assistant, _ = scripted(say("I cannot say that."))
    tokens = [event.text for event in ask(assistant, "hm?") if isinstance(event, Token)]
    assert tokens == ["I ", "cannot ", "say ", "that."]


def test_the_step_says_how_the_question_was_read(scripted):
    assistant, _ = scripted(call(TARIFF, importer="中国", points=30), say("好"), call(SIZE, economy="USA"), say("ok"))
    chinese = next(e for e in ask(assistant, "中国加征30个百分点关税？") if isinstance(e, ToolStarted))
    english = next(e for e in ask(assistant, "How large is the US?") if isinstance(e, ToolStarted))
    assert chinese.title == "Raise a tariff"
    assert chinese.reading == "我的理解：Raise a tariff (importer = 中国, points = 30)"
    assert english.reading == "I read this as: Describe an economy (economy = USA)"


def test_a_users_mistake_reaches_the_model_as_text_and_it_recovers(scripted):
    assistant, model = scripted(
        call(TARIFF, importer="Amerika"), call(TARIFF, "c2", importer="USA"), say("Real income changes by -0.123 %.")
    )
    events = ask(assistant, "And in the US?")
    assert kinds(events) == ["ToolStarted", "ToolFailed", "ToolStarted", "ToolProgress", "ToolFinished", "Answered"]
    told = model.heard[1][-1]
    assert isinstance(told, ToolMessage)
    assert "no economy called 'Amerika'" in str(told.content)
    assert not events[-1].unverified


@pytest.mark.parametrize("arguments", [{}, {"importer": "USA", "points": "many"}, {"importer": "USA", "colour": "red"}])
def test_arguments_that_do_not_fit_are_told_not_raised(scripted, arguments):
    assistant, model = scripted(call(TARIFF, **arguments), say("I could not do it."))
    events = ask(assistant, "?")
    assert kinds(events) == ["ToolStarted", "ToolFailed", "Answered"]
    assert model.heard[1][-1].status == "error"


def test_an_unknown_tool_is_told_not_raised(scripted):
    assistant, model = scripted(
        AIMessage("", tool_calls=[{"name": "teleport", "args": {}, "id": "c1"}]), say("There is none.")
    )
    assert kinds(ask(assistant, "?")) == ["ToolStarted", "ToolFailed", "Answered"]
    assert "teleport" in str(model.heard[1][-1].content)


def test_a_bug_is_logged_with_its_trace_and_told_in_short(scripted, caplog):
    assistant, model = scripted(call(BROKEN), say("It broke."))
    events = ask(assistant, "?")
    failed = next(event for event in events if isinstance(event, ToolFailed))
    assert "ZeroDivisionError" in failed.message
    assert "secret detail" not in failed.message
    assert "secret detail" in caplog.text
    assert "Traceback" not in str(model.heard[1][-1].content)


def test_two_tool_calls_in_one_message_both_run(scripted):
    both = AIMessage(
        "", tool_calls=call(TARIFF, "a", importer="USA").tool_calls + call(SIZE, "b", economy="CHN").tool_calls
    )
    assistant, _ = scripted(both, say("Output is 33.4 trillion."))
    events = ask(assistant, "both?")
    assert {event.call_id for event in events if isinstance(event, ToolFinished)} == {"a", "b"}
    assert len(events[-1].run_ids) == 2
    assert not events[-1].unverified


def test_the_same_question_is_answered_from_the_store(scripted):
    assistant, _ = scripted(call(SIZE, economy="USA"), say("ok"), call(SIZE, economy="USA"), say("ok"))
    first, second = (
        next(event for event in ask(assistant, "?", thread) if isinstance(event, ToolFinished)) for thread in "ab"
    )
    assert (first.from_store, second.from_store) == (False, True)
    assert first.run_id == second.run_id


def test_memory_survives_a_new_assistant_on_the_same_workspace(scripted):
    assistant, _ = scripted(call(SIZE, economy="USA"), say("33.4 tn USD."))
    ask(assistant, "How large is the US economy?", "kept")
    again, model = scripted(say("As I said, 33.4 tn USD."))
    events = ask(again, "And once more?", "kept")
    heard = [message.content for message in model.heard[0] if isinstance(message, HumanMessage)]
    assert heard == ["How large is the US economy?", "And once more?"]
    assert not events[-1].unverified  # The number is known from the earlier turn's run.
    assert len(events[-1].run_ids) == 1


def test_threads_do_not_hear_each_other(scripted):
    assistant, model = scripted(say("one"), say("two"))
    ask(assistant, "first", "a")
    ask(assistant, "second", "b")
    assert [m.content for m in model.heard[1] if isinstance(m, HumanMessage)] == ["second"]


def test_a_number_from_nowhere_is_repaired_once(scripted):
    assistant, model = scripted(call(SIZE, economy="USA"), say("It grew by 7.7 %."), say("It is 33.4 tn USD."))
    events = ask(assistant, "How large is the US economy?")
    assert events[-1].text == "It is 33.4 tn USD."
    assert events[-1].unverified == ()
    assert any(isinstance(event, Token) and event.restart for event in events)
    assert "7.7 %" in str(model.heard[2][-1].content)
    assert [exchange.answer for exchange in assistant.history("t")] == ["It is 33.4 tn USD."]


def test_a_number_that_stays_unaccounted_for_is_marked(scripted):
    assistant, _ = scripted(say("It grew by 7.7 %."), say("Still 7.7 %, and 33 more."))
    assert ask(assistant, "How fast?")[-1].unverified == ("7.7 %", "33")
    assert assistant.history("t")[0].unverified == ("7.7 %", "33")


@pytest.mark.parametrize("question", ["x" * (LONGEST_QUESTION + 1), "x" * 10_000_000, "", " \n "])
def test_a_question_too_long_or_empty_is_refused_at_once_and_loses_nothing(scripted, question):
    assistant, _ = scripted(say("one"), say("two"))
    ask(assistant, "first")
    with pytest.raises(UserError, match="question"):
        assistant.stream(question, "t")
    assert len(assistant.history("t")) == 1
    assert ask(assistant, "second")[-1].text == "two"


def test_a_tool_that_does_not_exist_cannot_be_forced(scripted):
    assistant, _ = scripted()
    with pytest.raises(UserError, match="no tool called 'nonsense'"):
        assistant.stream("?", "t", tool="nonsense")


def test_history_holds_what_the_page_needs_to_redraw(scripted):
    assistant, _ = scripted(call(TARIFF, importer="USA"), say("Done."), call(CLOSED), say("Closed."))
    events = ask(assistant, "Raise it")
    ask(assistant, "Refuse it")
    first, second = assistant.history("t")
    assert (first.question, first.answer, first.stopped) == ("Raise it", "Done.", False)
    assert first.steps[0].run_id == first.run_ids[0] == events[-1].run_ids[0]
    assert first.steps[0].reading.startswith("I read this as")
    assert second.steps[0].error == "It is closed today. Come back tomorrow."


def test_threads_are_listed_latest_first_and_can_be_forgotten(scripted):
    assistant, _ = scripted(say("one"), say("two"), say("three"))
    ask(assistant, "older", "a")
    ask(assistant, "newer", "b")
    assert [(c.thread_id, c.title) for c in assistant.threads()] == [("b", "newer"), ("a", "older")]
    ask(assistant, "again", "a")
    assert [c.thread_id for c in assistant.threads()] == ["a", "b"]
    assistant.forget("a")
    assert [c.thread_id for c in assistant.threads()] == ["b"]
    assert assistant.history("a") == []


def test_the_conversation_file_is_its_owners_alone(scripted):
    assistant, _ = scripted(say("one"))
    ask(assistant, "first")
    assert workspace().conversations.stat().st_mode & 0o077 == 0


def test_a_workspace_that_cannot_be_written_gives_one_clear_sentence(own_workspace):
    own_workspace.write_text("a file, not a folder")
    assistant = Assistant(model=ScriptedModel(lines=[say("one")]), tools=TOYS)
    with pytest.raises(UserError, match="QUESNAY_WORKSPACE"):
        ask(assistant, "first")


def test_no_model_says_so_and_costs_nothing():
    assistant = Assistant("none")
    assert assistant.status().state == "unavailable"
    assert "forms" in str(assistant.status())
    with pytest.raises(UserError, match="QUESNAY_MODEL=none"):
        ask(assistant, "first")


def test_progress_carries_the_call_it_belongs_to(scripted):
    assistant, _ = scripted(call(TARIFF, "c7", importer="USA"), say("ok"))
    progress = next(event for event in ask(assistant, "?") if isinstance(event, ToolProgress))
    assert (progress.call_id, progress.done, progress.total, progress.message) == ("c7", 1, 2, "solving")


@pytest.mark.parametrize(
    "said", ["China's GDP grew by 5.2 % last year.", "去年中国GDP增长百分之五点二。", "It fell by two per cent."]
)
def test_a_figure_from_memory_is_repaired_or_marked_with_no_run_at_all(scripted, said):
    honest = "No tool result has that figure; I can run a forecast."
    assistant, model = scripted(say(said), say(honest))
    assert ask(assistant, "How fast did China grow?")[-1].text == honest
    assert "not what the tool results say" in str(model.heard[1][-1].content)
    stubborn, _ = scripted(say(said), say(said))
    marked = ask(stubborn, "How fast did China grow?", "u")[-1]
    assert len(marked.unverified) == 1
    assert [number.problem for number in marked.numbers] == ["nowhere"]


def test_a_wrong_sign_and_a_swapped_subject_are_repaired(scripted):
    wrong = "Real income in USA rises by 0.31 %."
    assistant, model = scripted(
        call(TARIFF, importer="US", points=25), say(wrong), say("Real income in USA falls by 0.31 %.")
    )
    events = ask(assistant, "What if the US raises tariffs by 25 points?")
    assert events[-1].unverified == ()
    assert "0.31 % (the result has the other sign)" in str(model.heard[2][-1].content)


def test_several_calls_at_once_are_told_as_a_plan(scripted):
    both = AIMessage(
        "",
        tool_calls=[
            {"name": "raise_tariff", "args": {"importer": "USA"}, "id": "c1"},
            {"name": "size_of", "args": {"economy": "USA"}, "id": "c2"},
        ],
    )
    assistant, _ = scripted(both, say("Done."))
    events = ask(assistant, "Raise tariffs and tell me the size")
    assert events[0] == Planned(("Raise a tariff", "Describe an economy"))


def test_a_follow_up_of_a_strong_model_shows_what_was_kept(scripted):
    assistant, _ = scripted(
        call(TARIFF, importer="USA", points=25), say("ok"), call(TARIFF, "c2", importer="CHN", points=25), say("ok")
    )
    ask(assistant, "What if the US raises tariffs by 25 points?")
    started = next(event for event in ask(assistant, "And for China?") if isinstance(event, ToolStarted))
    assert "Kept from the last question: points = 25. Changed: importer USA → CHN" in started.reading
