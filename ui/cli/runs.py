"""`quesnay runs` and `quesnay rerun`: what was computed, and computing it again."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from tools.core.execute import execute
from tools.core.registry import find_tool
from tools.core.result import ToolResult
from tools.core.runs import RunStore
from tools.core.workspace import workspace
from ui.cli.call import AsJson, Tables
from ui.cli.terminal import print_run, progress_line

app = typer.Typer(help="List and show stored runs.", invoke_without_command=True, rich_markup_mode=None)
RunId = Annotated[str, typer.Argument(metavar="ID", help="A run's id, or enough of its beginning.")]


@app.callback()
def list_runs(context: typer.Context, most: Annotated[int, typer.Option(min=1, help="How many to list.")] = 20) -> None:
    """List the newest runs."""
    if context.invoked_subcommand:
        return
    records = list(RunStore(workspace().runs).records())
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
