"""Chat models as labellers: what is asked, what is read from the answer, and what a failing server does to the work."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from agent.label_tokens import label_probabilities
from agent.labelling import full_model_name, install
from agent.settings import model_settings
from evals.bench.stub_model_server import KEY, MODEL, rule
from tools.core import Cancelled, Context, UserError
from tools.core.settings import settings
from tools.exposure.labelling.engine import label_items, waiting
from tools.exposure.labelling.items import Item
from tools.exposure.labelling.labellers import LabellerOptions, make_labeller, make_labellers
from tools.exposure.labelling.rubric import load_rubric
from tools.exposure.labelling.store import LabelStore

RUBRIC = load_rubric("en")
QUICK = LabellerOptions(concurrent=8, timeout=1.0, attempts=3)


@pytest.fixture
def server(model_server):
    return model_server


@pytest.fixture
def store(tmp_path):
    opened = LabelStore(tmp_path / "labels.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def ctx(tmp_path):
    return Context(seed=1, folders={}, cache=tmp_path)


def tasks(*texts: str) -> tuple[Item, ...]:
    return tuple(Item(row, str(row), "Clerk", text) for row, text in enumerate(texts, 2))


def labeller(name="openai-compatible", options=QUICK, rubric=RUBRIC):
    return make_labeller(name, rubric, options)


def question(item: Item) -> str:
    return RUBRIC.question(item.title, item.task)


def test_label_confidence_and_reason_are_read(server, store, ctx):
    items = tasks("Write letters.", "File papers.", "Answer the telephone.")
    found = label_items(items, [labeller()], store, ctx).judgements[f"openai-compatible:{MODEL}"]
    assert [said.label for said in found] == [rule(question(item)) for item in items]
    assert all(0.8 < said.confidence < 0.85 for said in found)
    assert {said.reason for said in found} == {"By the length of the question."}
    assert {(said.tokens_in, said.tokens_out) for said in found} == {(800, 20)}


def test_the_rubric_comes_first_and_the_item_last_under_the_schema(server, store, ctx):
    label_items(tasks("Write letters.", "File papers."), [labeller()], store, ctx)
    one, two = server.bodies
    assert one["messages"][:-1] == two["messages"][:-1]
    assert one["messages"][0]["content"] == RUBRIC.text
    assert one["response_format"]["json_schema"]["schema"]["properties"]["label"]["enum"] == ["E0", "E1", "E2"]
    assert one["temperature"] == 0


@pytest.mark.parametrize("without", [("logprobs",), ("temperature",), ("logprobs", "response_format", "temperature")])
def test_a_model_that_takes_less_is_asked_for_less(server, store, ctx, without):
    server.without = without
    items = tasks("Write letters.", "File papers.")
    one = LabellerOptions(concurrent=1)
    found = label_items(items, [labeller(options=one)], store, ctx).judgements[f"openai-compatible:{MODEL}"]
    assert [said.label for said in found] == [rule(question(item)) for item in items]
    assert (found[0].confidence is None) == ("logprobs" in without)
    assert server.calls[question(items[1])] == 1


def test_one_bad_item_loses_no_other(server, store, ctx):
    items = tasks("Write letters.", "NONSENSE", "BUSY lines.", "BROKEN lines.", "TIMEOUT", "DOWN", "File papers.")
    found = label_items(items, [labeller()], store, ctx)
    labels = [said and said.label for said in found.judgements[f"openai-compatible:{MODEL}"]]
    assert [bool(label) for label in labels] == [True, False, True, True, False, False, True]
    errors = {item.task: found.errors[f"openai-compatible:{MODEL}"].get(item.digest, "") for item in items}
    assert "no label" in errors["NONSENSE"]
    assert "silent for 1 s" in errors["TIMEOUT"]
    assert "failed (500)" in errors["DOWN"]


def test_a_wrong_key_stops_with_one_sentence_and_is_written_nowhere(server, store, ctx):
    server.key = "sk-another-key-0123456789"
    found = label_items(tasks(*(f"Task {n}" for n in range(40))), [labeller()], store, ctx)
    assert "Check OPENAI_API_KEY" in found.stopped[f"openai-compatible:{MODEL}"]
    assert KEY not in found.stopped[f"openai-compatible:{MODEL}"]
    assert sum(server.calls.values()) <= QUICK.concurrent
    for path in store.path.parent.glob("labels.sqlite*"):
        assert KEY.encode() not in path.read_bytes()


def test_a_key_revoked_midway_keeps_the_work(server, store, ctx):
    server.refuse_after = 10
    items = tasks(*(f"Task {n}" for n in range(40)))
    found = label_items(items, [labeller()], store, ctx)
    assert found.stopped
    done = 40 - found.missing(f"openai-compatible:{MODEL}")
    assert 10 <= done < 30
    server.refuse_after = 0
    assert label_items(items, [labeller()], store, ctx).missing(f"openai-compatible:{MODEL}") == 0
    assert set(server.answered.values()) == {1}


def test_secrets_stay_out_of_the_store_and_of_the_labeller(server, store, ctx, monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", server.url.replace("http://", "http://user:hidden-word@"))
    model_settings.cache_clear()
    chosen = labeller(f"openai-compatible:{MODEL}")
    found = label_items(tasks("Write letters.", "DOWN"), [chosen], store, ctx)
    assert "hidden-word" not in json.dumps(dict(chosen.identity)) + repr(chosen) + repr(found)
    assert found.stopped  # The password in the address takes the key's place.
    for path in store.path.parent.glob("labels.sqlite*"):
        content = path.read_bytes()
        assert KEY.encode() not in content
        assert b"hidden-word" not in content


def test_a_model_at_another_address_is_another_labeller(server, monkeypatch):
    first = labeller(f"openai-compatible:{MODEL}").identity
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    model_settings.cache_clear()
    assert labeller(f"openai-compatible:{MODEL}").identity != first


def test_names_are_made_whole_and_a_jury_has_each_once(server, monkeypatch):
    monkeypatch.setenv("QUESNAY_MODEL", f"openai-compatible:{MODEL}")
    model_settings.cache_clear()
    assert full_model_name("模型") == f"openai-compatible:{MODEL}"
    names = [one.name for one in make_labellers(["model", "openai-compatible", "openai:gpt-x"], RUBRIC)]
    assert names == [f"openai-compatible:{MODEL}", "openai:gpt-x"]


def test_a_labeller_that_is_no_model_is_one_sentence():
    install()
    with pytest.raises(UserError, match="names no model"):
        labeller("clever")


def test_a_worker_killed_at_any_point_labels_nothing_twice(server, store, ctx, tmp_path):
    """A real process, killed with SIGKILL midway, three times; then finished here."""
    server.seconds = 0.05
    items = tasks(*(f"Task {n}" for n in range(60)))
    code = (
        "import sys; from pathlib import Path; from threading import Event\n"
        "from tests.agent.test_labelling import *\n"
        "install(); store = LabelStore(Path(sys.argv[1]))\n"
        "items = tasks(*(f'Task {n}' for n in range(60)))\n"
        "label_items(items, [labeller(options=LabellerOptions(concurrent=1))], store, Context(1, {}, Path('.')))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    for round in range(1, 4):
        process = subprocess.Popen([sys.executable, "-c", code, str(store.path)], env=environment)
        deadline = time.monotonic() + 60
        while sum(server.answered.values()) < 12 * round and time.monotonic() < deadline:
            time.sleep(0.01)
        process.kill()
        process.wait()
    interrupted = sum(server.answered.values())
    assert 36 <= interrupted < 60
    found = label_items(items, [labeller()], store, ctx)
    assert found.missing(f"openai-compatible:{MODEL}") == 0
    # A call in flight when the process died cannot be known to have been answered: at most one a kill.
    assert sum(server.answered.values()) - len(server.answered) <= 3
    assert found.calls[f"openai-compatible:{MODEL}"] <= 60 - (interrupted - 3)
    rows = store._db.execute("SELECT key, count(*) FROM calls WHERE label IS NOT NULL GROUP BY key").fetchall()
    assert len(rows) == 60
    assert {count for _, count in rows} == {1}


@pytest.mark.timeout(120)
def test_the_same_work_runs_on_a_cluster_and_resumes(server, store, ctx, monkeypatch):
    from distributed import LocalCluster

    items = tasks(*(f"Task {n}" for n in range(90)), "NONSENSE")
    names = [f"openai-compatible:{name}" for name in ("a", "b", "c")]
    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:
        monkeypatch.setenv("QUESNAY_DASK_SCHEDULER", cluster.scheduler_address)
        settings.cache_clear()
        jury = [labeller(name) for name in names]
        found = label_items(items, jury, store, ctx)
    assert [found.missing(name) for name in names] == [1, 1, 1]
    expected = [rule(question(item)) for item in items[:-1]]
    assert all([said.label for said in found.judgements[name][:-1]] == expected for name in names)
    monkeypatch.delenv("QUESNAY_DASK_SCHEDULER")
    settings.cache_clear()
    asked = sum(server.calls.values())
    again = label_items(items, jury, store, ctx)
    assert again.calls == dict.fromkeys(names, 1)
    assert sum(server.calls.values()) == asked + 3 * 2  # The nonsense, twice by each.


def test_a_refused_labeller_ends_on_a_cluster_and_the_others_go_on(server, store, ctx, monkeypatch):
    from distributed import LocalCluster

    items = tasks(*(f"Task {n}" for n in range(70)))
    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:
        monkeypatch.setenv("QUESNAY_DASK_SCHEDULER", cluster.scheduler_address)
        settings.cache_clear()
        found = label_items(items, [labeller(), labeller("openai-compatible:refused")], store, ctx)
    assert found.missing(f"openai-compatible:{MODEL}") == 0
    assert "Check OPENAI_API_KEY" in found.stopped["openai-compatible:refused"]
    assert server.refused < 70


def test_a_stop_on_a_cluster_waits_for_no_hanging_server(server, store, tmp_path, monkeypatch):
    from distributed import LocalCluster

    stop = threading.Event()
    items = tasks(*(f"Task {n}" for n in range(20)), *(f"TIMEOUT {n}" for n in range(40)))
    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:
        monkeypatch.setenv("QUESNAY_DASK_SCHEDULER", cluster.scheduler_address)
        settings.cache_clear()
        patient = labeller(options=LabellerOptions(concurrent=8, timeout=60))
        seen = []

        def report(step):
            seen.append(time.monotonic())
            if step.done >= 20:
                stop.set()

        with pytest.raises(Cancelled):
            label_items(items, [patient], store, Context(1, {}, tmp_path, report=report, stop=stop))
        assert time.monotonic() - seen[-1] < 2.0
        server.hang.set()
    assert len(waiting(items, patient, store)) <= 40


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        ([('{"label":"E', []), ("2", [("0", 0.1), ("2", 0.6)])], (1 / 7, 0.0, 6 / 7)),
        ([('{"label": "', []), ("E1", [("E0", 0.5), ("E1", 0.25), ("x", 0.2)])], (2 / 3, 1 / 3, 0.0)),
        ([("{", []), ('"label": "E0"}', [])], (1.0, 0.0, 0.0)),
        ([("no label", [])], None),
    ],
)
def test_probabilities_are_found_however_the_answer_is_cut_into_tokens(tokens, expected):
    import math

    given = [
        {
            "token": text,
            "logprob": -0.1,
            "top_logprobs": [{"token": option, "logprob": math.log(p)} for option, p in options],
        }
        for text, options in tokens
    ]
    found = label_probabilities(given)
    assert found == (pytest.approx(expected) if expected else None)
