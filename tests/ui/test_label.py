"""`quesnay label`: from a person's table to labels, stopped and resumed, with each kind of bad input."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from evals.bench.stub_model_server import KEY, MODEL
from tools.core import workspace
from tools.core.settings import settings

ROOT = Path(__file__).parents[2]
TABLE = "职业,任务,人工\n会计,登记账簿,E1\n护士,给病人打针,E0\n翻译,翻译合同,E1\n律师,,E2\n"


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "jobs.csv"
    path.write_bytes(TABLE.encode("gbk"))
    return path


@pytest.fixture
def server(model_server):
    return model_server


def rows_of(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


def test_a_table_is_labelled_and_told(quesnay, table, tmp_path):
    output = tmp_path / "out.csv"
    done = quesnay("label", str(table), "-o", str(output))
    assert done.code == 0, done.err
    assert "title = 职业; task = 任务; people = 人工" in done.err
    assert "read as GBK" in done.err
    rows = rows_of(output)
    assert [row["职业"] for row in rows] == ["会计", "护士", "翻译", "律师"]
    assert all(row["exposure_label"] in ("E0", "E1", "E2") for row in rows)
    assert all(0 <= float(row["classifier confidence"]) <= 1 for row in rows)


def test_a_jury_with_all_its_outputs(quesnay, server, table, tmp_path):
    files = {name: tmp_path / name for name in ("out.csv", "review.csv", "studio.json", "report.md")}
    words = ["label", str(table), "-o", str(files["out.csv"]), "-l", "classifier", "-l", "openai-compatible"]
    words += ["--vote", "dawid-skene", "--review", str(files["review.csv"]), "--robustness", "3"]
    words += ["--label-studio", str(files["studio.json"]), "--report", str(files["report.md"])]
    done = quesnay(*words)
    assert done.code == 0, done.err
    assert len(json.loads(files["studio.json"].read_text(encoding="utf-8"))) == 4
    report = files["report.md"].read_text(encoding="utf-8")
    assert "## Robustness" in report and "people: 人工" in report and "v1-zh-plain" in report
    review = rows_of(files["review.csv"])
    asked = sum(server.calls.values())
    review[0]["decision"] = "E1"
    with files["review.csv"].open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, review[0])
        writer.writeheader()
        writer.writerows(review)
    done = quesnay(*words)
    assert "1 decisions read from review.csv, 1 of them new" in done.err
    assert sum(server.calls.values()) == asked  # Nothing is asked twice.
    decided = [row for row in rows_of(files["out.csv"]) if row["decided_by"] == "people"]
    assert [(row["职业"], row["exposure_label"]) for row in decided] == [(review[0]["title"], "E1")]


def test_an_estimate_labels_no_more_than_its_warm_up(quesnay, server, table):
    done = quesnay("label", str(table), "--estimate", "-l", "openai-compatible", "--price", "2,8")
    assert done.code == 0, done.err
    assert sum(server.calls.values()) == 3
    assert "1 texts to label, 3 stored" in done.err and "in the currency of the price" in done.err


def test_failed_items_are_told_and_end_with_code_1(quesnay, server, tmp_path):
    path, output = tmp_path / "in.csv", tmp_path / "out.csv"
    path.write_text("Title,Task\nClerk,NONSENSE\nClerk,File papers\n")
    done = quesnay("label", str(path), "-o", str(output), "-l", "openai-compatible")
    assert done.code == 1
    assert "1 labels are missing" in done.err and "no label" in done.err
    rows = rows_of(output)
    assert "no label" in rows[0]["error"] and rows[1]["exposure_label"]


def test_a_revoked_key_is_one_sentence_without_the_key_and_the_work_is_written(quesnay, server, tmp_path):
    server.refuse_after = 5
    path, output = tmp_path / "in.csv", tmp_path / "out.csv"
    path.write_text("Title,Task\n" + "".join(f"Clerk,Task {n}\n" for n in range(40)))
    done = quesnay("label", str(path), "-o", str(output), "-l", "openai-compatible", "--concurrent", "2")
    assert done.code == 1
    assert "stopped early" in done.err and "Check OPENAI_API_KEY" in done.err and "goes on from there" in done.err
    assert KEY not in done.err + done.out + output.read_text(encoding="utf-8-sig")
    assert 5 <= sum(1 for row in rows_of(output) if row["exposure_label"]) < 40


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("Wage\n1\n", "No row|no column"),
        ("Wage,Hours\n1,2\n", "title=COLUMN"),
        ("\0\0\0\0binary", "no text"),
    ],
)
def test_a_bad_table_is_one_sentence(quesnay, tmp_path, content, said):
    import re

    path = tmp_path / "in.csv"
    path.write_text(content)
    done = quesnay("label", str(path), "-o", str(tmp_path / "out.csv"))
    if done.code == 0:  # One column without a known heading is a list of titles.
        assert content.startswith("Wage\n") and "first title" in done.err
        return
    assert done.code == 1
    assert re.search(said, done.err)
    assert "Traceback" not in done.err


def test_the_input_is_never_overwritten(quesnay, table):
    done = quesnay("label", str(table), "-o", str(table))
    assert done.code == 1 and "never overwritten" in done.err
    assert table.read_bytes() == TABLE.encode("gbk")


def test_an_output_is_asked_for_and_its_folder_must_exist(quesnay, table, tmp_path):
    assert "-o OUTPUT.csv" in quesnay("label", str(table)).err
    assert "no folder" in quesnay("label", str(table), "-o", str(tmp_path / "none" / "out.csv")).err


def test_a_wrong_column_gets_a_close_match(quesnay, table, tmp_path):
    done = quesnay("label", str(table), "-o", str(tmp_path / "o.csv"), "--map", "title=职位业")
    assert done.code == 1 and "There is no column" in done.err and "职业" in done.err


def test_a_full_disk_is_one_sentence(quesnay, table, tmp_path):
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    store = workspace().labels
    store.symlink_to("/dev/full")
    done = quesnay("label", str(table), "-o", str(tmp_path / "out.csv"))
    assert done.code == 1
    assert "cannot be stored" in done.err and "Traceback" not in done.err


@pytest.mark.timeout(120)
def test_ctrl_c_keeps_the_work_says_how_to_go_on_and_the_same_command_goes_on(server, tmp_path):
    """A real process, interrupted while calls hang, then run again."""
    server.seconds = 0.1
    path, output = tmp_path / "in.csv", tmp_path / "out.csv"
    lines = [f"Clerk,{'TIMEOUT' if n == 12 else 'Task'} {n}" for n in range(40)]
    path.write_text("Title,Task\n" + "\n".join(lines) + "\n")
    code = "from ui.cli import main; main()"
    words = [sys.executable, "-c", code, "label", str(path), "-o", str(output), "-l", f"openai-compatible:{MODEL}"]
    words += ["--concurrent", "1", "--timeout", "60"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QUESNAY_WORKSPACE": str(settings().workspace)}
    process = subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while sum(server.calls.values()) < 13 and time.monotonic() < deadline:
        time.sleep(0.02)
    pressed = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert time.monotonic() - pressed < 15.0  # Not the 60 s of the call that hangs; two seconds on an idle machine.
    assert process.returncode == 130
    assert "Run the same command again" in said and "Traceback" not in said
    assert sum(1 for row in rows_of(output) if row["exposure_label"]) == 12
    server.hang.set()
    path.write_text(path.read_text().replace("TIMEOUT", "Task"))
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert all(row["exposure_label"] for row in rows_of(output))
    assert max(server.answered.values()) == 1
