"""What a stored run gives out: charts, tables, figures and the whole of it, to whom it was shown."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from agent.archive import Archive
from tools.core.csv_text import csv_bytes
from tools.core.errors import UserError
from tools.core.result import Chart, table_records
from tools.core.runs import Run
from ui.language import told
from ui.login import user_of
from ui.runs.compare import compare, comparison_csv
from ui.runs.stored import run_for

if TYPE_CHECKING:
    from fastapi import APIRouter

KEEP = {"cache-control": "private, max-age=3600"}
CSV = "text/csv; charset=utf-8"


def add_runs(app: "APIRouter", archive: Archive) -> None:
    """Let the application give out runs by id and name."""
    from fastapi import Request
    from fastapi.responses import JSONResponse, Response

    def asked(request: Request, run_id: str) -> Run:
        return run_for(archive, user_of(request), run_id)

    def give(make: Callable[[], tuple[Any, str]]) -> Response:
        try:
            content, kind = make()
        except UserError as error:
            return JSONResponse({"error": told(error)}, status_code=404)
        if kind == "json":
            return JSONResponse(content, headers=KEEP)
        return Response(content, media_type=kind, headers=KEEP)

    @app.get("/quesnay/runs/{run_id}/charts/{name}.json")
    def chart_spec(run_id: str, name: str, request: Request) -> Response:
        return give(lambda: (chart_of(asked(request, run_id), name).spec, "json"))

    @app.get("/quesnay/runs/{run_id}/charts/{name}.png")
    def chart_picture(run_id: str, name: str, request: Request) -> Response:
        return give(lambda: (chart_of(asked(request, run_id), name).as_png(), "image/png"))

    @app.get("/quesnay/runs/{run_id}/tables/{name}.csv")
    def table(run_id: str, name: str, request: Request) -> Response:
        return give(lambda: (table_csv(asked(request, run_id), name), CSV))

    @app.get("/quesnay/runs/{run_id}/figures.csv")
    def figures(run_id: str, request: Request) -> Response:
        return give(lambda: (figures_csv(asked(request, run_id)), CSV))

    @app.get("/quesnay/runs/{run_id}/run.json")
    def whole(run_id: str, request: Request) -> Response:
        return give(lambda: (asked(request, run_id).to_json(), "json"))

    @app.get("/quesnay/compare/{first}/{second}.csv")
    def both(first: str, second: str, request: Request) -> Response:
        return give(lambda: (comparison_csv(compare(asked(request, first), asked(request, second))), CSV))


def chart_of(run: Run, name: str) -> Chart:
    """Return a chart of a run.

    Raises:
        UserError: it has none of this name.
    """
    charts = {chart.name: chart for chart in run.result.charts}
    if name not in charts:
        raise UserError(f"Run {run.id} has no such chart; it has {', '.join(charts) or 'none'}.")
    return charts[name]


def table_csv(run: Run, name: str) -> bytes:
    """Return a table of a run as CSV that no spreadsheet runs as formulas.

    Raises:
        UserError: it has none of this name.
    """
    tables = run.result.tables
    if name not in tables:
        raise UserError(f"Run {run.id} has no such table; it has {', '.join(tables) or 'none'}.")
    header = [str(column) for column in tables[name].columns]
    return csv_bytes(header, [list(record.values()) for record in table_records(tables[name])])


def figures_csv(run: Run) -> bytes:
    """Return every named figure of a run as CSV."""
    rows = [(key, value.label, value.value, value.unit) for key, value in run.result.values.items()]
    return csv_bytes(("key", "label", "value", "unit"), rows)
