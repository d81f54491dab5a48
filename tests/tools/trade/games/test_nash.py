"""Nash equilibria: the defining property, symmetry, restarts, and how searches fail."""

from dataclasses import replace

import numpy as np
import pytest

from tests.tools.trade.games.worlds import OPEN, build, one_sector, status_quo
from tools.trade.calibration import calibrate
from tools.trade.data import stylised
from tools.trade.games.best_response import best_response, respond
from tools.trade.games.certificates import certify, random_start, restart_responses, stability, welfare_spread
from tools.trade.games.game import Evaluator
from tools.trade.games.instruments import Bounds
from tools.trade.games.nash import nash
from tools.trade.games.search import Ending, Search


@pytest.fixture(scope="module")
def dual(dual_game):
    return nash(dual_game, status_quo(dual_game))


def test_nobody_gains_by_the_best_response_to_the_others(dual_game, dual):
    assert dual.ending is Ending.CONVERGED
    assert dual.slope < 1e-11
    tried, gain = restart_responses(dual_game, dual.point, 2, np.random.default_rng(1))
    assert (tried, gain) == (6, pytest.approx(0.0, abs=1e-6))


def test_each_players_best_response_stays_where_it_is(dual_game, dual):
    for player in range(dual_game.players):
        stays = respond(dual_game, player, dual.point.x, dual.point.equilibrium)
        assert np.abs(stays.x - dual.point.x[dual_game.own(player)]).max() < 1e-5


def test_random_starts_end_at_the_same_real_incomes(dual_game, dual):
    generator = np.random.default_rng(2)
    others = [nash(dual_game, random_start(dual_game, np.arange(3), generator)) for _ in range(2)]
    assert welfare_spread(dual, others) < 1e-8


def test_symmetric_players_choose_the_same():
    game = build(calibrate(one_sector(0.7, 0.5, 4.0)), [0, 1], ["tariffs"])
    found = nash(game, np.array([0.0, 0.4]))
    assert found.point.x[0] == pytest.approx(found.point.x[1], abs=1e-10)
    assert found.point.welfare[0] == pytest.approx(found.point.welfare[1], abs=1e-10)
    assert found.point.welfare[0] < 0.0


def test_gauss_seidel_best_responses_end_where_the_joint_search_does(tariff_game):
    joint = nash(tariff_game, status_quo(tariff_game))
    x = status_quo(tariff_game)
    for _ in range(12):
        for player in range(3):
            found = Evaluator(tariff_game).equilibrium(x)
            x[tariff_game.own(player)] = respond(tariff_game, player, x, found).x
    assert np.abs(x - joint.point.x).max() < 1e-5


def test_nash_tariffs_fall_with_the_trade_elasticity_in_a_symmetric_world():
    rates = []
    for theta in (2.0, 4.0, 8.0):
        game = build(calibrate(one_sector(0.7, 0.5, theta)), [0, 1], ["tariffs"])
        rates.append(nash(game, status_quo(game)).point.x[0])
    assert rates[0] > rates[1] > rates[2]


def test_a_subset_plays_and_the_rest_keep_their_policies(small):
    game = build(small, [0, 2], ["tariffs-mfn"])
    found = nash(game, status_quo(game))
    t, _, s = game.policy(found.point.x)
    assert np.abs(np.asarray(t - small.base.t)[:, 1]).max() < 1e-15
    assert not np.asarray(s).any()


def test_stopping_returns_the_best_point_and_says_so(dual_game):
    found = nash(dual_game, status_quo(dual_game), report=lambda sweep, slope: sweep < 3)
    assert found.ending is Ending.STOPPED
    assert np.isfinite(found.point.welfare).all()


def test_certificates_name_the_bounds_that_bind(small):
    game = build(small, [0, 1, 2], ["tariffs", "subsidies"], Bounds(tariff=(0.0, 0.15), subsidy=(0.0, 0.02)))
    found = nash(game, status_quo(game))
    evidence = certify(game, found.point)
    assert evidence.at_upper["tariffs"] > 0
    assert evidence.at_upper["subsidies"] > 0
    assert evidence.slope < 1e-11
    assert evidence.curvature < 0.0
    assert evidence.eigenvalue < 1.0
    assert evidence.residual < 1e-10


def stronger(calibration, factor, instruments, bounds=OPEN):
    """Return the game of all on an economy with its scale elasticities times a factor."""
    game = build(calibration, [0, 1, 2], instruments, bounds)
    return replace(game, base=game.base._replace(psi=factor * game.base.psi))


