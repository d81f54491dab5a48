"""Claims about the arithmetic tools as a person meets them: through the contract."""

import itertools
import re
import threading
from types import SimpleNamespace

import pytest

from tests.tools.listing import assert_many_and_bilingual
from tools.arithmetic import examples
from tools.core import Cancelled, UserError, execute, find_tool

ALL = {
    "probe_arithmetic": examples.PROBE,
    "predict_generalization": examples.PREDICT,
    "compare_encodings": examples.ENCODINGS,
    "compare_moduli": examples.MODULI,
    "inspect_representations": examples.INSPECT,
    "probe_language_model": examples.LANGUAGE,
}
ASKED_IN_THE_ISSUE = (
    "Why can transformers do modulo 100 but not 101?",
    "Which positional encoding lets addition generalise?",
    "How well does the current language model multiply?",
)
TRAIN = {"source": "train", "digits": 1, "time_budget": 5}


def run(name, **arguments):
    return execute(find_tool(name), arguments).result


@pytest.mark.parametrize("name", ALL)
def test_the_examples_are_many_bilingual_and_not_those_of_the_issue(name):
    assert_many_and_bilingual(ALL[name], asked=ASKED_IN_THE_ISSUE)
    assert sum(not isinstance(item, str) for item in ALL[name]) > len(ALL[name]) / 2


@pytest.mark.parametrize("name", ALL)
def test_the_arguments_of_every_example_are_accepted(name):
    for item in ALL[name]:
        if not isinstance(item, str):
            find_tool(name).parse(item[1])


def test_a_shipped_model_answers_with_theory_beside():
    result = run("probe_arithmetic", operation="addition")
    values = result.values
    assert values["accuracy.3"].value >= 99.0
    assert values["accuracy.4"].value == values["accuracy.5"].value == 0.0
    assert values["residue_equality.4"].value >= 95.0
    assert "residue class" in result.headline
    assert "剩余类" in result.headline_zh
    assert set(result.tables) == {"lengths", "digits"}
    assert {chart.name for chart in result.charts} >= {"lengths", "error_map", "digits"}
    assert not result.partial


def test_products_are_learned_and_answer_the_residue_class():
    for operation, modulus in (("multiplication", 100), ("modular_multiplication", 100)):
        values = run("probe_arithmetic", operation=operation, modulus=modulus).values
        assert values["accuracy.2"].value > 99.0
        assert values["residue_equality.3"].value > 50.0
    assert run("probe_arithmetic", operation="multiplication").values["accuracy.3"].value == 0.0


def test_modulo_100_generalises_and_101_does_not():
    result = run("compare_moduli", moduli="100, 101")
    assert result.values["accuracy.3.mod100"].value > 95.0 > 5.0 > result.values["accuracy.3.mod101"].value
    assert result.values["theory.3.mod100"].value == 100.0
    assert "100 divides 10^2" in result.headline


def test_a_question_has_to_name_the_encodings_that_are_compared():
    said = find_tool("compare_encodings").args_model.model_fields["encodings"].json_schema_extra
    assert said["only_if_said"]
    assert {"rope", "t5 bias", "相对位置"} <= set(said["said_by"])


def test_encodings_are_compared_with_the_gate():
    result = run("compare_encodings", encodings="relative bias, RoPE, learned")
    table = result.tables["encodings"].set_index("encoding")
    assert table.loc["relative bias", "4 digits, right, %"] > 95.0
    assert "each column is added in the same way" in result.headline
    assert table.loc["RoPE", "4 digits, right, %"] < 90.0
    for _, row in table.iterrows():
        if row["converged"] < row["seeds"]:
            assert f"{row.name} (" in result.headline.split("Not converged")[1]


def test_an_encoding_that_nearly_carries_on_is_told_with_its_share():
    result = run("compare_encodings", encodings="rope, nope", training_budget="4x")
    share = result.values["accuracy.4.rope"].value
    assert 80.0 < share < 95.0
    assert f"RoPE {share:.1f} %" in result.headline
    assert "NoPE (none)" in result.headline.split("Not converged")[1]


def test_of_several_shipped_models_a_converged_one_answers():
    result = run("probe_arithmetic", encoding="rope")
    assert result.values["accuracy.3"].value > 99.0
    assert "No claim is made" not in result.headline


