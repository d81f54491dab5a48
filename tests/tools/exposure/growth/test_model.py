"""Claims about the growth model: its limits, its accounts and which way things move."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.core import UserError
from tools.exposure.growth.adoption import YEARS_TO_HALF, adopted_share
from tools.exposure.growth.economy import industries, stylised_economy
from tools.exposure.growth.scenarios import RANGES
from tools.exposure.growth.technology import Parameters, market
from tools.exposure.growth.transition import Finding, simulate

BASE = stylised_economy()
USUAL = Parameters()
HALF = YEARS_TO_HALF["fast"]
ELASTICITIES = [0.0, 0.5, 1.0, 1.0 + 1e-9, 2.5]


def run(parameters=USUAL, base=BASE, half=HALF, horizon=12, **options):
    return simulate(base, parameters, half, horizon, **options)


def exposed(share):
    return BASE.with_exposure(np.full(5, share))


def test_adoption_starts_at_nothing_and_reaches_half_when_it_should():
    years = np.array([0.0, 7.0, 500.0])
    assert adopted_share(years, 7.0) == pytest.approx([0.0, 0.5, 1.0], abs=1e-12)
    assert np.all(np.diff(adopted_share(np.linspace(0.0, 30.0, 50), 7.0)) > 0.0)


@pytest.mark.parametrize("sigma", ELASTICITIES)
@pytest.mark.parametrize("epsilon", ELASTICITIES)
def test_without_exposure_the_economy_stays_on_its_balanced_growth_path(sigma, epsilon):
    path = run(USUAL.but(industry_elasticity=sigma, task_elasticity=epsilon), exposed(0.0), horizon=5)
    for series in (path.output, path.wage, path.employment, path.labour_force, path.capital, path.productivity):
        assert series == pytest.approx(1.0, abs=1e-11)
    assert path.labour_share == pytest.approx(1.0 - USUAL.capital_share, abs=1e-11)
    assert path.jobs == pytest.approx(np.tile(BASE.jobs, (len(path.years), 1)), abs=1e-11)


def test_ai_that_costs_as_much_as_labour_changes_nothing_without_friction():
    path = run(USUAL.but(cost_saving=0.0, search_years=0.0, automation_share=1.0))
    assert path.output == pytest.approx(1.0, abs=1e-9)
    assert path.wage == pytest.approx(1.0, abs=1e-9)
    assert path.employment == pytest.approx(1.0, abs=1e-9)


def test_where_ai_can_do_every_task_the_wage_falls_to_its_cost_and_not_below():
    path = run(USUAL.but(automation_share=1.0, cost_saving=0.4, search_years=0.0), exposed(1.0), half=2.0, horizon=30)
    assert path.wage[-1] == pytest.approx(0.6, abs=1e-9)
    assert path.wage.min() >= 0.6 - 1e-9
    assert path.employment[-1] == pytest.approx(0.6**USUAL.supply_elasticity, abs=1e-9)
    assert path.output[-1] > 1.0


def test_where_ai_only_helps_in_every_task_labour_is_worth_more_by_the_saving_in_the_long_run():
    """With all tasks assisted, labour is 1 / (1 - s) times as productive; capital follows, so wages rise as much."""
    helped = USUAL.but(automation_share=0.0, cost_saving=0.2, supply_elasticity=0.0, search_years=0.0)
    path = run(helped, exposed(1.0), half=1.0, horizon=400, steps_a_year=1)
    assert path.wage[-1] == pytest.approx(1.25, rel=1e-4)
    assert path.output[-1] == pytest.approx(1.25, rel=1e-4)
    assert path.employment == pytest.approx(1.0, abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(
    sigma=st.floats(0.0, 4.0),
    epsilon=st.floats(0.0, 3.0),
    saving=st.floats(0.0, 0.9),
    alone=st.floats(0.0, 1.0),
    search=st.floats(0.0, 5.0),
    supply=st.floats(0.0, 2.0),
    mean=st.floats(0.0, 1.0),
)
def test_accounts_add_up_and_markets_clear_whatever_the_parameters(sigma, epsilon, saving, alone, search, supply, mean):
    parameters = Parameters(
        industry_elasticity=sigma,
        task_elasticity=epsilon,
        cost_saving=saving,
        automation_share=alone,
        search_years=search,
        supply_elasticity=supply,
    )
    path = run(parameters, BASE.with_exposure(mean * BASE.exposure / BASE.exposure.max()), horizon=6)
    assert path.residual < 1e-9
    assert path.adding_up < 1e-9
    assert path.jobs.sum(axis=1) == pytest.approx(path.employment, abs=1e-12)
    assert np.all(path.employment <= path.labour_force + 1e-9)
    assert np.all(path.jobs >= 0.0)


def test_prices_and_spending_satisfy_their_equations():
    sigma = 2.5
    parameters = USUAL.but(industry_elasticity=sigma)
    found = market(BASE, parameters, 0.5 * BASE.exposure, 1.1, 1.05)
    assert found.spending.sum() == pytest.approx(1.0, abs=1e-12)
    assert float(BASE.wage_bill @ found.price ** (1.0 - sigma)) == pytest.approx(1.0, abs=1e-12)
    assert 0.0 < found.machine_cost < found.gross_output


def test_labour_demand_falls_with_the_wage():
    demands = [market(BASE, USUAL, 0.7 * BASE.exposure, 1.0, wage).labour.sum() for wage in np.linspace(0.75, 1.4, 14)]
    assert np.all(np.diff(demands) < 0.0)


def test_more_exposure_means_more_output():
    final = [run(base=exposed(share), horizon=10).output[-1] for share in (0.0, 0.2, 0.4, 0.8)]
    assert np.all(np.diff(final) > 0.0)


def test_a_higher_ceiling_and_a_larger_saving_mean_more_output():
    assert run(USUAL.but(ceiling=0.5)).output[-1] < run(USUAL.but(ceiling=1.0)).output[-1]
    assert run(USUAL.but(cost_saving=0.2)).output[-1] < run(USUAL.but(cost_saving=0.4)).output[-1]


def test_the_longer_the_search_for_a_job_the_larger_the_temporary_loss_of_employment():
    lows = [run(USUAL.but(search_years=years)).employment.min() for years in (0.0, 0.25, 0.5, 1.0, 2.0, 4.0)]
    assert np.all(np.diff(lows) < 0.0)
    assert lows[0] == pytest.approx(1.0, abs=1e-9)


def test_the_loss_is_temporary_where_labour_supply_is_fixed():
    path = run(USUAL.but(supply_elasticity=0.0), horizon=60)
    assert path.employment.min() < 0.995
    assert path.employment[-1] == pytest.approx(1.0, abs=1e-4)


def test_the_loss_is_permanent_where_ai_works_alone_and_labour_supply_is_elastic():
    path = run(USUAL.but(automation_share=1.0), horizon=40)
    assert path.employment[-1] < 0.99
    assert path.wage[-1] < 1.0


def test_employment_falls_with_the_share_of_tasks_that_ai_does_alone():
    final = [run(USUAL.but(automation_share=share)).employment[-1] for share in (0.0, 0.3, 0.6, 1.0)]
    assert np.all(np.diff(final) < 0.0)


def test_faster_adoption_costs_more_jobs_on_the_way():
    lows = [run(half=half, horizon=40).employment.min() for half in (20.0, 10.0, 4.0, 2.0)]
    assert np.all(np.diff(lows) < 0.0)


def test_workers_kept_in_other_tasks_dampen_the_loss():
    assert run(USUAL.but(retained=0.0)).employment.min() < run(USUAL.but(retained=1.0)).employment.min()


def test_jobs_leave_exposed_industries_where_goods_are_complements():
    path = run(USUAL.but(industry_elasticity=0.5))
    change = path.jobs[-1] / path.jobs[0]
    assert change[np.argmax(BASE.exposure)] < change[np.argmin(BASE.exposure)]


def test_fixed_capital_gives_less_output_than_capital_that_follows_saving():
    assert run(USUAL.but(accumulates=False)).output[-1] < run().output[-1]


def test_the_path_converges_in_the_time_step():
    fine = run(steps_a_year=64)
    coarse, finer = run(steps_a_year=4), run(steps_a_year=8)

    def gap(path):
        return max(abs(path.employment[-1] - fine.employment[-1]), abs(path.output[-1] - fine.output[-1]))

    assert gap(finer) < 0.6 * gap(coarse)
    assert gap(coarse) < 1e-3


def test_chances_of_finding_a_job_are_those_of_a_constant_hazard():
    found = Finding.within(0.25, 0.5)
    assert found.waiting == pytest.approx(1.0 - np.exp(-0.5))
    shares = 1.0 - np.exp(-np.linspace(0.0, 0.25, 20_001) / 0.5)
    assert found.new == pytest.approx(shares.mean(), abs=1e-5)


@pytest.mark.parametrize(
    ("employment", "wage", "exposure", "message"),
    [((1.0, 0.0), (1.0, 1.0), (0.1, 0.1), "above zero"), ((1.0, 1.0), (1.0, 1.0), (0.1, 1.2), "between 0 and 1")],
)
def test_impossible_industries_are_refused(employment, wage, exposure, message):
    with pytest.raises(UserError, match=message):
        industries("ab", "ab", "ab", employment, wage, exposure, source="", stylised=True)


def test_the_docs_give_every_stylised_value_and_its_range():
    text = (Path(__file__).parents[4] / "docs" / "growth.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("|")]
    for name, (_, _, low, high) in RANGES.items():
        value, span = getattr(USUAL, name), f"{low:g} to {high:g}"
        assert any(f"| {value:g} |" in row and f"| {span} |" in row for row in rows), name
    assert "These equations are ours" in text
