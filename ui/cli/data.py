"""`quesnay data`: the data sets."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from tools.core.context import Progress
from tools.core.datasets import catalog
from ui.cli.terminal import progress_line

app = typer.Typer(help="List, fetch and import data sets.", no_args_is_help=True, rich_markup_mode=None)
Name = Annotated[str, typer.Argument(metavar="NAME", help="A data set; `quesnay data list` shows them.")]


@app.command("list")
def list_datasets() -> None:
    """List the data sets, whether they are here, and their licence."""
    table = Table("name", "what", "kind", "here", "size", "licence")
    for name, dataset in catalog().all().items():
        here = "yes" if catalog().is_present(name) else "no"
        size = f"{dataset.size / 1e6:.1f} MB" if dataset.files else ""
        table.add_row(name, dataset.title, dataset.kind, here, size, dataset.licence)
    Console(highlight=False).print(table)


@app.command("fetch")
def fetch(name: Name) -> None:
    """Fetch a data set into the workspace; its files are checked against their sha256."""
    dataset = catalog().get(name)
    with progress_line(name) as report:
        folder = catalog().fetch(name, lambda done, total, message: report(Progress(done, total, message)))
    print(f"{dataset.title}: {len(dataset.files)} files, {dataset.size / 1e6:.1f} MB, in {folder}")
    print(f"Source: {dataset.source}\nLicence: {dataset.licence}")


@app.command("path")
def path(name: Name) -> None:
    """Print the folder of a data set that is here."""
    print(catalog().folder(name))


@app.command("import-trade")
def import_trade(
    folder: Annotated[Path, typer.Argument(help="Folder with the CSV tables; README.md lists their columns.")],
    name: Annotated[str, typer.Option(help="Name to give it; the folder's name where not given.")] = "",
) -> None:
    """Import your own trade data from long CSV tables, checked row by row."""
    from tools.trade.data.user_tables import import_trade as run_import

    dataset = run_import(folder, name or folder.resolve().name.lower().replace(" ", "-"))
    print(f"Imported '{dataset.name}': use it with dataset={dataset.name}")
