"""Claims about equilibria: the equations hold, and theory's symmetries show."""

from dataclasses import replace
from functools import lru_cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.trade.calibration import Calibration, calibrate
from tools.trade.conditions import verify
from tools.trade.data import coarse, stylised
from tools.trade.economy import Economy, Label
from tools.trade.equilibrium import Policy, Primitives, current_policy, find, solve, solve_jit

QUIET = settings(max_examples=15, deadline=None)
rates = st.floats(-0.3, 1.0)


@lru_cache(maxsize=4)
def small_world(scale: bool = True) -> Primitives:
    return calibrate(stylised.generate(3, 4), scale_economies=scale).base


def with_tariffs(base: Primitives, change: np.ndarray) -> Policy:
    abroad = 1.0 - np.eye(base.t.shape[0])[:, :, None]
    return current_policy(base)._replace(t=base.t + jnp.asarray(change * abroad))


def symmetric_economy(N: int, J: int, home_share: float, theta: float, psi: float) -> Economy:
    spending = np.full((N, N, J), (1.0 - home_share) / (N - 1))
    spending[np.arange(N), np.arange(N)] = home_share
    return Economy(
        dataset="symmetric",
        title="Symmetric economies",
        source="made up",
        year=0,
        stylised=True,
        million_usd=0.0,
        economies=tuple(Label(f"E{at}", f"E{at}") for at in range(N)),
        sectors=tuple(Label(f"S{at}", f"S{at}") for at in range(J)),
        goods=np.ones(J, dtype=bool),
        spending=spending,
        tariff=np.zeros((N, N, J)),
        value_added_share=np.full((N, J), 0.5),
        input_share=np.full((N, J, J), 0.5 / J),
        final_share=np.full((N, J), 1.0 / J),
        trade_elasticity=np.full(J, theta),
        scale_elasticity=np.full(J, psi),
    )


@pytest.mark.parametrize("scale", [True, False])
@pytest.mark.parametrize("deficits", ["purged", "held"])
def test_no_policy_change_returns_the_baseline(scale, deficits):
    for economy in (coarse.read(), stylised.generate(3, 4)):
        base = calibrate(economy, deficits=deficits, scale_economies=scale).base
        found = solve_jit(base, current_policy(base))
        assert float(jnp.abs(found.state).max()) < 1e-10
        np.testing.assert_allclose(found.lam, base.lam, atol=1e-10)
        np.testing.assert_allclose(found.real_income_hat, 1.0, atol=1e-10)


def test_no_policy_change_returns_the_baseline_of_the_full_data(world, nafta):
    for economy in (world, nafta):
        base = calibrate(economy).base
        found = solve_jit(base, current_policy(base))
        assert float(jnp.abs(found.state).max()) < 1e-10


@pytest.mark.parametrize("deficits", ["purged", "held"])
def test_every_condition_holds_under_the_scenarios(world, nafta, deficits):
    for economy in (world, nafta, coarse.read()):
        base = calibrate(economy, deficits=deficits).base
        for scenario in economy.scenarios:
            policy = current_policy(base)._replace(t=jnp.asarray(scenario.tariff))
            found = find(base, policy)
            assert verify(base, policy, found).worst < 1e-10, scenario.name


@QUIET
@given(st.lists(rates, min_size=36, max_size=36), st.lists(st.floats(-0.1, 0.2), min_size=12, max_size=12))
def test_every_condition_holds_for_any_tariffs_and_subsidies(tariffs, subsidies):
    base = small_world()
    policy = with_tariffs(base, np.reshape(tariffs, (3, 3, 4)))._replace(s=jnp.reshape(jnp.array(subsidies), (3, 4)))
    assert verify(base, policy, find(base, policy)).worst < 1e-10


@QUIET
@given(st.lists(st.floats(-0.2, 0.5), min_size=36, max_size=36))
def test_walras_law_trade_balances_though_it_is_never_imposed(export_taxes):
    base = small_world()
    abroad = 1.0 - np.eye(3)[:, :, None]
    policy = current_policy(base)._replace(e=jnp.asarray(np.reshape(export_taxes, (3, 3, 4)) * abroad))
    found = verify(base, policy, find(base, policy))
    assert found.trade_balance < 1e-10
    assert found.income < 1e-10


@QUIET
@given(st.floats(1e-6, 1e6), st.lists(rates, min_size=36, max_size=36))
def test_real_effects_do_not_depend_on_the_unit_of_money(unit, tariffs):
    economy = stylised.generate(3, 4)
    other = calibrate(replace(economy, spending=economy.spending * unit)).base
    change = np.reshape(tariffs, (3, 3, 4))
    ours = find(small_world(), with_tariffs(small_world(), change))
    theirs = find(other, with_tariffs(other, change))
    np.testing.assert_allclose(ours.real_income_hat, theirs.real_income_hat, rtol=1e-9)


