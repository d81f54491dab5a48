"""The run store: the same question has the same run, a run is whole or absent, and it comes back as it was."""

import json

import numpy as np
import pandas as pd
import pytest

from tools.core import Chart, Context, RunStore, ToolArgs, ToolResult, UserError, Value, execute, workspace
from tools.core.tool import Example, Tool

CALLS = []


class Args(ToolArgs):
    n: int = 3


def count(args: Args, ctx: Context) -> ToolResult:
    CALLS.append(args.n)
    ctx.progress(1, 1, "counting")
    table = pd.DataFrame({"name": ["a", "b"], "share": [0.1 + 0.2, np.nan], "n": [1, 2]})
    spec = {"mark": "bar", "data": {"values": [{"x": 1}]}, "encoding": {}}
    return ToolResult(
        headline=f"There are {args.n}.",
        values={"n.all": Value(value=args.n, unit="items", label="count")},
        tables={"parts": table},
        charts=(Chart(name="bars", title="Bars", spec=spec), Chart(name="dots", title="Dots", png=b"png")),
        notes=("A note.",),
        diagnostics={"iterations": 4},
    )


TOOL = Tool("count", "toy", "Count", "Counts.", Args, count, (Example("How many?"),), lambda args: ())


@pytest.fixture(autouse=True)
def fresh():
    CALLS.clear()


def test_the_same_question_is_answered_from_the_store():
    first, second = execute(TOOL, {"n": 5}), execute(TOOL, {"n": 5})
    assert (first.id, first.from_store) == (second.id, False)
    assert second.from_store
    assert CALLS == [5]


def test_another_argument_or_seed_is_another_run():
    ids = {execute(TOOL, {"n": 5}).id, execute(TOOL, {"n": 6}).id, execute(TOOL, {"n": 5}, seed=1).id}
    assert len(ids) == 3


def test_a_stopped_run_is_kept_but_does_not_answer_the_question_again():
    stops = [True, False]

    def work(args: Args, ctx: Context) -> ToolResult:
        partial = stops.pop(0)
        return ToolResult(headline="Stopped." if partial else "Done.", values={}, partial=partial)

    tool = Tool("work", "toy", "Work", "Works.", Args, work, (Example("Work?"),), lambda args: ())
    part, whole = execute(tool, {}), execute(tool, {})
    assert (part.result.partial, whole.result.partial, whole.from_store) == (True, False, False)
    assert RunStore(workspace().runs).load(part.id).result.partial
    assert execute(tool, {}).result.headline == "Done."


def test_a_stored_run_comes_back_as_it_was():
    made, loaded = execute(TOOL, {}), execute(TOOL, {})
    pd.testing.assert_frame_equal(loaded.result.tables["parts"], made.result.tables["parts"])
    assert loaded.result.charts == made.result.charts
    assert loaded.result.values == made.result.values
    assert loaded.record == made.record


def test_the_json_form_is_strict_json_with_tables_as_records():
    document = json.loads(json.dumps(execute(TOOL, {}).to_json(), allow_nan=False))
    assert document["result"]["tables"]["parts"][1] == {"name": "b", "share": None, "n": 2}


def test_a_crash_while_storing_leaves_no_half_run(monkeypatch):
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tools.core.runs._table_to_json", crash)
    with pytest.raises(KeyboardInterrupt):
        execute(TOOL, {})
    assert list(workspace().runs.iterdir()) == []


def test_a_damaged_run_is_told_when_shown_and_computed_again_when_asked():
    run = execute(TOOL, {})
    (workspace().runs / run.id / "run.json").write_text("{")
    with pytest.raises(UserError, match="cannot be read"):
        RunStore(workspace().runs).load(run.id)
    assert not execute(TOOL, {}).from_store
    assert execute(TOOL, {}).from_store


def test_the_beginning_of_an_id_is_enough_if_only_one_starts_so():
    run = execute(TOOL, {})
    assert RunStore(workspace().runs).load(run.id[:5]).id == run.id
    with pytest.raises(UserError, match="no run called"):
        RunStore(workspace().runs).load("zzz")


def test_a_workspace_that_cannot_be_written_is_told_before_any_work(own_workspace):
    own_workspace.parent.mkdir(exist_ok=True)
    own_workspace.write_text("a file where the folder should be")
    with pytest.raises(UserError, match="QUESNAY_WORKSPACE"):
        execute(TOOL, {})
    assert CALLS == []


def test_an_undefined_figure_is_refused():
    with pytest.raises(ValueError, match="finite"):
        Value(value=float("nan"), unit="", label="")
