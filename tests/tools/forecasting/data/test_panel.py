"""Claims about panels: what is published later than a date changes nothing that was known at it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tools.forecasting.data import china, china_gdp, china_recent, panel_files, united_states
from tools.forecasting.data.own_series import ImportChoices, read_own
from tools.forecasting.data.panel import Panel, SeriesInfo, empty_frame, month_known
from tools.forecasting.data.transforms import apply

FEW = settings(
    max_examples=6,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # A failing date is telling enough without shrinking.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def random_after(frame, lags, month, seed):
    """Return `frame` with every figure that is published after `month` replaced by another, some by none."""
    generator = np.random.default_rng(seed)
    changed = frame.astype(float)
    ends = frame.index.asfreq("M", how="end")
    for key in frame.columns:
        later = np.asarray(ends + lags[key] > month)
        noise = np.exp(generator.normal(3.0, 2.0, later.sum()))
        changed.loc[later, key] = np.where(generator.random(later.sum()) < 0.1, np.nan, noise)
    return changed


def same(one: Panel, other: Panel) -> None:
    pd.testing.assert_series_equal(one.target, other.target)
    pd.testing.assert_frame_equal(one.monthly, other.monthly)
    pd.testing.assert_frame_equal(one.quarterly, other.quarterly)


def china_panel(months, recent, target):
    monthly, info = china.monthly_predictors(months)
    monthly, info = china_recent.carry_on(monthly, info, recent, "later", "another")
    return Panel("china_gdp", "", target, china_gdp.INFO, monthly, empty_frame("Q"), info)


@FEW
@given(at=st.integers(0, 330), seed=st.integers(0, 1000))
def test_what_china_publishes_later_changes_nothing_known_at_a_date(require_dataset, at, seed):
    months = china.read_months(require_dataset("china-nowcasting"))
    recent = china_recent.read_recent(require_dataset("china-monthly-recent"))
    target = china_gdp.official_growth()
    month = pd.Period("1994-01", "M") + at
    lags = {key: fact.release_lag_months for key, fact in china.series_facts().items()}
    later_months = random_after(months, lags, month, seed)
    later_recent = random_after(recent, lags, month, seed + 1)
    # Whether a column ends early is itself a later fact: the splice must see where the first snapshot ends.
    later_months = later_months.where(months.notna())
    later_recent = later_recent.where(recent.notna())
    later_target = random_after(target.to_frame("t"), {"t": 1}, month, seed)["t"].rename("china_gdp").dropna()
    before = china_panel(months, recent, target).as_of(month)
    same(before, china_panel(later_months, later_recent, later_target.reindex(target.index)).as_of(month))


@FEW
@given(at=st.integers(0, 700), seed=st.integers(0, 1000))
def test_what_the_united_states_publish_later_changes_nothing_known_at_a_date(require_dataset, at, seed):
    raw, codes = united_states.read_fred(require_dataset("fred-md") / "FRED-MD.csv", "M")
    level = united_states.read_fred(require_dataset("fred-qd") / "fred_qd.csv", "Q")[0][["GDPC96"]]
    month = pd.Period("1961-01", "M") + at

    def panel(raw, level):
        monthly, info = united_states.monthly_predictors(raw, codes)
        target = apply(level["GDPC96"], "annualised").rename("us_gdp").iloc[1:]
        fact = SeriesInfo("us_gdp", "", "", "", "production", "Q", "annualised", 1, "", "")
        return Panel("us_gdp", "", target, fact, monthly, empty_frame("Q"), info)

    info = united_states.monthly_predictors(raw, codes)[1]
    lags = {key: fact.release_lag_months for key, fact in info.items()}
    changed = panel(random_after(raw, lags, month, seed), random_after(level, {"GDPC96": 1}, month, seed))
    same(panel(raw, level).as_of(month), changed.as_of(month))


@FEW
@given(at=st.integers(0, 600), seed=st.integers(0, 1000))
def test_what_macrodata_hold_later_changes_nothing_known_at_a_date(at, seed):
    raw = united_states.read_macrodata()
    month = pd.Period("1960-01", "M") + at

    def panel(raw):
        quarterly, info = united_states.macrodata_predictors(raw)
        fact = SeriesInfo("us_gdp", "", "", "", "production", "Q", "annualised", 1, "", "")
        target = apply(raw["realgdp"], "annualised").rename("us_gdp").iloc[1:]
        return Panel("us_gdp", "", target, fact, empty_frame("M"), quarterly, info)

    changed = random_after(raw, dict.fromkeys(raw.columns, 1), month, seed)
    same(panel(raw).as_of(month), panel(changed).as_of(month))


@FEW
@given(at=st.integers(0, 200), seed=st.integers(0, 1000), lag=st.integers(0, 3))
def test_what_a_persons_file_holds_later_changes_nothing_known_at_a_date(tmp_path, at, seed, lag):
    generator = np.random.default_rng(seed)
    months = pd.period_range("2004-01", "2020-12", freq="M")
    figures = pd.DataFrame(generator.normal(5.0, 2.0, (len(months), 3)), index=months, columns=["goal", "a", "b"])
    figures["goal"] = figures["goal"].where(months.month % 3 == 0)
    month = months[0] + at
    later = figures.copy()
    lags = {"goal": 1, "a": lag, "b": lag}
    for key in figures.columns:
        rows = np.asarray(months + lags[key] > month)
        later.loc[rows, key] = later.loc[rows, key] + generator.normal(0.0, 50.0, rows.sum())

    def panel(frame, name):
        path = tmp_path / f"{name}.csv"
        frame.to_csv(path, index_label="date")
        return read_own(path, "own", ImportChoices("goal", growth="none", lag=lag))

    one, other = panel(figures, "one"), panel(later, "other")
    same(one.as_of(month), other.as_of(month))


def test_the_same_state_holds_until_the_month_is_over(require_dataset):
    require_dataset("china-nowcasting")
    panel = china.china_panel({"china-nowcasting": require_dataset("china-nowcasting")})
    april = panel.as_of(pd.Timestamp("2020-04-20"))
    same(april, panel.as_of("2020-03"))
    same(april, panel.as_of(pd.Period("2020Q1", "Q")))
    assert april.target.index[-1] == pd.Period("2019Q4"), "growth of the first quarter came out in April"
    assert panel.as_of("2020-04-30").target.index[-1] == pd.Period("2020Q1")
    assert not np.isnan(april.monthly.at[pd.Period("2020-03"), "PMI"]), "the survey is out in its own month"
    assert np.isnan(april.monthly.at[pd.Period("2020-03"), "CPI"])
    assert not np.isnan(april.monthly.at[pd.Period("2020-02"), "CPI"])


def test_a_panel_as_of_a_date_does_not_learn_by_being_asked_again(require_dataset):
    panel = united_states.us_panel({})
    early = panel.as_of("1990-06")
    same(early.as_of("2005-01"), early)
    same(panel.as_of("2005-01").as_of("1990-06"), early)


@pytest.mark.parametrize(
    ("date", "month"),
    [
        ("2024-02-29", "2024-02"),
        ("2024-02-28", "2024-01"),
        ("2024-02", "2024-02"),
        ("2024Q1", "2024-03"),
        (pd.Timestamp("2024-01-01"), "2023-12"),
        (pd.Timestamp("2024-01-31 18:00"), "2024-01"),
        (pd.Period("2023", "Y"), "2023-12"),
    ],
)
def test_a_date_stands_for_the_last_month_that_was_over(date, month):
    assert month_known(date) == pd.Period(month, "M")


def test_blocks_transforms_and_lags_come_from_a_vocabulary():
    fact = SeriesInfo("x", "x", "", "%", "prices", "M", "level", 1, "", "")
    for wrong in ({"block": "magic"}, {"transform": "guess"}, {"frequency": "D"}, {"release_lag_months": -1}):
        with pytest.raises(ValueError):
            replace(fact, **wrong)


def test_a_panel_written_and_read_is_the_same(tmp_path):
    panel = replace(united_states.us_panel({}), name="copy")
    for name, content in panel_files.panel_files(panel).items():
        (tmp_path / name).write_bytes(content)
    again = panel_files.read_panel("copy", tmp_path)
    pd.testing.assert_series_equal(again.target, panel.target.rename("copy"))
    pd.testing.assert_frame_equal(again.quarterly, panel.quarterly)
    assert again.info == dict(panel.info) and again.notes == panel.notes and again.target_info == panel.target_info
