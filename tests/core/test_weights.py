"""Claims about weights on disk: what was saved comes back, and nothing foreign is read."""

import hashlib
import pickle
import struct

import pytest
import torch
from pydantic import BaseModel

from tools.core import UserError
from tools.core.weights import (
    card_text,
    match_tensors,
    read_card,
    read_tensors,
    read_told,
    shipped_bytes,
    tensors_as_bytes,
)

TENSORS = {"a": torch.arange(6.0).reshape(2, 3), "b": torch.tensor([1, 2])}


class Card(BaseModel):
    name: str
    seeds: tuple[int, ...]


def test_tensors_and_words_come_back_as_they_were_saved():
    content = tensors_as_bytes(TENSORS, {"step": "3"})
    found = read_tensors(content, "file")
    assert all(torch.equal(found[name], value) for name, value in TENSORS.items())
    assert read_told(content, "file") == {"step": "3"}
    assert read_told(tensors_as_bytes(TENSORS), "file") == {}


@pytest.mark.parametrize(
    "broken",
    [b"", b"garbage", struct.pack("<Q", 2**60) + b"{}", tensors_as_bytes(TENSORS)[:40], pickle.dumps([1])],
    ids=["empty", "text", "huge header", "cut", "pickle"],
)
def test_what_is_no_safetensors_is_one_sentence_in_both_languages(broken):
    with pytest.raises(UserError, match="is no checkpoint of this model") as told:
        read_tensors(broken, "file")
    assert "已损坏" in told.value.chinese


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"a": TENSORS["a"]}, "lacks the tensor b"),
        (TENSORS | {"a": torch.zeros(3)}, "has the shape"),
        (TENSORS | {"a": TENSORS["a"].double()}, "float64"),
        (TENSORS | {"a": torch.full((2, 3), torch.nan)}, "NaN"),
        (TENSORS | {"c": torch.zeros(1)}, "tensor c that the model has not"),
    ],
)
def test_other_tensors_than_the_model_wants_are_refused(changed, message):
    with pytest.raises(UserError, match=message):
        match_tensors(changed, TENSORS, "file")


def test_shipped_weights_are_checked_against_their_card(tmp_path):
    content = tensors_as_bytes(TENSORS)
    (tmp_path / "small.safetensors").write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    assert shipped_bytes(tmp_path, "small", digest) == content
    for name, wanted in (("small", "0" * 64), ("absent", digest)):
        with pytest.raises(UserError, match="not the one its card describes"):
            shipped_bytes(tmp_path, name, wanted)


def test_a_card_survives_its_text_and_what_is_none_is_refused():
    card = Card(name="x", seeds=(1, 2))
    assert read_card(card_text(card), Card, "a toy") == card
    with pytest.raises(UserError, match="no card of a toy: seeds"):
        read_card('{"name": "x"}', Card, "a toy")
