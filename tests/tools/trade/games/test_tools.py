"""Claims about the policy tools as a person meets them: through the contract, on small economies."""

import re
from threading import Event

import pytest

from tests.tools.listing import assert_many_and_bilingual
from tools.core import UserError, execute, find_tool
from tools.trade.games.examples import COMPARE, COOPERATIVE, NASH, OPTIMAL, RETALIATION, SENSITIVITY

SMALL = "stylised-3x4"
EXAMPLES = {
    "optimal_policy": OPTIMAL,
    "nash_policy": NASH,
    "cooperative_policy": COOPERATIVE,
    "compare_regimes": COMPARE,
    "retaliation": RETALIATION,
    "sensitivity": SENSITIVITY,
}
ASKED_IN_CHAT = (
    "What tariffs would the US choose alone?",
    "Solve the tariff war among the US, China and the EU",
    "Does a subsidy war make everyone worse off?",
    "Under the 2018 tariffs, which sectors should China subsidise?",
)


def ask(tool, **arguments):
    return execute(find_tool(tool), {"dataset": SMALL, **arguments}).result


def numbers_in(text):
    return [float(number) for number in re.findall(r"(?<![\w.])[+-]?\d+\.\d+(?= %)", text)]


def assert_grounded(result):
    """Every percentage of the headline is among the values."""
    known = [value.value for value in result.values.values()]
    for number in numbers_in(result.headline):
        assert any(abs(abs(number) - abs(value)) < 0.051 for value in known), number


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_many_bilingual_and_parse(name):
    assert_many_and_bilingual(EXAMPLES[name], english=10, chinese=5, asked=ASKED_IN_CHAT)
    for item in EXAMPLES[name]:
        if not isinstance(item, str):
            find_tool(name).parse(item[1])


def test_optimal_policy_names_rates_incomes_and_certificates():
    result = ask("optimal_policy", economy="E01", instruments="tariffs")
    assert result.values["real_income_change.E01"].value > 0.0
    assert result.values["mean_tariff.E01"].value > 0.0
    assert result.values["real_income_change.E01"].unit == "%"
    checks = result.diagnostics
    assert checks["converged"]
    assert checks["first_order_conditions"] < 1e-10
    assert checks["largest_eigenvalue"] < 1.0
    assert checks["largest_own_curvature"] < 0.0
    assert checks["largest_gain_of_a_player_percent"] < 1e-4
    assert {chart.name for chart in result.charts} >= {"welfare", "tariff_rates", "tariffs_by_elasticity"}
    assert_grounded(result)
    assert result.headline_zh


def test_nash_policy_hurts_all_in_a_tariff_war_and_reports_restarts():
    result = ask("nash_policy", economies="all", instruments="tariffs", scale_economies=False)
    assert all(result.values[f"real_income_change.{code}"].value < 0.0 for code in ("E01", "E02", "E03"))
    assert result.diagnostics["restarts"] == 1
    assert result.diagnostics["largest_welfare_difference_points"] < 0.01
    assert_grounded(result)


def test_lists_of_economies_and_of_instruments_are_taken():
    result = ask("nash_policy", economies=["E01", "E02"], instruments=["tariffs-mfn"], restarts=0)
    assert "mean_tariff.E01" in result.values
    assert "mean_tariff.E03" not in result.values


def test_cooperation_beats_the_status_quo_and_says_it_is_a_lower_bound():
    result = ask("cooperative_policy", instruments="subsidies")
    assert result.diagnostics["converged"]
    assert result.diagnostics["best_lower_bound"] > 0.0
    assert len(result.diagnostics["objective_by_start"]) == 2


def test_nobody_is_worse_off_where_that_is_asked():
    result = ask("cooperative_policy", instruments="both", weights="equal", nobody_worse=True, restarts=0)
    assert all(result.values[f"real_income_change.{code}"].value > -1e-4 for code in ("E01", "E02", "E03"))


def test_regimes_stand_side_by_side():
    result = ask("compare_regimes", regimes="free trade, tariff-war, subsidy war")
    table = result.tables["regimes"]
    assert list(dict.fromkeys(table["regime"])) == ["status-quo", "free-trade", "tariff-war", "subsidy-war"]
    war, race = (result.values[f"real_income_change.{name}.players"].value for name in ("tariff_war", "subsidy_war"))
    assert war < 0.0 < race
    assert "subsidy war makes no player worse off" in result.headline
    assert_grounded(result)


def test_retaliation_shows_the_policy_without_the_answer_and_the_answer_without_the_policy():
    result = ask("retaliation", importer="E01", exporter="E02", tariff_change=20)
    values = result.values
    assert values["real_income_change.E02"].value > values["real_income_change.without_answer.E02"].value
    assert values["real_income_change.without_policy.E02"].value > values["real_income_change.E02"].value
    assert_grounded(result)


def test_leaking_subsidies_lose_their_gains():
    result = ask("sensitivity", instruments="subsidies", vary="leakage", steps=3)
    gains = [result.values[f"real_income_change.players.{number}"].value for number in (1, 2, 3)]
    assert gains[0] > gains[1] > gains[2]
    assert gains[2] < 0.0


def test_too_strong_scale_elasticities_are_named_never_nan():
    result = ask("sensitivity", vary="scale-elasticity", low=0.5, high=1.9, steps=2)
    problems = result.tables["cases"]["problem"].tolist()
    assert problems[0] == ""
    assert problems[1]
    assert "there is no solution" in result.headline


def test_a_stopped_search_gives_the_best_so_far_and_is_not_stored_as_the_answer():
    stop, steps = Event(), []

    def report(progress):
        steps.append(progress.message)
        if len(steps) == 4:
            stop.set()

    arguments = {"dataset": SMALL, "instruments": "tariffs", "restarts": 0}
    part = execute(find_tool("nash_policy"), arguments, stop=stop, report=report)
    assert part.result.partial
    assert "Stopped before the end" in part.result.headline
    whole = execute(find_tool("nash_policy"), arguments)
    assert not whole.from_store
    assert not whole.result.partial
    assert whole.id != part.id


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        ("nash_policy", {"economies": "E01"}, "at least 2 players"),
        ("nash_policy", {"instruments": ""}, "no instrument is given"),
        ("nash_policy", {"instruments": "tarifs"}, "did you mean tariffs"),
        ("nash_policy", {"instruments": "tariffs, tariffs-mfn"}, "exclude each other"),
        ("nash_policy", {"tariff_min": 50, "tariff_max": 10}, "bounds cross"),
        ("nash_policy", {"sector": "unobtainium"}, "no sector called"),
        ("nash_policy", {"economies": "Atlantis, E01"}, "no economy called"),
        ("optimal_policy", {}, "Whose policy"),
        ("optimal_policy", {"economy": "E01, E02"}, "one economy is needed"),
        ("optimal_policy", {"economy": "E01", "partner": "E01"}, "on itself"),
        ("optimal_policy", {"economy": "E01", "objective": "fairness"}, "not understood"),
        ("compare_regimes", {"regimes": "anarchy"}, "no regime called"),
        ("retaliation", {}, "Which policy is answered to"),
        ("retaliation", {"importer": "E01", "exporter": "E02"}, "By how much"),
        ("sensitivity", {"vary": "leakage", "instruments": "tariffs"}, "about subsidies"),
        ("sensitivity", {"low": 1.0, "high": 0.5}, "must be below"),
        ("sensitivity", {"policy": "optimal", "economies": "all"}, "one economy"),
    ],
)
def test_bad_input_gets_a_clear_sentence(tool, arguments, message):
    with pytest.raises(UserError, match=message):
        ask(tool, **arguments)
