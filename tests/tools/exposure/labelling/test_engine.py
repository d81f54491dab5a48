"""Each text is labelled once, one failing item loses no other, and a stop keeps what is done."""

import threading
import time

import pytest

from tests.tools.exposure.labelling.conftest import QUICK, ScriptedLabeller, by_length, some_items
from tools.core import Cancelled, Context, UserError
from tools.exposure.labelling.calling import GIVE_UP_AFTER
from tools.exposure.labelling.engine import collect, label_items, waiting
from tools.exposure.labelling.items import Item
from tools.exposure.labelling.labeller import CallFailed, NotALabel, Pace, Refused, TryAgain


def test_every_item_gets_its_label_in_order(store, ctx):
    items, labeller = some_items(30), ScriptedLabeller()
    found = label_items(items, [labeller], store, ctx)
    assert [said.label for said in found.judgements["scripted"]] == [by_length(item).label for item in items]
    assert found.calls == {"scripted": 30}


def test_a_second_run_asks_nothing(store, ctx):
    items = some_items(12)
    first = label_items(items, [ScriptedLabeller()], store, ctx)
    again = ScriptedLabeller()
    second = label_items(items, [again], store, ctx)
    assert again.asked == []
    assert second.judgements == first.judgements


def test_another_version_of_a_labeller_is_asked_anew(store, ctx):
    items = some_items(3)
    label_items(items, [ScriptedLabeller()], store, ctx)
    changed = ScriptedLabeller(version="2")
    label_items(items, [changed], store, ctx)
    assert len(changed.asked) == 3


def test_equal_texts_are_labelled_once_and_all_rows_get_the_label(store, ctx):
    items = tuple(Item(row, str(row), "Accountant", "Keep books.") for row in range(2, 7))
    labeller = ScriptedLabeller()
    found = label_items(items, [labeller], store, ctx)
    assert labeller.asked == ["Accountant"]
    assert len({said.label for said in found.judgements["scripted"]}) == 1
    assert found.missing("scripted") == 0


def test_one_failing_item_loses_no_other_and_is_tried_again_on_the_next_run(store, ctx):
    items = some_items(10)

    def answer(item):
        if item.row == 5:
            raise CallFailed("the prompt was refused")
        return by_length(item)

    found = label_items(items, [ScriptedLabeller(answer=answer)], store, ctx)
    assert found.missing("scripted") == 1
    assert found.errors["scripted"] == {items[3].digest: "the prompt was refused"}
    healed = ScriptedLabeller()
    found = label_items(items, [healed], store, ctx)
    assert healed.asked == [items[3].title]
    assert found.missing("scripted") == 0
    assert found.errors["scripted"] == {}


def test_a_call_in_a_batch_of_several_that_fails_loses_only_its_own_batch(store, ctx):
    def answer(item):
        if item.row == 2:
            raise CallFailed("no")
        return by_length(item)

    labeller = ScriptedLabeller(answer=answer, pace=Pace(batch=4, backoff=0.01))
    found = label_items(some_items(12), [labeller], store, ctx)
    assert found.missing("scripted") == 4


def test_a_busy_server_is_asked_again_and_the_attempts_are_recorded(store, ctx):
    seen = {}

    def answer(item):
        seen[item.row] = seen.get(item.row, 0) + 1
        if seen[item.row] < 3:
            raise TryAgain("busy (503)")
        return by_length(item)

    found = label_items(some_items(4), [ScriptedLabeller(answer=answer)], store, ctx)
    assert found.missing("scripted") == 0
    assert set(seen.values()) == {3}
    assert {row[0] for row in store._db.execute("SELECT attempts FROM calls")} == {3}


def test_attempts_are_limited(store, ctx):
    def answer(item):
        raise TryAgain("busy (503)")

    labeller = ScriptedLabeller(answer=answer)
    found = label_items(some_items(2), [labeller], store, ctx)
    assert len(labeller.asked) == 2 * QUICK.attempts
    assert set(found.errors["scripted"].values()) == {"busy (503)"}


def test_nonsense_is_asked_again_once_and_its_text_is_kept_for_the_audit(store, ctx):
    def answer(item):
        raise NotALabel("no label in it", "I like turtles")

    labeller = ScriptedLabeller(answer=answer, pace=Pace(attempts=5, backoff=60.0))
    found = label_items(some_items(1), [labeller], store, ctx)
    assert len(labeller.asked) == 2
    assert found.missing("scripted") == 1
    assert store._db.execute("SELECT raw, error FROM calls").fetchall() == [("I like turtles", "no label in it")]


