"""What one economy chooses: closed forms, and the defining property that nothing else is better."""

import numpy as np
import pytest

from tests.tools.trade.games.worlds import build, one_sector, status_quo
from tools.trade.calibration import calibrate
from tools.trade.games.ascent import climb
from tools.trade.games.best_response import best_response
from tools.trade.games.certificates import random_start
from tools.trade.games.instruments import Bounds
from tools.trade.games.search import Ending


@pytest.mark.parametrize("theta", [2.0, 4.0, 8.0])
def test_the_optimal_tariff_of_a_small_open_economy_is_one_over_the_trade_elasticity(theta):
    # Gros (1987): with Armington or Eaton-Kortum demand abroad the foreign offer curve has elasticity 1 + theta.
    game = build(calibrate(one_sector(0.5, 1e-5, theta)), [0], ["tariffs"])
    found = best_response(game, status_quo(game))
    assert np.expm1(found.point.x[0]) == pytest.approx(1.0 / theta, rel=2e-3)


def test_the_optimal_export_tax_is_as_good_as_the_optimal_tariff():
    # Lerner symmetry: with one sector both instruments do the same.
    calibration = calibrate(one_sector(0.7, 0.3, 4.0))
    tariff, tax = (build(calibration, [0], [name]) for name in ("tariffs", "export-taxes"))
    by_tariff, by_tax = (best_response(game, status_quo(game)) for game in (tariff, tax))
    assert by_tariff.point.x == pytest.approx(by_tax.point.x, abs=1e-8)
    assert by_tariff.point.welfare == pytest.approx(by_tax.point.welfare, abs=1e-10)


@pytest.mark.parametrize("instruments", [["tariffs"], ["subsidies"], ["tariffs-mfn", "subsidies"], ["export-taxes"]])
def test_first_order_conditions_hold_and_the_status_quo_is_beaten(small, instruments):
    game = build(small, [1], instruments)
    start = status_quo(game)
    found = best_response(game, start)
    assert found.ending is Ending.CONVERGED
    assert found.slope < 1e-11
    assert found.point.welfare[1] > 0.0


def test_no_random_start_finds_more(small):
    game = build(small, [0], ["tariffs", "subsidies"])
    found = best_response(game, status_quo(game))
    generator = np.random.default_rng(5)
    for _ in range(4):
        other = climb(game, random_start(game, np.array([0]), generator))
        assert other.objective <= found.point.welfare[0] + 1e-9


def test_bounds_are_kept_and_bind_where_they_must(small):
    game = build(small, [0], ["tariffs"], Bounds(tariff=(0.0, 0.1)))
    found = best_response(game, status_quo(game))
    assert (found.point.x <= np.log1p(0.1)).all()
    assert (found.point.x == np.log1p(0.1)).any()
    assert found.slope < 1e-11


def test_stopping_keeps_the_best_point_so_far(small):
    game = build(small, [0], ["tariffs"])
    found = best_response(game, status_quo(game), report=lambda step, slope: step < 4)
    assert found.ending is Ending.STOPPED
    assert found.point.welfare[0] > 0.0


def test_a_start_without_an_equilibrium_is_a_flag():
    strong = calibrate(one_sector(0.7, 0.4, 4.0, psi=0.24))
    game = build(strong, [0], ["subsidies"], Bounds(subsidy=(0.0, 0.99)))
    found = climb(game, np.array([4.6]), most=5)
    assert np.isfinite(found.objective) or found.ending is Ending.NO_EQUILIBRIUM
