"""Caliendo and Parro (2015): the decomposition of NAFTA's welfare effects is reproduced."""

import jax.numpy as jnp
import numpy as np
import pytest

from evals.peers import caliendo_parro
from tools.trade.calibration import calibrate
from tools.trade.data import stylised
from tools.trade.decomposition import decompose
from tools.trade.equilibrium import current_policy, find
from tools.trade.policy import scenario_policy

PUBLISHED = {
    "MEX": {"welfare": 1.31, "terms_of_trade": -0.41, "volume_of_trade": 1.72, "real_wage": 1.72},
    "CAN": {"welfare": -0.06, "terms_of_trade": -0.11, "volume_of_trade": 0.04, "real_wage": 0.32},
    "USA": {"welfare": 0.08, "terms_of_trade": 0.04, "volume_of_trade": 0.04, "real_wage": 0.11},
}
EXACT_REAL_INCOME = {"MEX": 0.007, "CAN": -0.110, "USA": 0.074}


@pytest.fixture
def effects(nafta):
    calibration = calibrate(nafta)
    policy = scenario_policy(nafta.scenarios[0], calibration.base)
    found = find(calibration.base, policy)
    split = decompose(calibration.base, found, np.asarray(policy.t))
    return {
        "welfare": 100 * split.welfare,
        "terms_of_trade": 100 * split.terms_of_trade,
        "volume_of_trade": 100 * split.volume_of_trade,
        "real_wage": 100 * (np.asarray(found.w_hat / found.price_index_hat) - 1),
        "real_income": 100 * (np.asarray(found.real_income_hat) - 1),
    }


@pytest.mark.parametrize("country", PUBLISHED)
def test_nafta_reproduces_the_published_decomposition(effects, nafta, country):
    at = nafta.codes.index(country)
    for measure, published in PUBLISHED[country].items():
        assert effects[measure][at] == pytest.approx(published, abs=0.005), measure


@pytest.mark.parametrize("country", EXACT_REAL_INCOME)
def test_exact_real_income_differs_from_the_first_order_measure(effects, nafta, country):
    at = nafta.codes.index(country)
    assert effects["real_income"][at] == pytest.approx(EXACT_REAL_INCOME[country], abs=0.0005)


def test_the_scenario_changes_only_tariffs_among_members(nafta):
    changed = {(nafta.codes[i], nafta.codes[n]) for i, n, _ in np.argwhere(nafta.scenarios[0].tariff != nafta.tariff)}
    members = ("CAN", "MEX", "USA")
    assert changed == {(i, n) for i in members for n in members if i != n}


def test_the_published_nested_loop_ends_at_the_same_welfare_in_every_country():
    economy = stylised.generate(5, 6)
    calibration = calibrate(economy, scale_economies=False)
    tariff = np.where(economy.tariff > 0.0, 0.5 * economy.tariff, 0.0)
    policy = current_policy(calibration.base)._replace(t=jnp.asarray(tariff))
    found = find(calibration.base, policy)
    world = caliendo_parro.balanced(caliendo_parro.world_of(economy))
    other = caliendo_parro.counterfactual(world, tariff)
    assert other.imbalance < 1e-13
    ours = decompose(calibration.base, found, tariff).welfare
    assert np.abs(ours).max() > 1e-4
    assert np.abs(ours - caliendo_parro.welfare(world, tariff, other)).max() < 1e-11


def test_all_countries_of_nafta_agree_with_the_published_nested_loop(effects, nafta):
    world, tariff = caliendo_parro.balanced(caliendo_parro.world_of(nafta)), np.asarray(nafta.scenarios[0].tariff)
    other = caliendo_parro.welfare(world, tariff, caliendo_parro.counterfactual(world, tariff))
    assert np.abs(effects["welfare"] / 100 - other).max() < 1e-7
