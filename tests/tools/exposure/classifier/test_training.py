"""Claims about training on one's own labels: it learns, is kept in the workspace, and refuses what it cannot use."""

import numpy as np
import pandas as pd
import pytest

from tools.core import UserError
from tools.exposure.classifier import Classifier
from tools.exposure.classifier.linear import fit_linear
from tools.exposure.classifier.train import train_own
from tools.exposure.classifier.words import fit_words

OBJECTS = ("reports", "letters", "articles", "speeches", "summaries", "essays")
WORDS = [f"Write {thing}" for thing in OBJECTS] + [f"Translate {thing}" for thing in OBJECTS]
HANDS = [f"Lift {thing}" for thing in ("bricks", "beams", "crates", "pipes", "tiles", "logs")]
HANDS += [f"Weld {thing}" for thing in ("bricks", "beams", "crates", "pipes", "tiles", "logs")]


def labelled(**columns):
    table = pd.DataFrame(
        {
            "title": [f"Job {at % 8}" for at in range(len(WORDS + HANDS))],
            "task": WORDS + HANDS,
            "label": ["E1"] * len(WORDS) + ["E0"] * len(HANDS),
        }
    )
    return table.assign(**columns)


def test_it_learns_what_the_labels_say_and_is_found_by_its_name():
    train_own(labelled(), "mine", "labels.csv")
    found = Classifier.load("mine").probabilities(["Job 1", "Job 1"], ["Write poems", "Lift stones"])
    assert found[0, 1] > 0.5 > found[1, 1]
    assert (found[:, 2] == 0).all()  # No E2 among the labels.
    card = Classifier.load("mine").card
    assert card.rows == len(WORDS + HANDS)
    assert 0 <= card.scores["held_out_agreement"] <= 1


def test_chinese_labels_train_the_model_of_meaning_alone():
    table = pd.DataFrame(
        {
            "title": "",
            "task": [
                f"撰写{thing}"
                for thing in ["报告", "文章", "信件", "讲稿", "摘要", "论文", "新闻", "小说", "剧本", "公文"]
            ]
            + [
                f"搬运{thing}"
                for thing in ["砖块", "钢材", "木箱", "管道", "瓷砖", "原木", "水泥", "沙石", "家具", "货物"]
            ],
            "label": ["E1"] * 10 + ["E0"] * 10,
        }
    )
    trained = train_own(table, "chinese", "标签.csv")
    assert trained.words is None
    found = trained.probabilities(["", ""], ["撰写通知", "搬运机器"])
    assert found[0, 1] > found[1, 1]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (labelled().drop(columns="task"), "no column task"),
        (labelled().head(5), "5 labelled rows"),
        (labelled(label="E1"), "labels are the same"),
        (labelled(label="high"), "'high' is not an exposure label"),
    ],
)
def test_what_cannot_be_learnt_from_is_said(table, message):
    with pytest.raises(UserError, match=message):
        train_own(table, "mine", "labels.csv")


def test_a_shipped_data_set_is_never_replaced():
    with pytest.raises(UserError, match="comes with Quesnay"):
        train_own(labelled(), "gpts-are-gpts", "labels.csv")


def test_two_labels_give_the_same_as_a_sigmoid():
    features = np.array([[-1.0], [-0.5], [0.5], [1.0]], dtype=np.float32)
    linear = fit_linear(features, ["E0", "E0", "E2", "E2"], strength=1.0)
    found = linear.probabilities(features)
    assert found[0, 0] == pytest.approx(found[3, 2], abs=1e-6)
    assert (found[:, 1] == 0).all()


def test_texts_without_words_are_refused():
    with pytest.raises(UserError, match="no words"):
        fit_words(["!", "?"], ["E0", "E1"])
