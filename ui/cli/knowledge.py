"""`quesnay knowledge`: documents to search, added, listed, removed and searched."""

import json
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from tools.core.context import Progress
from tools.core.errors import UserError
from ui.cli.call import AsJson
from ui.cli.terminal import progress_line

app = typer.Typer(help="Add documents, list, remove and search them.", no_args_is_help=True, rich_markup_mode=None)


@app.command("add")
def add(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="PDF, DOCX, HTML, MD, TXT or CSV files.")],
) -> None:
    """Add documents; one with the same name is replaced. A file that cannot be read is told, the others are added."""
    from knowledge.intake import read_path
    from knowledge.library import library

    sources, problems = [], []
    for file in files:
        try:
            sources.append(read_path(file))
        except UserError as error:
            problems.append(str(error))
    if sources:
        with progress_line("Adding documents") as report:
            entries = library().add(
                sources, lambda done, total: report(Progress(done, total, f"{done:,} of {total:,} passages"))
            )
        for entry in entries:
            pages = f", {entry.pages} pages" if entry.pages else ""
            print(f"{entry.name}: {entry.chunks:,} passages{pages}")
    if problems:
        raise UserError(" ".join(problems))


@app.command("list")
def list_documents() -> None:
    """List the documents."""
    from knowledge.library import library

    entries = library().documents()
    if not entries:
        print("No document has been added yet: `quesnay knowledge add FILE` adds some.")
        return
    table = Table("name", "pages", "passages", "size", "added (UTC)")
    for entry in entries:
        added = entry.added[:16].replace("T", " ")
        table.add_row(entry.name, str(entry.pages or ""), f"{entry.chunks:,}", f"{entry.size / 1e6:.2f} MB", added)
    Console(highlight=False, markup=False).print(table)


@app.command("remove")
def remove(names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Documents to remove.")]) -> None:
    """Remove documents; runs that quoted them keep their quotations."""
    from knowledge.library import library

    for name in names:
        library().remove(name)
        print(f"Removed {name}")


@app.command("search")
def search(
    question: Annotated[str, typer.Argument(help="What to look up, in English or Chinese.")],
    shelf: Annotated[Literal["both", "notes", "documents"], typer.Option(help="Where to look.")] = "both",
    most: Annotated[int, typer.Option(min=1, max=20, help="How many passages.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Show the passages that answer a question best; no language model is needed."""
    from knowledge.library import library, nothing_added
    from knowledge.quoting import citation

    shelves = library()
    if shelf == "documents" and not shelves.documents():
        raise nothing_added()
    passages = shelves.search(question, None if shelf == "both" else shelf, most)
    if as_json:
        print(
            json.dumps(
                [
                    {
                        "source": passage.source,
                        "shelf": passage.shelf,
                        "page": passage.page,
                        "section": passage.section,
                        "passage": passage.text,
                    }
                    for passage in passages
                ],
                ensure_ascii=False,
            )
        )
        return
    for number, passage in enumerate(passages, start=1):
        print(f"[{number}] {citation(passage)}\n    {passage.text}\n")
