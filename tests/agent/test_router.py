"""The router: trained from the tools' examples, calibrated, cached, and honest when unsure."""

import numpy as np
import pytest

from agent import router as room
from agent.none_examples import OF_FAMILY, none_examples
from agent.router import NONE, Router, load_router, train, training_set
from knowledge.embeddings import embed
from tests.agent.toys import SIZE, TARIFF
from tools.core.tool import Example, Tool
from tools.core.workspace import workspace


@pytest.fixture
def router(toy_router) -> Router:
    return toy_router


@pytest.mark.parametrize(
    ("question", "tool"),
    [
        ("What would a 20 point duty on Chinese goods do to American incomes?", "raise_tariff"),
        ("巴西对中国加征15个百分点关税，福利怎么变？", "raise_tariff"),
        ("How big is Brazil's economy?", "size_of"),
        ("中国的总产出有多少？", "size_of"),
        ("Tell me something funny", NONE),
        ("Write a haiku about winter", NONE),
        ("帮我写一份辞职信", NONE),
        ("What is 3 times 19?", NONE),
    ],
)
def test_a_plain_question_goes_to_its_tool_with_two_tools_only(router, question, tool):
    assert router.route(question).best == tool


def test_probabilities_are_ranked_and_sum_to_one(router):
    ranked = router.route("How large is the US economy, and what do tariffs do to it?").ranked
    assert sum(guess.probability for guess in ranked) == pytest.approx(1)
    assert [guess.probability for guess in ranked] == sorted((g.probability for g in ranked), reverse=True)
    assert {guess.tool for guess in ranked} == {"raise_tariff", "size_of", NONE}


def test_the_verdict_follows_the_first_probability():
    judge = Router(("a", "b", NONE), np.zeros(2), np.zeros((3, 2)), np.zeros(3), 1.0).judge
    assert judge(np.array([0.9, 0.05, 0.05])).verdict == "tool"
    assert judge(np.array([0.05, 0.05, 0.9])).verdict == "none"
    unsure = judge(np.array([0.4, 0.35, 0.25]))
    assert unsure.verdict == "unsure"
    assert unsure.shortlist == ("a", "b")


def test_a_new_tool_trains_itself_in_by_its_examples_alone(router):
    question = "Bake me a sourdough loaf"
    assert router.route(question).best == NONE
    baker = Tool(
        "bake", "toys", "Bake bread", "Bake bread.", TARIFF.args_model, TARIFF.function,
        tuple(map(Example, ("Bake a rye bread", "How do I bake a loaf?", "Make sourdough", "烤一个面包", "做酸面包"))),
        lambda args: (),
    )  # fmt: skip
    texts, labels = training_set([TARIFF, SIZE, baker])
    assert train(embed(texts), labels).route(question).best == "bake"


def test_a_familys_questions_are_none_only_while_it_is_absent():
    asked = OF_FAMILY["exposure"][0]
    assert asked in none_examples({"trade"})
    assert asked not in none_examples({"trade", "exposure"})


def test_no_question_is_both_an_example_and_none():
    texts, labels = training_set([TARIFF, SIZE])
    assert len(texts) == len(set(texts)) == len(labels)


def test_the_router_is_trained_once_for_the_same_examples(monkeypatch):
    first = load_router([TARIFF, SIZE])
    monkeypatch.setattr(room, "train", lambda *_: pytest.fail("trained again"))
    again = load_router([TARIFF, SIZE])
    question = "How large is China?"
    assert again.route(question) == first.route(question)
    assert not [path for path in workspace().cache.iterdir() if path.suffix == ".pkl"]


def test_a_damaged_cache_is_trained_again():
    first = load_router([TARIFF, SIZE])
    for path in workspace().cache.glob("router-*.npz"):
        path.write_bytes(b"broken")
    assert load_router([TARIFF, SIZE]).route("How large is China?").best == first.route("How large is China?").best


def test_one_tool_and_no_tool_work():
    texts, labels = training_set([SIZE])
    assert train(embed(texts), labels).route("How large is the Brazilian economy?").best == "size_of"
    assert train(embed(["a", "b"]), [NONE, NONE]).route("anything").verdict == "none"
