"""A run's charts as a report shows them: the finding goes into the caption, the words into the report's language."""

from __future__ import annotations

import copy
import struct
from dataclasses import dataclass
from typing import Any

from agent.report.fonts import use_for_charts
from agent.report.glossary import in_language
from agent.report.templates import Method
from agent.turn import Language
from tools.core.result import Chart
from tools.core.runs import Run

MOST_CHARTS = 2
PIXELS_PER_UNIT = 2.5
FULL_WIDTH = 620.0
"""Width of a chart, in its own units, that takes the whole line."""
TALLEST = 560.0
UNTOUCHED = ("field", "type", "name", "as", "groupby", "format", "mark", "orient", "anchor", "align", "baseline")
"""Keys of a specification whose texts are not read by people."""


@dataclass(frozen=True)
class Drawn:
    """A chart ready for a report: a picture, and for charts the specification behind it.

    Attributes:
        caption: the finding it shows.
        png: the picture.
        spec: Vega-Lite specification without title; None for pictures.
        width: share of the line that it takes.
    """

    caption: str
    png: bytes
    spec: dict[str, Any] | None
    width: float


def shown_charts(run: Run, method: Method) -> list[Chart]:
    """Return the charts to show of a run, the most telling first."""
    by_name = {chart.name: chart for chart in run.result.charts}
    chosen = [by_name[name] for name in method.charts if name in by_name]
    return (chosen or list(run.result.charts))[:MOST_CHARTS]


def draw(chart: Chart, language: Language) -> Drawn:
    """Return a chart drawn for a report."""
    if chart.spec is None:
        picture = chart.as_png()
        return Drawn(chart.title, picture, None, _share(picture, 1.0))
    import vl_convert

    use_for_charts(language)
    spec = without_titles(chart.spec)
    if language == "zh":
        spec = translated(spec)
    picture = bytes(vl_convert.vegalite_to_png(spec, scale=PIXELS_PER_UNIT))
    return Drawn(chart.title, picture, spec, _share(picture, PIXELS_PER_UNIT))


def without_titles(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a specification without its heading and its source line, which the caption and the text say."""
    bare = copy.deepcopy(spec)
    bare.pop("title", None)
    for part in bare.get("vconcat", []):
        title = part.get("title")
        if isinstance(title, dict) and title.get("orient") == "bottom":
            part.pop("title")
    return bare


def translated(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a specification whose headings, legends and names of known things are in Chinese.

    Names in the data are changed only where no expression of the chart mentions them.
    """
    expressions = "\n".join(_expressions(spec))

    def walk(node: Any, key: str = "", data: bool = False) -> Any:
        data = data or key in ("datasets", "values")
        if isinstance(node, dict):
            return {inner: walk(value, inner, data) for inner, value in node.items()}
        if isinstance(node, list):
            return [walk(value, key, data) for value in node]
        if isinstance(node, str) and (data or key not in UNTOUCHED) and f"'{node}'" not in expressions:
            return in_language(node, "zh")
        return node

    return dict(walk(spec))


def _expressions(node: Any, key: str = "") -> list[str]:
    if isinstance(node, dict):
        return [text for inner, value in node.items() for text in _expressions(value, inner)]
    if isinstance(node, list):
        return [text for value in node for text in _expressions(value, key)]
    return [node] if isinstance(node, str) and key in ("filter", "calculate", "test", "expr", "labelExpr") else []


def _share(picture: bytes, scale: float) -> float:
    """Return the share of the line for a picture, by its width and so that a tall one stays on its page."""
    width, height = struct.unpack(">II", picture[16:24])
    share = min(1.0, width / scale / FULL_WIDTH)
    return min(share, TALLEST / (height / scale) * share) if height / scale > TALLEST else share
