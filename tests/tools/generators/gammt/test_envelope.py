"""Claims about the set of probabilities: it contains its experts, is made of probabilities, and is reproducible."""

import numpy as np
import pytest
import torch

from tools.core import Cancelled, UserError
from tools.generators.gammt.envelope import after, event_probabilities, simulate, tell
from tools.generators.gammt.events import read_context, read_event
from tools.generators.gammt.experts import Experts, Shape
from tools.generators.gammt.selection import RULES, log_likelihood, loss, posterior
from tools.generators.gammt.train import Recipe, Watch, of_symbols, train


@pytest.fixture(params=RULES)
def told(request):
    shape = Shape(experts=3, symbols=5, length=9, dim=8, layers=1, gate=request.param == "token")
    symbols = np.random.default_rng(1).integers(5, size=(20, 9))
    return tell(Experts(shape, seed=1), request.param, symbols)


def test_the_envelope_contains_each_expert_and_the_mixture(told):
    assert (told.lower <= told.probabilities).all()
    assert (told.probabilities <= told.upper).all()
    assert (told.lower <= told.mixed + 1e-12).all()
    assert (told.mixed <= told.upper + 1e-12).all()


def test_probabilities_and_posterior_weights_sum_to_one(told):
    assert told.probabilities.sum(axis=-1) == pytest.approx(1.0, abs=1e-6)
    assert told.posterior.sum(axis=0) == pytest.approx(1.0, abs=1e-6)
    assert told.mixed.sum(axis=-1) == pytest.approx(1.0, abs=1e-6)


def test_lower_probabilities_sum_to_at_most_one_and_upper_ones_to_at_least_one(told):
    assert (told.lower.sum(axis=-1) <= 1 + 1e-6).all()
    assert (told.upper.sum(axis=-1) >= 1 - 1e-6).all()


def test_an_expert_never_sees_what_it_predicts():
    model = Experts(Shape(experts=2, symbols=4, length=8, dim=8, layers=2), seed=2)
    symbols = torch.from_numpy(np.random.default_rng(2).integers(4, size=(3, 8)))
    changed = symbols.clone()
    changed[:, 5:] = (changed[:, 5:] + 1) % 4
    before, _ = model(symbols)
    later, _ = model(changed)
    assert torch.equal(before[:, :, :6], later[:, :, :6])
    assert not torch.allclose(before[:, :, 6:], later[:, :, 6:])


def test_experts_side_by_side_are_the_experts_one_by_one():
    model = Experts(Shape(experts=3, symbols=4, length=6, dim=8, layers=1), seed=3)
    one = Experts(Shape(experts=1, symbols=4, length=6, dim=8, layers=1), seed=0)
    symbols = torch.from_numpy(np.random.default_rng(3).integers(4, size=(5, 6)))
    together, _ = model(symbols)
    apart, _ = model(torch.stack([symbols, symbols.flip(0), symbols]))
    assert torch.allclose(together[1].flip(0), apart[1], atol=1e-6)
    for at in range(3):
        one.load_state_dict({name: value[at : at + 1] for name, value in model.state_dict().items()})
        assert torch.allclose(one(symbols)[0][0], together[at], atol=1e-5)


def test_the_posterior_is_bayes_rule():
    seen = torch.log(torch.tensor([[[0.9, 0.9, 0.9]], [[0.5, 0.5, 0.5]]]))
    weights = torch.log(torch.tensor([0.25, 0.75]))[:, None, None]
    found = posterior("sequence", seen, weights)
    assert float(found[0, 0, 0]) == pytest.approx(0.25)
    assert float(found[0, 0, 2]) == pytest.approx(0.25 * 0.81 / (0.25 * 0.81 + 0.75 * 0.25))


def test_a_sequence_mixture_is_the_product_of_its_predictions():
    rng = np.random.default_rng(4)
    seen = torch.log(torch.from_numpy(rng.uniform(0.1, 0.9, size=(3, 4, 6))))
    weights = torch.log_softmax(torch.from_numpy(rng.normal(size=(3, 1, 1))), dim=0)
    stepwise = torch.logsumexp(posterior("sequence", seen, weights).log() + seen, dim=0).sum(dim=-1)
    assert torch.allclose(stepwise, log_likelihood("sequence", seen, weights))


@pytest.mark.parametrize("rule", ["sequence", "token"])
def test_the_loss_at_the_end_is_the_likelihood(rule):
    rng = np.random.default_rng(5)
    seen = torch.log(torch.from_numpy(rng.uniform(0.1, 0.9, size=(3, 4, 6))))
    weights = torch.log_softmax(torch.from_numpy(rng.normal(size=(3, 4, 6) if rule == "token" else (3, 1, 1))), dim=0)
    told = -log_likelihood(rule, seen, weights).mean() / 6
    assert float(loss(rule, seen, weights, done=1.0)) == pytest.approx(float(told))