@QUIET
@given(st.floats(0.5, 0.95), st.floats(1.0, 8.0), st.floats(0.0, 0.9), st.floats(0.0, 1.0))
def test_symmetric_economies_with_the_same_tariff_fare_the_same(home_share, theta, strength, tariff):
    base = calibrate(symmetric_economy(3, 2, home_share, theta, strength / theta)).base
    found = find(base, with_tariffs(base, np.full((3, 3, 2), tariff)))
    np.testing.assert_allclose(found.w_hat, 1.0, atol=1e-9)
    np.testing.assert_allclose(found.real_income_hat, found.real_income_hat[0], rtol=1e-9)
    assert float(found.real_income_hat[0]) <= 1.0 + 1e-9


@QUIET
@given(st.integers(0, 2), st.floats(0.0, 1.0))
def test_lerner_symmetry_a_uniform_export_tax_acts_like_a_uniform_tariff(actor, rate):
    base = small_world()
    abroad = 1.0 - np.eye(3)
    t, e = np.array(base.t), np.array(base.e)
    t[:, actor] = (1.0 + t[:, actor]) * (1.0 + rate * abroad[:, actor, None]) - 1.0
    e[actor] += rate * abroad[actor, :, None]
    by_tariff = find(base, current_policy(base)._replace(t=jnp.asarray(t)))
    by_export_tax = find(base, current_policy(base)._replace(e=jnp.asarray(e)))
    np.testing.assert_allclose(by_tariff.real_income_hat, by_export_tax.real_income_hat, rtol=1e-8)


def one_sector(psi: float) -> Calibration:
    economy = symmetric_economy(3, 1, 0.7, 4.0, psi)
    return calibrate(replace(economy, value_added_share=np.ones((3, 1)), input_share=np.zeros((3, 1, 1))))


def test_autarky_costs_what_the_domestic_share_says():
    base = one_sector(0.0).base
    found = find(base, with_tariffs(base, np.full((3, 3, 1), 1e7)))
    assert float(found.real_income_hat[0]) == pytest.approx(0.7 ** (1.0 / 4.0), rel=1e-6)


def test_scale_economies_do_nothing_where_labour_cannot_move():
    change = np.zeros((3, 3, 1))
    change[1, 0] = 0.3
    plain, scaled = one_sector(0.0).base, one_sector(0.2).base
    np.testing.assert_allclose(
        find(plain, with_tariffs(plain, change)).real_income_hat,
        find(scaled, with_tariffs(scaled, change)).real_income_hat,
        rtol=1e-10,
    )


def test_a_small_subsidy_to_the_sector_with_most_scale_economies_raises_welfare():
    base = small_world()
    found = find(base, current_policy(base)._replace(s=base.s.at[0, int(np.argmax(base.psi))].set(0.02)))
    assert float(found.real_income_hat[0]) > 1.0


def test_gradients_by_the_adjoint_equal_central_differences(small):
    base = small.base

    def welfare(t):
        return jnp.log(solve(base, current_policy(base)._replace(t=t)).real_income_hat[0])

    gradient, value = jax.jit(jax.grad(welfare))(base.t), jax.jit(welfare)
    for at in [(1, 0, 0), (2, 0, 3), (0, 1, 2)]:
        step = jnp.zeros_like(base.t).at[at].set(1e-3)
        difference = (
            8 * (value(base.t + step) - value(base.t - step)) - (value(base.t + 2 * step) - value(base.t - 2 * step))
        ) / 12e-3
        assert float(gradient[at]) == pytest.approx(float(difference), abs=1e-8)


def test_a_batch_of_policies_gives_what_single_solves_give(small):
    base = small.base
    batch = jnp.stack([base.t * k for k in (0.0, 1.0, 3.0)])
    welfare = lambda t: solve(base, current_policy(base)._replace(t=t)).real_income_hat  # noqa: E731
    single = jax.jit(welfare)
    np.testing.assert_allclose(jax.jit(jax.vmap(welfare))(batch), jnp.stack([single(t) for t in batch]), rtol=1e-10)


def test_a_warm_start_at_the_solution_needs_few_steps(small):
    policy = with_tariffs(small.base, np.full((3, 3, 4), 0.2))
    cold = solve_jit(small.base, policy)
    assert int(solve_jit(small.base, policy, cold.state).iterations) <= 2 < int(cold.iterations)


def test_too_strong_scale_economies_end_in_a_flag_and_not_in_nan(world):
    base = calibrate(world).base
    base = base._replace(psi=1.2 * base.psi)
    found = find(base, current_policy(base)._replace(t=jnp.asarray(world.scenarios[0].tariff)), pieces=(2,))
    assert not float(found.residual) <= 1e-10


def test_a_sector_without_sales_stays_empty_and_finite():
    economy = stylised.generate(3, 4)
    spending = np.array(economy.spending)
    spending[1, :, 2] = 0.0
    base = calibrate(replace(economy, spending=spending)).base
    found = find(base, with_tariffs(base, np.full((3, 3, 4), 0.1)))
    assert float(found.residual) <= 1e-10
    assert float(found.R[1, 2]) == 0.0
    assert bool(jnp.isfinite(found.real_income_hat).all())
