"""`quesnay runs` and `quesnay rerun`: what was computed: listed, shown, compared, cleared away, computed again."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tools.core.execute import execute
from tools.core.registry import find_tool
from tools.core.result import ToolResult
from tools.core.runs import RunRecord, RunStore
from tools.core.workspace import workspace
from ui.cli.call import AsJson, Tables
from ui.cli.terminal import print_run, progress_line

app = typer.Typer(
    help="List, show, compare and clear away stored runs.", invoke_without_command=True, rich_markup_mode=None
)
COMPARED = 40
RunId = Annotated[str, typer.Argument(metavar="ID", help="A run's id, or enough of its beginning.")]


Most = Annotated[int, typer.Option(min=1, help="How many to list.")]
Day = Annotated[str, typer.Option(help="A day (UTC), month or year: 2026-03-31, 2026-03 or 2026.")]


@app.callback()
def list_newest(context: typer.Context, most: Most = 20) -> None:
    """List the newest runs."""
    if not context.invoked_subcommand:
        _list(list(RunStore(workspace().runs).records()), most)


@app.command("list")
def list_runs(
    words: Annotated[
        list[str] | None, typer.Argument(help="Words that stand in the id, tool, arguments or headline.")
    ] = None,
    tool: Annotated[str, typer.Option(help="Name of the tool.")] = "",
    since: Day = "",
    until: Day = "",
    most: Most = 20,
) -> None:
    """List the runs that fit, newest first."""
    from ui.runs.search import Sought, find_runs

    records = list(RunStore(workspace().runs).records())
    sought = Sought(" ".join(words or []), tool, since, until)
    found = find_runs(records, sought)
    if records and not found:
        print("No run fits: use fewer words, or another tool or date.")
        return
    _list(found, most)


@app.command("compare")
def compare(
    first: RunId,
    second: RunId,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print everything as CSV.")] = False,
) -> None:
    """Show two runs side by side: arguments that differ, and figures with their difference."""
    from ui.runs.compare import compare as compare_runs
    from ui.runs.compare import comparison_csv

    store = RunStore(workspace().runs)
    found = compare_runs(store.load(first), store.load(second))
    if as_csv:
        print(comparison_csv(found).decode("utf-8-sig"), end="")
        return
    console = Console(highlight=False)
    for letter, run in (("A", found.first), ("B", found.second)):
        console.print(f"{letter} {run.id} {run.tool}: {run.result.headline}", markup=False, soft_wrap=True)
    if found.arguments:
        asked = Table("argument", "A", "B")
        for pair in found.arguments:
            asked.add_row(pair.name, escape(str(pair.first)), escape(str(pair.second)))
        console.print(asked)
    print(f"{found.same} arguments are the same; {found.changed} of {len(found.shared)} shared figures differ.")
    figures = Table("figure", "A", "B", "B - A", "unit")
    for one in found.shared[:COMPARED]:
        cells = (f"{one.first:.6g}", f"{one.second:.6g}", f"{one.difference or 0.0:+.3g}")
        figures.add_row(escape(one.label), *cells, escape(one.unit))
    if found.shared:
        console.print(figures)
    if len(found.figures) > COMPARED or len(found.figures) > len(found.shared):
        print(f"… {len(found.figures)} figures in all; --csv prints them")


@app.command("clean")
def clean(
    days: Annotated[float, typer.Option(min=0, help="Age in days from which a run may go.")] = 30,
    caches: Annotated[bool, typer.Option(help="Clear the caches too; they are made again when needed.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Remove without asking.")] = False,
) -> None:
    """Remove old runs that no conversation and no report leads to."""
    from ui.runs.space import clear, stale

    found = stale(days, caches=caches)
    if not found:
        print(f"Nothing to remove: no run older than {days:g} days that nothing leads to.")
        return
    print(f"To remove: {found.in_words}")
    if yes or typer.confirm("Remove it?"):
        print(f"Removed: {clear(found).in_words}")


def _list(records: list[RunRecord], most: int) -> None:
    if not records:
        print("No run is stored yet: ask something first, such as `quesnay call describe_economy`.")
        return
    table = Table("run", "when (UTC)", "tool", "seconds", "result")
    for record in records[:most]:
        when = record.created[:19].replace("T", " ")
        table.add_row(record.id, when, record.tool, f"{record.seconds:.1f}", record.headline)
    Console(highlight=False).print(table)
    if len(records) > most:
        print(f"… {len(records) - most} older runs; --most {len(records)} lists all")


@app.command("show")
def show(id: RunId, as_json: AsJson = False, table: Tables = None) -> None:
    """Show a stored run."""
    run = RunStore(workspace().runs).load(id)
    if as_json:
        print(json.dumps(run.to_json(), ensure_ascii=False))
    else:
        print(f"{run.tool} {json.dumps(run.arguments, ensure_ascii=False)}")
        print_run(run, table)


def rerun(id: RunId, as_json: AsJson = False) -> None:
    """Compute a stored run again and say whether its figures are the same."""
    old = RunStore(workspace().runs).load(id)
    tool = find_tool(old.tool)
    with progress_line(tool.title) as report:
        new = execute(tool, old.arguments, seed=old.record.seed, report=report, refresh=True)
    if as_json:
        print(json.dumps(new.to_json(), ensure_ascii=False))
        return
    print_run(new)
    print(difference(old.result, new.result))
    changed = [name for name in old.record.datasets if old.record.datasets[name] != new.record.datasets.get(name)]
    if old.record.version != new.record.version:
        print(f"The code of {tool.family} has changed since: {old.record.version} then, {new.record.version} now.")
    if changed:
        print(f"The data have changed since: {', '.join(changed)}.")


def difference(old: ToolResult, new: ToolResult) -> str:
    """Return in words how far the figures of two results of the same question are apart."""
    if old.values.keys() != new.values.keys():
        gone, come = sorted(old.values.keys() - new.values.keys()), sorted(new.values.keys() - old.values.keys())
        return f"The figures are not the same ones: {len(gone)} gone, {len(come)} new ({', '.join((gone + come)[:5])})."
    gaps = {key: abs(new.values[key].value - old.values[key].value) for key in old.values}
    worst = max(gaps, key=lambda key: gaps[key], default="")
    if not worst or gaps[worst] == 0:
        return f"All {len(gaps)} figures are exactly those of the stored run."
    return f"The largest difference from the stored run is {gaps[worst]:.2g} ({worst}), of {len(gaps)} figures."
