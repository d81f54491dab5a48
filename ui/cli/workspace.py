"""`quesnay workspace` and `quesnay password`: the space that is taken, and lines for the file of QUESNAY_AUTH."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from tools.core.errors import UserError
from tools.core.workspace import workspace as own_workspace


def workspace() -> None:
    """Show how much space each part of the workspace takes."""
    from ui.runs.space import sizes, write_size

    root = own_workspace().root
    table = Table("part", "size", "files")
    parts = sizes(root)
    for part in parts:
        table.add_row(part.name, write_size(part.size), f"{part.files:,}")
    Console(highlight=False).print(table)
    print(f"{root}: {write_size(sum(part.size for part in parts))}; clear away with `quesnay runs clean`")


def password(
    name: Annotated[str, typer.Argument(help="The person's name.")],
    given: Annotated[
        str, typer.Option("--password", prompt=True, hide_input=True, help="The password; asked for where not given.")
    ],
) -> None:
    """Print a line for the file that QUESNAY_AUTH names: a name with its hashed password."""
    from ui.passwords import hash_password

    if not name.strip() or ":" in name or "," in name:
        raise UserError("A name may not be empty and has neither colon nor comma.")
    if len(given) < 8:
        raise UserError("The password is shorter than 8 characters: choose a longer one.")
    print(f"{name.strip()}:{hash_password(given)}")
