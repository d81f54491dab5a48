"""Claims about wages and exposure: the regressions on made-up data whose truth is known, and the tool."""

import re

import numpy as np
import pandas as pd
import pytest

from tools.core import UserError, execute, find_tool
from tools.exposure.wages.regression import (
    binned_means,
    controls_matrix,
    least_squares,
    noise_bounds,
    rows_for,
    shuffled_slopes,
)
from tools.exposure.wages.sample import read_sample

TRUE_SLOPE = 2.0


def ask(**arguments):
    return execute(find_tool("exposure_wages"), arguments).result


def made_up(seed=1, n=6000, noise=0.1, shared=0.0):
    """Return an outcome with a known slope and two noisy readings of the true exposure."""
    draw = np.random.default_rng(seed)
    truth = draw.uniform(0.0, 1.0, n)
    common = draw.normal(0.0, 1.0, n)
    readings = [
        truth + noise * (np.sqrt(shared) * common + np.sqrt(1.0 - shared) * draw.normal(0.0, 1.0, n)) for _ in "ab"
    ]
    outcome = 1.0 + TRUE_SLOPE * truth + draw.normal(0.0, 0.3, n)
    return outcome, *readings, np.ones((n, 1)), np.ones(n)


def test_least_squares_is_that_of_the_normal_equations_with_weights_and_controls():
    draw = np.random.default_rng(3)
    x, y, weights = draw.normal(size=80), draw.normal(size=80), draw.uniform(0.1, 3.0, 80)
    controls = np.column_stack([np.ones(80), draw.normal(size=80)])
    design = np.column_stack([x, controls])
    solved = np.linalg.solve(design.T @ (weights[:, None] * design), design.T @ (weights * y))
    found = least_squares(y, x, controls, weights)
    assert found.slope == pytest.approx(solved[0], rel=1e-10)
    hat = np.einsum("ij,jk,ik->i", design, np.linalg.inv(design.T @ (weights[:, None] * design)), design) * weights
    bread = np.linalg.inv(design.T @ (weights[:, None] * design))
    meat = design.T @ (((weights * (y - design @ solved) / (1.0 - hat)) ** 2)[:, None] * design)
    assert found.error == pytest.approx(np.sqrt((bread @ meat @ bread)[0, 0]), rel=1e-8)


def test_noise_pulls_least_squares_to_zero_and_the_bounds_hold_the_truth():
    found = noise_bounds(*made_up())
    assert found.least_squares.high < TRUE_SLOPE
    assert found.least_squares.slope < TRUE_SLOPE < found.reverse
    assert found.instrument.low < TRUE_SLOPE < found.instrument.high
    assert found.corrected == pytest.approx(TRUE_SLOPE, rel=0.03)
    assert found.reliability == pytest.approx((1 / 12) / (1 / 12 + 0.01), abs=0.02)
    assert found.first_stage > 1000.0


def test_noise_that_both_sources_share_leaves_the_instrument_too_near_to_zero():
    independent, alike = noise_bounds(*made_up(noise=0.2)), noise_bounds(*made_up(noise=0.2, shared=0.8))
    assert alike.least_squares.slope < alike.instrument.slope < 0.9 * TRUE_SLOPE
    assert independent.instrument.slope == pytest.approx(TRUE_SLOPE, rel=0.05)


def test_without_noise_both_sources_agree_and_nothing_is_corrected():
    found = noise_bounds(*made_up(noise=0.0))
    assert found.reliability == pytest.approx(1.0, abs=1e-12)
    assert found.instrument.slope == pytest.approx(found.least_squares.slope, rel=1e-10)


def test_intervals_cover_the_truth_as_often_as_they_say():
    covered = 0
    for seed in range(200):
        found = noise_bounds(*made_up(seed=seed, n=300)).instrument
        covered += found.low < TRUE_SLOPE < found.high
    assert 0.90 <= covered / 200 <= 0.99


