"""Claims about training and weights: seeds reproduce, Stop and the clock end it, weights come back as they were."""

import itertools
import json
import math
import pickle
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from tools.core import Context, UserError
from tools.generators import store
from tools.generators.data.samples import SampleSet, rows_of_figures
from tools.generators.fitting import Recipe, Watch
from tools.generators.measures import references
from tools.generators.roster import Plan
from tools.generators.study import draw, equal_time, gaussian, measure_one, tensors, train_one, trained

FORMS = {"rank": 2, "dim_x": 4, "steps": 3, "start_widths": (16,), "z_widths": (8,)}


@pytest.fixture
def data() -> SampleSet:
    rng = np.random.default_rng(1)
    centres = rng.choice([-3.0, 3.0], size=(300, 1))
    samples = (centres + 0.5 * rng.normal(size=(300, 3))).astype(np.float32)
    return rows_of_figures(
        "two", ("two heaps", "两堆"), samples[:200], samples[200:], ("a", "b", "c"), 1, "", (), "toy"
    )


def plan(kind="bsde", seed=1, iterations=60) -> Plan:
    from tools.generators.bsde.model import Form

    recipe = Recipe(iterations=iterations, batch=64, learning_rate=5e-3, ema=0.9, seed=seed)
    return Plan(kind, recipe, widths=(16,), form=Form(**FORMS))


@pytest.mark.parametrize("kind", ["bsde", "mlp", "flow", "vae"])
def test_the_same_seed_trains_the_same_weights_and_another_seed_others(data, kind):
    first, again, other = (train_one(data, plan(kind, seed), Watch()) for seed in (1, 1, 2))
    assert first.curve == again.curve != other.curve
    assert torch.equal(draw(first.model, 9, 5), draw(again.model, 9, 5))
    assert not torch.equal(draw(first.model, 9, 5), draw(other.model, 9, 5))


@pytest.mark.parametrize("kind", ["bsde", "mlp", "flow", "vae"])
def test_weights_reload_to_the_same_samples(data, kind, tmp_path):
    fitted = train_one(data, plan(kind), Watch())
    card, content = store.describe("two-x", "two", data.dim, data.bounds, plan(kind), fitted)
    store.save(tmp_path, card, content)
    kept, model = store.load_kept(tmp_path, "two-x")
    assert kept.read_plan() == plan(kind)
    assert torch.equal(draw(model, 20, 3), draw(fitted.model, 20, 3))
    assert store.load_kept(tmp_path, "none") is None


@pytest.mark.parametrize("kind", ["bsde", "mlp", "flow"])
def test_training_brings_samples_nearer_to_unseen_data(data, kind):
    near, far = (train_one(data, plan(kind, iterations=steps), Watch()) for steps in (400, 5))
    entries = [replace(gaussian(data), key=kind, model=one.model) for one in (near, far)]
    near_score, far_score = (
        measure_one(references(*tensors(data)), entry, 1, draws=1).scores.mmd2["imq"] for entry in entries
    )
    assert near_score < far_score / 3


def test_stop_ends_training_at_once_and_gives_what_was_learned(data):
    asked = itertools.count()
    fitted = train_one(data, plan(iterations=5000), Watch(stopped=lambda: next(asked) > 20))
    assert fitted.ending == "stopped"
    assert fitted.iterations < 40
    assert bool(draw(fitted.model, 5, 1).isfinite().all())


def test_the_clock_ends_training_with_its_learning_rate_run_down(data, monkeypatch):
    seconds = itertools.count()
    clock = SimpleNamespace(perf_counter=lambda: float(next(seconds)), thread_time=lambda: 0.0)
    monkeypatch.setattr("tools.generators.fitting.time", clock)
    told = []
    watch = Watch(report=lambda *step: told.append(step), budget=30.0)
    fitted = train_one(data, plan(iterations=5000), watch)
    assert fitted.ending == "out of time"
    assert fitted.iterations < 40
    assert told[-1][3] < told[0][3]


def test_a_finished_training_is_kept_and_found_again_by_its_plan(data, tmp_path):
    ctx = Context(seed=1, folders={}, cache=tmp_path)
    assert trained(data, plan(), ctx, "bsde").origin == "trained"
    assert trained(data, plan(), ctx, "bsde").origin == "kept"
    assert trained(data, plan(seed=2), ctx, "bsde").origin == "trained"


def test_equal_time_gives_a_cheaper_generator_more_steps(data):
    slow = plan("bsde")
    slow = replace(slow, form=replace(slow.form, steps=40))
    assert equal_time(data, plan("mlp"), 1.0).recipe.iterations > equal_time(data, slow, 1.0).recipe.iterations


def test_the_gaussian_fit_has_the_mean_and_covariance_of_the_data(data):
    drawn = draw(gaussian(data).model, 20_000, 1).numpy()
    assert np.allclose(drawn.mean(0), data.train.mean(0), atol=0.03)
    assert np.allclose(np.cov(drawn.T), np.cov(data.train.T), atol=0.05)


@pytest.mark.parametrize("broken", [b"", b"nothing", pickle.dumps([1])], ids=["empty", "text", "pickle"])
def test_corrupt_weights_are_one_sentence_in_both_languages(data, broken):
    card, _ = store.describe("two-x", "two", 3, None, plan(), train_one(data, plan(iterations=2), Watch()))
    with pytest.raises(UserError, match="is no checkpoint of this model") as told:
        store.load(broken, card)
    assert "已损坏" in told.value.chinese


def test_weights_of_another_form_are_refused(data):
    card, content = store.describe("two-x", "two", 3, None, plan(), train_one(data, plan(iterations=2), Watch()))
    other = store.describe("two-x", "two", 3, None, plan("mlp"), train_one(data, plan("mlp", iterations=2), Watch()))
    with pytest.raises(UserError, match=r"lacks the tensor|that the model has not"):
        store.load(other[1], card)
    with pytest.raises(UserError, match="has the shape"):
        store.load(content, card.model_copy(update={"dim": 7}))


def test_a_card_without_a_plan_is_refused(data):
    card, _ = store.describe("two-x", "two", 3, None, plan(), train_one(data, plan(iterations=2), Watch()))
    document = json.loads(card.model_dump_json())
    with pytest.raises(UserError, match="no card of a generator's weights"):
        store.read_card(json.dumps(document | {"dim": 0}))
    with pytest.raises(UserError, match="holds no plan"):
        store.read_card(json.dumps(document | {"plan": {"kind": "other"}})).read_plan()


def test_a_kept_generator_whose_file_was_changed_is_refused(data, tmp_path):
    store.save(tmp_path, *store.describe("two-x", "two", 3, None, plan(), train_one(data, plan(iterations=2), Watch())))
    (tmp_path / "two-x.safetensors").write_bytes(b"other")
    with pytest.raises(UserError, match="not the one its card describes"):
        store.load_kept(tmp_path, "two-x")


def test_the_mmd_loss_is_in_the_mean_the_distance_that_is_reported(data):
    from tools.generators.kernels import kernel_of, median_distance, mmd2
    from tools.generators.roster import build, loss_for

    model = build(plan(), 3, None)
    train = torch.from_numpy(data.train)
    loss = loss_for(model, train, plan().recipe)
    with torch.no_grad():
        found = [float(loss(torch.Generator().manual_seed(at))) for at in range(200)]
        direct = float(mmd2(kernel_of("median", median_distance(train)), draw(model, 3000, 1), train))
    assert abs(np.mean(found) - direct) < 4 * np.std(found) / math.sqrt(200) + 0.03 * abs(direct)
