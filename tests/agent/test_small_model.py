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
from agent.events import AskBack, Planned, ToolFailed, ToolFinished, ToolStarted
from agent.plan import plan
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


@pytest.mark.parametrize(
    ("question", "expected", "line"),
    [
        (
            "And by 50?",
            {"importer": "USA", "points": 50},
            "Kept from the last question: importer = USA. Changed: points 25 → 50",
        ),
        (
            "And for China?",
            {"importer": "China", "points": 25},
            "Kept from the last question: points = 25. Changed: importer USA → China",
        ),
        ("换成50", {"importer": "USA", "points": 50}, "沿用上一次的设定（importer = USA），改变：points 25 → 50"),
        (
            "那中国呢？",
            {"importer": "中国", "points": 25},
            "沿用上一次的设定（points = 25），改变：importer USA → 中国",
        ),
    ],
)
def test_a_follow_up_keeps_the_last_call_but_for_what_it_names(small, question, expected, line):
    assistant, filler = small(FakeRouter(none=0.5, raise_tariff=0.3), {"importer": "USA", "points": 25})
    ask(assistant, "What if the US raises tariffs by 25 points?", tool="raise_tariff")
    started = next(event for event in ask(assistant, question) if isinstance(event, ToolStarted))
    assert started.arguments == expected
    assert line in started.reading
    assert assistant.history("t")[-1].steps[0].reading == started.reading
    assert len(filler.asked) == 1  # The language model was not needed.


def test_a_follow_up_that_rules_cannot_read_takes_from_the_model_only_what_is_said(small):
    assistant, filler = small(
        FakeRouter(none=0.5, raise_tariff=0.3),
        {"importer": "USA", "exporter": "CHN", "points": 25},
        {"importer": "BRA", "exporter": "CHN", "points": 50},
    )
    ask(assistant, "What if the US raises tariffs on China by 25 points?", tool="raise_tariff")
    started = next(e for e in ask(assistant, "but suppose it were rather 50") if isinstance(e, ToolStarted))
    assert started.arguments == {"importer": "USA", "exporter": "CHN", "points": 50}
    assert filler.asked[1][2].arguments["points"] == 25


def test_a_new_question_that_begins_like_a_follow_up_goes_to_its_own_tool(small):
    assistant, _ = small(FakeRouter(size_of=0.9), {"importer": "USA"}, {"economy": "CHN"})
    ask(assistant, "US tariffs?", tool="raise_tariff")
    started = next(
        e for e in ask(assistant, "And how large is the economy of China today?") if isinstance(e, ToolStarted)
    )
    assert started.tool == "size_of"


def test_why_is_answered_from_the_last_run(small):
    assistant, filler = small(FakeRouter(none=0.9), {"importer": "USA", "points": 25})
    ask(assistant, "What if the US raises tariffs by 25 points?", tool="raise_tariff")
    answered = ask(assistant, "Why?")[-1]
    assert "A toy, not an economy." in answered.text
    assert answered.unverified == ()
    assert "没有保存关于原因的数值" in ask(assistant, "为什么？")[-1].text
    assert len(filler.asked) == 1


def test_show_it_again_repeats_the_call(small):
    assistant, _ = small(FakeRouter(none=0.5, size_of=0.3), {"importer": "USA", "points": 25})
    ask(assistant, "What if the US raises tariffs by 25 points?", tool="raise_tariff")
    started = next(e for e in ask(assistant, "plot that by sector") if isinstance(e, ToolStarted))
    assert (started.tool, started.arguments) == ("raise_tariff", {"importer": "USA", "points": 25})
    assert "Nothing changed" in started.reading


class ByWords(FakeRouter):
    """Routes a text by the words in it."""

    def __init__(self, whole: dict[str, float], **words: str) -> None:
        super().__init__(**whole)
        self.words = words

    def route(self, question: str) -> Route:
        tools = {tool for word, tool in self.words.items() if word in question}
        if len(tools) != 1:
            return super().route(question)
        return Route("tool", (Guess(tools.pop(), 0.9), Guess(NONE, 0.1)))


def test_a_question_for_two_tools_is_planned_in_steps_that_are_shown(small):
    router = ByWords({"raise_tariff": 0.5, "size_of": 0.4}, tariffs="raise_tariff", large="size_of")
    assistant, filler = small(router, {"importer": "USA", "points": 25}, {"economy": "CHN"})
    events = ask(assistant, "What if the US raises tariffs by 25 points, and tell me how large China is")
    kinds = [type(e).__name__ for e in events if isinstance(e, Planned | ToolStarted | ToolFinished)]
    assert kinds == ["Planned", "ToolStarted", "ToolFinished", "ToolStarted", "ToolFinished"]
    assert next(e for e in events if isinstance(e, Planned)).steps == ("Raise a tariff", "Describe an economy")
    assert [asked[1] for asked in filler.asked] == ["What if the US raises tariffs by 25 points", "how large China is"]
    assert "Real income in USA" in events[-1].text
    assert "33.4 tn USD" in events[-1].text
    assert len(events[-1].run_ids) == 2
    assert assistant.history("t")[0].plan == ("Raise a tariff", "Describe an economy")


def test_a_step_that_fails_does_not_stop_the_plan(small):
    router = ByWords({"refuse": 0.5, "size_of": 0.4}, refuse="refuse", large="size_of")
    assistant, _ = small(router, {}, {}, {"economy": "CHN"})
    events = ask(assistant, "refuse me, and tell me how large China is")
    assert "33.4 tn USD" in events[-1].text
    assert "Come back tomorrow" in events[-1].text


def test_a_plan_has_three_steps_at_most(small):
    router = ByWords({"size_of": 0.5}, tariffs="raise_tariff", large="size_of", refuse="refuse", broken="break_down")
    steps = plan(
        "tariffs up and tell how large it is and show refuse it and find broken it", router.route("?"), router, TOOLS
    )
    assert [step.tool for step in steps] == ["raise_tariff", "size_of", "refuse"]


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