def test_shuffled_exposures_have_slopes_around_zero():
    outcome, reading, _, _, weights = made_up(n=400)
    slopes = shuffled_slopes(outcome, reading, weights, seed=5)
    assert abs(slopes.mean()) < 0.02
    assert np.quantile(np.abs(slopes), 0.95) < 0.5 * TRUE_SLOPE
    assert np.array_equal(slopes, shuffled_slopes(outcome, reading, weights, seed=5))


def test_bins_hold_equal_weight_and_keep_the_mean():
    draw = np.random.default_rng(8)
    x, y, weights = draw.uniform(size=500), draw.normal(size=500), draw.uniform(0.5, 1.5, 500)
    bins = binned_means(y, x, weights, 10)
    assert bins[:, 2].sum() == pytest.approx(1.0)
    assert bins[:, 2] == pytest.approx(0.1, abs=0.01)
    assert bins[:, 2] @ bins[:, 1] == pytest.approx(weights @ y / weights.sum())
    assert np.all(np.diff(bins[:, 0]) > 0.0)


def test_controls_are_dummies_of_groups_and_zones():
    frame = pd.DataFrame({"major": ["11", "11", "13", "15"], "zone": [1.0, 2.0, 4.0, 4.0]})
    assert [controls_matrix(frame, one).shape[1] for one in ("none", "major_group", "education", "both")] == [
        1,
        3,
        3,
        5,
    ]


def test_too_few_occupations_are_refused():
    with pytest.raises(UserError, match="at least 30"):
        rows_for(pd.DataFrame({"log_wage": [1.0], "zone": [2.0]}), "log_wage", "none")


def test_the_sample_covers_nearly_all_jobs_and_the_two_label_sources_agree_as_published(labels, oews_cache):
    sample = read_sample(labels, oews_cache, "2025")
    assert sample.jobs_share > 0.98
    assert len(sample.frame) + sample.without_score + sample.without_wage == 830
    assert not sample.frame["soc"].duplicated().any()
    assert sample.frame["zone"].notna().mean() > 0.98
    # The published correlation over 923 eight-digit occupations is .876.
    assert sample.frame["people_beta"].corr(sample.frame["gpt4_beta"]) == pytest.approx(0.876, abs=0.02)


@pytest.mark.parametrize("outcome", ["wage", "experience_premium", "preparation"])
def test_an_outcome_is_told_with_interval_control_and_instrument(labels, outcome):
    result = ask(outcome=outcome)
    for source in ("people", "gpt4"):
        values = {key: result.values[f"{key}.{source}"].value for key in ("effect", "effect_low", "effect_high")}
        assert values["effect_low"] < values["effect"] < values["effect_high"]
        assert values["effect"] > result.values[f"effect_shuffled.{source}"].value
        assert 0.0 < result.values[f"reliability.{source}"].value < 1.2
    assert "none of this is causal" in result.headline
    known = [value.value for value in result.values.values()]
    for number in re.findall(r"[+-]?\d+\.\d+(?= %|\b)", result.headline.replace("0.1 more", "")):
        assert any(abs(abs(float(number)) - abs(value)) < 0.051 for value in known), number
    assert len(result.tables["specifications"]) == (8 if outcome == "preparation" else 16)
    assert {chart.name for chart in result.charts} == {"exposure_and_outcome", "specifications"}
    assert any("proxy" in note for note in result.notes) == (outcome == "experience_premium")


def test_wages_of_2021_need_no_other_data_set(labels):
    assert "May 2021" in ask(year="2021").headline
    assert find_tool("exposure_wages").datasets(find_tool("exposure_wages").parse({"year": 2021})) == ["gpts-are-gpts"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"country": "China"}, "cannot be told for China"),
        ({"outcome": "preparation", "controls": "education"}, "would hold fixed"),
        ({"year": "1999"}, "year"),
        ({"outcome": "happiness"}, "outcome"),
    ],
)
def test_bad_input_gets_a_clear_sentence(labels, arguments, message):
    with pytest.raises(UserError, match=message):
        ask(**arguments)
