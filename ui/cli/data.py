"""`quesnay data`: the data sets."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from tools.core.context import Progress
from tools.core.datasets import catalog
from tools.core.errors import UserError
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
def fetch(names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Data sets to fetch.")]) -> None:
    """Fetch data sets into the workspace; their files are checked against their sha256."""
    failures = []
    for name in names:
        try:
            _fetch_one(name)
        except UserError as error:
            failures.append(str(error))
    if failures:
        raise UserError(" ".join(failures))


def _fetch_one(name: str) -> None:
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
    title: Annotated[str, typer.Option(help="A line for people that says what it is.")] = "",
    year: Annotated[int, typer.Option(min=0, max=3000, help="Year of the flows; 0 for none.")] = 0,
    million_usd: Annotated[
        float, typer.Option(min=0, help="Value of one unit of `value` in million USD; 0 for no currency.")
    ] = 1.0,
) -> None:
    """Import your own trade data from long CSV tables, checked row by row."""
    from tools.trade.data.user_tables import import_trade as run_import

    chosen = name or folder.resolve().name.lower().replace(" ", "-")
    dataset = run_import(folder, chosen, title=title, year=year, million_usd=million_usd)
    print(f"Imported '{dataset.name}': use it with dataset={dataset.name}")


@app.command("export-trade")
def export_trade(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A trade data set, such as world2017-coarse.")],
    folder: Annotated[Path, typer.Argument(help="Folder for the CSV tables; made where it is absent.")],
) -> None:
    """Write a trade data set as CSV tables: a template for your own, read back by import-trade."""
    from tools.trade.data.choice import choose, manifest_name
    from tools.trade.data.export_tables import export_trade as run_export
    from tools.trade.data.load import load_economy

    dataset = choose(name)
    entry = manifest_name(dataset)
    economy = load_economy(dataset, catalog().folder(entry) if catalog().get(entry).has_files else None)
    written = run_export(economy, folder)
    print(f"Wrote {name} to {written}: change the tables, then `quesnay data import-trade {written} --name NAME`")


@app.command("import-series")
def import_series(
    file: Annotated[Path, typer.Argument(help="CSV or .xlsx: a header, a column of dates, the target, predictors.")],
    target: Annotated[str, typer.Option(help="Column to forecast.")],
    name: Annotated[str, typer.Option(help="Name to give it; the file's name where not given.")] = "",
    date: Annotated[str, typer.Option(help="Column of dates; found by itself where not given.")] = "",
    sheet: Annotated[str, typer.Option(help="Sheet of an Excel file; the first where not given.")] = "",
    growth: Annotated[
        str,
        typer.Option(
            help="Makes growth of a level: yoy (on a year before), annualised or logdiff (on a quarter), none."
        ),
    ] = "auto",
    lag: Annotated[int, typer.Option(min=0, max=24, help="Months until a predictor's figure is out.")] = 1,
    target_lag: Annotated[int, typer.Option(min=0, max=24, help="Months until the target's figure is out.")] = 1,
    title: Annotated[str, typer.Option(help="A line for people that says what it is.")] = "",
    vintage: Annotated[str, typer.Option(help="Day on which the figures stood like this; today where not given.")] = "",
) -> None:
    """Import your own target and predictors by month or quarter, checked row by row."""
    from tools.forecasting.data.own_series import ImportChoices, growth_named
    from tools.forecasting.data.own_series import import_series as run_import

    choices = ImportChoices(target, date, sheet, growth_named(growth), lag, target_lag, title, vintage)
    dataset, notes = run_import(file, name or _name_of(file), choices)
    for note in notes:
        print(f"- {note}")
    print(f"Imported '{dataset.name}', {dataset.years}: use it with target={dataset.name}")


@app.command("import-experts")
def import_experts(
    file: Annotated[
        Path, typer.Argument(help="Forecasts of others: plain CSV, or a file of the IMF World Economic Outlook.")
    ],
    target: Annotated[str, typer.Option(help="Target that they are of: china_gdp, us_gdp or an imported one.")],
    name: Annotated[str, typer.Option(help="Name to give them; the file's name where not given.")] = "",
    issued: Annotated[
        str,
        typer.Option(help="Day of issue where neither the file nor a name like WEOOct2024 says it."),
    ] = "",
) -> None:
    """Import dated forecasts of experts, to be compared with models at equal information."""
    from tools.forecasting.data.experts_kept import import_experts as run_import

    dataset, forecasts = run_import(file, name or _name_of(file), target, issued=issued)
    print(f"Imported '{dataset.name}': {forecasts.told()} Use it with experts={dataset.name}")


@app.command("import-samples")
def import_samples(
    file: Annotated[Path, typer.Argument(help="CSV or .xlsx of figures with a header, or an idx file of pictures.")],
    name: Annotated[str, typer.Option(help="Name to give it; the file's name where not given.")] = "",
    columns: Annotated[str, typer.Option(help="Columns to learn, with commas; all with figures where not given.")] = "",
    window: Annotated[int, typer.Option(min=1, max=100, help="Consecutive rows in a sample; 1 for a plain table.")] = 1,
    title: Annotated[str, typer.Option(help="A line for people that says what it is.")] = "",
) -> None:
    """Import your own table, time series or pictures for the generators, checked cell by cell."""
    from tools.generators.data.own import import_samples as run_import

    dataset = run_import(file, name or _name_of(file), columns=columns, window=window, title=title)
    print(f"Imported '{dataset.name}': use it with data={dataset.name}")


@app.command("update-live")
def update_live(
    target: Annotated[str, typer.Argument(help="Target to bring up to date; china_gdp.")] = "china_gdp",
) -> None:
    """Fetch current figures through the optional package akshare and keep them as a vintage of today."""
    from tools.forecasting.data.live import store_vintage

    dataset = store_vintage(target)
    print(f"Stored '{dataset.name}', {dataset.years}: {dataset.title}")


def _name_of(file: Path) -> str:
    return file.stem.strip().lower().replace(" ", "-")
