"""The estimate: what is stored costs nothing, prices are the person's, speed is measured."""

import time

import pytest

from tests.tools.exposure.labelling.conftest import ScriptedLabeller, by_length, some_items
from tools.core import UserError
from tools.exposure.labelling.engine import label_items
from tools.exposure.labelling.estimate import WARM_UP, Price, estimate, parse_price
from tools.exposure.labelling.labeller import Pace


def slow(item):
    time.sleep(0.02)
    return by_length(item)


def test_tokens_and_money_follow_from_the_prompts_before_any_call(store):
    found = estimate(some_items(100), ScriptedLabeller(), store, price=Price(2.0, 8.0))
    assert (found.calls, found.stored, found.tokens_in, found.tokens_out) == (100, 0, 10_000, 1_000)
    assert found.cost == pytest.approx((10_000 * 2 + 1_000 * 8) / 1e6)
    assert found.seconds is None


def test_without_a_price_there_is_no_cost(store):
    assert estimate(some_items(5), ScriptedLabeller(), store).cost is None


def test_a_warm_up_measures_the_speed_and_its_labels_are_kept(store, ctx):
    items, labeller = some_items(50), ScriptedLabeller(answer=slow, pace=Pace(concurrent=2))
    found = estimate(items, labeller, store, warm_up=ctx)
    assert len(labeller.asked) == WARM_UP == found.stored
    assert 0.5 * 47 * 0.02 / 2 < found.seconds < 10 * 47 * 0.02 / 2
    label_items(items, [labeller], store, ctx)
    assert len(labeller.asked) == 50


def test_the_rate_limit_bounds_the_time(store, ctx):
    labeller = ScriptedLabeller(pace=Pace(concurrent=8, per_minute=6_000))
    items = some_items(103)
    assert estimate(items, labeller, store, warm_up=ctx).seconds == pytest.approx(1.0)


def test_what_is_stored_takes_no_time(store, ctx):
    label_items(some_items(5), [ScriptedLabeller()], store, ctx)
    found = estimate(some_items(5), ScriptedLabeller(), store, price=Price(1, 1))
    assert (found.calls, found.stored, found.cost, found.seconds) == (0, 5, 0.0, 0.0)


@pytest.mark.parametrize("text", ["", "1", "1,2,3", "a,b", "-1,2", "nan,1", "x=1"])
def test_a_price_that_is_none_is_refused(text):
    with pytest.raises(UserError, match="no price"):
        parse_price(text)


def test_prices_are_for_one_labeller_or_for_all():
    assert parse_price("0.25,2") == ("", Price(0.25, 2.0))
    assert parse_price("openai:a=b=1,2")[0] == "openai:a=b"