def test_representations_are_read_beside_their_controls():
    result = run("inspect_representations", operation="addition")
    assert result.values["probe.digit_1_of_the_result"].value > 99.0
    assert result.values["probe_untrained.digit_1_of_the_result"].value < 60.0
    assert result.values["nearest_to_own_digit"].value > 90.0
    assert "before training" in result.charts[1].title


def test_predictions_are_exact_and_give_their_reason():
    values = run("predict_generalization", operation="modular_addition", modulus=150, digits=2).values
    assert values["predicted_accuracy.3"].value == pytest.approx(100 / 3)
    assert values["uncovered_modulus"].value == 3
    assert "translation invariant" in run("predict_generalization", operation="加法", positions="relative").headline


def test_training_too_short_to_converge_claims_nothing(monkeypatch):
    seconds = itertools.count()  # Each look at the clock is a second later: the budget ends after a few steps.
    monkeypatch.setattr("tools.arithmetic.train.time", SimpleNamespace(perf_counter=lambda: float(next(seconds))))
    result = run("probe_arithmetic", **(TRAIN | {"digits": 3}))
    assert "not converged when the time budget ran out" in result.headline
    assert "No claim is made" in result.headline
    assert "Theory" not in result.headline
    assert "nothing is claimed" in result.charts[0].title
    again = execute(find_tool("probe_arithmetic"), TRAIN | {"digits": 3}, refresh=True).result
    assert any("went on from step" in note for note in again.notes)


def test_stop_keeps_what_was_learned_as_a_partial_result():
    stop = threading.Event()
    result = execute(
        find_tool("compare_encodings"),
        {"encodings": "rope, nope, alibi", "digits": 1, "source": "train"},
        stop=stop,
        report=lambda step: stop.set() if "loss" in step.message else None,
    ).result
    assert result.partial
    assert "Not converged" in result.headline


def test_a_stop_before_anything_was_learned_is_a_stop():
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        execute(find_tool("probe_arithmetic"), TRAIN, stop=stop)


def test_every_chart_draws_and_has_its_source():
    for result in (
        run("probe_arithmetic", operation="addition"),
        run("compare_moduli", moduli="100, 101"),
        run("compare_encodings", encodings="relative bias, RoPE"),
        run("inspect_representations"),
        run("predict_generalization"),
    ):
        for chart in result.charts:
            assert chart.as_png(scale=1.0).startswith(b"\x89PNG")
            assert "Source" in str(chart.spec)


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("probe_arithmetic", {"operation": "division"}, "modular_multiplication"),
        ("probe_arithmetic", {"operation": "modular_addition", "modulus": 0}, "between 2 and 10,000"),
        ("probe_arithmetic", {"operation": "modular_addition", "modulus": 1}, "everything is 0 modulo 1"),
        ("probe_arithmetic", {"encoding": "sinusodal"}, "Did you mean sinusoidal"),
        ("probe_arithmetic", {"digits": 5, "test_digits": 3}, "fewer than the 5 of training"),
        ("probe_arithmetic", {"digits": 12}, "less than or equal to 9"),
        ("probe_arithmetic", {"digits": 7, "source": "shipped"}, "No shipped model fits"),
        ("probe_arithmetic", {"source": "train", "time_budget": 2}, "too small to learn anything"),
        ("predict_generalization", {"modulus": -5}, "between 2 and 10,000"),
        ("predict_generalization", {"digits": 4, "test_digits": 2}, "fewer than the 4 of training"),
        ("predict_generalization", {"operation": "modular_multiplication", "modulus": 9999}, "would take too long"),
        ("compare_moduli", {"moduli": "100, 0"}, "between 2 and 10,000"),
        ("compare_moduli", {"moduli": "prime ones"}, "is no modulus"),
        ("compare_moduli", {"moduli": ",".join(map(str, range(2, 40)))}, "at most 12"),
        ("compare_encodings", {"encodings": "rope, magic"}, "no positional encoding called 'magic'"),
        ("probe_language_model", {"language_model": "/etc/passwd"}, "no local language model"),
        ("probe_language_model", {"operation": "modular_addition", "modulus": 1}, "between 2 and 10,000"),
    ],
)
def test_bad_input_gives_one_clear_sentence(name, arguments, message):
    with pytest.raises(UserError) as error:
        run(name, **arguments)
    assert message in str(error.value)
    assert len(str(error.value)) < 900
    # What the fields themselves refuse is said by the contract, in English.
    assert re.search(r"[\u4e00-\u9fff]", error.value.chinese) or "Input should be" in str(error.value)
