"""Claims about the trade tools as a person meets them: through the contract."""

import re
from threading import Event

import numpy as np
import pytest

from tools.core import Cancelled, UserError, execute, find_tool
from tools.trade.examples import ECONOMY, POLICY

DEMO = "What happens to US and Chinese welfare if the US raises tariffs on Chinese electronics by 25 points?"
DEMO_ARGUMENTS = {"importer": "US", "exporter": "China", "sector": "electronics", "tariff_change": 25}


def simulate(**arguments):
    return execute(find_tool("simulate_policy"), arguments).result


def describe(**arguments):
    return execute(find_tool("describe_economy"), arguments).result


def test_the_examples_are_many_bilingual_and_not_the_demo():
    for examples in (POLICY, ECONOMY):
        questions = [item if isinstance(item, str) else item[0] for item in examples]
        assert len(set(questions)) == len(questions) >= 15
        assert DEMO not in questions
        assert sum(bool(re.search(r"[\u4e00-\u9fff]", question)) for question in questions) >= 5
    assert len(POLICY) + len(ECONOMY) >= 30


def test_the_arguments_of_every_example_run(require_dataset):
    require_dataset("world2017")
    require_dataset("nafta1993")
    for name, examples in (("simulate_policy", POLICY), ("describe_economy", ECONOMY)):
        for item in examples:
            if not isinstance(item, str):
                assert execute(find_tool(name), item[1]).result.headline, item[0]


def test_the_demo_question_is_answered_from_the_full_data(require_dataset):
    require_dataset("world2017")
    result = simulate(**DEMO_ARGUMENTS)
    assert result.values["real_income_change.CHN"].value < -0.1
    assert abs(result.values["real_income_change.USA"].value) < 0.1
    assert result.values["output_change.USA.D26"].value > 5.0
    assert result.values["tariff_revenue_change.USA"].value > 0.0
    assert "Computers and electronics" in result.headline
    assert max(result.diagnostics["largest_error_by_condition"].values()) < 1e-10
    assert len(result.tables["economies"]) == 7
    assert len(result.tables["sectors"]) == 7 * 44
    assert not any("is not here" in note for note in result.notes)


def test_without_the_full_data_the_embedded_ones_answer_and_say_so():
    result = simulate(**DEMO_ARGUMENTS)
    assert result.values["real_income_change.CHN"].value < 0.0
    assert any("quesnay data fetch world2017" in note for note in result.notes)
    assert not any("is not here" in note for note in simulate(dataset="world2017-coarse", **DEMO_ARGUMENTS).notes)


def test_nafta_gives_the_first_order_measure_beside_exact_real_income(require_dataset):
    require_dataset("nafta1993")
    values = simulate(scenario="nafta-2005").values
    assert values["welfare_first_order.MEX"].value == pytest.approx(1.31, abs=0.005)
    assert values["terms_of_trade_first_order.CAN"].value == pytest.approx(-0.11, abs=0.005)
    assert values["volume_of_trade_first_order.MEX"].value == pytest.approx(1.72, abs=0.005)
    assert values["real_income_change.MEX"].value == pytest.approx(0.007, abs=0.0005)


def test_the_first_order_measure_is_left_out_where_it_does_not_hold():
    assert "welfare_first_order.USA" in simulate(scale_economies=False, **DEMO_ARGUMENTS).values
    assert "welfare_first_order.USA" not in simulate(**DEMO_ARGUMENTS).values
    subsidy = simulate(subsidy_economy="USA", sector="electronics", subsidy_change=5, scale_economies=False)
    assert "welfare_first_order.USA" not in subsidy.values


def test_a_subsidy_costs_money_and_raises_output():
    values = simulate(subsidy_economy="China", sector="电子", subsidy_change=5).values
    assert values["subsidy_cost.CHN"].value > 0.0
    assert values["output_change.CHN.MACHINERY"].value > 0.0


def test_held_deficits_keep_imports_above_exports():
    values = simulate(deficits="held", **DEMO_ARGUMENTS).values
    assert values["imports.USA"].value > values["exports.USA"].value + 100.0
    purged = simulate(**DEMO_ARGUMENTS).values
    assert purged["imports.USA"].value == pytest.approx(purged["exports.USA"].value)


