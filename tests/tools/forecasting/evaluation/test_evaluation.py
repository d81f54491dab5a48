"""Scores, tests and intervals say what they should on cases with a known answer."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tools.forecasting.combination import INVERSE, MEAN, STACKED, TRIMMED, combine, weights
from tools.forecasting.evaluation import periods
from tools.forecasting.evaluation.comparison import compare, confidence_set, quarters_that_decide
from tools.forecasting.evaluation.intervals import coverage, half_width
from tools.forecasting.evaluation.metrics import crps_of_draws, error_table, scores
from tools.forecasting.evaluation.verdict import judge
from tools.forecasting.record import Record

QUARTERS = pd.period_range("2005Q1", "2022Q4", freq="Q")


def made_record(errors: dict[str, float], seed: int = 0, bias: float = 0.0) -> tuple[Record, pd.Series]:
    """Return forecasts with normal errors of given deviations, and growth."""
    generator = np.random.default_rng(seed)
    actual = pd.Series(5.0 + generator.standard_normal(len(QUARTERS)), QUARTERS)
    points = pd.DataFrame(
        {name: actual + bias + size * generator.standard_normal(len(QUARTERS)) for name, size in errors.items()}
    )
    return Record(0, points, actual, pd.Series(QUARTERS - 1, QUARTERS)), actual


def test_crps_of_many_draws_is_that_of_the_normal():
    draws = np.random.default_rng(0).standard_normal(20_000)
    assert crps_of_draws(draws, 0.0) == pytest.approx((np.sqrt(2) - 1) / np.sqrt(np.pi), abs=0.005)


def test_rmse_by_period_is_the_root_of_the_mean_square():
    record, actual = made_record({"ar": 1.0, "ridge": 0.5})
    parts = periods.split(actual, record.errors.index)
    table = error_table(record, scores(record), parts, "ar").set_index(["model", "period"])
    errors = actual - record.points["ridge"]
    assert table.loc[("ridge", periods.ALL), "rmse"] == pytest.approx(float(np.sqrt((errors**2).mean())))
    assert table.loc[("ridge", periods.ALL), "relative_rmse"] < 1.0
    assert table.loc[("ar", periods.COVID), "quarters"] == 8


def test_sub_periods_share_the_quarters_out():
    actual = pd.Series(5.0, QUARTERS) + 0.1 * np.arange(len(QUARTERS)) % 0.3
    actual[pd.Period("2012Q3")] += 4.0
    parts = periods.split(actual, QUARTERS)
    assert pd.Period("2012Q3") in parts[periods.INFLECTION]
    pieces = [parts[name] for name in (periods.STABLE, periods.INFLECTION, periods.COVID, periods.AFTER)]
    assert sorted(quarter for piece in pieces for quarter in piece) == list(QUARTERS)


def test_a_much_better_forecast_is_found_better():
    record, actual = made_record({"ar": 1.0, "ridge": 0.2})
    found = compare(actual, record.points["ar"], record.points["ridge"], 1, nested=True)
    assert found.better
    assert found.dm < 0.01
    assert found.clark_west < 0.01


def test_diebold_mariano_is_harvey_leybourne_newbold_corrected():
    """Harvey, Leybourne and Newbold (1997), equation 9, written out for two steps ahead."""
    record, actual = made_record({"ar": 1.0, "ridge": 0.9}, seed=3)
    gap = ((actual - record.points["ar"]) ** 2 - (actual - record.points["ridge"]) ** 2).to_numpy()
    n, centred = len(gap), gap - gap.mean()
    from scipy.stats import t

    plain = gap.mean() / np.sqrt((centred @ centred) / n / n)
    statistic = plain * np.sqrt((n + 1 - 2) / n)
    found = compare(actual, record.points["ar"], record.points["ridge"], 1, nested=False)
    assert found.dm == pytest.approx(2 * t.sf(abs(statistic), n - 1), abs=1e-10)


def test_too_few_quarters_give_no_p_value():
    record, actual = made_record({"ar": 1.0, "ridge": 0.2})
    few = QUARTERS[:5]
    found = compare(actual[few], record.points["ar"][few], record.points["ridge"][few], 1, nested=True)
    assert np.isnan(found.dm)


def test_the_confidence_set_keeps_the_best_and_drops_the_bad():
    record, _ = made_record({"ar": 3.0, "ridge": 0.2, "lasso": 0.21})
    inside = confidence_set(record.errors, seed=1)
    assert inside["ridge"] > 0.1
    assert inside["ar"] < 0.1


def test_equal_models_do_not_break_the_confidence_set():
    record, _ = made_record({"ar": 1.0, "ridge": 0.5})
    doubled = record.errors.assign(var=record.errors["ar"])
    inside = confidence_set(doubled, seed=1)
    assert inside["var"] == inside["ar"]


def test_a_win_by_two_quarters_is_named_so():
    benchmark = pd.Series(1.0, QUARTERS)
    model = pd.Series(1.05, QUARTERS)
    big = [pd.Period("2020Q1"), pd.Period("2021Q1")]
    benchmark[big] = 8.0
    model[big] = 2.0
    assert sorted(quarters_that_decide(benchmark, model)) == big
    assert quarters_that_decide(model, benchmark) == []


def test_conformal_intervals_hold_their_share_of_exchangeable_errors():
    generator = np.random.default_rng(3)
    draws = generator.standard_t(4, size=(4000, 25))
    held = np.mean([abs(row[-1]) <= half_width(row[:-1], 0.8) for row in draws])
    assert 0.75 <= held <= 0.85


def test_coverage_is_measured_from_errors_known_before():
    record, actual = made_record({"ar": 1.0, "ridge": 0.5})
    parts = {periods.ALL: QUARTERS[20:]}
    share, count = coverage(record, "ar", parts)[periods.ALL]
    assert count == len(QUARTERS) - 20
    assert 0.65 <= share <= 0.95
    later = actual.copy()
    later[QUARTERS[40:]] += 100.0
    changed = Record(0, record.points, later, record.last)
    assert np.array_equal(changed.spread("ar", QUARTERS[40])[0], record.spread("ar", QUARTERS[40])[0])


def test_combination_weights_use_no_later_error():
    record, actual = made_record({"ar": 1.0, "ridge": 0.5, "lasso": 0.7, "svr": 1.5})
    whole = combine(record)
    at = QUARTERS[30]
    later = actual.copy()
    later[QUARTERS[30:]] += np.random.default_rng(5).permutation(42)
    changed = combine(Record(0, record.points, later, record.last))
    for name in (MEAN, TRIMMED, INVERSE, STACKED):
        assert changed.points.at[at, name] == whole.points.at[at, name]


def test_weights_sum_to_one_and_favour_the_accurate():
    record, _ = made_record({"ar": 0.1, "svr": 2.0, "ridge": 0.2, "lasso": 1.0})
    for method in (INVERSE, STACKED):
        found = weights(record, QUARTERS[-1], method)
        assert found.sum() == pytest.approx(1.0)
        assert (found >= 0.0).all()
        assert found["ridge"] > found["lasso"] > found["svr"] - 1e-12
        assert "ar" not in found


def test_the_verdict_ranks_and_says_what_failed():
    record, actual = made_record({"ar": 1.0, "ridge": 0.3, "lasso": 0.6})
    points = record.points.assign(dfm=np.nan)
    failed = combine(Record(0, points, actual, record.last, failures={"dfm": "2010Q1: ValueError"}))
    verdict = judge(failed, actual, seed=1)
    assert "dfm" in verdict.incomplete
    assert verdict.of(periods.ALL)["rmse"].is_monotonic_increasing
    assert verdict.best(periods.ALL, ("learning",)) == "ridge"
    assert verdict.deciding("ridge")
