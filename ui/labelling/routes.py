"""Downloads of a list's labels: found by the list's ticket, made when they are asked for, never a file on the disk."""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from tools.core.errors import UserError
from tools.exposure.labelling.export import label_studio, results_csv
from tools.exposure.labelling.report import as_markdown, make_report
from tools.exposure.labelling.votes import vote
from ui.labelling.work import Shelf, Work
from ui.login import user_of

if TYPE_CHECKING:
    from fastapi import APIRouter

TICKET = re.compile(r"[0-9a-f]{32}")
SEED = 0
FRESH = {"cache-control": "no-store"}


def labels_csv(work: Work) -> bytes:
    """Return the person's own table with the labels, safe to open in a spreadsheet."""
    known = work.known()
    if work.items is None:
        raise UserError(work.problem)
    return results_csv(work.items, known, vote(known, work.method, with_columns=work.with_columns))


def label_studio_json(work: Work) -> bytes:
    """Return the items as tasks for Label Studio."""
    known = work.known()
    return label_studio(known, vote(known, work.method, with_columns=work.with_columns))


def agreement_report(work: Work) -> bytes:
    """Return how far the labellers agree, as Markdown."""
    known = work.known()
    jury = vote(known, work.method, with_columns=work.with_columns)
    return as_markdown(make_report(known, jury, work.rubric().name, seed=SEED))


FILES: Mapping[str, tuple[str, Callable[[Work], bytes]]] = {
    "labels.csv": ("text/csv; charset=utf-8", labels_csv),
    "label-studio.json": ("application/json", label_studio_json),
    "agreement.md": ("text/markdown; charset=utf-8", agreement_report),
}


def add_downloads(app: "APIRouter", shelf: Shelf) -> None:
    """Let the application give out the labels of the lists that are open, each to whose it is."""
    from fastapi import Request
    from fastapi.responses import JSONResponse, Response

    @app.get("/quesnay/labels/{ticket}/{name}")
    def labels(ticket: str, name: str, request: Request) -> Response:
        work = shelf.find(ticket, user_of(request)) if TICKET.fullmatch(ticket) else None
        if work is None or name not in FILES:
            gone = "This list is not open any more. Upload the file again: its labels are kept."
            return JSONResponse({"error": gone}, status_code=404)
        kind, make = FILES[name]
        try:
            return Response(make(work), media_type=kind, headers=FRESH)
        except UserError as error:
            return JSONResponse({"error": str(error)}, status_code=409)