def test_scale_economies_beyond_any_equilibrium_are_refused(small):
    game = stronger(small, 2.5, ["subsidies"], Bounds(subsidy=(0.0, 0.95)))
    with pytest.raises(ValueError, match="no equilibrium"):
        nash(game, status_quo(game))


def test_too_strong_scale_economies_end_in_a_flag_never_in_nan(small):
    game = stronger(small, 1.5, ["subsidies"], Bounds(subsidy=(0.0, 0.95)))
    found = nash(game, status_quo(game), Search(max_sweeps=30))
    evidence = certify(game, found.point)
    assert np.isfinite(found.point.welfare).all()
    assert np.isfinite(found.point.x).all()
    unstable = evidence.eigenvalue >= 1.0
    assert found.ending is not Ending.CONVERGED or unstable or evidence.slope < 1e-6


def test_the_world_of_2017_with_scale_elasticities_a_sixth_higher_is_not_stable(world):
    calibration = calibrate(world)
    game = build(calibration, [1], ["tariff-uniform"])
    eigenvalues = []
    for factor in (0.0, 1.0, 1.15):
        hard = replace(game, base=game.base._replace(psi=factor * game.base.psi))
        x = status_quo(hard)
        eigenvalues.append(stability(hard, x, Evaluator(hard).equilibrium(x)))
    assert eigenvalues[0] < eigenvalues[1] < 1.0 < eigenvalues[2]
    assert Evaluator(hard).equilibrium(np.log1p(np.array([0.5]))) is None


def test_subsidies_without_a_limit_end_at_a_bound_or_in_a_flag(small):
    game = build(small, [0, 1, 2], ["subsidies"], Bounds(subsidy=(-5.0, 0.95)))
    found = nash(game, status_quo(game), Search(max_sweeps=60))
    assert np.isfinite(found.point.x).all()
    assert found.ending in Ending
    assert (found.point.x <= game.layout.upper).all()


def test_a_sector_without_sales_changes_nothing_for_the_others():
    world = stylised.generate(3, 4)
    spending, final, inputs = world.spending.copy(), world.final_share.copy(), world.input_share.copy()
    spending[:, :, 3] = 0.0
    final[:, 3] = 0.0
    inputs[:, 3] = 0.0
    final /= final.sum(axis=1, keepdims=True)
    inputs *= ((1.0 - world.value_added_share) / inputs.sum(axis=1))[:, None, :]
    idle = calibrate(replace(world, spending=spending, final_share=final, input_share=inputs))
    game = build(idle, [0, 1, 2], ["tariffs", "subsidies"])
    found = nash(game, status_quo(game))
    assert found.ending is Ending.CONVERGED
    evidence = certify(game, found.point)
    assert np.isfinite([evidence.curvature, evidence.eigenvalue, evidence.slope]).all()
    assert evidence.unidentified >= 9


@pytest.mark.parametrize("instrument", ["tariffs", "tariffs-mfn", "tariff-uniform", "export-taxes"])
def test_no_instrument_reaches_trade_with_oneself(small, instrument):
    game = build(small, [0, 1, 2], [instrument])
    t, e, _ = game.policy(np.full(game.layout.size, 0.3))
    for rates, before in ((t, small.base.t), (e, small.base.e)):
        own = np.asarray(rates - before)[np.arange(3), np.arange(3)]
        assert np.abs(own).max() < 1e-15


@pytest.mark.parametrize("own_trade", [0.0, 1e-14])
def test_an_economy_that_makes_none_of_a_good_still_has_an_optimal_tariff(own_trade):
    world = stylised.generate(3, 4)
    spending = world.spending.copy()
    spending[0, 0, 2] = own_trade
    game = build(calibrate(replace(world, spending=spending)), [0], ["tariffs"])
    found = best_response(game, status_quo(game))
    assert found.slope < 1e-9
    assert np.isfinite(found.point.welfare).all()


def test_rates_on_tiny_flows_are_counted_and_do_not_move_real_income():
    world = stylised.generate(3, 4)
    spending = world.spending.copy()
    spending[1, 0, 2] *= 1e-9
    game = build(calibrate(replace(world, spending=spending)), [0, 1, 2], ["tariffs"])
    first = nash(game, status_quo(game))
    second = nash(game, random_start(game, np.arange(3), np.random.default_rng(3)))
    assert certify(game, first.point).unidentified == 1
    assert welfare_spread(first, [second]) < 1e-6
