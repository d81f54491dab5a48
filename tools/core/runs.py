"""The run store: every tool call with its result, one folder a run, found again by the hash of what was asked."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tools.core.atomic import staged_folder
from tools.core.errors import UnknownName, UserError
from tools.core.result import JSON, Chart, ToolResult, Value

FORMAT = 1
"""Version of the stored form; a change of it is a numbered, append-only migration."""


class RunRecord(BaseModel):
    """What is known of a run apart from its result; stored as `run.json`.

    Attributes:
        id: twelve hexadecimal digits of the hash of tool, version, arguments, data and seed.
        datasets: fingerprint of each data set that was read.
        seconds: wall-clock time of the tool.
        created: UTC, ISO 8601.
        packages: versions of the packages that computed.
    """

    model_config = ConfigDict(frozen=True)

    format: int = FORMAT
    id: str = Field(pattern=r"^[0-9a-f]{12}$")
    tool: str
    family: str
    version: str
    arguments: JSON
    datasets: dict[str, str]
    seed: int
    seconds: float
    created: str
    packages: dict[str, str]
    headline: str

    @property
    def command(self) -> str:
        """Return the command that repeats the run."""
        return f"quesnay rerun {self.id}"


class Run(BaseModel):
    """A run with its result; `from_store` where it was not computed now."""

    model_config = ConfigDict(frozen=True)

    record: RunRecord
    result: ToolResult
    from_store: bool = False

    @property
    def id(self) -> str:
        """Return the run's id."""
        return self.record.id

    @property
    def tool(self) -> str:
        """Return the tool's name."""
        return self.record.tool

    @property
    def arguments(self) -> JSON:
        """Return the arguments, defaults included."""
        return self.record.arguments

    @property
    def seconds(self) -> float:
        """Return the seconds that the tool took when it was computed."""
        return self.record.seconds

    def to_json(self) -> JSON:
        """Return record and result as plain JSON."""
        return {**self.record.model_dump(), "from_store": self.from_store, "result": self.result.to_json()}


