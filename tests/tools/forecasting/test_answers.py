"""The answers: headlines made of the figures, errors for people, and figures that add up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.tools.forecasting.conftest import info, made_panel
from tools.core import Context, UserError, all_tools, execute, find_tool
from tools.forecasting.attribution import attribute, contribution_table, permutation_importance
from tools.forecasting.backtest import backtest_answer
from tools.forecasting.data.experts import ExpertForecast, ExpertForecasts, read_judgement
from tools.forecasting.data.panel import Panel, empty_frame
from tools.forecasting.experts import experts_answer
from tools.forecasting.explain import explain_answer
from tools.forecasting.forecast import forecast_answer
from tools.forecasting.news import news
from tools.forecasting.nowcast import nowcast_answer
from tools.forecasting.request import first_origin, read_as_of, read_horizons
from tools.forecasting.tournament import Plan, check_not_constant, origins_of

NAMES = ("backtest", "compare_with_experts", "explain_forecast", "forecast", "nowcast")
STAND = pd.Period("2017-05")


def short_plan(panel: Panel, models: tuple[str, ...] = ("ar", "ridge", "lasso")) -> Plan:
    return Plan(origins_of(panel, pd.Period("2013Q1"), None), (0, 1), models, None, 1)


@pytest.fixture(scope="module")
def backtested() -> object:
    panel = made_panel()
    from pathlib import Path

    return backtest_answer(panel, short_plan(panel), Context(seed=1, folders={}, cache=Path()))


def test_a_backtest_answers_with_its_own_figures(backtested):
    rmse = backtested.values["rmse.ar"].value
    assert f"{rmse:.2f}" in backtested.headline
    assert "自回归" in backtested.headline_zh
    rows = backtested.tables["models_h1"].set_index("model")
    assert rows.loc["ar", "RMSE, all"] == pytest.approx(rmse)
    forecasts = backtested.tables["forecasts_h1"]
    errors = (forecasts["actual"] - forecasts["ar"]).dropna()
    assert np.sqrt((errors**2).mean()) == pytest.approx(rmse)


def test_a_backtest_shows_learners_ahead_where_series_lead(backtested):
    rows = backtested.tables["models_h0"].set_index("model")
    assert rows.loc["ridge", "RMSE, all"] < rows.loc["ar", "RMSE, all"]
    assert len(backtested.charts) == 3


def test_progress_goes_origin_by_origin(tmp_path):
    panel, steps = made_panel(), []
    ctx = Context(seed=1, folders={}, cache=tmp_path, report=steps.append)
    backtest_answer(panel, short_plan(panel, ("ar", "rw")), ctx)
    counts = [step.done for step in steps if step.total == len(short_plan(panel).origins)]
    assert counts == list(range(1, len(short_plan(panel).origins) + 1))


def test_a_forecast_stays_within_its_interval_and_says_so(panel, ctx):
    result = forecast_answer(panel, STAND, 2, ("ar", "ridge"), ctx)
    for quarter in ("2017Q2", "2017Q3"):
        low, point, high = (result.values[f"{key}.{quarter}"].value for key in ("low80", "forecast", "high80"))
        assert low <= point <= high
        assert f"{point:.1f} %" in result.headline
    assert any(key.startswith("coverage.") for key in result.values)
    assert result.charts[0].name == "fan"


def test_a_forecast_is_the_same_whatever_comes_later(panel, ctx):
    longer = forecast_answer(panel, STAND, 1, ("ar", "ridge"), ctx)
    cut = forecast_answer(panel.as_of(STAND), STAND, 1, ("ar", "ridge"), ctx)
    assert longer.values["forecast.2017Q2"] == cut.values["forecast.2017Q2"]
    assert longer.values["low80.2017Q2"] == cut.values["low80.2017Q2"]


def test_the_news_of_a_month_adds_up_to_the_change(panel):
    moved = news(panel, STAND, pd.Period("2017Q2"))
    assert moved.releases["impact"].sum() == pytest.approx(moved.after - moved.before, abs=1e-8)
    assert moved.by_block().sum() == pytest.approx(moved.after - moved.before, abs=1e-8)


def test_a_nowcast_is_of_the_first_quarter_that_is_not_out(panel, ctx):
    result = nowcast_answer(panel, STAND, ("ar", "ridge"), ctx)
    assert "2017Q2" in result.headline
    assert result.values["nowcast"].value == result.values["forecast.2017Q2"].value


@pytest.mark.parametrize("model", ["ridge", "random_forest", "kernel_ridge"])
def test_contributions_add_up_to_the_forecast(panel, ctx, model):
    origins = list(pd.period_range("2015Q1", "2015Q4", freq="Q"))
    parts = attribute(panel, model, origins, 1, ctx)
    for part in parts:
        assert part.base + sum(part.contributions.values()) == pytest.approx(part.point, abs=1e-9)
    assert list(contribution_table(parts).index) == [origin + 1 for origin in origins]


def test_a_block_of_noise_matters_less_than_one_that_leads(ctx):
    panel = made_panel(series=4)
    generator = np.random.default_rng(9)
    noise = pd.Series(generator.standard_normal(len(panel.monthly)), panel.monthly.index)
    noisy = replace(
        panel,
        monthly=panel.monthly.assign(noise=noise),
        info={**panel.info, "noise": info("noise", "M", 0, block="other")},
    )
    parts = attribute(noisy, "ridge", list(pd.period_range("2012Q1", "2016Q4", freq="Q")), 0, ctx)
    rise = permutation_importance(parts, panel.target)
    assert rise["other"] < rise.drop(["other", "own past"]).max()


def test_an_explanation_names_its_largest_block(panel, ctx):
    quarters = (pd.Period("2016Q3"), pd.Period("2016Q4"))
    result = explain_answer(panel, "ridge", quarters, pd.Period("2015Q1"), 0, ctx)
    largest = max(
        (key for key in result.values if key.startswith("contribution.")),
        key=lambda key: abs(result.values[key].value),
    )
    assert largest.removeprefix("contribution.").replace("_", " ") in result.headline
    assert result.diagnostics["largest_gap"] < 1e-9


def test_an_expert_who_knows_the_outcome_beats_the_models(panel, ctx):
    quarters = pd.period_range("2013Q1", "2015Q4", freq="Q")
    told = tuple(
        ExpertForecast(
            "seer", quarter.asfreq("M", "end").to_timestamp("s") - pd.Timedelta(days=40), quarter, value + 0.01
        )
        for quarter, value in panel.target.loc[quarters].items()
    )
    result = experts_answer(panel, ExpertForecasts("made", "test", told), ("ar", "rw"), ctx)
    assert result.values["rmse.experts"].value == pytest.approx(0.01)
    assert result.values["rmse.ar"].value > 0.05
    assert "below the best model's" in result.headline


def test_a_judgement_that_has_not_come_due_is_shown_beside_the_models(panel, ctx):
    own = read_judgement("2018Q1=5.5", "made", pd.Timestamp("2018-01-31"))
    result = experts_answer(panel, own, ("ar", "rw"), ctx)
    assert "not come due" in result.headline
    assert result.values["latest.expert"].value == 5.5


def test_forecasts_of_the_past_are_refused(panel, ctx):
    own = read_judgement("2001Q1=5.5", "made", pd.Timestamp("2018-01-31"))
    with pytest.raises(UserError, match="None of the 1 forecasts"):
        experts_answer(panel, own, ("ar",), ctx)


def test_bad_requests_get_a_sentence(panel):
    with pytest.raises(UserError, match="is not a horizon"):
        read_horizons("soon")
    with pytest.raises(UserError, match="0 \\(the nowcast\\) to 8"):
        read_horizons("12")
    with pytest.raises(UserError, match="not a start"):
        first_origin(panel, "spring")
    with pytest.raises(UserError, match="not a date"):
        read_as_of(panel, "once upon a time")
    with pytest.raises(UserError, match="were out"):
        read_as_of(panel, "2001-03")
    with pytest.raises(UserError, match="cannot start in 2001Q1"):
        origins_of(panel, pd.Period("2001Q1"), None)
    with pytest.raises(UserError, match="quarters to test on"):
        origins_of(panel, pd.Period("2017Q3"), None)


def test_twelve_observations_are_too_few(panel):
    short = replace(panel, target=panel.target.iloc[:12])
    with pytest.raises(UserError, match="12 quarters of growth"):
        origins_of(short, pd.Period("2001Q1"), None)


def test_a_constant_target_is_refused(panel):
    with pytest.raises(UserError, match="is constant at 4 %"):
        check_not_constant(replace(panel, target=panel.target * 0.0 + 4.0))


def test_a_predictor_without_a_figure_changes_nothing(panel, ctx):
    empty = replace(
        panel,
        monthly=panel.monthly.assign(empty=np.nan),
        info={**panel.info, "empty": info("empty", "M", 0)},
    )
    models = ("ar", "ridge", "factor")
    one, other = (forecast_answer(each, STAND, 1, models, ctx) for each in (panel, empty))
    assert one.values["forecast.2017Q2"].value == pytest.approx(other.values["forecast.2017Q2"].value, abs=1e-9)


def test_a_target_without_predictors_is_forecast_by_its_own_past(panel, ctx):
    alone = replace(panel, monthly=empty_frame("M"), info={})
    assert forecast_answer(alone, STAND, 1, ("ar", "ets", "ridge"), ctx).values["forecast.2017Q2"].value > 0.0
    with pytest.raises(UserError, match="no monthly series"):
        nowcast_answer(alone, STAND, ("ar",), ctx)
    with pytest.raises(UserError, match="no predictors"):
        explain_answer(alone, "ridge", (pd.Period("2016Q4"),), pd.Period("2015Q1"), 0, ctx)


def test_the_embedded_growth_of_china_is_forecast_without_a_fetch():
    run = execute(find_tool("forecast"), {"models": "rw, ar", "horizon": 1})
    assert run.result.headline.startswith("China, real GDP growth is forecast at")
    with pytest.raises(UserError, match="Did you mean"):
        execute(find_tool("forecast"), {"models": "lassso"})
    with pytest.raises(UserError, match="one model at a time"):
        execute(find_tool("explain_forecast"), {"model": "ml"})


def test_without_experts_the_answer_says_what_to_import():
    with pytest.raises(UserError, match="none come with Quesnay"):
        execute(find_tool("compare_with_experts"), {})


@pytest.mark.parametrize("name", NAMES)
def test_tools_come_with_questions_in_both_languages(name):
    tool = all_tools()[name]
    chinese = [one for one in tool.examples if any("\u4e00" <= letter <= "\u9fff" for letter in one.question)]
    assert len(chinese) >= 6
    assert len(tool.examples) - len(chinese) >= 12
    for example in tool.examples:
        if example.arguments:
            tool.parse(example.arguments)
