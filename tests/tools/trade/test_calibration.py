"""Claims about the baseline: balanced, consistent, and its distance from the data is told."""

from dataclasses import replace

import numpy as np
import pytest

from tools.core import UserError
from tools.trade import calibration
from tools.trade.calibration import calibrate
from tools.trade.data import coarse, stylised
from tools.trade.fixed_point import Anderson


def imbalance(base):
    flows = np.asarray(base.lam) * np.asarray(_spending(base))[None] / (1.0 + np.asarray(base.t))
    flows = flows * (1.0 - np.eye(len(flows)))[:, :, None]
    return flows.sum(axis=(0, 2)) - flows.sum(axis=(1, 2))


def _spending(base):
    return np.asarray(base.a) * np.asarray(base.Y)[:, None] + np.einsum("ikj,ij->ik", base.gio, base.R)


def test_purging_leaves_no_deficit():
    assert np.abs(imbalance(calibrate(coarse.read()).base)).max() < 1e-12


def test_holding_keeps_each_deficit_in_money():
    economy = coarse.read()
    observed = economy.exports.sum(axis=(0, 2)) - economy.exports.sum(axis=(1, 2))
    world = (economy.value_added_share * economy.revenue).sum()
    held = calibrate(economy, deficits="held").base
    np.testing.assert_allclose(imbalance(held), observed / world, atol=1e-12)


def test_rebasing_a_balanced_economy_again_does_not_move_it():
    economy = stylised.generate(3, 4)
    once = calibrate(economy)
    balanced = replace(economy, spending=np.asarray(once.base.lam) * _spending(once.base)[None])
    twice = calibrate(balanced)
    assert twice.flow_change_median < 1e-10
    assert twice.wage_change_max < 1e-10


def test_the_distance_from_the_data_is_reported():
    found = calibrate(coarse.read())
    assert 0.01 < found.flow_change_median < 0.2
    assert 0.0 < found.wage_change_max < 0.2
    assert found.residual < 1e-12


def test_scale_elasticities_can_be_switched_off():
    assert not np.asarray(calibrate(coarse.read(), scale_economies=False).base.psi).any()
    assert np.asarray(calibrate(coarse.read()).base.psi).any()


def test_data_without_a_balanced_baseline_are_refused(monkeypatch):
    monkeypatch.setattr(calibration, "REBASE", Anderson(max_iterations=2))
    with pytest.raises(UserError, match="has no balanced baseline"):
        calibrate(coarse.read())
