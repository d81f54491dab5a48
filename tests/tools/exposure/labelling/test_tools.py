"""The classifier as a labeller, and the tool for the chat."""

import pytest

from tests.tools.exposure.labelling.conftest import ScriptedLabeller
from tools.core import UserError
from tools.core.execute import execute
from tools.core.registry import find_tool
from tools.exposure.labelling import labellers
from tools.exposure.labelling.by_tasks import known_occupation
from tools.exposure.labelling.engine import label_items
from tools.exposure.labelling.items import Item, named_items
from tools.exposure.labelling.labellers import full_name, make_labeller, make_labellers
from tools.exposure.labelling.rubric import load_rubric

RUBRIC = load_rubric("en")


@pytest.fixture
def scripted(monkeypatch):
    """Let chat models be made from nothing, as the floors above would."""
    made = {}

    def make(name, rubric, options):
        made[name] = ScriptedLabeller(name)
        return made[name]

    monkeypatch.setitem(labellers._makers, "chat", make)
    monkeypatch.setattr(labellers, "_namers", [lambda name: "openai:set" if name == "model" else name])
    return made


def ask(**arguments):
    return execute(find_tool("label_occupations"), arguments).result


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("nurses, roofers and cooks", ["nurses", "roofers", "cooks"]),
        ("会计、护士和工人", ["会计", "护士", "工人"]),
        ("会计；nurse;roofer", ["会计", "nurse", "roofer"]),
        ("nurse, nurse", ["nurse"]),
        ("English and media teacher", ["English", "media teacher"]),
    ],
)
def test_items_are_named_in_either_language(text, names):
    assert [item.title for item in named_items(text)] == names


def test_an_and_inside_a_task_does_not_split_it():
    items = named_items("draft and send letters; 搬运和整理货物", tasks=True)
    assert [item.task for item in items] == ["draft and send letters", "搬运和整理货物"]


def test_naming_nothing_is_one_sentence():
    with pytest.raises(UserError, match="No occupation is named"):
        ask(items=" , ;")


def test_the_classifier_labels_in_both_languages_with_probabilities():
    result = ask(items="会计、护士、混凝土工")
    assert result.tables["labels"]["label"].isin(["E0", "E1", "E2"]).all()
    for item in ("会计", "护士", "混凝土工"):
        shares = [result.values[f"probability_{label}.{item}"].value for label in ("E0", "E1", "E2")]
        assert sum(shares) == pytest.approx(100)
    exposed = [result.values[f"probability_exposed.{item}"].value for item in ("会计", "护士", "混凝土工")]
    assert exposed == sorted(exposed, reverse=True)
    assert "会计" in result.headline and "会计" in result.headline_zh


def test_a_known_occupation_is_labelled_by_its_tasks(require_dataset):
    known = known_occupation("律师", "people")
    assert known and known.title == "律师" and known.tasks > 1
    assert known_occupation("Roofers", "people") is None  # The US tasks are not here.
    assert known_occupation("无此职业之人", "people") is None
    require_dataset("gpts-are-gpts")
    roofers = known_occupation("roofers", "people")
    assert roofers and roofers.title == "Roofers" and roofers.probabilities[0] > 0.7


def test_the_us_tasks_make_another_labeller_than_titles_alone(require_dataset):
    before = make_labeller("classifier", RUBRIC).identity
    require_dataset("gpts-are-gpts")
    assert make_labeller("classifier", RUBRIC).identity != before


def test_single_tasks_are_labelled_as_tasks():
    result = ask(items="write press releases, lay bricks in mortar", kind="tasks")
    exposed = [
        result.values[f"probability_exposed.{item}"].value for item in ("write press releases", "lay bricks in mortar")
    ]
    assert exposed[0] > 50 > exposed[1]


def test_many_items_through_the_classifier_are_quick_and_in_order(store, ctx):
    items = [Item(at, str(at), "Clerk", f"Write report number {at}") for at in range(3_000)]
    items.insert(100, Item(9_999, "x", "Roofer", "Nail shingles to roofs"))
    found = label_items(items, [make_labeller("classifier", RUBRIC)], store, ctx).judgements["classifier"]
    assert found[100].label == "E0"
    assert found[101].label != "E0"


def test_a_jury_votes_and_the_agreement_is_a_figure(scripted):
    result = ask(items="nurse, poet", labeller="a:one, b:two")
    assert set(scripted) == {"a:one", "b:two"}
    assert result.values["agreement.nurse"].value == 100
    assert "majority of 2 labellers" in result.headline


def test_the_model_that_is_set_is_named_in_the_run(scripted):
    run = execute(find_tool("label_occupations"), {"items": "nurse", "labeller": "model"})
    assert run.record.arguments["labeller"] == "openai:set"


def test_a_model_that_answers_nothing_is_an_error_that_says_why(scripted, monkeypatch):
    from tools.exposure.labelling.labeller import Refused

    def refuse(item):
        raise Refused("The provider refused the key (401).")

    monkeypatch.setitem(labellers._makers, "chat", lambda name, rubric, options: ScriptedLabeller(name, refuse))
    with pytest.raises(UserError, match="refused the key"):
        ask(items="nurse", labeller="openai:x")


def test_too_many_items_are_sent_to_the_file_door():
    with pytest.raises(UserError, match="quesnay label"):
        ask(items=", ".join(f"job{n}" for n in range(60)))


def test_labellers_have_their_names_in_chinese_too():
    assert full_name("分类器") == "classifier"
    assert full_name("内置模型") == "embedded"


def test_no_labeller_and_an_unknown_one_are_one_sentence(monkeypatch):
    monkeypatch.setattr(labellers, "_makers", {})
    monkeypatch.setattr(labellers, "_namers", [])
    with pytest.raises(UserError, match="No labeller is named"):
        make_labellers([" "], RUBRIC)
    with pytest.raises(UserError, match="language models are not set up"):
        make_labeller("openai:gpt-x", RUBRIC)
    with pytest.raises(UserError, match="classifier"):
        make_labeller("classifier:nobody", RUBRIC)
