"""Claims about training: seeds do not touch each other, a resumed run is the same run, and Stop and time are heard."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from tools.arithmetic.models import Decoder
from tools.arithmetic.train import Watch, clip_members, learning_rate, train, training_batch


def weights(model) -> dict[str, torch.Tensor]:
    return {name: value.clone() for name, value in model.state_dict().items()}


def test_seeds_trained_side_by_side_learn_what_they_would_alone(tiny):
    together = train(tiny)
    alone = train(replace(tiny, seeds=(4,)))
    for name, value in weights(alone.model).items():
        torch.testing.assert_close(weights(together.model)[name][1:2], value, atol=1e-4, rtol=1e-3)


def test_the_loss_falls(tiny):
    done = train(replace(tiny, steps=150))
    first, last = done.state.curve[0].loss, done.state.curve[-1].loss
    assert all(after < 0.8 * before for before, after in zip(first, last, strict=True))


@pytest.mark.parametrize("dropout", [0.0, 0.1])
def test_a_resumed_training_ends_where_an_uninterrupted_one_does(tiny, dropout):
    tiny = replace(tiny, shape=replace(tiny.shape, dropout=dropout))
    whole = train(tiny)
    calls = iter(range(100))
    part = train(tiny, Watch(stopped=lambda: next(calls) >= 5))
    assert part.ending == "stopped"
    assert 0 < part.state.step < tiny.steps
    rest = train(tiny, start=part.state)
    assert rest.ending == "complete"
    for name, value in weights(whole.model).items():
        torch.testing.assert_close(weights(rest.model)[name], value)
    assert [point.step for point in rest.state.curve] == [point.step for point in whole.state.curve]


def test_a_time_budget_ends_the_training_and_says_so(tiny):
    done = train(replace(tiny, steps=100_000), Watch(budget=0.2))
    assert done.ending == "out of time"
    assert done.seconds < 2.0


def test_progress_tells_step_loss_and_time_left(tiny):
    told = []
    train(replace(tiny, steps=200), Watch(report=lambda *step: told.append(step), budget=30.0))
    for step, steps, loss, left in told:
        assert 0 < step <= steps == 200
        assert loss > 0.0 <= left


def test_snapshots_come_at_the_steps_asked_and_at_the_end(tiny):
    seen = []
    train(tiny, Watch(snapshot_steps=(0, 6), snapshots=lambda step, model: seen.append((step, model.training))))
    assert seen == [(0, False), (6, False), (12, False)]


def test_a_batch_follows_from_seed_and_step_alone(tiny):
    assert (training_batch(tiny, 3, 5) == training_batch(tiny, 3, 5)).all()
    assert (training_batch(tiny, 3, 5) != training_batch(tiny, 3, 6)).any()
    assert (training_batch(tiny, 3, 5) != training_batch(tiny, 4, 5)).any()


def test_each_member_is_clipped_by_its_own_norm(tiny):
    model = Decoder(tiny.task, tiny.shape, (1, 2))
    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter) * torch.tensor([10.0, 1e-4]).view(2, *[1] * (parameter.ndim - 1))
    clip_members(model)
    norms = torch.stack([p.grad.flatten(1).square().sum(dim=1) for p in model.parameters()]).sum(dim=0).sqrt()
    assert norms[0] == pytest.approx(1.0, rel=1e-4)
    assert norms[1] < 0.1


def test_the_learning_rate_warms_up_and_ends_at_zero(tiny):
    rates = [learning_rate(tiny, step) for step in range(tiny.steps + 1)]
    assert np.argmax(rates) in (tiny.warmup - 1, tiny.warmup)
    assert rates[-1] == pytest.approx(0.0, abs=1e-9)


def test_the_global_random_state_is_left_alone(tiny):
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    train(replace(tiny, shape=replace(tiny.shape, dropout=0.2), steps=3))
    assert torch.equal(torch.rand(3), expected)


def test_half_precision_trains_too(tiny):
    done = train(replace(tiny, steps=150), Watch(bfloat16=True, device="cpu"))
    assert all(parameter.dtype == torch.float32 for parameter in done.model.parameters())
    assert max(done.state.curve[-1].loss) < 0.9 * min(done.state.curve[0].loss)
