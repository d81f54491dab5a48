"""Claims about the way from task labels to occupations: published scores come out exactly, rules hold at the edges."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.core import UserError
from tools.exposure.data.onet import load_published_scores, load_tasks, major_groups
from tools.exposure.scores import (
    LABELS,
    MEASURES,
    label_probabilities,
    occupation_exposure,
    task_scores,
    to_soc6,
)


def tasks_of(labels, weights, soc="1"):
    return pd.DataFrame({"soc": soc, "title": "Work", "weight": weights, "label": labels})


@pytest.mark.parametrize("source", ["human", "gpt4"])
def test_the_published_scores_come_out_exactly(labelled, source):
    found = occupation_exposure(load_tasks(labelled), source).set_index("soc")
    published = load_published_scores(labelled).set_index("soc").loc[found.index]
    assert len(found) == 923
    for measure in MEASURES:
        assert np.abs(found[measure] - published[f"{source}_{measure}"]).max() < 1e-12


def test_equal_weights_would_miss_the_published_scores(labelled):
    found = occupation_exposure(load_tasks(labelled).assign(weight=1.0), "human").set_index("soc")
    published = load_published_scores(labelled).set_index("soc").loc[found.index]
    assert np.abs(found["beta"] - published["human_beta"]).max() > 0.05


def test_people_and_gpt4_agree_as_published(labelled):
    from sklearn.metrics import cohen_kappa_score

    tasks = load_tasks(labelled)
    assert (tasks["human"] == tasks["gpt4"]).mean() == pytest.approx(0.656, abs=0.0005)
    assert cohen_kappa_score(tasks["human"], tasks["gpt4"]) == pytest.approx(0.437, abs=0.0005)


def test_tasks_are_complete_and_weighted_by_type(labelled):
    tasks = load_tasks(labelled)
    assert len(tasks) == 19_265
    assert not tasks.isna().any().any()
    assert tasks.groupby("type")["weight"].unique().map(list).to_dict() == {
        "": [1.0],
        "Core": [2.0],
        "Supplemental": [1.0],
    }
    assert set(tasks["human"]) == set(tasks["gpt4"]) == set(LABELS)
    assert set(tasks["soc"].str[:2]) == set(major_groups())


@given(st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from([1.0, 2.0])), min_size=1, max_size=30))
@settings(deadline=None, max_examples=50)
def test_beta_lies_halfway_between_alpha_and_gamma(pairs):
    labels, weights = zip(*pairs, strict=True)
    (row,) = occupation_exposure(tasks_of(labels, weights), "label").to_dict("records")
    assert row["beta"] == pytest.approx((row["alpha"] + row["gamma"]) / 2)
    assert 0 <= row["alpha"] <= row["gamma"] <= 1


def test_a_weight_of_two_counts_a_task_twice():
    weighted = occupation_exposure(tasks_of(["E1", "E0"], [2.0, 1.0]), "label")
    repeated = occupation_exposure(tasks_of(["E1", "E1", "E0"], [1.0] * 3), "label")
    assert weighted.loc[0, "alpha"] == pytest.approx(repeated.loc[0, "alpha"])


def test_certain_labels_are_probabilities_of_one():
    tasks = tasks_of(["E1", "E2", "E0"], [1.0, 2.0, 1.0])
    certain = occupation_exposure(tasks, "label")
    pd.testing.assert_frame_equal(certain, occupation_exposure(tasks, label_probabilities(tasks["label"])))
    assert task_scores(np.eye(3)).tolist() == [[0, 0, 0], [1, 1, 1], [0, 0.5, 1]]


def test_six_digit_codes_are_plain_means_of_the_eight_digit_ones():
    scores = pd.DataFrame(
        {"soc": ["11-1011.00", "11-1011.03"], "title": ["a", "b"], "beta": [0.2, 0.4], "tasks": [30, 10]}
    )
    assert to_soc6(scores).to_dict("records") == [
        {"soc": "11-1011", "title": "a", "beta": pytest.approx(0.3), "tasks": 40}
    ]


def test_a_label_that_is_none_is_named():
    with pytest.raises(UserError, match="'E3' is not an exposure label"):
        label_probabilities(["E0", "E3"])
