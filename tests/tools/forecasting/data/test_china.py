"""Claims about China's panel: it agrees with what was published, in every vintage and snapshot."""

import numpy as np
import pandas as pd
import pytest

from tools.core.datasets import catalog
from tools.forecasting.data import china, china_gdp, china_recent
from tools.forecasting.data.annual import annual_growth
from tools.forecasting.data.load import open_panel
from tools.forecasting.data.panel import BLOCKS
from tools.forecasting.data.transforms import apply


def test_the_embedded_figures_are_those_of_both_official_vintages(require_dataset):
    ours = china_gdp.official_growth()
    of_2025 = china_gdp.growth_april_2025(require_dataset("china-gdp-long"))
    of_2026 = china_gdp.growth_april_2026(require_dataset("china-official-recent"))
    assert (len(ours), len(of_2025), len(of_2026)) == (137, 133, 18)
    pd.testing.assert_series_equal(ours[of_2025.index], of_2025, check_names=False)
    pd.testing.assert_series_equal(ours[of_2026.index], of_2026, check_names=False)


def test_well_known_quarters_are_right():
    growth = china_gdp.official_growth()
    assert growth["2020Q1"] == -6.8 and growth["2007Q2"] == 14.9 and growth["2021Q1"] == 18.9
    assert growth.index.is_monotonic_increasing and growth.notna().all()


def test_quarters_add_up_to_the_published_growth_of_years(require_dataset):
    path = require_dataset("china-official-recent") / "nbs_quarterly_gdp_indices.csv"
    lines = [line.split("\t,") for line in path.read_text(encoding="utf-8-sig").splitlines()]
    header = next(line for line in lines if line[0] == "Indicators")
    row = next(line for line in lines if line[0].strip().endswith("Accumulated") and "Gross Domestic" in line[0])
    published = {name[3:]: float(index) - 100.0 for name, index in zip(header, row, strict=True) if name[:2] == "4Q"}
    ours = annual_growth(china_gdp.official_growth(), china_gdp.INFO)
    assert len(published) == 5
    for year, growth in published.items():
        assert ours[pd.Period(year, "Y")] == pytest.approx(growth, abs=0.06), year


def test_every_series_is_read_described_and_in_a_block(require_dataset):
    panel = open_panel("China", {"china-nowcasting": require_dataset("china-nowcasting")})
    assert panel.monthly.shape == (374, 80) and set(panel.info) == set(panel.monthly.columns)
    assert sum(map(len, panel.blocks().values())) == 80 and set(panel.blocks()) == set(BLOCKS) - {"other"}
    assert all(fact.name and fact.name_zh and fact.unit and fact.vintage for fact in panel.info.values())
    dictionary = pd.read_excel(catalog().folder("china-nowcasting") / "data_month.xlsx", sheet_name="Dict")
    formats = dictionary.set_index("Code")["Format"]
    for key, fact in panel.info.items():
        if formats[key] == 2 and key != "IEP":  # Year-to-date amounts; sales to production is a ratio.
            assert fact.transform == "yoy_flow", key
        if formats[key] in (3, 4):  # Growth rates and surveys are kept as published.
            assert fact.transform in ("level", "rate_janfeb"), key


def test_growth_of_retail_sales_is_what_the_office_reports(require_dataset):
    monthly = open_panel("China", {"china-nowcasting": require_dataset("china-nowcasting")}).monthly
    assert monthly.at[pd.Period("2020-02"), "TRS"] == pytest.approx(-20.5, abs=0.6)
    assert monthly.at[pd.Period("2021-02"), "TRS"] == pytest.approx(33.8, abs=0.6)
    assert np.isnan(monthly.at[pd.Period("2021-01"), "TRS"])


def test_release_lags_agree_with_the_ragged_edge_of_the_snapshot(require_dataset):
    raw = china.read_months(require_dataset("china-nowcasting"))
    facts = china.series_facts()
    # The snapshot is of the first days of March 2023: what comes out in them is one month ahead.
    early_in_march = {"UOP", "UOS", "UOO"}
    for key in raw.columns:
        last = raw[key].last_valid_index()
        newest = pd.Period("2023-02", "M") + int(key in early_in_march) - facts[key].release_lag_months
        assert last <= newest, f"{key} was out sooner than its release lag says"
        assert newest.ordinal - last.ordinal <= 1, f"{key} was out later than its release lag says"


def test_the_second_snapshot_agrees_with_the_first_where_both_have_figures(require_dataset):
    first = china.monthly_predictors(china.read_months(require_dataset("china-nowcasting")))[0]
    second = china_recent.read_recent(require_dataset("china-monthly-recent"))
    for key in second.columns:
        gap = (first[key] - second[key]).dropna().abs()
        assert len(gap) >= 60, key
        exact = key in ("CPI", "PPI", "MTW", "ORF", "PMI", "NMP", "UOS", "FAI")
        assert gap.max() <= 0.051 if exact else gap.median() <= 0.5, (key, gap.median(), gap.max())


def test_the_continued_panel_keeps_the_first_snapshot(require_dataset):
    folders = {name: require_dataset(name) for name in ("china-nowcasting", "china-monthly-recent")}
    longer, shorter = (
        open_panel("China", folders),
        open_panel("China", {"china-nowcasting": folders["china-nowcasting"]}),
    )
    overlap = longer.monthly.loc[shorter.monthly.index].where(shorter.monthly.notna())
    pd.testing.assert_frame_equal(overlap, shorter.monthly)
    assert longer.monthly.index[-1] >= pd.Period("2026-06")
    assert longer.monthly.at[pd.Period("2024-06"), "PMI"] == 49.5
    assert any("twelve" in note.casefold() for note in longer.notes)


def test_without_fetched_data_the_target_stands_alone_and_the_notes_say_so():
    panel = open_panel("中国GDP")
    assert len(panel.target) == 137 and panel.monthly.empty and not panel.info
    assert any("quesnay data fetch china-nowcasting" in note for note in panel.notes)


def test_a_published_rate_for_january_and_february_is_theirs():
    months = pd.period_range("2019-01", "2020-03", freq="M")
    rates = pd.Series(range(15), index=months, dtype=float)
    joined = apply(rates, "rate_janfeb")
    assert joined[pd.Period("2020-02")] == 12.5 and np.isnan(joined[pd.Period("2020-01")])
    only = apply(rates.where(months.month != 1), "rate_janfeb")
    assert only[pd.Period("2020-02")] == 13.0