def run_id(tool: str, version: str, arguments: JSON, datasets: dict[str, str], seed: int) -> str:
    """Return the id of a run: the same question of the same code and data has the same id.

    >>> run_id("add", "1", {"a": 1}, {}, 0) == run_id("add", "1", {"a": 1}, {}, 0)
    True
    >>> run_id("add", "1", {"a": 1}, {}, 0) == run_id("add", "1", {"a": 2}, {}, 0)
    False
    """
    asked = json.dumps([tool, version, arguments, datasets, seed], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(asked.encode()).hexdigest()[:12]


def part_id(id: str, created: str) -> str:
    """Return the id of a run that was stopped before it was done.

    >>> part_id("0123456789ab", "2026-01-01") != "0123456789ab"
    True
    """
    return hashlib.sha256(f"{id} stopped {created}".encode()).hexdigest()[:12]


class RunStore:
    """Runs in a folder; a run is written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def save(self, run: Run) -> None:
        """Store a run, replacing one with the same id.

        Raises:
            OSError: the folder cannot be written.
        """
        with staged_folder(self.folder / run.id) as stage:
            result = run.result
            document = {
                "record": run.record.model_dump(),
                "result": {
                    "headline": result.headline,
                    "headline_zh": result.headline_zh,
                    "values": {key: value.model_dump() for key, value in result.values.items()},
                    "tables": list(result.tables),
                    "charts": [{"name": chart.name, "title": chart.title} for chart in result.charts],
                    "notes": list(result.notes),
                    "diagnostics": result.diagnostics,
                    "partial": result.partial,
                },
            }
            (stage / "run.json").write_text(_dump(document), encoding="utf-8")
            for name, table in result.tables.items():
                (stage / f"table-{name}.json").write_text(_dump(_table_to_json(table)), encoding="utf-8")
            for chart in result.charts:
                if chart.png is not None:
                    (stage / f"chart-{chart.name}.png").write_bytes(chart.png)
                else:
                    (stage / f"chart-{chart.name}.json").write_text(_dump(chart.spec), encoding="utf-8")

    def load(self, id_or_start: str) -> Run:
        """Return the run with this id, or with the only id that starts so.

        Raises:
            UnknownName: there is none.
            UserError: several start so, or the stored run cannot be read.
        """
        folder = self._find(id_or_start)
        try:
            document = json.loads((folder / "run.json").read_text(encoding="utf-8"))
            stored = document["result"]
            result = ToolResult(
                headline=stored["headline"],
                headline_zh=stored.get("headline_zh", ""),
                values={key: Value(**value) for key, value in stored["values"].items()},
                tables={name: _read_table(folder / f"table-{name}.json") for name in stored["tables"]},
                charts=tuple(_read_chart(folder, chart) for chart in stored["charts"]),
                notes=tuple(stored["notes"]),
                diagnostics=stored["diagnostics"],
                partial=stored.get("partial", False),
            )
            return Run(record=RunRecord(**document["record"]), result=result, from_store=True)
        except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
            raise UserError(
                f"The stored run {folder.name} cannot be read ({type(error).__name__}): its files were changed. "
                f"Remove {folder} and ask again."
            ) from error

    def has(self, id: str) -> bool:
        """Return whether a run with exactly this id is stored."""
        return (self.folder / id / "run.json").is_file()

    def records(self) -> Iterator[RunRecord]:
        """Yield the records of all readable runs, newest first."""
        records = []
        for path in self.folder.glob("*/run.json"):
            try:
                records.append(_record(path, path.stat().st_mtime_ns))
            except (OSError, ValueError, KeyError, TypeError):
                continue
        yield from sorted(records, key=lambda record: record.created, reverse=True)

    def remove(self, id: str) -> bool:
        """Delete the run with exactly this id; return whether there was one.

        Raises:
            OSError: it cannot be deleted.
        """
        if not self.has(id):
            return False
        gone = self.folder / f".tmp-gone-{id}-{os.getpid()}"
        (self.folder / id).replace(gone)  # At once: a crash leaves no half run.
        shutil.rmtree(gone)
        return True

    def _find(self, start: str) -> Path:
        ids = sorted(path.parent.name for path in self.folder.glob("*/run.json"))
        found = [id for id in ids if start and id.startswith(start)]
        if not found:
            raise (
                UnknownName("run", start, ids[-10:]) if ids else UserError("No run is stored yet: ask something first.")
            )
        if len(found) > 1:
            raise UserError(f"Several runs start with '{start}': {', '.join(found)}. Give more of the id.")
        return self.folder / found[0]


@lru_cache(maxsize=20_000)
def _record(path: Path, changed: int) -> RunRecord:
    """Return a stored record; read again where the file was `changed`."""
    return RunRecord(**json.loads(path.read_text(encoding="utf-8"))["record"])


def now() -> str:
    """Return the time in UTC, ISO 8601, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _dump(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, allow_nan=False)


def _table_to_json(table: Any) -> JSON:
    from tools.core.result import table_records

    return {
        "columns": [str(column) for column in table.columns],
        "dtypes": [str(dtype) for dtype in table.dtypes],
        "rows": [list(row.values()) for row in table_records(table)],
    }


def _read_table(path: Path) -> Any:
    import pandas as pd

    stored = json.loads(path.read_text(encoding="utf-8"))
    table = pd.DataFrame(stored["rows"], columns=stored["columns"])
    return table.astype(dict(zip(stored["columns"], stored["dtypes"], strict=True)))


def _read_chart(folder: Path, chart: JSON) -> Chart:
    picture = folder / f"chart-{chart['name']}.png"
    if picture.exists():
        return Chart(name=chart["name"], title=chart["title"], png=picture.read_bytes())
    spec = json.loads((folder / f"chart-{chart['name']}.json").read_text(encoding="utf-8"))
    return Chart(name=chart["name"], title=chart["title"], spec=spec)
