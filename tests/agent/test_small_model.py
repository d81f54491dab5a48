"""The small model behind `bind_tools`: router, filler and fixed words, in the same loop as any other model."""

import threading
from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver

from agent import brain as brain_room
from agent.arguments import ArgumentFiller
from agent.assistant import Assistant
from agent.brain import Brain
from agent.choice import choose
from agent.events import AskBack, ToolFailed, ToolFinished, ToolStarted
from agent.router import NONE, Guess, Route, Router
from agent.small_model import SmallModel
from agent.turn import Turn
from tests.agent.toys import BROKEN, CLOSED, SIZE, TARIFF, ScriptedModel
from tools.core.errors import UserError

TOOLS = {tool.name: tool for tool in (TARIFF, SIZE, CLOSED, BROKEN)}


class FakeRouter(Router):
    """Ranks as told."""

    def __init__(self, **probabilities: float) -> None:
        self.ranking = sorted(probabilities.items(), key=lambda item: -item[1])

    def route(self, question: str) -> Route:
        ranked = tuple(Guess(*item) for item in self.ranking)
        verdict = "unsure" if ranked[0].probability < 0.6 else "none" if ranked[0].tool == NONE else "tool"
        return Route(verdict, ranked)


class FakeFiller(ArgumentFiller):
    """Fills as told, and records what it was asked."""

    def __init__(self, *answers: dict[str, Any]) -> None:
        self.answers, self.asked = list(answers), []

    def fill(self, tool, question, *, before=None, turn=None):
        self.asked.append((tool.name, question, before))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def small(monkeypatch):
    def build(router, *answers, client=None):
        filler = FakeFiller(*answers)
        model = SmallModel(toolbox=TOOLS, router=router, filler=filler, client=client)
        assistant = Assistant("embedded", tools=list(TOOLS.values()))
        saver = InMemorySaver()
        assistant._brain = Brain("toy", brain_room._graph(model, TOOLS, saver, strong=False), lambda idle: None)
        assistant.__dict__["_saver"] = saver
        return assistant, filler

    return build


def ask(assistant, question, **options):
    return list(assistant.stream(question, "t", threading.Event(), **options))


def test_the_answer_is_the_headline_and_leaves_the_notes_to_the_result(small):
    assistant, _ = small(FakeRouter(raise_tariff=0.9), {"importer": "USA", "points": 25})
    events = ask(assistant, "What if the US raises tariffs by 25 points?")
    assert events[-1].text == "Real income in USA changes by -0.307 %."
    assert events[-1].unverified == ()
    assert len(events[-1].run_ids) == 1


def test_a_question_for_no_tool_gets_an_honest_answer_in_its_language(small):
    assistant, filler = small(FakeRouter(none=0.9))
    english, chinese = ask(assistant, "hello")[-1], ask(assistant, "你好")[-1]
    assert "I will not guess" in english.text
    assert TARIFF.examples[0].question in english.text
    assert "不作回答" in chinese.text
    assert "中国对美国加征30个百分点关税会怎样？" in chinese.text
    assert english.run_ids == chinese.run_ids == ()
    assert filler.asked == []


def test_where_unsure_the_person_is_asked_and_the_button_decides(small):
    assistant, filler = small(FakeRouter(raise_tariff=0.4, size_of=0.35, none=0.25), {"economy": "USA"})
    events = ask(assistant, "US?")
    asked = next(event for event in events if isinstance(event, AskBack))
    assert [option.tool for option in asked.options] == ["raise_tariff", "size_of"]
    assert [option.title for option in asked.options] == ["Raise a tariff", "Describe an economy"]
    assert events[-1].text == asked.text
    chosen = ask(assistant, "US?", tool="size_of")
    assert any(isinstance(event, ToolFinished) for event in chosen)
    assert filler.asked[0][:2] == ("size_of", "US?")
    assert [exchange.question for exchange in assistant.history("t")] == ["US?"]


def test_one_repair_after_a_users_mistake(small):
    assistant, filler = small(FakeRouter(raise_tariff=0.9), {"importer": "Amerika"}, {"importer": "USA"})
    events = ask(assistant, "Tariffs of Amerika?")
    assert [type(e) for e in events if isinstance(e, ToolFailed | ToolFinished)] == [ToolFailed, ToolFinished]
    assert "no economy called 'Amerika'" in filler.asked[1][2].problem
    assert "Real income in USA" in events[-1].text


