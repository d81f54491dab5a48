"""From the mark [1] in an answer to the passage that it cites: a link in the text, and the route that it leads to."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tools.core.errors import UserError
from tools.core.runs import Run
from ui.knowledge.cards import is_passages, where
from ui.language import told
from ui.login import user_of
from ui.runs.stored import run_for

if TYPE_CHECKING:
    import pandas as pd
    from fastapi import APIRouter

    from agent.archive import Archive

SCRIPT = Path(__file__).parent.parent / "assets" / "passages.js"
_MARK = re.compile(r"\[(\d{1,2})\](?![(\[:])")


def passages_of(run: Run) -> "pd.DataFrame | None":
    """Return the passages that a run found, or None where it is no search."""
    table = run.result.tables.get("passages")
    return table if table is not None and is_passages(table) else None


def linked(text: str, runs: Sequence[Run]) -> str:
    """Return an answer's Markdown with each mark such as [1] as a link to its passage.

    Where an answer holds several searches, a paragraph's marks are those of the search whose headline it is, else of
    the last one.

    Args:
        text: the answer, its HTML already made harmless.
        runs: the runs behind it.
    """
    searches = [(run, len(table)) for run in runs if (table := passages_of(run)) is not None]
    if not searches:
        return text

    def link(paragraph: str) -> str:
        own = [pair for pair in searches if _same(paragraph, pair[0])]
        run, count = (own or searches)[-1]

        def anchor(match: re.Match[str]) -> str:
            if not 1 <= int(match[1]) <= count:
                return match[0]
            return (
                f'<a class="q-cite" href="quesnay/runs/{run.id}/passages/{int(match[1])}">&#91;{int(match[1])}&#93;</a>'
            )

        return _MARK.sub(anchor, paragraph)

    return "\n\n".join(link(paragraph) for paragraph in text.split("\n\n"))


def add_passages(app: "APIRouter", archive: "Archive") -> None:
    """Let the application give out the passages that stored runs cite, to whom they were shown, and their script."""
    from fastapi import Request
    from fastapi.responses import JSONResponse, Response

    @app.get("/quesnay/runs/{run_id}/passages/{number}")
    def passage(run_id: str, number: int, request: Request) -> Response:
        try:
            table = passages_of(run_for(archive, user_of(request), run_id))
            if table is None or not 1 <= number <= len(table):
                raise UserError(
                    f"Run {run_id} cites no passage {number}.", chinese=f"运行 {run_id} 没有引用段落 {number}。"
                )
        except UserError as error:
            return JSONResponse({"error": told(error)}, status_code=404)
        row = dict(zip(table.columns, table.iloc[number - 1], strict=True))
        return JSONResponse({"number": number, "where": where(row), "text": str(row["passage"])})

    @app.get("/quesnay/assets/passages.js")
    def script() -> Response:
        return Response(SCRIPT.read_bytes(), media_type="text/javascript", headers={"cache-control": "no-cache"})


def _same(paragraph: str, run: Run) -> bool:
    def bare(text: str) -> str:
        return re.sub(r"[^\w]+", "", text)

    said = bare(paragraph)
    return bool(said) and any(said == bare(text) for text in (run.result.headline, run.result.headline_zh) if text)
