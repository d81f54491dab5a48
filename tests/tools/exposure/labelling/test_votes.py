"""Votes, the order of the review, and what leaves for spreadsheets and Label Studio."""

import csv
import io
import json

import pytest

from tests.tools.exposure.labelling.conftest import ScriptedLabeller, items_of, some_items
from tools.core import UserError
from tools.core.csv_text import safe_cell, unsafe_cell
from tools.exposure.labelling.engine import Labelled, collect, label_items
from tools.exposure.labelling.export import label_studio, results_csv, write_output
from tools.exposure.labelling.labeller import Judgement
from tools.exposure.labelling.review import read_decisions, review_csv
from tools.exposure.labelling.votes import review_queue, vote


def said(label, probability=None):
    if label is None:
        return None
    rest = None if probability is None else (1 - probability) / 2
    shares = None if rest is None else tuple(probability if f"E{at}" == label else rest for at in range(3))
    return Judgement(label, shares)


def labelled(**labels) -> Labelled:
    count = len(next(iter(labels.values())))
    judgements = {
        name: tuple(said(*one) if isinstance(one, tuple) else said(one) for one in given)
        for name, given in labels.items()
    }
    return Labelled(some_items(count), judgements, {name: {} for name in labels}, {}, {})


def test_the_majority_wins_and_a_tie_goes_to_the_likelier_then_to_the_lower_exposure():
    jury = vote(
        labelled(
            a=["E1", ("E1", 0.9), "E1", "E1", None],
            b=["E1", ("E2", 0.6), "E2", "E0", None],
            c=["E0", None, None, "E2", None],
        )
    )
    assert [verdict.label for verdict in jury.verdicts] == ["E1", "E1", "E2", "E0", ""]
    assert [verdict.agreement for verdict in jury.verdicts] == [
        pytest.approx(2 / 3),
        0.5,
        0.5,
        pytest.approx(1 / 3),
        None,
    ]


def test_dawid_and_skene_trust_the_labeller_that_agrees_with_the_others():
    truth = [f"E{at % 3}" for at in range(60)]
    worse = [f"E{(at + 1) % 3}" if at % 2 else f"E{at % 3}" for at in range(60)]
    jury = vote(labelled(a=truth, b=truth, bad=worse), "dawid-skene")
    assert [verdict.label for verdict in jury.verdicts] == truth
    assert jury.accuracy["bad"] < 0.6 < jury.accuracy["a"]
    # Two bad ones that agree by chance are outvoted where the good one has proved better.
    with pytest.raises(UserError, match="at least two"):
        vote(labelled(a=truth), "dawid-skene")


def test_a_persons_decision_overrules_every_vote_and_leaves_the_queue():
    found = labelled(a=["E1", "E1"], b=["E1", "E1"], people=["E0", None])
    jury = vote(found)
    assert [(verdict.label, verdict.by) for verdict in jury.verdicts] == [("E0", "people"), ("E1", "majority")]
    assert [verdict.item.row for verdict in review_queue(jury)] == [3]


def test_the_review_begins_with_what_has_no_label_then_low_agreement_then_low_confidence():
    found = labelled(a=[("E1", 0.9), ("E1", 0.5), ("E1", 0.9), None], b=[("E1", 0.9), ("E1", 0.5), ("E0", 0.9), None])
    assert [verdict.item.row for verdict in review_queue(vote(found))] == [5, 4, 3, 2]


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1+1", '=HYPERLINK("http://x")', "＝1"]
)
def test_no_cell_can_begin_a_formula(text):
    assert safe_cell(text).startswith("'")
    assert unsafe_cell(safe_cell(text)) == text


def test_the_output_keeps_the_persons_rows_and_holds_no_formula(store, ctx):
    items = items_of('Title,Task\n"=HYPERLINK(""http://x"")",Keep books\n,\nPoet,Write\n,-\n@clerk,File\n')
    labeller = ScriptedLabeller(name="=evil()")
    found = label_items(items.items, [labeller], store, ctx)
    content = results_csv(items, found, vote(found))
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ['\'=HYPERLINK("http://x")', "Poet", "", "'@clerk"]
    assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)
    assert len({len(row) for row in rows}) == 1


def test_rows_that_could_not_be_labelled_are_in_the_output_with_the_reason(store, ctx):
    items = items_of("Wage,Title,Task\n5,,\n6,Poet,Write\n")
    found = label_items(items.items, [ScriptedLabeller()], store, ctx)
    rows = list(csv.DictReader(io.StringIO(results_csv(items, found, vote(found)).decode("utf-8-sig"))))
    assert "neither a title nor a task" in rows[0]["error"]
    assert rows[0]["exposure_label"] == ""
    assert rows[1]["exposure_label"] and rows[1]["decided_by"] == "scripted"


def test_decisions_go_round_by_the_review_file(store, ctx, tmp_path):
    items = items_of("Title,Task\n=evil,Keep books\nPoet,Write\nNurse,Care\n")
    labeller = ScriptedLabeller()
    found = label_items(items.items, [labeller], store, ctx)
    path = tmp_path / "review.csv"
    rows = list(csv.DictReader(io.StringIO(review_csv(found, vote(found)).decode("utf-8-sig"))))
    for row in rows:
        row["decision"] = {"'=evil": "e2", "Poet": "E0"}.get(row["title"], "")
    with path.open("w", encoding="gbk", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    store.decide(read_decisions(path, items.items))
    after = collect(items.items, [labeller], store)
    assert [verdict.label for verdict in vote(after).verdicts][:2] == ["E2", "E0"]
    again = list(csv.DictReader(io.StringIO(review_csv(after, vote(after)).decode("utf-8-sig"))))
    assert [row["decision"] for row in again] == ["", "E2", "E0"]


def test_a_decision_that_is_no_label_is_said_by_row_and_nothing_is_taken(tmp_path):
    path = tmp_path / "review.csv"
    path.write_text("title,task,decision\nPoet,Write,E1\nNurse,Care,perhaps\n")
    with pytest.raises(UserError, match="row 3: 'perhaps'"):
        read_decisions(path, some_items(1))


def test_another_file_is_not_taken_for_a_review_file(tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(UserError, match="no review file"):
        read_decisions(path, some_items(1))


def test_label_studio_tasks_carry_predictions_and_peoples_annotations(store, ctx):
    items = items_of("Title,Task,human\nPoet,Write,E1\nNurse,,\n", people="human")
    found = label_items(items.items, [ScriptedLabeller("a"), ScriptedLabeller("b", version="2")], store, ctx)
    tasks = json.loads(label_studio(found, vote(found)))
    assert [len(task["predictions"]) for task in tasks] == [2, 2]
    assert tasks[0]["annotations"][0]["result"][0]["value"] == {"choices": ["E1"]}
    assert tasks[1]["annotations"] == []
    assert tasks[1]["data"]["task"] == "Nurse"
    for prediction in tasks[0]["predictions"]:
        assert prediction["result"][0]["type"] == "choices"
        assert 0 <= prediction["score"] <= 1


def test_an_output_that_cannot_be_written_says_that_the_labels_are_stored(tmp_path):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "file").write_text("x")
    with pytest.raises(UserError, match="labels are stored"):
        write_output(tmp_path / "taken", b"x")
