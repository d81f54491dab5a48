"""What a tool returns: named figures, tables and charts, with a headline made from them by code."""

from __future__ import annotations

import base64
import math
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

if TYPE_CHECKING:
    import pandas as pd

JSON = dict[str, Any]


class Value(BaseModel):
    """One figure with its unit and what it measures."""

    model_config = ConfigDict(frozen=True)

    value: float
    unit: str
    label: str

    @field_validator("value")
    @classmethod
    def _finite(cls, value: float) -> float:
        if not math.isfinite(value):
            raise ValueError("a figure must be finite: leave an undefined one out and say so in the notes")
        return value


class Chart(BaseModel):
    """A chart: a Vega-Lite specification, or a PNG picture for images.

    Give exactly one of `spec` (for example `altair_chart.to_dict()`) and `png`.
    """

    model_config = ConfigDict(frozen=True)

    name: str = Field(pattern=r"^[a-z0-9_]+$")
    title: str
    spec: JSON | None = None
    png: bytes | None = None

    def model_post_init(self, _: Any) -> None:
        """Check that the chart is of one kind."""
        if (self.spec is None) == (self.png is None):
            raise ValueError("a chart has either a Vega-Lite specification or a PNG picture")

    def to_json(self) -> JSON:
        """Return the chart as plain JSON, a picture in base 64."""
        picture = None if self.png is None else base64.b64encode(self.png).decode()
        return {"name": self.name, "title": self.title, "spec": self.spec, "png": picture}

    def as_png(self, scale: float = 2.0) -> bytes:
        """Return the chart as a PNG picture, drawn without a browser or a network."""
        if self.png is not None:
            return self.png
        assert self.spec is not None
        import vl_convert

        return bytes(vl_convert.vegalite_to_png(self.spec, scale=scale))


class ToolResult(BaseModel):
    """The result of one tool call.

    Attributes:
        headline: one to three sentences made by code from `values`.
        headline_zh: the same in Chinese, for those who ask in Chinese; empty where the tool has none.
        values: figures by dotted key, quantity then who: `real_income_change.USA`.
        tables: pandas DataFrames by name.
        charts: charts, the most telling first.
        notes: data set, stylised or not, convergence, caveats: one sentence each.
        diagnostics: plain JSON for those who check: residuals, iterations, versions of a method.
        partial: whether the person stopped the work and this is the best so far; the headline says so too.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, frozen=True)

    headline: str = Field(min_length=1)
    headline_zh: str = ""
    values: dict[str, Value]
    tables: dict[str, Any] = {}
    charts: tuple[Chart, ...] = ()
    notes: tuple[str, ...] = ()
    diagnostics: JSON = {}
    partial: bool = False

    def to_json(self) -> JSON:
        """Return the whole result as plain JSON, tables as records."""
        return {
            "headline": self.headline,
            "headline_zh": self.headline_zh,
            "values": {key: value.model_dump() for key, value in self.values.items()},
            "tables": {name: table_records(table) for name, table in self.tables.items()},
            "charts": [chart.to_json() for chart in self.charts],
            "notes": list(self.notes),
            "diagnostics": self.diagnostics,
            "partial": self.partial,
        }


def table_records(table: pd.DataFrame) -> list[JSON]:
    """Return a table as a list of row objects; missing and non-finite cells become None."""
    return [
        {str(column): _plain(cell) for column, cell in zip(table.columns, row, strict=True)}
        for row in table.itertuples(index=False, name=None)
    ]


def _plain(cell: Any) -> Any:
    if hasattr(cell, "item"):
        cell = cell.item()
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    return cell if isinstance(cell, str | int | float | bool | type(None)) else str(cell)
