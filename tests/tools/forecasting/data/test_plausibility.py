"""Claims about plausibility: nominal figures and fractions raise a doubt, official real growth in any vintage none."""

import pandas as pd
import pytest

from tools.forecasting.data import china_gdp
from tools.forecasting.data.own_series import ImportChoices, read_own
from tools.forecasting.data.plausibility import doubts, looks_like_level
from tools.forecasting.data.transforms import apply
from tools.forecasting.data.united_states import read_macrodata, us_panel


def nominal_quarters(folder) -> pd.Series:
    """Return China's GDP at current prices by quarter, out of the year-to-date figures."""
    to_date = china_gdp.vendor_series(folder / "中国_GDP_现价_累计值.csv", "Q").loc["1992Q1":]
    return to_date.where(to_date.index.quarter == 1, to_date.diff())


def test_chinas_nominal_gdp_called_real_is_found_out(require_dataset, tmp_path):
    nominal = nominal_quarters(require_dataset("china-gdp-long")).loc["1995Q1":]
    path = tmp_path / "quarterly_rgdp_China.csv"
    nominal.rename("Real GDP").to_csv(path, index_label="quarter")
    panel = read_own(path, "rgdp", ImportChoices("Real GDP", growth="yoy"))
    assert any("it looks nominal (current prices)" in note for note in panel.notes)


def test_official_real_growth_raises_no_doubt_in_any_vintage(require_dataset):
    for growth in (
        china_gdp.growth_march_2023(require_dataset("china-nowcasting")),
        china_gdp.growth_april_2025(require_dataset("china-gdp-long")),
        china_gdp.official_growth(),
    ):
        assert doubts(growth, "China real GDP") == ()


def test_another_definition_is_told_from_a_nominal_one():
    growth = china_gdp.official_growth()
    wobble = growth + [1.2 if number % 2 else -1.2 for number in range(len(growth))]
    assert "another series or definition" in doubts(wobble, "中国GDP")[0]
    assert doubts(wobble, "Brazil") == ()


def test_fractions_are_asked_about():
    assert "is it a fraction" in doubts(china_gdp.official_growth() / 100.0, "growth")[0]


@pytest.mark.parametrize("column", ["realgdp", "realcons", "cpi", "m1", "pop", "realdpi"])
def test_levels_look_like_levels(column):
    assert looks_like_level(read_macrodata()[column])


def test_growth_and_rates_do_not_look_like_levels():
    raw = read_macrodata()
    assert not looks_like_level(china_gdp.official_growth())
    assert not looks_like_level(us_panel({}).target)
    for column in ("unemp", "tbilrate", "infl"):
        assert not looks_like_level(raw[column])
    assert not looks_like_level(apply(raw["realgdp"], "yoy"))
