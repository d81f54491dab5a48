"""Derivatives of real income in policies against finite differences."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tests.tools.trade.games.worlds import build
from tools.trade.equilibrium import SOLVER, solve_jit
from tools.trade.games.ascent import objective
from tools.trade.games.game import Evaluator, against

STEP = 1e-4


def welfare(game, x):
    found = solve_jit(game.base, game.policy(x), options=SOLVER)
    assert float(found.residual) < 1e-11
    return np.log(np.asarray(found.real_income_hat))


def central(game, x, at):
    """Fourth-order central difference, so that its own error stays below what is asked."""
    e = STEP * np.eye(len(x))[at]
    return (8 * (welfare(game, x + e) - welfare(game, x - e)) - welfare(game, x + 2 * e) + welfare(game, x - 2 * e)) / (
        12 * STEP
    )


def some_point(game, seed=0):
    layout = game.layout
    return layout.lower + np.random.default_rng(seed).uniform(0.02, 0.15, layout.size)


@pytest.fixture(scope="module")
def mixed(small):
    return build(small, [0, 1], ["tariffs", "export-taxes", "subsidies"])


def test_gradients_of_all_players_match_finite_differences(mixed):
    x = some_point(mixed)
    point = Evaluator(mixed).point(x)
    for at in range(0, len(x), 3):
        expected = central(mixed, x, at)[[0, 1]]
        assert np.abs(point.gradient[:, at] - expected).max() < 1e-7


def test_the_adjoint_gradient_matches_the_shared_inverse(mixed):
    x = some_point(mixed)
    point = Evaluator(mixed).point(x)
    _, gradient = objective(mixed.base, jnp.asarray(mixed.weights[1]), mixed.coordinates(x), jnp.zeros(27))
    assert np.abs(mixed.layout.collect(np.asarray(gradient)) - point.gradient[1]).max() < 1e-9


def test_own_hessians_match_differences_of_gradients(mixed):
    x = some_point(mixed)
    evaluator = Evaluator(mixed)
    hessians = list(evaluator.hessians(evaluator.point(x)))
    for player, hessian in enumerate(hessians):
        own = mixed.own(player)
        for column, at in enumerate(own[::5]):
            e = STEP * np.eye(len(x))[at]
            up, down = evaluator.point(x + e), evaluator.point(x - e)
            expected = (up.gradient[player][own] - down.gradient[player][own]) / (2 * STEP)
            assert np.abs(hessian[:, 5 * column] - expected).max() < 1e-6


def test_changes_from_a_rebased_equilibrium_lead_where_those_from_the_baseline_do(mixed):
    x, y = some_point(mixed, 1), some_point(mixed, 2)
    found = Evaluator(mixed).equilibrium(x)
    own = mixed.own(0)
    alone = against(mixed, 0, x, found)
    together = x.copy()
    together[own] = y[own]
    assert np.abs(welfare(alone, y[own]) + welfare(mixed, x) - welfare(mixed, together)).max() < 1e-10


def test_a_uniform_tariff_is_the_sum_of_its_cells(small):
    fine, coarse = build(small, [1], ["tariffs"]), build(small, [1], ["tariff-uniform"])
    slope = Evaluator(fine).point(np.full(fine.layout.size, 0.1)).gradient[0]
    assert Evaluator(coarse).point(np.array([0.1])).gradient[0] == pytest.approx(slope.sum(), rel=1e-9)


def test_the_objective_can_be_mapped_over_points(mixed):
    points = np.stack([some_point(mixed, seed) for seed in range(3)])
    weights, policies = jnp.asarray(mixed.weights[0]), np.stack([mixed.coordinates(x) for x in points])
    mapped = jax.vmap(lambda y: objective(mixed.base, weights, y, jnp.zeros(27))[1])(policies)
    for x, gradient in zip(points, mixed.layout.collect(np.asarray(mapped)), strict=True):
        assert np.abs(gradient - Evaluator(mixed).point(x).gradient[0]).max() < 1e-8
