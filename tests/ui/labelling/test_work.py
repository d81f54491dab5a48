"""A list goes through the tab: columns, labellers, run, review; what was labelled once is kept."""

import pytest

from tools.core.errors import UserError
from tools.exposure.labelling.columns import Columns
from ui.labelling.work import Shelf, Work, label_store
from ui.work import Desk


def test_columns_are_guessed(open_work):
    work = open_work()
    assert work.columns == Columns("occupation", "task", "id", ("human",))
    assert len(work.texts) == 6


def test_without_a_known_heading_the_person_is_asked_and_can_choose(open_work):
    work = open_work(content=b"a,b\nnurse,1\nroofer,2\n")
    assert work.items is None
    assert "Choose the column that holds them" in work.problem
    work.set_columns(Columns(title="a"))
    assert [item.title for item in work.texts] == ["nurse", "roofer"]


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        (Columns(), "Choose the column"),
        (Columns("task", "task"), "chosen twice"),
        (Columns("nothing"), "has no column nothing"),
        (Columns("id", people=("id",)), "twice"),
    ],
)
def test_a_choice_of_columns_that_cannot_be_is_told(open_work, columns, told):
    work = open_work()
    work.set_columns(columns)
    assert told in work.problem
    with pytest.raises(UserError, match=told):
        work.start(Desk(1))


def test_there_is_no_review_before_there_is_a_label(open_work):
    assert open_work().open_review() is None


def test_the_same_list_taken_in_again_has_its_labels(labelled_work, open_work):
    first = labelled_work("quick").open_review()
    again = open_work("quick").open_review()
    assert again.counts() == first.counts()
    assert again.counts()[""] == 0


def test_a_decision_outlives_the_list_and_can_be_changed(labelled_work, open_work):
    work = labelled_work("quick")
    work.open_review()
    verdict = work.review.verdicts()[0]
    other = next(label for label in ("E0", "E1", "E2") if label != verdict.label)
    work.decide(0, other)
    assert label_store().decisions([verdict.item]) == {verdict.item.digest: other}
    again = open_work("quick")
    again.open_review()
    assert again.review.decisions == {verdict.item.digest: other}
    again.review.show("decided")
    again.decide(0, verdict.label)
    assert label_store().decisions([verdict.item]) == {verdict.item.digest: verdict.label}


def test_a_decision_counts_for_every_row_with_the_text(labelled_work):
    work = labelled_work("quick")
    work.open_review().show("all")
    work.decide(0, "E2")
    assert work.review.decided() == 2


def test_labels_that_cannot_be_stored_stop_the_run_with_a_sentence(open_work, monkeypatch):
    work = open_work("quick")

    def full(*_: object) -> None:
        raise UserError("The labels cannot be stored (database or disk is full). Free some space.")

    monkeypatch.setattr(type(label_store()), "save", full)
    job = work.start(Desk(1))
    assert job.ended.wait(20)
    assert "disk is full" in job.problem


def test_a_revoked_key_stops_its_labeller_alone(labelled_work):
    work = labelled_work("quick", "refuse")
    assert "401" in work.job.refusals["refuse"]
    review = work.open_review()
    assert review.counts()[""] == 0


def test_the_shelf_lets_the_oldest_go_and_gives_nothing_for_a_guess(open_work):
    shelf = Shelf(most=2)
    works = [open_work() for _ in range(3)]
    for work in works:
        shelf.put(work)
    assert [shelf.find(work.ticket) for work in works] == [None, *works[1:]]
    assert shelf.find("") is None
    assert len({work.ticket for work in works}) == 3


def test_a_list_being_labelled_stays_on_the_shelf(open_work):
    shelf = Shelf(most=1)
    busy: Work = open_work("slow")
    shelf.put(busy)
    job = busy.start(Desk(1))
    shelf.put(open_work())
    assert shelf.find(busy.ticket) is busy
    job.stop.set()
    assert job.ended.wait(20)


def test_a_list_is_its_owners_alone(open_work):
    shelf, work = Shelf(), open_work()
    work.owner = "anna"
    shelf.put(work)
    assert shelf.find(work.ticket, "anna") is work
    assert shelf.find(work.ticket, "bo") is None
    assert shelf.find(work.ticket) is None
