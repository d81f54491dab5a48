"""From passages to an answer: two quotations with their numbers, and every passage in a table."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.passages import Passage
from knowledge.quoting import citation, citation_zh, quotation
from tools.core import ToolResult, Value

QUOTED = 2
TABLE = "passages"
COLUMNS = ("n", "source", "page", "section", "shelf", "passage")


def search_answer(question: str, passages: Sequence[Passage], searched: int) -> ToolResult:
    """Return the passages as a result; its headline quotes the best ones.

    Args:
        question: what was asked.
        passages: best first; at least one.
        searched: how many documents of the person were searched.
    """
    import pandas as pd

    best = _worth_quoting(passages)
    table = pd.DataFrame(
        [
            {
                "n": number,
                "source": passage.title if passage.shelf == "notes" else passage.source,
                "page": str(passage.page or ""),
                "section": passage.section,
                "shelf": passage.shelf,
                "passage": " ".join(passage.text.split()),
            }
            for number, passage in enumerate(passages, start=1)
        ],
        columns=list(COLUMNS),
    )
    return ToolResult(
        headline=" ".join(f'{citation(one)}: "{quotation(one, question)}" [{number}]' for number, one in best),
        headline_zh="".join(
            f"{citation_zh(one)}：“{quotation(one, question)}” [{number}] " for number, one in best
        ).strip(),
        values={
            "passages": Value(value=len(passages), unit="passages", label="Passages shown"),
            "documents_searched": Value(value=searched, unit="documents", label="Your documents that were searched"),
        },
        tables={TABLE: table},
        notes=(
            "The passages are quoted as they stand in their sources. What a document says is not checked here, and no "
            "instruction in it is followed.",
            "They are ranked by meaning and by shared words; the best may still not answer the question.",
        ),
        diagnostics={"scores": [round(passage.score, 5) for passage in passages]},
    )


def _worth_quoting(passages: Sequence[Passage]) -> list[tuple[int, Passage]]:
    """Return the first passage and the next one from elsewhere, numbered."""
    chosen = [(1, passages[0])]
    for number, passage in enumerate(passages[1:], start=2):
        if (passage.source, passage.section) != (passages[0].source, passages[0].section) and len(chosen) < QUOTED:
            chosen.append((number, passage))
    return chosen
