"""The tool of this floor: searching the notes that ship and the person's documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.arguments import SearchKnowledge
from knowledge.examples import SEARCH
from tools.core import Context, ToolResult, tool
from tools.core.datasets.catalog import provide

if TYPE_CHECKING:
    from tools.core.datasets import DataSet

DOCUMENTS = "documents"


@tool(
    family="knowledge",
    title="Look up notes and documents",
    examples=SEARCH,
    datasets=lambda args: [] if args.shelf == "notes" else [DOCUMENTS],
)
def search_knowledge(args: SearchKnowledge, ctx: Context) -> ToolResult:
    """Look up what a method, paper or data set assumes, does, finds or lacks, in the notes on Quesnay's models and in
    the documents that the person added; returns numbered passages to cite, with source and page.
    """
    from knowledge.answer import search_answer
    from knowledge.library import library, nothing_added

    shelves = library()
    documents = shelves.documents() if args.shelf != "notes" else []
    if args.shelf == "documents" and not documents:
        raise nothing_added()
    ctx.progress(0, 1, "searching")
    passages = shelves.search(
        args.question,
        None if args.shelf == "both" else args.shelf,
        args.passages,
        lambda done, total: ctx.progress(done, max(total, 1), f"reading {done} of {total} passages for the first time"),
    )
    return search_answer(args.question, passages, len(documents))


def describe_documents() -> DataSet:
    """Return the documents as a data set, so that a run knows which ones it searched."""
    from knowledge.library import library
    from knowledge.meaning import EMBEDDING
    from tools.core.datasets.manifest import DataFile, DataSet

    entries = library().documents()
    return DataSet(
        name=DOCUMENTS,
        title=f"Your documents: {len(entries)}, embedded with {EMBEDDING}",
        kind="embedded",
        families=("knowledge",),
        source="added by the user",
        licence="the user's own",
        years="",
        units="text",
        files=tuple(
            DataFile(path=f"{EMBEDDING}/{entry.name}", sha256=entry.digest, size=entry.size) for entry in entries
        ),
    )


provide(DOCUMENTS, describe_documents)
