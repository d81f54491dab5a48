"""Labellers are named and priced as people write it; a slip is told."""

import pytest

from tools.core.errors import UserError
from ui.labelling.plan import estimate_table, estimates, offered, read_choice, read_prices, to_label


@pytest.mark.parametrize("between", [", ", "；", "\n", "，", " "])
def test_chat_models_are_separated_as_people_do(between):
    choice = read_choice(["classifier"], f"openai:a{between}openai:b", "", True, "")
    assert choice.names == ("classifier", "openai:a", "openai:b")


@pytest.mark.parametrize("written", ["many", "-1", "nan", "1e9"])
def test_a_wrong_number_of_calls_is_told(written):
    with pytest.raises(UserError, match="is no number of calls a minute"):
        read_choice([], "", "", True, written)


def test_prices_belong_to_the_model_that_is_named_or_to_all():
    prices = read_prices("0.25, 2; openai:big=1.25,10")
    assert (prices[""].tokens_in, prices["openai:big"].tokens_out) == (0.25, 10.0)


def test_a_wrong_price_is_told():
    with pytest.raises(UserError, match="is no price"):
        read_prices("cheap")


def test_the_estimate_counts_each_text_once_and_prices_tokens(open_work):
    work = open_work("quick", "slow")
    found = estimates(work, read_prices("2, 10"))
    assert to_label(found) == 2 * 5
    assert found[0].cost == pytest.approx(5 * (900 * 2 + 40 * 10) / 1e6)
    assert "price not given" in estimate_table(estimates(work, {}))


def test_what_is_stored_costs_nothing(labelled_work):
    found = estimates(labelled_work("quick"), {})
    assert to_label(found) == 0
    assert found[0].stored == 5


def test_the_classifier_and_the_embedded_model_are_offered():
    assert {"classifier", "embedded"} <= {name for _, name in offered()}
