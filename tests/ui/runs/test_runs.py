"""Stored runs are found, compared, given out safely and cleared away only where nothing leads to them."""

import csv
import io
import time

import pandas as pd
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from agent.archive import Archive
from agent.assistant import Assistant
from tests.agent.toys import SIZE, TARIFF, TOYS, ScriptedModel, call, say
from tools.core.errors import UserError
from tools.core.execute import execute
from tools.core.result import ToolResult, Value
from tools.core.runs import RunRecord, RunStore
from tools.core.workspace import workspace
from ui.runs.cards import comparison_card, opened_card, size_table
from ui.runs.compare import compare
from ui.runs.routes import add_runs, figures_csv, table_csv
from ui.runs.search import Sought, find_runs
from ui.runs.space import cited_runs, clear, sizes, stale
from ui.runs.tab import hint, read_days


@pytest.fixture
def two():
    return [execute(TARIFF, {"importer": "US", "exporter": "China", "points": points}) for points in (10, 25)]


def store():
    return RunStore(workspace().runs)


def record(id, created="2026-03-05T10:00:00.000+00:00", tool="raise_tariff", headline="It falls."):
    return RunRecord(
        id=id * 12, tool=tool, family="toys", version="1", arguments={"importer": "中国"}, datasets={}, seed=0,
        seconds=1.0, created=created, packages={}, headline=headline,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        (Sought(), "abc"),
        (Sought(words="FALLS"), "ac"),
        (Sought(words="中国 rises"), "b"),
        (Sought(tool="nowcast"), "c"),
        (Sought(since="2026-03-05"), "bc"),
        (Sought(until="2026-02"), "a"),
        (Sought(since="2026-03", until="2026-03-05"), "b"),
    ],
)
def test_runs_are_found_by_words_tool_and_date(sought, found):
    records = [
        record("a", "2026-02-28T10:00:00.000+00:00"),
        record("b", "2026-03-05T10:00:00.000+00:00", headline="It rises."),
        record("c", "2026-04-01T10:00:00.000+00:00", tool="nowcast"),
    ]
    assert "".join(one.id[0] for one in find_runs(records, sought)) == found
    assert find_runs(records, sought, seen=frozenset()) == []


def test_a_date_that_is_none_is_told():
    with pytest.raises(UserError, match="is no date"):
        find_runs([], Sought(since="yesterday"))


def test_two_runs_are_compared_by_arguments_and_figures(two):
    found = compare(*two)
    assert [(pair.name, pair.first, pair.second) for pair in found.arguments] == [("points", 10.0, 25.0)]
    assert found.same == 2
    (pair,) = found.shared
    assert pair.difference == pytest.approx(two[1].result.values[pair.key].value - two[0].result.values[pair.key].value)
    assert found.changed == 1
    card = comparison_card(found)
    assert "Asked differently" in card and "2 arguments are the same" in card
    assert "Both were asked the same." in comparison_card(compare(two[0], two[0]))


def test_runs_of_different_tools_have_no_figure_in_common(two):
    other = execute(SIZE, {"economy": "China"})
    found = compare(two[0], other)
    assert found.shared == ()
    assert len(found.figures) == 2
    assert "no figure in common" in comparison_card(found)


def test_no_file_holds_a_formula(two):
    evil = ToolResult(
        headline="x",
        values={"a.b": Value(value=-1.5, unit="%", label="=HYPERLINK(1)")},
        tables={"t": pd.DataFrame({"@name": ["+cmd|' /C calc'!A0", "fine"], "n": [-1.0, 2.0]})},
    )
    run = two[0].model_copy(update={"result": evil})
    rows = list(csv.reader(io.StringIO(table_csv(run, "t").decode("utf-8-sig"))))
    assert rows == [["'@name", "n"], ["'+cmd|' /C calc'!A0", "-1.0"], ["fine", "2.0"]]
    assert "'=HYPERLINK" in figures_csv(run).decode()
    assert "<b>" not in opened_card(run.model_copy(update={"result": evil.model_copy(update={"headline": "<b>x</b>"})}))


