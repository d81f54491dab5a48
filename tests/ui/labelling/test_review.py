"""Doubtful items come first, the order holds while a person works, and hostile text stays text."""

from tests.ui.labelling.stand_in import HOSTILE
from ui.labelling.cards import columns_card, list_card
from ui.labelling.review import PAGE_SIZE, in_doubt
from ui.labelling.review_cards import agreement_table, item_card, queue_line, summary

MANY = "task\n" + "\n".join("x" * (3 + at) for at in range(20))


def test_items_without_a_label_come_first(labelled_work):
    review = labelled_work("fail").open_review()
    labels = [verdict.label for verdict in review.verdicts()]
    assert "" in labels
    assert labels == sorted(labels, key=bool)
    assert review.errors(review.verdicts()[0]) == [("fail", "The model's answer holds no label E0, E1 or E2.")]


def test_the_order_holds_while_items_are_decided(labelled_work):
    work = labelled_work("quick", content=MANY.encode())
    review = work.open_review()
    before = [verdict.item.row for verdict in review.verdicts()]
    work.decide(0, "E2")
    assert [verdict.item.row for verdict in review.verdicts()] == before
    review.show("doubtful")
    assert before[0] not in [verdict.item.row for verdict in review.verdicts()]
    review.show("decided")
    assert [verdict.item.row for verdict in review.verdicts()] == before[:1]


def test_pages_hold_every_item_once(labelled_work):
    review = labelled_work("quick", content=MANY.encode()).open_review()
    seen = []
    for _ in range(review.pages):
        seen += [verdict.item.row for verdict in review.verdicts()]
        review.turn(1)
    assert sorted(seen) == list(range(2, 22))
    assert review.page == review.pages - 1 == 20 // PAGE_SIZE


def test_a_decision_stands_above_the_vote(labelled_work):
    work = labelled_work("quick")
    review = work.open_review()
    voted = review.verdicts()[0].label
    other = "E0" if voted != "E0" else "E1"
    before = review.counts()
    work.decide(0, other)
    moved = review.decided()
    assert (review.counts()[other], review.counts()[voted]) == (before[other] + moved, before[voted] - moved)
    work.decide(0, voted)
    assert review.counts() == before


def test_the_files_people_are_asked_only_where_they_vote(labelled_work):
    work = labelled_work("quick")
    assert not any(in_doubt(verdict) for verdict in work.open_review().verdicts())
    work.with_columns = True
    assert any(in_doubt(verdict) for verdict in work.open_review().verdicts())


def test_text_of_files_and_models_is_shown_as_text(labelled_work):
    work = labelled_work("hostile")
    review = work.open_review()
    review.show("all")
    cards = "".join(item_card(review, verdict) for verdict in review.verdicts())
    for html in (cards, list_card(work), columns_card(work), summary(review)):
        assert "<b>Clown" not in html and "<script" not in html and "<img" not in html
    assert "&lt;b&gt;Clown&lt;/b&gt;" in cards
    assert HOSTILE[:4] not in cards


def test_the_summary_counts_labels_and_doubts(labelled_work):
    review = labelled_work("quick", "fail").open_review()
    assert "6 of 6 labelled" in summary(review)
    assert "1 to 6 of 6" in queue_line(review)


def test_an_empty_view_says_what_to_do(labelled_work):
    review = labelled_work("quick").open_review()
    review.show("decided")
    assert "Choose one beside an item" in queue_line(review)


def test_without_a_pair_there_is_no_agreement_to_show():
    assert agreement_table([]) == ""
