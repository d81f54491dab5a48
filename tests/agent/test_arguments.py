"""The argument step: its prompt, its grammar, and what is done with a doubtful answer."""

import json

import pytest
from langchain_core.messages import AIMessage, HumanMessage

from agent.arguments import ArgumentFiller, Before, fixed_examples, grammar_schema, prompt
from agent.reading import read_back
from tests.agent.toys import SIZE, TARIFF, ScriptedModel, TariffArgs, make, say
from tools.core.errors import UserError


def filler(*answers):
    model = ScriptedModel(lines=[say(a if isinstance(a, str) else json.dumps(a, ensure_ascii=False)) for a in answers])
    return ArgumentFiller(model), model


def test_what_all_questions_share_comes_first():
    one, two = (prompt(TARIFF, question) for question in ("Brazil by 3 points?", "中国对美国加征7个百分点？"))
    shared = 1 + 2 * len(fixed_examples(TARIFF))
    assert one[:shared] == two[:shared]
    assert one[-1].content == "Brazil by 3 points?"


def test_the_fixed_examples_show_both_languages_and_all_arguments():
    shown = fixed_examples(TARIFF)
    assert {example.question.isascii() for example in shown} == {True, False}
    assert {key for example in shown for key in example.arguments} == {"importer", "exporter", "points"}


def test_the_prompt_describes_each_argument_in_its_own_words():
    text = prompt(TARIFF, "?")[0].content
    assert all(field.description in text for field in TariffArgs.model_fields.values())


def test_the_grammar_has_types_and_choices_and_nothing_the_server_cannot_read():
    schema = grammar_schema(SIZE)
    assert schema == {
        "properties": {"economy": {"type": "string"}, "measure": {"enum": ["output", "exports"], "type": "string"}},
        "required": ["economy"],
        "type": "object",
        "additionalProperties": False,
    }


def test_the_answer_becomes_arguments():
    fill, _ = filler({"importer": "USA", "points": 25})
    assert fill.fill(TARIFF, "What if the US raises tariffs by 25 points?") == {"importer": "USA", "points": 25}


def test_an_invented_number_is_asked_about_once_and_then_left_out():
    fill, model = filler({"importer": "USA", "points": 33}, {"importer": "USA", "points": 33})
    assert fill.fill(TARIFF, "What if the US raises tariffs?") == {"importer": "USA"}
    assert "does not say 33" in str(model.heard[1][-1].content)


def test_a_number_of_the_earlier_question_may_be_used_again():
    fill, model = filler({"importer": "CHN", "points": 25})
    before = Before("What if the US raises tariffs by 25 points?", {"importer": "USA", "points": 25})
    assert fill.fill(TARIFF, "And China?", before=before) == {"importer": "CHN", "points": 25}
    assert [message.content for message in model.heard[0][-3:-1]] == [
        before.question,
        json.dumps(before.arguments),
    ]


def test_a_refusal_is_shown_to_the_model():
    fill, model = filler({"importer": "USA"})
    fill.fill(
        TARIFF, "And Amerika?", before=Before("And Amerika?", {"importer": "Amerika"}, "There is no economy called")
    )
    assert "There is no economy called" in str(model.heard[0][-1].content)


def test_an_answer_that_is_no_json_is_a_sentence_for_the_person():
    fill, _ = filler("I am not sure")
    with pytest.raises(UserError, match="use the tool's form"):
        fill.fill(TARIFF, "What if?")


def test_near_examples_are_added_and_not_twice():
    many = make(
        TARIFF.function,
        TariffArgs,
        "Raise",
        [(f"Tariff of {n} points on economy {n}", {"importer": "USA", "points": n}) for n in range(1, 12)],
    )
    messages = prompt(many, "Tariff of 11 points on economy 11")
    asked = [message.content for message in messages if isinstance(message, HumanMessage)]
    assert len(asked) == len(set(asked)) + (asked[-1] in asked[:-1])
    assert "Tariff of 11 points on economy 11" in asked[:-1]
    assert isinstance(messages[2], AIMessage)


def test_the_reading_names_what_was_understood_and_leaves_out_defaults():
    assert read_back(TARIFF, {"importer": "USA", "points": 10}) == "I read this as: Raise a tariff (importer = USA)"
    assert read_back(TARIFF, {"nonsense": [1, {"a_b": 2.0}]}) == (
        "I read this as: Raise a tariff (nonsense = 1 and [a b 2])"
    )
