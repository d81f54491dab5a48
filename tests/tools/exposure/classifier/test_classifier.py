"""Claims about the shipped classifier: it gives what its card says, reads two languages, and stays small."""

import io
from pathlib import Path

import numpy as np
import pytest

import tools.exposure.classifier as room
from tools.core import UserError
from tools.exposure.classifier import Classifier
from tools.exposure.classifier.model import SHIPPED
from tools.exposure.classifier.storage import pack, unpack
from tools.exposure.classifier.tables import shipped_probabilities
from tools.exposure.data import csco, onet
from tools.exposure.scores import occupation_exposure

TRAINED = Path(room.__file__).parent / "trained"


@pytest.mark.parametrize("source", SHIPPED)
def test_the_trained_file_gives_the_sample_of_its_card(source):
    classifier = Classifier.load(source)
    sample = classifier.card.sample
    found = classifier.probabilities([item.title for item in sample], [item.task for item in sample])
    assert len(sample) >= 8
    np.testing.assert_allclose(found, [item.probabilities for item in sample], atol=2e-6)


@pytest.mark.parametrize("source", SHIPPED)
def test_the_card_names_the_data_that_is_in_the_manifest(source):
    from tools.core.datasets import catalog

    card = Classifier.load(source).card
    assert card.data == onet.DATASET
    assert card.data_hash == catalog().fingerprint(onet.DATASET)
    assert card.rows == 19_265


def test_the_shipped_files_are_small():
    assert sum(path.stat().st_size for path in TRAINED.rglob("*") if path.is_file()) < 3_000_000


def test_nothing_shipped_is_a_pickled_object():
    for path in TRAINED.rglob("*.npz"):
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
            assert all(stored[key].dtype != object for key in stored.files)


def test_probabilities_sum_to_one_in_both_languages():
    found = Classifier.load("people").probabilities(
        ["Roofers", "翻译", ""], ["Nail shingles to roofs.", "翻译外文资料", "Write a speech"]
    )
    assert found.shape == (3, 3)
    np.testing.assert_allclose(found.sum(axis=1), 1.0)
    assert (found >= 0).all()


@pytest.mark.parametrize("source", SHIPPED)
def test_writing_is_exposed_and_roofing_is_not_in_either_language(source):
    classifier = Classifier.load(source)
    writing, roofing, xie, pu = classifier.probabilities(
        ["Writers and Authors", "Roofers", "文字编辑", "防水工"],
        ["Write articles for magazines.", "Nail shingles to roofs.", "撰写和修改文章", "铺设防水卷材"],
    )
    assert writing[0] < 0.5 < roofing[0]
    assert xie[0] < 0.5 < pu[0]


@pytest.mark.parametrize(("source", "label"), [("people", "human"), ("gpt4", "gpt4")])
def test_held_out_scores_reach_what_the_card_says(labelled, source, label):
    tasks = onet.load_tasks(labelled)
    found = occupation_exposure(tasks, shipped_probabilities("onet", source, tasks))
    people = occupation_exposure(tasks, "human")
    needed = {"people": 0.90, "gpt4": 0.88}[source]
    measured = np.corrcoef(found["beta"], people["beta"])[0, 1]
    scores = Classifier.load(source).card.scores
    assert measured >= needed
    assert measured == pytest.approx(scores["beta_correlation_with_people.words_by_occupation"], abs=2e-4)
    assert scores["beta_correlation_with_people.words_by_major_group"] >= 0.87


def test_chinese_scores_exist_for_every_task_and_order_occupations_sensibly():
    tasks = csco.load_tasks()
    scores = occupation_exposure(tasks, shipped_probabilities("csco", "people", tasks)).set_index("title")["beta"]
    assert scores["文字编辑"] > scores["会计专业人员"] > scores["中式烹调师"] > scores["防水工"]


def test_scores_of_other_task_lists_are_refused():
    tasks = csco.load_tasks().iloc[:-1]
    with pytest.raises(UserError, match=r"classifier\.build"):
        shipped_probabilities("csco", "people", tasks)


def test_a_packed_model_is_read_back_the_same_to_half_precision():
    classifier = Classifier.load("people")
    words, meaning = unpack(pack(classifier.words, classifier.meaning), "people")
    assert words.terms == classifier.words.terms
    assert np.array_equal(words.linear.coefficients, classifier.words.linear.coefficients)
    assert np.array_equal(meaning.linear.coefficients, classifier.meaning.linear.coefficients)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"not an archive"])
def test_a_damaged_file_says_what_to_do(content):
    with pytest.raises(UserError, match="train it again"):
        unpack(content, "mine")


def test_an_unknown_name_lists_the_shipped_ones():
    with pytest.raises(UserError, match="people, gpt4"):
        Classifier.load("experts")
