"""Models find what was put into made-up data."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from tests.tools.forecasting.conftest import info, made_panel
from tools.forecasting.data.panel import Panel, empty_frame
from tools.forecasting.models.benchmarks import Autoregression
from tools.forecasting.models.linear import lasso, ridge
from tools.forecasting.models.mixed_frequency import TARGET, DynamicFactor, predict_quarters
from tools.forecasting.models.recursion import LinearRecursion
from tools.forecasting.models.registry import GROUPS, MODELS, PRETRAINED, resolve_models, usable
from tools.forecasting.models.sparse import RidgePath
from tools.forecasting.window import window_at

FITTED_ALONE = [key for key, model in MODELS.items() if model.needs == "nothing" and model.group != PRETRAINED]


def alone(values: np.ndarray) -> Panel:
    """Return a panel of a target without predictors."""
    target = pd.Series(values, pd.period_range("1900Q1", periods=len(values), freq="Q"))
    return Panel("alone", "Alone", target, info("growth", "Q", 0), empty_frame("M"), empty_frame("Q"), {})


def test_ar_recovers_the_coefficient_of_an_ar1():
    found, samples, length = [], 8, 400
    for seed in range(samples):
        generator = np.random.default_rng(seed)
        values = np.zeros(length)
        for at in range(1, length):
            values[at] = 1.0 + 0.7 * values[at - 1] + generator.standard_normal()
        window = window_at(alone(values), "1999-12")
        made = Autoregression(most_lags=1).fit_forecast(window, [window.last + 1, window.last + 40])
        found.append(made[0].details["coefficients"][1])
        assert made[0].residuals.std() == pytest.approx(1.0, abs=0.15)
        assert made[1].point == pytest.approx(values.mean(), abs=0.2)
    standard_error = math.sqrt((1 - 0.7**2) / length / samples)
    assert np.mean(found) == pytest.approx(0.7, abs=3 * standard_error)


def test_white_noise_needs_no_lag():
    window = window_at(alone(5.0 + np.random.default_rng(2).standard_normal(200)), "1949-12")
    made = Autoregression().fit_forecast(window, [window.last + 1])[0]
    assert made.details["lags"] == 0
    assert made.point == pytest.approx(5.0, abs=0.3)


def test_iterated_forecasts_follow_the_recursion():
    recursion = LinearRecursion(np.array([1.0]), np.array([[[0.5]], [[0.2]]]))
    values = np.array([[1.0], [2.0], [4.0]])
    one = 1.0 + 0.5 * 4.0 + 0.2 * 2.0
    assert recursion.ahead(values, 1)[-1] == pytest.approx(one)
    assert recursion.ahead(values, 2)[-1] == pytest.approx(1.0 + 0.5 * one + 0.2 * 4.0)


def test_dynamic_factor_recovers_the_factor():
    panel = made_panel(noise=0.3)
    window = window_at(panel, panel.last_known)
    fitted = DynamicFactor().fit(window)
    found = fitted.factors.smoothed.iloc[:, 0]
    truth = panel.monthly.mean(axis=1)
    common = found.index.intersection(truth.index)
    assert abs(np.corrcoef(found.loc[common], truth.loc[common])[0, 1]) > 0.97


def test_dynamic_factor_reads_the_months_of_the_quarter_that_it_nowcasts():
    """statsmodels' default prediction of a quarter's last month ignores what that month's series say."""
    generator = np.random.default_rng(4)
    months = pd.period_range("2000-01", periods=216, freq="M")
    factor = pd.Series(0.0, months)
    for at in range(1, len(months)):
        factor.iloc[at] = 0.5 * factor.iloc[at - 1] + generator.standard_normal()
    weighted = sum(weight * factor.shift(back) for back, weight in enumerate((1, 2, 3, 2, 1))) / 3.0
    target = 5.0 + weighted[weighted.index.month % 3 == 0].set_axis(pd.period_range("2000Q1", periods=72, freq="Q"))
    monthly = pd.DataFrame({f"x{at}": factor + 0.3 * generator.standard_normal(len(months)) for at in range(6)})
    facts = {key: info(key, "M", 0) for key in monthly}
    panel = Panel("m", "Made up", target.iloc[2:], info("growth", "Q", 1), monthly, empty_frame("Q"), facts)
    smoothed, default = [], []
    for quarter in pd.period_range("2014Q1", "2016Q4", freq="Q"):
        fitted = DynamicFactor(steps=10).fit(window_at(panel, quarter))
        smoothed.append(predict_quarters(fitted, [quarter])[0][0] - panel.target[quarter])
        end = str(quarter.asfreq("M", how="end"))
        default.append(float(fitted.get_prediction(start=end, end=end).predicted_mean[TARGET].iloc[0]))
        default[-1] -= panel.target[quarter]
    assert np.mean(np.square(smoothed)) < 0.5 * np.mean(np.square(default))


def test_learners_use_what_predicts_growth():
    panel = made_panel(quarters=90, noise=0.3)
    window = window_at(panel, pd.Period("2021-12"))
    quarters = [pd.Period("2021Q4")]
    benchmark = Autoregression().fit_forecast(window, quarters)[0]
    for learner in (ridge(), lasso()):
        assert learner.fit_forecast(window, quarters)[0].residuals.std() < 0.8 * benchmark.residuals.std()


def test_ridge_path_is_a_search_over_blocks():
    from sklearn.linear_model import Ridge
    from sklearn.model_selection import GridSearchCV

    from tools.forecasting.models.direct import blocks
    from tools.forecasting.models.sparse import RIDGE_PENALTIES

    generator = np.random.default_rng(0)
    X = generator.standard_normal((60, 30))
    y = X[:, 0] + generator.standard_normal(60)
    path = RidgePath()
    path.held_out_predictions(X, y)
    search = GridSearchCV(Ridge(), {"alpha": RIDGE_PENALTIES}, cv=blocks(), scoring="neg_mean_squared_error").fit(X, y)
    assert path.chosen_["alpha"] == search.best_params_["alpha"]
    assert np.allclose(path.fit(X, y).predict(X), search.predict(X), atol=1e-8)


@pytest.mark.parametrize("key", FITTED_ALONE)
def test_models_of_growth_alone_forecast_without_predictors(key):
    generator = np.random.default_rng(2)
    panel = alone(2.0 + generator.standard_normal(60))
    window = window_at(panel, "1914-12")
    made = MODELS[key].make().fit_forecast(window, [window.last + 1])[0]
    assert 0.0 < made.point < 4.0


def test_names_and_groups_of_models_are_understood():
    assert resolve_models("随机森林, Lasso") == ("ar", "lasso", "random_forest")
    assert resolve_models("machine learning", with_benchmark=False) == GROUPS["ml"]
    assert len(GROUPS["default"]) == 20
    with pytest.raises(Exception, match="Did you mean random_forest"):
        resolve_models("random_forrest")


def test_models_without_their_data_are_left_out_and_named():
    kept, told = usable(("ar", "dfm", "factor"), monthly=0, quarterly=2)
    assert kept == ("ar", "factor")
    assert "dynamic factor" in told
    with pytest.raises(Exception, match="need predictors"):
        usable(("ar", "dfm"), monthly=0, quarterly=0)
