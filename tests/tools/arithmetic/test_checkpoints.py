"""Claims about checkpoints: shipped ones reproduce their cards, and nothing foreign is loaded."""

import hashlib
import io
import json
import pickle
import struct
from dataclasses import replace

import pytest
import torch

from tools.arithmetic.build_checkpoints import is_built, plans
from tools.arithmetic.checkpoints import (
    cards,
    drop_state,
    load_state,
    load_weights,
    read_card,
    save_state,
    save_weights,
    shipped_model,
)
from tools.arithmetic.probes import score
from tools.arithmetic.train import Watch, train
from tools.core import UserError

WITH_WEIGHTS = [card for card in cards() if card.weights_sha256]
CARD = WITH_WEIGHTS[0]


def content(card=CARD) -> bytes:
    return save_weights(shipped_model(card))


def test_six_to_ten_small_models_are_shipped_with_weights():
    assert 6 <= len(WITH_WEIGHTS) <= 10
    assert all(len(content(card)) < 500_000 for card in WITH_WEIGHTS)


@pytest.mark.parametrize("card", WITH_WEIGHTS, ids=lambda card: card.name)
def test_a_shipped_model_reproduces_its_card(card):
    model = shipped_model(card)
    for kept in card.scores[:2]:
        found = score(model, kept.length, kept.cases, card.test_seed)
        assert found.cases == kept.cases
        # Another processor may round a close call the other way: a few of a thousand cases.
        assert found.accuracy[0] == pytest.approx(kept.accuracy[0], abs=0.005)
        assert found.equality[0] == pytest.approx(kept.equality[0], abs=0.01)
        assert found.right_is_residue == kept.right_is_residue


def test_the_cards_are_of_the_recipes_in_the_build_script():
    names = {plan.name: plan for plan in plans()}
    from tools.arithmetic.build_checkpoints import FOLDER

    for card in cards():
        assert is_built(names[card.name], FOLDER), card.name


def test_the_cards_were_tested_on_enough_cases():
    for card in cards():
        assert all(kept.cases >= 500 for kept in card.scores), card.name


@pytest.mark.parametrize(
    "broken",
    [b"", b"garbage", b"\x00" * 64, struct.pack("<Q", 2**60) + b"{}", content()[:5000]],
    ids=["empty", "text", "zeros", "huge header", "cut"],
)
def test_a_corrupt_file_is_one_clear_sentence(broken):
    with pytest.raises(UserError, match="is no checkpoint of this model") as error:
        load_weights(broken, CARD)
    assert "不是该模型的权重" in error.value.chinese


def test_a_pickle_is_never_read():
    class Trap:
        def __reduce__(self):
            return (pytest.fail, ("a pickle was executed",))

    saved = io.BytesIO()
    torch.save({"weights": torch.zeros(2)}, saved)
    for hostile in (pickle.dumps(Trap()), saved.getvalue()):
        with pytest.raises(UserError, match="never pickles") as error:
            load_weights(hostile, CARD)
        assert "从不读取 pickle" in error.value.chinese


def test_the_checkpoint_of_another_model_is_refused():
    from safetensors.torch import load, save

    tensors = load(content())
    name = next(iter(tensors))
    for changed, message in (
        ({key: value for key, value in tensors.items() if key != name}, "it lacks the tensor"),
        (tensors | {name: torch.zeros(3)}, "has the shape"),
        (tensors | {"more": torch.zeros(3)}, "that the model has not"),
        (tensors | {name: tensors[name].double()}, "is no checkpoint"),
    ):
        with pytest.raises(UserError, match=message):
            load_weights(save(changed), CARD)


def test_a_card_that_is_none_is_refused():
    with pytest.raises(UserError, match="no card of an arithmetic checkpoint"):
        read_card("{}")
    document = json.loads(CARD.model_dump_json())
    with pytest.raises(UserError, match="operation"):
        read_card(json.dumps(document | {"operation": "division"}))


def test_changed_weights_are_noticed(monkeypatch):
    other = CARD.model_copy(update={"weights_sha256": hashlib.sha256(b"other").hexdigest()})
    with pytest.raises(UserError, match="not the one its card describes"):
        shipped_model(other)


def test_a_card_without_weights_says_so():
    with pytest.raises(UserError, match="without weights") as error:
        shipped_model(CARD.model_copy(update={"weights_sha256": ""}))
    assert "没有权重" in error.value.chinese


def test_where_training_stands_is_kept_for_exactly_the_same_recipe(tiny, tmp_path):
    part = train(replace(tiny, steps=9), Watch()).state
    assert load_state(tmp_path, tiny) is None
    save_state(tmp_path, tiny, part)
    again = load_state(tmp_path, tiny)
    assert (again.step, again.curve) == (part.step, part.curve)
    assert all(torch.equal(again.tensors[name], value) for name, value in part.tensors.items())
    assert load_state(tmp_path, replace(tiny, batch=16)) is None
    drop_state(tmp_path, tiny)
    assert load_state(tmp_path, tiny) is None


def test_a_kept_state_that_was_changed_is_refused(tiny, tmp_path):
    path = save_state(tmp_path, tiny, train(replace(tiny, steps=2)).state)
    for broken in (b"not a checkpoint", pickle.dumps([1]), content()):
        path.write_bytes(broken)
        with pytest.raises(UserError, match="is no checkpoint of this model"):
            load_state(tmp_path, tiny)
