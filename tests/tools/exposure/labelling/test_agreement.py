"""Agreement: the published figures come out of the published labels, and the measures keep their properties."""

import json
import math

import numpy as np
import pytest

from tests.tools.exposure.labelling.conftest import ScriptedLabeller, items_of, some_items
from tests.tools.exposure.labelling.test_votes import labelled
from tools.exposure.data.onet import load_tasks
from tools.exposure.labelling.agreement import all_pairs, group_agreement, pair_agreement
from tools.exposure.labelling.calibration import calibration
from tools.exposure.labelling.engine import label_items
from tools.exposure.labelling.items import Item
from tools.exposure.labelling.labeller import Judgement
from tools.exposure.labelling.onet_reference import GPT4, ONET_PEOPLE, onet_labels
from tools.exposure.labelling.report import as_json, as_markdown, make_report
from tools.exposure.labelling.votes import vote

LABELS = ("E0", "E1", "E2")


@pytest.fixture
def published(require_dataset):
    tasks = load_tasks(require_dataset("gpts-are-gpts"))
    return {name: tuple(tasks[name]) for name in ("human", "gpt4", "gpt4_alt")}


# Eloundou et al.'s labels; the figures are those of shared/models/exposure.md.
def test_people_and_gpt4_agree_as_published(published):
    pair = pair_agreement("human", "gpt4", published, seed=1, resamples=20)
    assert pair.items == 19_265
    assert round(pair.raw.value, 3) == 0.656
    assert round(pair.kappa.value, 3) == 0.437
    boundaries = {boundary.name: boundary for boundary in pair.boundaries}
    assert round(boundaries["E1 | E0, E2"].agreement, 3) == 0.808
    assert round(boundaries["E0 | E1, E2"].agreement, 3) == 0.821
    assert pair.confusion[1][2] == 1_729
    assert sum(pair.confusion[1]) == 2_862


def test_the_three_label_sets_agree_as_published(published):
    group = group_agreement(list(published), published, seed=1, resamples=20)
    assert round(group.nominal.value, 3) == 0.481
    assert round(group.ordinal.value, 3) == 0.629
    assert group.nominal.low < group.nominal.value < group.nominal.high


def test_labellers_that_agree_have_ones_everywhere_and_chance_has_zero():
    draw = np.random.default_rng(3)
    labels = [LABELS[at] for at in draw.integers(3, size=3_000)]
    other = [LABELS[at] for at in draw.integers(3, size=3_000)]
    same = pair_agreement("a", "b", {"a": labels, "b": labels}, seed=1, resamples=20)
    assert {same.raw.value, same.kappa.value, same.nominal.value, same.ordinal.value} == {1.0}
    chance = pair_agreement("a", "b", {"a": labels, "b": other}, seed=1, resamples=20)
    for measured in (chance.kappa, chance.nominal, chance.ordinal):
        assert abs(measured.value) < 0.06


def test_agreement_does_not_depend_on_who_is_named_first():
    draw = np.random.default_rng(4)
    ratings = {name: [LABELS[at] for at in draw.integers(3, size=200)] for name in "ab"}
    one, other = (pair_agreement(*names, ratings, seed=1, resamples=20) for names in (("a", "b"), ("b", "a")))
    assert one.kappa.value == pytest.approx(other.kappa.value)
    assert one.nominal.value == pytest.approx(other.nominal.value)


def test_near_misses_cost_less_on_the_ordinal_scale():
    a = ["E0", "E2", "E1"] * 30
    near = ["E2", "E1", "E1"] * 30
    far = ["E1", "E2", "E0"] * 30
    ordinal = [pair_agreement("a", "b", {"a": a, "b": b}, seed=1, resamples=5).ordinal.value for b in (near, far)]
    assert ordinal[0] > ordinal[1]


def test_missing_labels_are_left_out_and_counted():
    ratings = {"a": ["E0", "E1", None, "E2"], "b": ["E0", None, "E1", "E2"], "c": [None, None, None, "E2"]}
    assert {(pair.first, pair.second): pair.items for pair in all_pairs(ratings, seed=1, resamples=5)} == {
        ("a", "b"): 2,
        ("a", "c"): 1,
        ("b", "c"): 1,
    }
    group = group_agreement(list(ratings), ratings, seed=1, resamples=5)
    assert (group.items, group.complete) == (2, 1)


def test_what_is_not_defined_is_nan_and_null_in_the_report():
    pair = pair_agreement("a", "b", {"a": ["E0"] * 5, "b": ["E0"] * 5}, seed=1, resamples=5)
    assert pair.raw.value == 1.0
    assert math.isnan(pair.kappa.value)
    assert math.isnan(pair.nominal.value)


def test_the_interval_narrows_with_more_items():
    draw = np.random.default_rng(5)

    def width(count):
        a = [LABELS[at] for at in draw.integers(3, size=count)]
        b = [label if keep else "E0" for label, keep in zip(a, draw.random(count) < 0.7, strict=True)]
        kappa = pair_agreement("a", "b", {"a": a, "b": b}, seed=1, resamples=200).kappa
        return kappa.high - kappa.low

    assert width(1_600) < 0.5 * width(100)


def test_calibration_finds_the_overconfident():
    honest = [Judgement("E0", (0.8, 0.1, 0.1))] * 100
    truth = ["E0"] * 80 + ["E1"] * 20
    assert calibration(honest, truth).error == pytest.approx(0.0)
    boasting = [Judgement("E0", (0.99, 0.005, 0.005))] * 100
    assert calibration(boasting, truth).error == pytest.approx(0.19)
    assert calibration([Judgement("E0")], ["E0"]) is None


def test_tasks_of_onet_are_found_by_occupation_and_text(require_dataset):
    folder = require_dataset("gpts-are-gpts")
    tasks = load_tasks(folder).iloc[[0, 500, 9_000]]
    items = [Item(at, "", row.title.upper(), row.task) for at, row in enumerate(tasks.itertuples())]
    found = onet_labels([*items, Item(9, "", "Wizard", "Cast spells.")], folder)
    assert found[ONET_PEOPLE] == (*tasks["human"], None)
    assert found[GPT4] == (*tasks["gpt4"], None)
    assert onet_labels([Item(9, "", "Wizard", "Cast spells.")], folder) == {}


def test_the_report_holds_all_its_parts_and_is_valid_json(store, ctx):
    items = items_of("Title,Task,human\n" + "".join(f"Job {n},Task {n},E{n % 3}\n" for n in range(40)))
    found = label_items(items.items, [ScriptedLabeller("a"), ScriptedLabeller("b", version="2")], store, ctx)
    report = make_report(found, vote(found, "dawid-skene"), "v1-en-plain", seed=1)
    text = as_markdown(report).decode()
    for part in ("## Labels", "Fleiss", "## Two by two", "## Boundaries", "## Calibration", "## Dawid and Skene"):
        assert part in text
    document = json.loads(as_json(report))
    assert document["reference"] == "people: human"
    assert {pair["first"] for pair in document["pairs"]} == {"a", "b"}


def test_the_report_says_where_no_person_labelled():
    found = labelled(a=["E0", "E1"], b=["E0", "E0"])
    report = make_report(found, vote(found), "v1-en-plain", seed=1)
    assert any("No person labelled" in note for note in report.notes)
    assert report.calibrations == {}
    assert len(some_items(2)) == report.items
