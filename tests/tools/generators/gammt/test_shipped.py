"""Claims about shipped sets: same numbers again, as their cards say, and nothing foreign is read."""

import hashlib
import re

import numpy as np
import pytest
import torch

from tools.core import UserError
from tools.core.weights import card_text, read_card
from tools.generators.gammt import shipped
from tools.generators.gammt.build_weights import PLANS
from tools.generators.gammt.envelope import after, tell
from tools.generators.gammt.fitting import held_out
from tools.generators.gammt.processes import Process
from tools.generators.gammt.scoring import score
from tools.generators.gammt.shipped import Card, cards, experts_as_bytes, load_experts, shipped_set
from tools.generators.gammt.sources import open_source

CARDS = sorted(cards().values(), key=lambda card: card.name)
IDS = [card.name for card in CARDS]


def opened(card: Card):
    return shipped_set(card, open_source(card.name, {}))


def test_a_set_is_shipped_for_every_plan_and_each_is_small():
    assert set(cards()) == set(PLANS)
    assert all(len(experts_as_bytes(opened(card).model)) < 500_000 for card in CARDS)


@pytest.mark.parametrize("card", CARDS, ids=IDS)
def test_a_shipped_set_reproduces_its_card(card):
    found = opened(card)
    _, symbols = held_out(found.data)
    process = found.data if isinstance(found.data, Process) else None
    again = score(tell(found.model, found.rule, symbols), symbols, process)
    kept = found.set.score
    assert again.experts == kept.experts == card.experts
    assert again.nats == pytest.approx(kept.nats, abs=1e-4)
    assert again.width == pytest.approx(kept.width, abs=1e-3)
    assert again.coverage == pytest.approx(kept.coverage, abs=5e-3)


@pytest.mark.parametrize("card", CARDS, ids=IDS)
def test_weights_reload_to_the_same_numbers(card):
    found = opened(card)
    again = load_experts(experts_as_bytes(found.model), card)
    symbols = held_out(found.data)[1][:20]
    first, second = (tell(model, card.rule, symbols).probabilities for model in (found.model, again))
    assert np.array_equal(first, second)


@pytest.mark.parametrize("card", CARDS, ids=IDS)
def test_controls_stand_beside_every_shipped_set(card):
    kinds = {row.what for row in card.rows}
    assert {"equal steps", "equal CPU", "rule"} <= kinds
    steps = next(row for row in card.rows if row.what == "equal steps")
    chosen = card.rows[card.chosen]
    assert steps.steps == chosen.steps
    assert steps.parameters == pytest.approx(chosen.parameters, rel=0.25)
    equal = next(row for row in card.rows if row.what == "equal CPU")
    assert equal.cpu_seconds == pytest.approx(chosen.cpu_seconds, rel=0.35)


def test_the_markov_set_covers_the_true_probabilities_at_about_their_width():
    kept = cards()["markov"].rows[cards()["markov"].chosen].score
    assert kept.coverage >= 0.97
    assert kept.width < 1.15 * kept.true_width


def test_the_urns_envelope_contains_the_known_set():
    found = opened(cards()["urn"])
    first = after(found.model, found.rule, np.array([], dtype=np.int64))
    truth = found.data.starts
    assert (first.lower <= truth.min(axis=0) + 0.02).all()
    assert (first.upper >= truth.max(axis=0) - 0.02).all()
    assert first.upper[0] - first.lower[0] < 0.06


@pytest.mark.parametrize("content", [b"", b"not weights", b"\x08" + b"\x00" * 7 + b"{}      "])
def test_corrupt_weights_are_one_clear_sentence(content):
    with pytest.raises(UserError, match="corrupt or of another program") as found:
        load_experts(content, CARDS[0])
    assert "重新训练" in found.value.chinese


def test_weights_of_the_wrong_size_or_with_nan_are_refused():
    card = cards()["markov"]
    model = opened(card).model
    wrong = model.state_dict() | {"head": torch.zeros(1, 2, 3)}
    with pytest.raises(UserError, match=re.escape("tensor head has the shape (1, 2, 3)")):
        load_experts(shipped.tensors_as_bytes(wrong), card)
    broken = {name: value.clone() for name, value in model.state_dict().items()}
    broken["norm"][0, 0, 0] = float("nan")
    with pytest.raises(UserError, match="NaN"):
        load_experts(shipped.tensors_as_bytes(broken), card)


def test_changed_weights_are_not_the_ones_of_the_card():
    card = CARDS[0].model_copy(update={"weights_sha256": hashlib.sha256(b"other").hexdigest()})
    with pytest.raises(UserError, match="not the one its card describes"):
        shipped_set(card, open_source(card.name, {}))


def test_a_card_that_is_none_is_refused():
    with pytest.raises(UserError, match="no card of a set of experts: experts"):
        read_card(card_text(CARDS[0]).replace('"experts": ', '"experts": -', 1), Card, "a set of experts")
