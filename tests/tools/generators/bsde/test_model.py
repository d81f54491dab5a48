"""Claims about BSDE-Gen: Euler's scheme converges to a closed form, Z may be of low rank, seeds reproduce."""

import math

import numpy as np
import pytest
import torch

from tools.generators.bsde.model import BSDEGenerator, Form, FullDiffusion, LowRankDiffusion, euler
from tools.generators.bsde.time import known_by_time
from tools.generators.nets import Bounds, count

RATE, HORIZON = 0.7, 1.0


def chance(seed=1):
    return torch.Generator().manual_seed(seed)


def linear_bsde_error(steps, paths=4000):
    """Return the root mean square error at T of -dY = r Y dt - Z dW, Y_T = X_T, X Brownian: Y_t = e^(r (T - t)) X_t."""
    dt = HORIZON / steps
    dw = torch.randn(steps, paths, 1, generator=chance(), dtype=torch.float64) * math.sqrt(dt)
    states = list(torch.cat([torch.ones(1, paths, 1, dtype=torch.float64), dw]).cumsum(0))

    def step(t, x, y, increment):
        return RATE * y, math.exp(RATE * (HORIZON - t)) * increment

    start = math.exp(RATE * HORIZON) * states[0]
    end = euler(start, states, dw, step, dt)[-1]
    return float((end - states[-1]).square().mean().sqrt())


def test_eulers_scheme_reaches_the_terminal_value_of_a_linear_bsde_to_first_order():
    steps = np.array([8, 16, 32, 64, 128])
    errors = np.array([linear_bsde_error(int(n)) for n in steps])
    order = -np.polyfit(np.log(steps), np.log(errors), 1)[0]
    assert order == pytest.approx(1.0, abs=0.1)
    assert errors[-1] < 0.01


@pytest.mark.parametrize("process", ["ou", "brownian"])
def test_the_forward_process_has_its_law(process):
    model = BSDEGenerator(2, Form(dim_x=2, steps=200, process=process), Bounds())
    x = model.paths(4000, chance()).x[-1]
    # OU keeps N(0, 1) with dX = -X dt + sqrt(2) dW; Brownian motion adds T = 1 to the variance of X_0.
    assert float(x.var()) == pytest.approx(1.0 if process == "ou" else 2.0, rel=0.06)
    assert abs(float(x.mean())) < 0.06


@pytest.mark.parametrize("driver", ["linear", "linear_z", "absolute", "zero", "learned"])
@pytest.mark.parametrize("rank", [0, 3])
def test_every_driver_draws_finite_samples_and_the_same_seed_the_same(driver, rank):
    model = BSDEGenerator(5, Form(dim_x=4, steps=4, driver=driver, rank=rank), Bounds((-1.0, 1.0)), seed=3)
    again = BSDEGenerator(5, Form(dim_x=4, steps=4, driver=driver, rank=rank), Bounds((-1.0, 1.0)), seed=3)
    drawn = model.draw(20, chance(7)).detach()
    assert drawn.shape == (20, 5)
    assert bool(drawn.isfinite().all()) and float(drawn.abs().max()) <= 1.0
    assert torch.equal(drawn, again.draw(20, chance(7)))
    assert not torch.equal(drawn, model.draw(20, chance(8)))


def test_low_rank_z_times_dw_is_the_product_with_its_matrix_and_has_its_rank():
    form = Form(dim_x=6, rank=2)
    for net in (LowRankDiffusion(5, form), FullDiffusion(5, form)):
        xt, dw = torch.randn(7, 7, generator=chance()), torch.randn(7, 6, generator=chance(2))
        z = net.matrix(xt)
        assert torch.allclose(net(xt, dw), torch.einsum("nyw,nw->ny", z, dw), atol=1e-5)
        if isinstance(net, LowRankDiffusion):
            assert int(torch.linalg.matrix_rank(z, tol=1e-4).max()) <= 2


def test_low_rank_z_has_more_than_ten_times_fewer_parameters_than_the_published_one():
    full, low = (BSDEGenerator(64, Form(rank=rank), Bounds()) for rank in (0, 16))
    assert count(full.diffusion) > 10 * count(low.diffusion)


def test_antithetic_samples_come_from_noise_of_both_signs():
    model = BSDEGenerator(3, Form(dim_x=2, steps=3, rank=2), Bounds())
    x0, steps = model.noise(10, chance(), antithetic=True)
    assert torch.equal(x0[:5], -x0[5:])
    assert torch.equal(steps[:, :5], -steps[:, 5:])


@pytest.mark.parametrize("driver", ["linear", "zero"])
def test_the_expected_sample_on_a_path_is_the_mean_over_new_endings(driver):
    model = BSDEGenerator(2, Form(dim_x=2, steps=5, driver=driver, rank=2), Bounds(), seed=2)
    paths = model.paths(6, chance())
    with torch.no_grad():
        endings = model.go_on(paths, 2, 4000, chance(5))
    factor = (1.2 if driver == "linear" else 1.0) ** 3
    error = endings.mean(0) - factor * paths.y[2]
    assert bool((error.abs() < 5 * endings.std(0) / math.sqrt(4000) + 1e-4).all())


def test_what_is_known_of_a_sample_grows_from_the_start_to_all_of_it():
    known = known_by_time(BSDEGenerator(3, Form(dim_x=4, rank=4, driver="zero"), Bounds()), seed=1).known
    assert all(one >= 0.0 for one in known)
    assert known[-1] == 1.0
    assert known_by_time(BSDEGenerator(3, Form(dim_x=4, rank=4, driver="learned"), Bounds()), seed=1) is None