def test_tables_agree_with_values():
    result = simulate(**DEMO_ARGUMENTS)
    table = result.tables["economies"].set_index("code")
    for code in table.index:
        value = result.values[f"real_income_change.{code}"]
        assert value.unit == "%"
        assert table.loc[code, "real income, % change"] == pytest.approx(value.value)
    flows = result.tables["flows"]
    assert (flows["exporter"] != flows["importer"]).all()
    hit = flows[
        (flows["exporter"] == "CHN") & (flows["importer"] == "USA") & flows["sector"].str.startswith("Electronics")
    ]
    assert float(hit["% change"].iloc[0]) < 0.0
    assert float((hit["tariff after, %"] - hit["tariff before, %"]).iloc[0]) == pytest.approx(25.0)


def test_charts_draw_and_carry_their_finding_and_source():
    for result in (
        simulate(**DEMO_ARGUMENTS),
        describe(),
        simulate(dataset="stylised-12x3", importer="E1", tariff_change=5),
    ):
        for chart in result.charts:
            assert chart.as_png(scale=1.0).startswith(b"\x89PNG")
            assert "Source" in str(chart.spec)
            assert chart.title


def test_an_unchanged_world_is_answered_with_zero():
    result = simulate(importer="USA", exporter="CHN", tariff_change=0)
    assert all(abs(result.values[f"real_income_change.{code}"].value) < 1e-9 for code in ("USA", "CHN", "EU"))
    assert result.charts[0].title == "Real income does not change anywhere"


def test_many_economies_and_flows_stay_readable():
    result = simulate(dataset="stylised-20x10", importer="E1", exporter="E2", tariff_change=10)
    assert len(result.tables["flows"]) <= 2500
    assert any("stylised" in note for note in result.notes)


def test_an_economy_is_described_with_partners_and_tariffs():
    result = describe(economies="India")
    assert result.values["mean_tariff.IND"].value > result.values["openness.IND"].value / 100.0
    assert sum(key.startswith("import_share.IND.") for key in result.values) >= 3
    assert set(result.tables) == {"economies", "sectors", "partners", "tariffs"}
    assert describe(sector="electronics").headline.startswith(
        "Electronics, machinery and vehicles has a trade elasticity"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"importer": "Atlantis", "tariff_change": 5}, "There is no economy called 'Atlantis'"),
        ({"importer": "USA", "sector": "unobtainium", "tariff_change": 5}, "There is no sector called 'unobtainium'"),
        ({"importer": "USA", "tariff_level": -100}, "must be between -99 and 1000 %"),
        ({"importer": "USA", "tariff_change": -100}, "goods would cost nothing"),
        ({"importer": "USA", "tariff_change": float("nan")}, "finite number"),
        ({"importer": "USA", "tariff_change": "many"}, "valid number"),
        ({"importer": "USA", "tarif_change": 5}, "did you mean tariff_change"),
        ({"importer": "x" * 3000, "tariff_change": 5}, "at most 2000 characters"),
        ({"dataset": "world2018", "importer": "USA", "tariff_change": 5}, "Did you mean world2017"),
        ({"dataset": "stylised-1x4", "importer": "E1", "tariff_change": 5}, "ask for 2 to 100 economies"),
        ({"dataset": "nafta1993", "importer": "USA", "tariff_change": 5}, "quesnay data fetch nafta1993"),
        ({"scenario": "nafta-2005"}, "quesnay data fetch nafta1993"),
        ({"scenario": "nafta-2005", "dataset": "stylised-3x4"}, "has no scenarios"),
        ({"deficits": "gone", "importer": "USA", "tariff_change": 5}, "'purged' or 'held'"),
    ],
)
def test_bad_input_gives_one_clear_sentence(arguments, message):
    with pytest.raises(UserError) as error:
        simulate(**arguments)
    assert message in str(error.value)
    assert len(str(error.value)) < 900


def test_a_policy_without_equilibrium_is_an_error_and_not_nan():
    with pytest.raises(UserError, match=r"No equilibrium was found under this policy .* Try a smaller change"):
        simulate(dataset="stylised-3x4", subsidy_economy="E1", sector="all", subsidy_change=90)


def test_stop_ends_the_tool():
    stop = Event()
    stop.set()
    with pytest.raises(Cancelled):
        execute(find_tool("simulate_policy"), DEMO_ARGUMENTS, stop=stop)


def test_the_same_question_gives_the_same_figures():
    one, two = (execute(find_tool("simulate_policy"), DEMO_ARGUMENTS, refresh=True) for _ in range(2))
    assert one.record.id == two.record.id
    assert {key: value.value for key, value in one.result.values.items()} == {
        key: value.value for key, value in two.result.values.items()
    }
    assert np.isfinite([value.value for value in one.result.values.values()]).all()