def test_in_the_end_the_winner_alone_learns():
    seen = torch.tensor([[[-1.0, -1.0]], [[-1.1, -1.0]]], requires_grad=True)
    torch.autograd.backward(loss("winner", seen, torch.zeros(2, 1, 1), done=1.0))
    assert float(seen.grad[0].abs().sum()) > 0
    assert float(seen.grad[1].abs().sum()) == pytest.approx(0.0, abs=1e-9)


def test_the_same_seed_gives_the_same_experts(coins):
    recipe = Recipe(Shape(2, 2, 12, dim=8, layers=1), "sequence", steps=5, seed=7)
    batches = lambda step: coins.sample(np.random.default_rng([7, step]), 8)  # noqa: E731
    first, again = (train(recipe, batches).model.state_dict() for _ in range(2))
    assert all(torch.equal(first[name], again[name]) for name in first)


def test_training_stops_at_once_and_keeps_to_its_budget(coins):
    recipe = Recipe(Shape(2, 2, 12, dim=8, layers=1), "sequence", steps=100_000, seed=7)
    batches = lambda step: coins.sample(np.random.default_rng([7, step]), 8)  # noqa: E731
    reports = []
    watch = Watch(report=lambda *told: reports.append(told), stopped=lambda: len(reports) > 0)
    assert train(recipe, batches, watch).ending == "stopped"
    assert train(recipe, batches, Watch(budget=0.2)).ending == "out of time"


def test_a_set_finds_two_coins_and_their_probabilities(fitted):
    assert fitted.best == 2
    heads = np.sort(after(fitted.model, fitted.rule, np.array([0, 1, 0]))
                    .probabilities[:, 0])  # fmt: skip
    assert heads == pytest.approx([0.2, 0.9], abs=0.06)
    assert fitted.set.score.coverage > 0.8
    assert fitted.set.score.nats >= fitted.set.score.oracle - 2 * fitted.set.score.error


def test_what_was_seen_shifts_the_weight_and_narrows_the_range(fitted):
    fresh = after(fitted.model, fitted.rule, np.array([], dtype=np.int64))
    many = after(fitted.model, fitted.rule, np.zeros(11, dtype=np.int64))
    assert fresh.plausible.all()
    assert many.plausible.sum() == 1
    assert many.weights.max() > 0.99
    assert (many.upper - many.lower).max() < (fresh.upper - fresh.lower).max()


def test_bounds_of_an_event_agree_with_the_experts_own_numbers(fitted):
    context = np.array([0, 1])
    event = read_event("T", fitted.data.symbols, 1)
    chances = event_probabilities(fitted.model, context, event.happens, horizon=1, paths=4000, seed=1)
    assert chances == pytest.approx(after(fitted.model, fitted.rule, context).probabilities[:, 1], abs=0.03)


def test_an_event_is_no_less_likely_over_a_longer_horizon(fitted):
    event = read_event("T T", fitted.data.symbols, 2)
    futures = simulate(fitted.model, np.array([0]), horizon=14, paths=300, seed=2)
    chances = [[event.happens(one[:, :ahead]).mean() for ahead in range(1, 15)] for one in futures]
    assert (np.diff(chances, axis=1) >= 0).all()
    assert (np.array(chances)[:, 0] == 0).all()


def test_a_simulation_stops(fitted):
    def stop():
        raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        simulate(fitted.model, np.array([0]), horizon=5, paths=10, seed=1, stopped=stop)


@pytest.mark.parametrize(
    ("text", "symbols", "names"),
    [
        ("two quarters of falling growth", ("falling", "steady", "rising"), ("falling", "falling")),
        ("a B within the next 5", ("A", "B", "C"), ("B",)),
        ("连续两个季度收缩", ("contraction", "slow", "fast"), ("contraction", "contraction")),
        ("B C", ("A", "B", "C"), ("B", "C")),
        ("摸到黑球", ("red", "black", "yellow"), ("black",)),
        ("recession", ("contraction", "slow", "fast"), ("contraction",)),
    ],
)
def test_events_are_read_as_people_write_them(text, symbols, names):
    assert read_event(text, symbols, 5).names == names


def test_a_symbol_never_seen_is_named_with_those_that_are():
    with pytest.raises(UserError, match=r"no symbol called 'Z'.*Known: A, B") as found:
        read_context("A Z B", ("A", "B"))
    assert "Z" in found.value.chinese
    with pytest.raises(UserError, match="Known: A, B"):
        read_event("green", ("A", "B"), 5)


def test_a_run_longer_than_the_horizon_is_refused():
    with pytest.raises(UserError, match="set horizon to 3") as found:
        read_event("three A", ("A", "B"), 2)
    assert "horizon" in found.value.chinese


def test_the_nats_of_a_set_are_those_of_its_mixture(told):
    assert np.isfinite(told.nats).all()
    assert of_symbols(torch.zeros(1, 2, 3, 4), torch.zeros(2, 3, dtype=torch.int64)).shape == (1, 2, 3)
