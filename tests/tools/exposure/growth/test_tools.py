"""Claims about `growth_tradeoff` as a person meets it."""

import re
from threading import Event

import pytest

from tools.core import Cancelled, UserError, execute, find_tool


def ask(**arguments):
    return execute(find_tool("growth_tradeoff"), {"economy": "stylised", **arguments}).result


def test_fast_adoption_is_told_with_its_employment_loss_and_every_number_is_a_value():
    result = ask(adoption="fast")
    assert "first falls" in result.headline
    assert result.values["lowest_employment"].value < -0.05
    known = [value.value for value in result.values.values()]
    for number in re.findall(r"(?<![\w.])[+-]?\d+\.\d+(?= %)", result.headline):
        assert any(abs(abs(float(number)) - abs(value)) < 0.051 for value in known), number
    assert result.values["output_change.2035.fast"].value == result.values["output_change.2035"].value
    assert re.search(r"[\u4e00-\u9fff]", result.headline_zh)
    assert result.diagnostics["largest_labour_market_error"] < 1e-9
    assert result.diagnostics["largest_adding_up_error"] < 1e-9
    assert {chart.name for chart in result.charts} == {
        "growth_paths",
        "productivity_employment_frontier",
        "industry_jobs",
        "adoption_paths",
        "sensitivity",
    }
    assert {"paths", "industries", "frontier", "elasticities", "sensitivity"} == set(result.tables)
    assert any("ours" in note for note in result.notes)


def test_nothing_to_adopt_is_said_plainly():
    result = ask(eventual_adoption=0)
    assert result.values["output_change.2035"].value == pytest.approx(0.0, abs=1e-8)
    assert "the same as without AI" in result.headline
    assert "Jobs change most" not in result.headline


def test_results_far_from_the_growth_path_carry_a_warning():
    result = ask(cost_saving=90, years_to_half=1, task_elasticity=2, year=2030)
    assert "Take it as a limit" in result.notes[0]


def test_us_industries_are_read_from_data(require_dataset):
    require_dataset("gpts-are-gpts")
    result = ask(economy="auto", adoption="fast")
    assert result.diagnostics["economy"] == "us"
    assert len(result.tables["industries"]) == 20
    assert result.values["jobs_change.2035.finance"].value < 0.0
    assert result.tables["industries"]["jobs_share"].sum() == pytest.approx(100.0)


def test_without_the_data_the_stylised_economy_stands_in_and_says_so():
    result = ask(economy="auto")
    assert result.diagnostics["economy"] == "stylised"
    assert "quesnay data fetch gpts-are-gpts" in result.notes[0]


def test_asking_for_us_industries_without_the_data_says_how_to_get_them():
    with pytest.raises(UserError, match="quesnay data fetch gpts-are-gpts"):
        ask(economy="us")


def test_stop_ends_the_simulation():
    stop = Event()
    with pytest.raises(Cancelled):
        execute(find_tool("growth_tradeoff"), {"economy": "stylised"}, stop=stop, report=lambda progress: stop.set())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"adoption": "instant"}, "adoption"),
        ({"year": 2020}, "greater than or equal to 2026"),
        ({"cost_saving": 100}, "less than or equal to 90"),
        ({"economy": "mars"}, "economy"),
        ({"speed": "fast"}, "no argument 'speed'"),
    ],
)
def test_bad_input_gets_a_clear_sentence(arguments, message):
    with pytest.raises(UserError, match=message):
        ask(**arguments)
