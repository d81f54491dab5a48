"""Answers to "why?" come from the run: its figures and its notes."""

from types import SimpleNamespace

from agent.grounding import check_numbers, source_of_result
from agent.reasons import mechanism, reasons
from tools.core.result import ToolResult, Value

RESULT = ToolResult(
    headline="Real income changes by -0.64 % in China. Elsewhere less.",
    values={
        "real_income_change.CHN": Value(value=-0.637, unit="%", label="Change in real income: China"),
        "terms_of_trade_change.CHN": Value(value=-0.408, unit="%", label="Change in the terms of trade: China"),
        "terms_of_trade_change.BRA": Value(value=-0.034, unit="%", label="Change in the terms of trade: Brazil"),
        "exports_change.CHN": Value(value=-7.187, unit="%", label="Change in exports: China"),
    },
    notes=("Data set toy.", "Labour does not move and is held fixed."),
)
RUN = SimpleNamespace(id="a" * 12, result=RESULT)


def test_the_figures_behind_the_headline_are_of_those_whom_it_names():
    labels = [value.label for value in mechanism(RESULT)]
    assert labels == ["Change in the terms of trade: China", "Change in exports: China"]


def test_why_states_numbers_of_the_run_only():
    text = reasons(RUN, "en")
    assert "terms of trade: China: -0.408 %" in text
    assert "held fixed" in text
    assert "Data set" not in text
    source = source_of_result(RESULT.to_json(), {}, RUN.id)
    assert check_numbers(text, [source]).unverified == ()
    assert reasons(RUN, "zh").startswith("从这次运行的结果看原因")


def test_a_run_without_reasons_says_so():
    bare = SimpleNamespace(id="b" * 12, result=ToolResult(headline="It is 1.", values={}, notes=("A toy.",)))
    assert "keeps no figures on the reasons" in reasons(bare, "en")
    assert "A toy." in reasons(bare, "en")
