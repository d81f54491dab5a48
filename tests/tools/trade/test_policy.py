"""Claims about policy changes and how they are read from words."""

import numpy as np
import pytest

from tools.core import UserError
from tools.trade.arguments import SimulatePolicy
from tools.trade.equilibrium import current_policy
from tools.trade.policy import Change, apply, find_scenario
from tools.trade.request import read_request


def read(coarse_world, **arguments):
    return read_request(SimulatePolicy(**arguments), coarse_world.economy, coarse_world.base)


def test_a_change_moves_the_named_tariff_alone(coarse_world):
    policy = read(coarse_world, importer="US", exporter="China", sector="electronics", tariff_change=25).policy
    moved = np.asarray(policy.t) - np.asarray(coarse_world.base.t)
    assert moved[1, 6, 2] == pytest.approx(0.25)
    assert np.count_nonzero(moved) == 1


def test_a_level_replaces_the_rate_and_all_means_goods_from_others(coarse_world):
    policy = read(coarse_world, importer="India", tariff_level=0).policy
    assert not np.asarray(policy.t)[:, 3, :3].any()
    np.testing.assert_array_equal(np.asarray(policy.t)[:, 6], np.asarray(coarse_world.base.t)[:, 6])
    raised = read(coarse_world, importer="India", tariff_change=10).policy
    assert not np.asarray(raised.t)[3, 3].any()
    assert not np.asarray(raised.t)[:, 3, 3].any()


def test_retaliation_mirrors_the_change(coarse_world):
    request = read(coarse_world, importer="USA", exporter="CHN", tariff_change=10, retaliation=True)
    moved = np.asarray(request.policy.t) - np.asarray(coarse_world.base.t)
    np.testing.assert_allclose(moved[1, 6, :3], 0.1)
    np.testing.assert_allclose(moved[6, 1, :3], 0.1)


def test_more_changes_are_read_in_order(coarse_world):
    request = read(coarse_world, more_changes="USA on CHN: all +10; 中国 对 美国: 电子 = 20 %; EU subsidy: services +5")
    t, s = np.asarray(request.policy.t), np.asarray(request.policy.s)
    assert t[6, 1, 2] == pytest.approx(0.20)
    assert t[1, 6, 0] == pytest.approx(float(coarse_world.base.t[1, 6, 0]) + 0.1)
    assert s[2, 3] == pytest.approx(0.05)
    assert request.involved == (1, 2, 6)


def test_a_scenario_can_be_followed_by_changes(coarse_world):
    request = read(coarse_world, scenario="US 2018", importer="EU", exporter="USA", tariff_level=0)
    assert request.words.startswith("Under the US tariffs on China of 2018-19, when the European Union sets")
    assert not np.asarray(request.policy.t)[6, 2, :3].any()
    assert float(request.policy.t[1, 6, 2]) > 0.2


def test_changes_that_differ_only_in_who_acts_are_worded_as_one(coarse_world):
    words = read(coarse_world, importer="all", tariff_level=0).words
    assert words == "When every economy sets its tariff on all goods from all partners to 0 %"
    pair = read(coarse_world, importer="USA, EU", exporter="China", sector="cars", tariff_change=-1.5).words
    assert pair == (
        "When the European Union and the United States lower their tariff on Electronics, machinery and vehicles "
        "from China by 1.5 percentage points"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "No policy change was given"),
        ({"importer": "USA"}, "By how much does the tariff of 'USA' change?"),
        ({"tariff_change": 5}, "Who changes the tariff?"),
        ({"subsidy_change": 5}, "Who pays the subsidy?"),
        ({"subsidy_economy": "CHN"}, "By how much does the subsidy of 'CHN' change?"),
        ({"importer": "USA", "tariff_change": 5, "tariff_level": 5}, "not both"),
        ({"importer": "USA", "exporter": "US", "tariff_change": 5}, "importer and exporter are the same"),
        ({"importer": "USA", "tariff_change": 5, "retaliation": True}, "Who retaliates?"),
        ({"importer": "USA", "exporter": "Chna", "tariff_change": 5}, "Did you mean China"),
        ({"importer": "USA", "sector": "electronix", "tariff_change": 5}, "or electronics or"),
        ({"importer": "USA", "tariff_change": -200}, "it must be at least -99 %"),
        ({"importer": "USA", "tariff_change": -102}, "at -100 % goods would cost nothing"),
        ({"subsidy_economy": "USA", "subsidy_change": 95, "more_changes": "USA subsidy: all +5"}, "at most 95 %"),
        ({"more_changes": "do something"}, "IMPORTER on EXPORTER: SECTOR +25"),
        ({"scenario": "nafta-2004"}, "has no scenario 'nafta-2004'"),
    ],
)
def test_requests_that_cannot_be_are_refused_in_one_sentence(coarse_world, arguments, message):
    with pytest.raises(UserError) as error:
        read(coarse_world, **arguments)
    assert message in str(error.value)


def test_a_rate_that_is_no_number_is_refused(coarse_world):
    change = Change("tariff", 6, (1,), (0,), float("nan"), False)
    with pytest.raises(UserError, match="is not a number"):
        apply([change], coarse_world.economy, current_policy(coarse_world.base))


def test_export_taxes_are_set_by_the_exporter(coarse_world):
    change = Change("export tax", 1, (1, 6), (2,), 0.1, True)
    policy = apply([change], coarse_world.economy, current_policy(coarse_world.base))
    assert np.argwhere(np.asarray(policy.e)).tolist() == [[1, 6, 2]]


def test_an_unknown_scenario_lists_the_known(coarse_world):
    with pytest.raises(UserError, match="Known: us-2018, us-china-2019"):
        find_scenario(coarse_world.economy, "brexit")
