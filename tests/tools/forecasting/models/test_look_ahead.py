"""No forecast knows the future: shuffling what comes later, in any series, changes nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.tools.forecasting.conftest import made_panel
from tools.forecasting.data.panel import Panel
from tools.forecasting.features import features_of
from tools.forecasting.models.registry import MODELS, PRETRAINED
from tools.forecasting.tournament import Plan, trial
from tools.forecasting.window import window_at

STAND = pd.Period("2013-12")


def shuffled_future(panel: Panel, month: pd.Period, seed: int) -> Panel:
    """Return the panel with everything that comes out after `month` in another order and on another scale."""
    generator = np.random.default_rng(seed)

    def shuffle(series: pd.Series, lag: int) -> pd.Series:
        later = (series.index.asfreq("M", how="end") + lag) > month
        values = generator.permutation(series[later].to_numpy()) * 7.0 + 11.0
        return pd.concat([series[~later], pd.Series(values, series.index[later])])

    monthly = panel.monthly.apply(lambda column: shuffle(column, panel.info[str(column.name)].release_lag_months))
    return replace(panel, target=shuffle(panel.target, panel.target_info.release_lag_months), monthly=monthly)


def test_the_future_of_the_test_is_really_another_one():
    panel = made_panel()
    other = shuffled_future(panel, STAND, 3)
    assert not np.allclose(other.target, panel.target)
    assert not np.allclose(other.monthly, panel.monthly)


@pytest.mark.parametrize("key", list(MODELS))
def test_shuffling_the_future_changes_no_forecast(key, request):
    if MODELS[key].group == PRETRAINED:
        request.getfixturevalue("use_foundation")(request.getfixturevalue("tiny_timesfm"), "2009-12")
    panel = made_panel()
    quarters = [STAND.asfreq("Q"), STAND.asfreq("Q") + 1][: 1 if key == "lstm" else 2]  # The LSTM is slow.
    model = MODELS[key].make()
    before = model.fit_forecast(window_at(panel, STAND, seed=5), quarters)
    after = model.fit_forecast(window_at(shuffled_future(panel, STAND, 3), STAND, seed=5), quarters)
    for one, other in zip(before, after, strict=True):
        assert one.point == pytest.approx(other.point, abs=1e-10)
        assert np.allclose(one.residuals, other.residuals)


def test_scaling_and_gaps_are_those_of_the_window_alone():
    panel = made_panel()
    gappy = replace(panel, monthly=panel.monthly.mask(np.random.default_rng(1).random(panel.monthly.shape) < 0.2))
    quarter = STAND.asfreq("Q")
    one = features_of(window_at(gappy, STAND), quarter)
    other = features_of(window_at(shuffled_future(gappy, STAND, 4), STAND), quarter)
    assert np.array_equal(one.X, other.X)
    assert np.array_equal(one.x, other.x)
    assert np.allclose(one.X.mean(axis=0), 0.0, atol=0.1)


def test_a_later_month_gives_another_forecast():
    panel = made_panel()
    quarter = pd.Period("2013Q4")
    early = MODELS["ridge"].make().fit_forecast(window_at(panel, pd.Period("2013-10")), [quarter])[0]
    late = MODELS["ridge"].make().fit_forecast(window_at(panel, pd.Period("2013-12")), [quarter])[0]
    assert early.point != late.point


def test_a_rolling_window_forgets_what_lies_before_it():
    panel = made_panel()
    plan = Plan((STAND.asfreq("Q"),), (0,), ("mean", "ar", "ridge", "dfm"), longest=32)
    old = panel.target.index < pd.Period("2003Q1")
    changed = replace(panel, target=panel.target.where(~old, 50.0))
    before, after = (trial(one, plan, plan.origins[0]) for one in (panel, changed))
    for key in plan.models:
        assert before.forecasts[key, 0].point == after.forecasts[key, 0].point
