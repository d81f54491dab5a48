"""Many passages are embedded by other code than one, and come out the same."""

import numpy as np
import pytest

from knowledge import bulk, meaning
from knowledge.bulk import bulk_encoder
from knowledge.embeddings import embed

TEXTS = [
    "Wages rose by 3.5 % in the harbour.",
    "关税提高后，进口减少，收入下降。",
    "Ελληνικά, Ｆｕｌｌｗｉｄｔｈ ①, naïve café —  two  spaces",
    "",
    "x",
    "A longer passage. " * 20,
]


@pytest.fixture
def encoder():
    found = bulk_encoder()
    assert found is not None, "the installed embedding is of a form that is not known"
    return found


def test_vectors_are_the_engines(encoder):
    for text, vector in zip(TEXTS, encoder.encode(TEXTS), strict=True):
        assert vector is None or vector @ embed([text], "passage")[0] > 0.999, text
    assert sum(vector is not None for vector in encoder.encode(TEXTS)) >= 5


def test_what_is_too_long_or_unknown_is_left_to_the_engine(encoder):
    assert [vector is None for vector in encoder.encode(["word " * 2000, "\U0001f9ff\U000e0041", "fine"])][::2] == [
        True,
        False,
    ]


def test_many_passages_and_few_come_out_alike(monkeypatch):
    few = meaning.passage_vectors(TEXTS)
    monkeypatch.setattr(meaning, "MANY", 4)
    seen = []
    many = meaning.passage_vectors(TEXTS, lambda done, total: seen.append((done, total)))
    assert np.min((few * many).sum(axis=1)) > 0.99
    assert seen == [(0, 6), (4, 6), (6, 6)]


def test_another_form_of_weights_is_left_to_the_engine(monkeypatch, tmp_path):
    with pytest.raises(ValueError, match="not the embedding"):
        bulk.BulkEncoder(b"GGUF" + b"\0" * 100)
    monkeypatch.setattr(meaning, "MANY", 1)
    monkeypatch.setattr(bulk, "bulk_encoder", lambda: None)
    assert np.allclose(np.linalg.norm(meaning.passage_vectors(["a"]), axis=1), 1, atol=1e-3)
