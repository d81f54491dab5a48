"""Claims about vintages: known revisions are found; live figures become dated vintages, or one clear sentence."""

import sys
from datetime import date
from types import ModuleType

import pandas as pd
import pytest

from tools.core import UserError
from tools.core.datasets import catalog
from tools.forecasting.data import live
from tools.forecasting.data.choice import choose_experts, datasets_for
from tools.forecasting.data.experts_kept import open_experts
from tools.forecasting.data.load import open_panel
from tools.forecasting.data.vintages import DATASETS, china_vintages, revisions


def test_sixty_seven_of_124_quarters_were_revised_between_2023_and_2025(require_dataset):
    vintages = china_vintages({name: require_dataset(name) for name in DATASETS})
    found = revisions(vintages, "2023-03", "2025-04")
    assert (found.revised, len(found.changes)) == (67, 124)
    assert found.largest == (pd.Period("2022Q2"), pytest.approx(0.4))
    assert found.changes["2021Q3"] == pytest.approx(0.3) and found.changes["2007Q1"] == pytest.approx(-0.2)
    assert revisions(vintages, "2025-04", "2026-04").revised == 0


def test_a_vintage_beside_itself_is_not_revised():
    index = pd.period_range("2000Q1", periods=8, freq="Q")
    same = pd.DataFrame({"a": range(8), "b": range(8)}, index=index, dtype=float)
    found = revisions(same, "a", "b")
    assert found.revised == 0 and found.mean_absolute == 0.0 and found.naive_errors == (1.0, 1.0)


def calendar(days, actual, expected) -> pd.DataFrame:
    return pd.DataFrame({"商品": "x", "日期": days, "今值": actual, "预测值": expected, "前值": None})


@pytest.fixture
def akshare(monkeypatch) -> ModuleType:
    """Stand in for the optional package with calendars of the form that its documentation shows."""
    fake = ModuleType("akshare")
    days = ["2026-04-16", "2026-07-15", "2026-10-19", "2027-01-18"]
    fake.macro_china_gdp_yearly = lambda: calendar(days, [5.0, 4.7, 4.6, None], [4.9, 4.8, None, 4.5])
    monthly = ["2026-08-31", "2026-09-30", "2026-11-01"]
    for series in live.MONTHLY.values():
        setattr(fake, series.function, lambda: calendar(monthly, [50.1, 49.8, 50.4], [50.0, 50.0, 50.0]))
    monkeypatch.setitem(sys.modules, "akshare", fake)
    return fake


def test_live_figures_become_a_dated_vintage_that_the_target_goes_on_with(akshare, require_dataset):
    require_dataset("china-nowcasting")
    entry = live.store_vintage("China", today=date(2026, 11, 24))
    assert entry.name == "china-gdp-live-2026-11-24" and datasets_for("china_gdp")[-1] == entry.name
    panel = open_panel("china_gdp")
    assert panel.target["2026Q2"] == 4.7 and panel.target.index[-1] == pd.Period("2026Q3")
    assert panel.target["2026Q1"] == 5.0 and any("2 later quarters" in note for note in panel.notes)
    assert panel.monthly.at[pd.Period("2026-09"), "PMI"] == 49.8, "a survey is of the month at whose end it comes out"
    assert panel.monthly.at[pd.Period("2026-10"), "PMI"] == 50.4, "or of the month before its first days"
    assert panel.monthly.at[pd.Period("2026-08"), "CPI"] == 49.8
    own = open_panel("china-gdp-live-2026-11-24")
    assert own.target_info.vintage == "2026-11-24" and [str(at) for at in own.target.index[[0, -1]]] == [
        "2026Q1",
        "2026Q3",
    ]


def test_what_analysts_expected_becomes_forecasts_issued_before_the_release(akshare):
    live.store_vintage("china_gdp", today=date(2026, 11, 24))
    name = choose_experts("china-gdp-consensus-2026-11-24")
    expected = open_experts(name, {name: catalog().folder(name)}).forecasts
    assert [(str(one.period), one.value) for one in expected] == [("2026Q1", 4.9), ("2026Q2", 4.8)]
    assert expected[0].issued == pd.Timestamp("2026-04-15")


def test_without_the_package_one_sentence_says_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "akshare", None)
    with pytest.raises(UserError, match="optional package akshare: install it with `pip install akshare`"):
        live.store_vintage("china_gdp")


def test_without_a_network_one_sentence_says_so_and_nothing_is_stored(akshare):
    def refuse():
        raise ConnectionError("no route")

    akshare.macro_china_gdp_yearly = refuse
    with pytest.raises(UserError, match=r"could not be read: ConnectionError\. Check the network"):
        live.store_vintage("china_gdp")
    akshare.macro_china_gdp_yearly = lambda: pd.DataFrame({"date": []})
    with pytest.raises(UserError, match="could not be read: KeyError"):
        live.store_vintage("china_gdp")
    assert not [name for name in catalog().all() if "live" in name]


def test_live_figures_are_of_china_only():
    with pytest.raises(UserError, match="for china_gdp only"):
        live.store_vintage("us_gdp")
