"""Documents and passages as HTML. A document's text is escaped here and set on one line: it is shown, never run."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from knowledge.passages import Entry, Passage
from ui.language import say

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = {"n", "source", "page", "section", "shelf", "passage"}
"""Columns by which a table of passages is known."""


def intro() -> str:
    """Return what the tab is for."""
    what = say(
        "Add reports, papers, rules or tables of your own. Questions in the conversation find their passages, and each "
        "answer cites source and page."
    )
    how = say(
        "PDF, DOCX, HTML, MD, TXT or CSV up to 20 MB each, in English or Chinese: a question in one language finds "
        "text in the other. Files stay on this machine. What they say is quoted, never followed as an instruction."
    )
    return (
        f'<div class="q-intro"><h2>{escape(say("Your documents"))}</h2><p>{escape(what)}</p><p>{escape(how)}</p></div>'
    )


def shelf_table(entries: Sequence[Entry]) -> str:
    """Return the documents on the shelf as a table."""
    if not entries:
        empty = say(
            "No document yet. The notes that come with Quesnay, on its models, papers and data, can be searched at "
            "once."
        )
        return f'<p class="q-shelf-empty">{escape(empty)}</p>'
    heads = (("Name", ""), ("Pages", "q-number"), ("Passages", "q-number"), ("Added", "q-number"))
    head = "".join(f'<th class="{mark}">{escape(say(name))}</th>' for name, mark in heads)
    rows = "".join(
        f"<tr><td>{escape(entry.name)}</td>"
        f'<td class="q-number">{entry.pages or "–"}</td><td class="q-number">{entry.chunks:,}</td>'
        f'<td class="q-number">{escape(entry.added[:16].replace("T", " "))}</td></tr>'
        for entry in entries
    )
    return f'<div class="q-scroll q-tall"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def is_passages(table: pd.DataFrame) -> bool:
    """Return whether a run's table holds passages."""
    return set(table.columns) >= COLUMNS


def passages_block(table: pd.DataFrame) -> str:
    """Return a run's passages, numbered as the answer cites them."""
    return passage_list([dict(zip(table.columns, row, strict=True)) for row in table.itertuples(index=False)])


def found_block(passages: Sequence[Passage]) -> str:
    """Return the passages of a search that was tried in the tab."""
    return passage_list(
        [
            {
                "n": number,
                "source": passage.title if passage.shelf == "notes" else passage.source,
                "page": str(passage.page or ""),
                "section": passage.section,
                "shelf": passage.shelf,
                "passage": passage.text,
            }
            for number, passage in enumerate(passages, start=1)
        ]
    )


def passage_list(rows: Sequence[dict[str, Any]]) -> str:
    """Return passages as a numbered list."""
    items = "".join(
        f'<div class="q-passage"><p class="q-passage-where"><span class="q-cite-mark">&#91;{int(row["n"])}&#93;</span> '
        f'{escape(where(row))}</p><p class="q-passage-text">{_words(row["passage"])}</p></div>'
        for row in rows
    )
    return f'<div class="q-passages">{items}</div>'


def where(row: dict[str, Any]) -> str:
    """Return where a passage stands: source, page and section, in words."""
    page = say("page {page}", page=row["page"]) if row["page"] else ""
    shelf = say("note") if row["shelf"] == "notes" else ""
    return " · ".join(" ".join(str(part).split()) for part in (row["source"], page, row["section"], shelf) if part)


def _words(text: Any) -> str:
    return escape(" ".join(str(text).split()))
