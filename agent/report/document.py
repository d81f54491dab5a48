"""A report as blocks, the same for every format: all text in it is data, none is markup."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent.turn import Language

Style = Literal["plain", "strong", "code", "unverified", "cite"]


class _Block(BaseModel):
    """What all blocks share.

    Attributes:
        claims: whether its numbers are statements about the world, each to be found in a run.
        run_id: the run that they come from; empty for any run of the report.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    claims: bool = False
    run_id: str = ""


class Span(BaseModel):
    """A piece of a line in one style."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    style: Style = "plain"


class Heading(_Block):
    """A heading; `number` is written before it, empty for none."""

    kind: Literal["heading"] = "heading"
    text: str
    level: int = Field(ge=1, le=3)
    number: str = ""


class Paragraph(_Block):
    """A paragraph; `role` tells the formats how it stands out."""

    kind: Literal["paragraph"] = "paragraph"
    spans: tuple[Span, ...]
    role: Literal["body", "small", "warning"] = "body"


class Items(_Block):
    """A list; numbered items carry [1], [2] ... as the text cites them."""

    kind: Literal["items"] = "items"
    items: tuple[tuple[Span, ...], ...]
    numbered: bool = False


class Column(BaseModel):
    """A table's column: its heading, whether its cells are numbers, and its share of the width."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    numeric: bool
    width: float


class Table(_Block):
    """A table that fits a page.

    Attributes:
        label: what it is called, such as "Table 1".
        width: share of the line that it takes.
        note: what was left out, and where it is.
    """

    kind: Literal["table"] = "table"
    label: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    width: float = 1.0
    note: str = ""


class Figure(_Block):
    """A chart or picture; its files in the report's folder are `name`.png and, for charts, `name`.json."""

    kind: Literal["figure"] = "figure"
    label: str
    caption: str
    name: str = Field(pattern=r"^[a-z0-9_-]+$")
    chart: bool
    width: float = 1.0
    note: str = ""


class Commands(_Block):
    """Commands for a terminal, one a line."""

    kind: Literal["commands"] = "commands"
    lines: tuple[str, ...]


Block = Annotated[Heading | Paragraph | Items | Table | Figure | Commands, Field(discriminator="kind")]


class Document(BaseModel):
    """A whole report.

    Attributes:
        title: the topic.
        subtitle: what kind of report it is.
        date: day it was written, for reading.
        language: of the words.
        contents: heading over the table of contents.
        blocks: everything after it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    subtitle: str
    date: str
    language: Language
    contents: str
    blocks: tuple[Block, ...]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Return the figures in order."""
        return tuple(block for block in self.blocks if isinstance(block, Figure))

    @property
    def headings(self) -> tuple[Heading, ...]:
        """Return the headings in order."""
        return tuple(block for block in self.blocks if isinstance(block, Heading))


def plain(text: str) -> tuple[Span, ...]:
    """Return a text as one plain span."""
    return (Span(text=text),)


def text_of_block(block: Block) -> str:
    """Return what a block says, without its label."""
    match block:
        case Heading(text=text):
            return text
        case Paragraph(spans=spans):
            return "".join(span.text for span in spans if span.style != "cite")
        case Items(items=items):
            return "\n".join("".join(span.text for span in item if span.style != "cite") for item in items)
        case Table(rows=rows, caption=caption):
            return "\n".join([caption, *(" | ".join(row) for row in rows)])
        case Figure(caption=caption):
            return caption
        case Commands(lines=lines):
            return "\n".join(lines)