def test_runs_are_given_out_as_files(two):
    app = FastAPI()
    add_runs(app, Archive())
    with TestClient(app) as client:
        whole = client.get(f"/quesnay/runs/{two[0].id}/run.json").json()
        assert whole["arguments"]["points"] == 10
        assert "real_income_change.USA" in client.get(f"/quesnay/runs/{two[0].id}/figures.csv").text
        both = client.get(f"/quesnay/compare/{two[0].id}/{two[1].id}.csv").text
        assert "argument,points" in both and "difference" in both
        assert client.get("/quesnay/runs/zzz/run.json").status_code == 404


def test_what_a_conversation_or_a_report_leads_to_stays():
    asked = Assistant(model=ScriptedModel(lines=[call(SIZE, economy="China"), say("33.4 tn.")]), tools=TOYS)
    list(asked.stream("How large is China?", "t"))
    talked = next(store().records()).id
    reported, unread = (execute(TARIFF, {"importer": "US", "points": points}).id for points in (1, 2))
    reports = workspace().root / "reports" / "r1"
    reports.mkdir(parents=True)
    (reports / "report.md").write_text(f"Run `{reported}` says so.")
    assert cited_runs() >= {talked, reported}
    found = stale(0)
    assert found.runs == (unread,)
    assert stale(1).runs == ()
    assert clear(found).runs == (unread,)
    assert {one.id for one in store().records()} == {talked, reported}


def test_caches_go_but_not_what_may_be_in_use():
    import os

    old, fresh = workspace().cache / "old", workspace().cache / "fresh"
    for path in (old, fresh):
        path.write_bytes(b"x" * 2000)
    os.utime(old, (time.time() - 9999,) * 2)
    found = stale(30, caches=True)
    assert found.cache_bytes == 2000
    clear(found)
    assert fresh.exists() and not old.exists()


def test_the_size_of_each_part_is_shown(two):
    parts = {part.name: part for part in sizes(workspace().root)}
    assert parts["runs"].files > 2 and parts["runs"].size > 100
    assert "Altogether" in size_table(list(parts.values()))


def test_a_removed_run_is_gone_whole(two):
    assert store().remove(two[0].id)
    assert not store().remove(two[0].id)
    assert not store().remove("../conversations")
    assert [one.id for one in store().records()] == [two[1].id]
    assert list(workspace().runs.glob(".tmp*")) == []


@pytest.mark.parametrize("days", ["", "many", "-1", "nan", "1e9"])
def test_a_number_of_days_that_is_none_is_told(days):
    with pytest.raises(UserError, match="is no number of days"):
        read_days(days)


def test_an_empty_list_says_what_leaves_a_run():
    assert "Ask something" in hint(0, searched=False)
    assert "fewer words" in hint(0, searched=True)


def test_the_command_line_finds_compares_and_cleans(quesnay, two):
    assert two[0].id in quesnay("runs", "list", "changes").out
    assert "No run fits" in quesnay("runs", "list", "nothing-like-this").out
    done = quesnay("runs", "compare", two[0].id[:6], two[1].id[:6])
    assert done.code == 0 and "1 of 1 shared figures differ" in done.out
    assert "argument,points" in quesnay("runs", "compare", two[0].id, two[1].id, "--csv").out
    assert "runs" in quesnay("workspace").out
    assert "Nothing to remove" in quesnay("runs", "clean").out
    assert "Removed: 2 runs" in quesnay("runs", "clean", "--days", "0", "--yes").out
    assert list(store().records()) == []


def test_a_password_is_printed_as_a_hash(quesnay):
    done = quesnay("password", "anna", "--password", "long enough")
    assert done.out.startswith("anna:scrypt$") and "long enough" not in done.out
    assert "shorter than 8" in quesnay("password", "anna", "--password", "short").err