def test_a_second_mistake_is_told_to_the_person(small):
    assistant, _ = small(FakeRouter(raise_tariff=0.9), {"importer": "Amerika"}, {"importer": "Amerikka"})
    events = ask(assistant, "Tariffs of Amerika?")
    assert sum(isinstance(event, ToolStarted) for event in events) == 2
    assert events[-1].text.startswith("That did not work: There is no economy called 'Amerikka'.")


def test_the_same_arguments_are_not_tried_twice(small):
    assistant, _ = small(FakeRouter(refuse=0.9), {}, {})
    events = ask(assistant, "?")
    assert sum(isinstance(event, ToolStarted) for event in events) == 1
    assert "Come back tomorrow" in events[-1].text


def test_a_bug_is_not_repaired(small):
    assistant, filler = small(FakeRouter(break_down=0.9), {})
    assert "fault of the program" in ask(assistant, "?")[-1].text
    assert len(filler.asked) == 1


def test_a_follow_up_goes_to_the_same_tool_with_the_earlier_arguments(small):
    assistant, filler = small(
        FakeRouter(none=0.5, raise_tariff=0.3), {"importer": "USA", "points": 25}, {"importer": "USA", "points": 50}
    )
    ask(assistant, "What if the US raises tariffs by 25 points?", tool="raise_tariff")
    events = ask(assistant, "And by 50?")
    before = filler.asked[1][2]
    assert (before.question, before.arguments["points"]) == ("What if the US raises tariffs by 25 points?", 25)
    assert "-0.615 %" in events[-1].text


def test_a_fresh_question_does_not_inherit_arguments(small):
    assistant, filler = small(FakeRouter(raise_tariff=0.9), {"importer": "USA"}, {"importer": "CHN"})
    ask(assistant, "US tariffs?")
    ask(assistant, "Who loses if China raises its tariffs?")
    assert filler.asked[1][2] is None


def test_a_failure_of_the_filler_is_a_sentence(small):
    assistant, _ = small(FakeRouter(raise_tariff=0.9), UserError("Ask in other words."))
    with pytest.raises(UserError, match="other words"):
        ask(assistant, "?")


class Letter(ScriptedModel):
    """Answers with letter probabilities, as llama.cpp reports them."""

    probabilities: dict[str, float]

    def _generate(self, messages, *args, **kwargs):
        import math

        from langchain_core.messages import AIMessage
        from langchain_core.outputs import ChatGeneration, ChatResult

        top = [{"token": token, "logprob": math.log(p)} for token, p in self.probabilities.items()]
        message = AIMessage("A", response_metadata={"logprobs": {"content": [{"top_logprobs": top}]}})
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(self, *args, **kwargs):
        raise NotImplementedError


def test_the_models_opinion_tips_an_even_balance():
    route = FakeRouter(raise_tariff=0.45, size_of=0.45, none=0.1).route("?")
    candidates = [TARIFF, SIZE]
    for letter, tool in (("A", "raise_tariff"), ("B", "size_of")):
        client = Letter(lines=[], probabilities={letter: 0.97, "C": 0.01})
        assert choose("?", candidates, route, client, Turn()).tool == tool


def test_a_model_that_cannot_say_leaves_it_to_the_person():
    route = FakeRouter(raise_tariff=0.45, size_of=0.45, none=0.1).route("?")
    choice = choose("?", [TARIFF, SIZE], route, ScriptedModel(lines=[RuntimeError("down")]), Turn())
    assert choice.ask == ("size_of", "raise_tariff") or choice.ask == ("raise_tariff", "size_of")


def test_a_wrong_name_is_explained_in_the_language_of_the_question(small):
    wrong = {"importer": "亚特兰蒂斯", "points": 10}
    assistant, _ = small(FakeRouter(**{TARIFF.name: 0.9}), wrong, wrong)
    events = list(assistant.stream("亚特兰蒂斯加征10个百分点关税会怎样？", "t"))
    failed = next(event for event in events if isinstance(event, ToolFailed))
    for text in (failed.message, events[-1].text):
        assert "没有名为“亚特兰蒂斯”的" in text
        assert "There is no" not in text
