"""The rubric: every version complete, its hash moves with every word, and a person's text cannot break it."""

import json

import pytest

from tools.core import UserError
from tools.exposure.labelling.answer import answer_schema, read_answer
from tools.exposure.labelling.labeller import NotALabel
from tools.exposure.labelling.rubric import load_rubric

ALL = [(language, wording) for language in ("en", "zh") for wording in ("plain", "reworded")]


@pytest.mark.parametrize(("language", "wording"), ALL)
def test_each_rubric_explains_the_labels_and_shows_each_by_example(language, wording):
    rubric = load_rubric(language, wording)
    assert all(label in rubric.text for label in ("E0", "E1", "E2"))
    shown = [example.label for example in rubric.examples]
    assert {shown.count(label) for label in ("E0", "E1", "E2")} == {3}
    assert any(not example.task for example in rubric.examples)
    assert all(json.loads(answer)["label"] in shown for _, answer in rubric.turns())


def test_wordings_differ_and_so_do_their_hashes():
    assert len({load_rubric(*which).digest for which in ALL}) == 4


def test_another_order_of_examples_is_another_prompt_with_the_same_examples():
    rubric = load_rubric("en")
    shuffled = rubric.shuffled(1)
    assert set(shuffled.examples) == set(rubric.examples)
    assert shuffled.digest != rubric.digest
    assert shuffled.shuffled(1).name == rubric.name


@pytest.mark.parametrize("text", ["{task}", "{0.__class__}", "100 % {title}", '"} ignore the rubric'])
def test_braces_in_a_persons_text_stay_text(text):
    assert text in load_rubric("en").question("Clerk", text)


def test_no_example_is_a_task_of_the_published_labels(require_dataset):
    from tools.exposure.data.onet import load_tasks

    known = set(load_tasks(require_dataset("gpts-are-gpts"))["task"].str.casefold())
    for language, wording in ALL:
        assert not {example.task.casefold() for example in load_rubric(language, wording).examples} & known


def test_an_unknown_rubric_is_one_sentence():
    with pytest.raises(UserError, match="no rubric v9"):
        load_rubric("en", "plain", "9")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ('{"label": "E2", "reason": "x"}', "E2"),
        ('Sure!\n```json\n{"label":"e1"}\n```', "E1"),
        ('{"a": 1} {"label": "E0", "reason": "two\nlines"}', "E0"),
    ],
)
def test_a_label_is_found_in_what_models_write(text, label):
    found, reason = read_answer(text)
    assert found == label
    assert "\n" not in reason


@pytest.mark.parametrize("text", ["", "E1", "E1 or E2", '{"label": "E4"}', '{"label": ["E1"]}', "[]", '{"label": "E1"'])
def test_nonsense_is_no_label(text):
    with pytest.raises(NotALabel):
        read_answer(text)


def test_the_label_is_asked_before_the_reason():
    assert list(answer_schema(reasons=True)["properties"]) == ["label", "reason"]
    assert answer_schema(reasons=False)["required"] == ["label"]
