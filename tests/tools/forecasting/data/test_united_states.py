"""Claims about the United States' panels: the target is the headline figure, the transforms are those of FRED-MD."""

import numpy as np
import pandas as pd
import pytest

from tools.forecasting.data import united_states
from tools.forecasting.data.load import open_panel


def test_macrodata_come_with_the_installation():
    panel = open_panel("US")
    assert (panel.target.index[0], panel.target.index[-1]) == (pd.Period("1959Q2"), pd.Period("2009Q3"))
    level = united_states.read_macrodata()["realgdp"]
    expected = 100.0 * ((level["2009Q3"] / level["2009Q2"]) ** 4 - 1.0)
    assert panel.target["2009Q3"] == pytest.approx(expected)
    assert panel.quarterly.shape == (203, 10) and panel.monthly.empty
    assert any("fred-qd" in note for note in panel.notes)


def test_fred_gives_a_longer_target_and_monthly_predictors(require_dataset):
    folders = {name: require_dataset(name) for name in ("fred-qd", "fred-md")}
    panel = open_panel("us_gdp", folders)
    assert panel.target.index[-1] == pd.Period("2015Q3") and panel.monthly.shape[1] == 127
    assert panel.monthly.index[-1] == panel.last_known == pd.Period("2015-12")
    raw = united_states.read_fred(folders["fred-md"] / "FRED-MD.csv", "M")[0]
    month = pd.Period("2008-10")
    growth = 100.0 * np.log(raw.at[month, "INDPRO"] / raw.at[month - 1, "INDPRO"])
    assert panel.monthly.at[month, "INDPRO"] == pytest.approx(growth)
    assert panel.monthly.at[month, "VIXCLSx"] == raw.at[month, "VIXCLSx"]
    assert panel.monthly.at[month, "UNRATE"] == pytest.approx(raw.at[month, "UNRATE"] - raw.at[month - 1, "UNRATE"])


def test_release_lags_agree_with_the_ragged_edge_of_the_edition(require_dataset):
    raw, codes = united_states.read_fred(require_dataset("fred-md") / "FRED-MD.csv", "M")
    info = united_states.monthly_predictors(raw, codes)[1]
    missing = set(raw.columns[raw.iloc[-1].isna()])
    late = {key for key, fact in info.items() if fact.release_lag_months == 2}
    assert missing == late, "the edition of December lacks November exactly for what comes out two months later"


def test_both_targets_agree_where_they_overlap(require_dataset):
    long = open_panel("us", {"fred-qd": require_dataset("fred-qd")}).target
    short = open_panel("us", {}).target
    both = pd.concat([long, short], axis=1, join="inner", keys=["long", "short"])
    assert both["long"].corr(both["short"]) > 0.95, "two vintages of the same figures"