def test_a_refusal_stops_its_labeller_early_and_no_other(store, ctx):
    def answer(item):
        raise Refused("The provider refused the key (401).")

    refusing, other = ScriptedLabeller("refusing", answer), ScriptedLabeller("other")
    found = label_items(some_items(100), [refusing, other], store, ctx)
    assert found.stopped == {"refusing": "The provider refused the key (401)."}
    assert len(refusing.asked) <= QUICK.concurrent
    assert found.missing("other") == 0


def test_a_key_revoked_midway_keeps_the_work_so_far(store, ctx):
    def answer(item):
        if item.row > 20:
            raise Refused("The provider refused the key (401).")
        return by_length(item)

    found = label_items(some_items(50), [ScriptedLabeller(answer=answer)], store, ctx)
    assert found.missing("scripted") == 50 - 19
    assert found.errors["scripted"] == {}


def test_a_labeller_that_fails_on_everything_is_given_up(store, ctx):
    def answer(item):
        raise CallFailed("cannot be reached")

    labeller = ScriptedLabeller(answer=answer, pace=Pace(concurrent=1))
    found = label_items(some_items(200), [labeller], store, ctx)
    assert len(labeller.asked) == GIVE_UP_AFTER
    assert "cannot be reached" in found.stopped["scripted"]


def test_a_fault_of_the_program_surfaces_and_keeps_the_work(store, ctx):
    def answer(item):
        if item.row == 9:
            raise ZeroDivisionError
        return by_length(item)

    labeller = ScriptedLabeller(answer=answer, pace=Pace(concurrent=1))
    with pytest.raises(ZeroDivisionError):
        label_items(some_items(20), [labeller], store, ctx)
    assert len(waiting(some_items(20), labeller, store)) == 20 - 7


def test_a_stop_ends_the_run_within_two_seconds_and_keeps_the_work(store, tmp_path):
    stop = threading.Event()

    def answer(item):
        if item.row > 10:
            stop.wait(0.2)
            time.sleep(8)  # A server that hangs.
        return by_length(item)

    labeller, items = ScriptedLabeller(answer=answer), some_items(60)
    ctx = Context(seed=1, folders={}, cache=tmp_path, stop=stop)
    threading.Timer(0.5, stop.set).start()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        label_items(items, [labeller], store, ctx)
    assert time.monotonic() - started < 2.5
    assert collect(items, [labeller], store).missing("scripted") == 60 - 9


def test_a_stop_during_a_long_wait_is_quick_and_records_no_failure(store, tmp_path):
    stop = threading.Event()

    def answer(item):
        raise TryAgain("slow down", after=60.0, slow_down=True)

    threading.Timer(0.3, stop.set).start()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        label_items(some_items(5), [ScriptedLabeller(answer=answer)], store, Context(1, {}, tmp_path, stop=stop))
    assert time.monotonic() - started < 2.0
    time.sleep(0.2)
    assert store._db.execute("SELECT count(*) FROM calls").fetchone() == (0,)


def test_calls_keep_to_the_rate(store, ctx):
    labeller = ScriptedLabeller(pace=Pace(concurrent=8, per_minute=1200))
    label_items(some_items(10), [labeller], store, ctx)
    gaps = [after - before for before, after in zip(sorted(labeller.began), sorted(labeller.began)[1:], strict=False)]
    assert min(gaps) > 0.03  # 0.05 s apart, less the scheduler's jitter.


def test_progress_counts_labels_of_all_labellers(store, tmp_path):
    steps = []
    ctx = Context(1, {}, tmp_path, report=steps.append)
    label_items(some_items(5), [ScriptedLabeller("a"), ScriptedLabeller("b")], store, ctx)
    assert (steps[-1].done, steps[-1].total) == (10, 10)
    assert [step.done for step in steps] == sorted(step.done for step in steps)


def test_a_labeller_named_twice_is_refused(store, ctx):
    with pytest.raises(UserError, match="named twice"):
        label_items(some_items(1), [ScriptedLabeller(), ScriptedLabeller()], store, ctx)


def test_review_decisions_are_a_labeller_and_the_latest_counts(store, ctx):
    items, labeller = some_items(4), ScriptedLabeller()
    label_items(items, [labeller], store, ctx)
    store.decide({items[0]: "E1", items[2]: "E0"})
    store.decide({items[0]: "E2"})
    people = collect(items, [labeller], store).judgements["people"]
    assert [said and said.label for said in people] == ["E2", None, "E0", None]


def test_a_decision_can_be_taken_back(store, ctx):
    items = some_items(2)
    store.decide({items[0]: "E1", items[1]: "E0"})
    store.decide({items[0]: ""})
    assert store.decisions(items) == {items[1].digest: "E0"}
