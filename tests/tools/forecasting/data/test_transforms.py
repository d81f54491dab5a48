"""Claims about transforms: they give the growth that was put in, and look back only."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.forecasting.data.panel import TRANSFORMS
from tools.forecasting.data.transforms import STEPS, apply

MONTHS = pd.period_range("2010-01", "2016-12", freq="M")


def growing(rate: float) -> pd.Series:
    """Return monthly amounts with a season of their own that grow by `rate` percent from year to year."""
    season = np.random.default_rng(0).uniform(50.0, 150.0, 12)
    years = MONTHS.year - 2010
    return pd.Series(season[MONTHS.month - 1] * (1.0 + rate / 100.0) ** years, index=MONTHS)


def year_to_date(amounts: pd.Series) -> pd.Series:
    return amounts.groupby(amounts.index.year).cumsum()


def test_every_transform_is_described_and_known():
    assert set(STEPS) == set(TRANSFORMS)


@settings(deadline=None)  # Pandas' first call is slow, and so is a busy machine.
@given(rate=st.floats(-30.0, 60.0))
def test_year_to_date_figures_give_the_growth_of_each_month(rate):
    growth = apply(year_to_date(growing(rate)), "yoy_flow")
    assert growth.dropna().to_numpy() == pytest.approx(rate, abs=1e-6)
    assert growth[growth.index.month == 1].isna().all()
    assert growth.iloc[12:].notna().sum() == 11 * 6


@settings(deadline=None)  # Pandas' first call is slow, and so is a busy machine.
@given(moved=st.lists(st.floats(-40.0, 40.0), min_size=7, max_size=7))
def test_a_lunar_new_year_that_moves_between_january_and_february_changes_no_growth(moved):
    amounts = growing(8.0)
    shifted = amounts.copy()
    for year, amount in zip(range(2010, 2017), moved, strict=True):
        shifted[pd.Period(f"{year}-01")] += amount
        shifted[pd.Period(f"{year}-02")] -= amount
    for how, series in (("yoy_janfeb", shifted), ("yoy_flow", year_to_date(shifted))):
        assert apply(series, how).dropna().to_numpy() == pytest.approx(8.0, abs=1e-6)
    assert np.ptp(apply(shifted, "yoy").dropna().to_numpy()) > 1.0 or max(map(abs, moved)) < 1.0


def test_a_february_published_for_both_months_is_the_same_as_both():
    separate = year_to_date(growing(5.0))
    together = separate.where(separate.index.month != 1)
    pd.testing.assert_series_equal(apply(separate, "yoy_flow"), apply(together, "yoy_flow"))


def test_a_missing_month_is_not_spread_over_its_neighbours():
    figures = year_to_date(growing(5.0))
    figures[pd.Period("2012-05")] = np.nan
    growth = apply(figures, "yoy_flow")
    assert growth[[pd.Period("2012-05"), pd.Period("2012-06"), pd.Period("2013-05"), pd.Period("2013-06")]].isna().all()
    assert growth[pd.Period("2012-07")] == pytest.approx(5.0)


def test_a_loss_has_no_growth_rate():
    series = growing(5.0)
    series[pd.Period("2012-05")] = -3.0
    growth = apply(series, "yoy")
    assert growth[[pd.Period("2012-05"), pd.Period("2013-05")]].isna().all()


@pytest.mark.parametrize("transform", sorted(STEPS))
@settings(deadline=None)  # Pandas' first call is slow, and so is a busy machine.
@given(cut=st.integers(20, 83), seed=st.integers(0, 50))
def test_a_transform_looks_back_only(transform, cut, seed):
    series = growing(5.0) * np.random.default_rng(seed).uniform(0.5, 1.5, len(MONTHS))
    pd.testing.assert_series_equal(apply(series, transform).iloc[:cut], apply(series.iloc[:cut], transform))


def test_annual_rates_compound():
    quarters = pd.period_range("2000Q1", periods=12, freq="Q")
    series = pd.Series(100.0 * 1.03 ** (np.arange(12) / 4.0), index=quarters)
    assert apply(series, "annualised").dropna().to_numpy() == pytest.approx(3.0)
    assert apply(series, "yoy").dropna().to_numpy() == pytest.approx(3.0)
