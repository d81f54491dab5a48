"""Labels are given out by the list's ticket alone, safe to open in a spreadsheet."""

import csv
import io
import json

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ui.labelling.routes import add_downloads
from ui.labelling.work import Shelf


@pytest.fixture
def given_out(labelled_work):
    work, shelf, app = labelled_work("quick"), Shelf(), FastAPI()
    shelf.put(work)
    add_downloads(app, shelf)
    with TestClient(app) as client:
        yield client, work


def test_the_table_comes_back_with_labels_and_without_formulas(given_out):
    client, work = given_out
    answer = client.get(f"/quesnay/labels/{work.ticket}/labels.csv")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 6
    assert rows[3]["task"].startswith("'=HYPERLINK")
    assert {row["exposure_label"] for row in rows} <= {"E0", "E1", "E2"}


def test_label_studio_gets_predictions_and_peoples_labels(given_out):
    client, work = given_out
    tasks = json.loads(client.get(f"/quesnay/labels/{work.ticket}/label-studio.json").content)
    assert len(tasks) == 6
    assert tasks[0]["predictions"][0]["model_version"] == "quick"
    assert tasks[0]["annotations"]


def test_the_agreement_report_compares_with_the_files_people(given_out):
    client, work = given_out
    report = client.get(f"/quesnay/labels/{work.ticket}/agreement.md").text
    assert "Cohen's kappa" in report
    assert "people: human" in report


@pytest.mark.parametrize(
    "address", ["0" * 32 + "/labels.csv", "../labels.csv", "x/labels.csv", "{ticket}/labels.sqlite"]
)
def test_nothing_else_is_given_out(given_out, address):
    client, work = given_out
    assert client.get(f"/quesnay/labels/{address.format(ticket=work.ticket)}").status_code == 404
