"""What a planner chooses: local maxima with certificates, whatever the weights."""

import numpy as np
import pytest

from tests.tools.trade.games.worlds import build, status_quo
from tools.trade.games.certificates import certify, random_start
from tools.trade.games.cooperation import cooperate
from tools.trade.games.game import joint
from tools.trade.games.search import Ending


@pytest.mark.parametrize("weights", [[1 / 3, 1 / 3, 1 / 3], [0.8, 0.1, 0.1]])
def test_a_planner_ends_at_a_strict_maximum_whatever_the_weights(dual_game, weights):
    planner = joint(dual_game.base, dual_game.layout, np.array(weights))
    found = cooperate(planner, [status_quo(planner)])
    evidence = certify(planner, found.best.point)
    assert found.best.ending is Ending.CONVERGED
    assert evidence.slope < 1e-9
    assert evidence.curvature < 0.0
    assert found.objectives[0] > 0.0


def test_the_best_of_several_starts_is_the_lower_bound_that_is_reported(dual_game):
    planner = joint(dual_game.base, dual_game.layout, np.full(3, 1 / 3))
    generator = np.random.default_rng(2)
    starts = [status_quo(planner), *(random_start(planner, np.array([0]), generator) for _ in range(2))]
    found = cooperate(planner, starts)
    assert float(planner.weights[0] @ found.best.point.welfare) == pytest.approx(max(found.objectives))
    assert len(found.objectives) == 3


def test_gradients_alone_serve_where_a_hessian_is_too_large(small, monkeypatch):
    monkeypatch.setattr("tools.trade.games.cooperation.LARGEST_NEWTON", 1)
    planner = joint(small.base, build(small, [0, 1, 2], ["subsidies"]).layout, np.full(3, 1 / 3))
    found = cooperate(planner, [status_quo(planner)])
    assert found.best.slope < 1e-5
    assert found.objectives[0] > 0.0
