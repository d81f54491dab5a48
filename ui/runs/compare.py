"""Two runs side by side: the arguments that differ, and the figures with their differences."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tools.core.csv_text import csv_bytes
from tools.core.runs import Run


@dataclass(frozen=True)
class ArgumentPair:
    """One argument in both runs; None where a run has none of this name."""

    name: str
    first: Any
    second: Any


@dataclass(frozen=True)
class FigurePair:
    """One figure in both runs; `difference` is second less first, None where it has no meaning."""

    key: str
    label: str
    unit: str
    first: float | None
    second: float | None

    @property
    def difference(self) -> float | None:
        """Return second less first; None where a run lacks the figure."""
        if self.first is None or self.second is None:
            return None
        return self.second - self.first


@dataclass(frozen=True)
class Comparison:
    """Two runs compared.

    Attributes:
        first, second: the runs.
        arguments: those that differ.
        same: how many arguments are the same.
        figures: those in both runs, then those in one alone.
    """

    first: Run
    second: Run
    arguments: tuple[ArgumentPair, ...]
    same: int
    figures: tuple[FigurePair, ...]

    @property
    def shared(self) -> tuple[FigurePair, ...]:
        """Return the figures that both runs have."""
        return tuple(pair for pair in self.figures if pair.difference is not None)

    @property
    def changed(self) -> int:
        """Return how many shared figures differ by more than rounding."""
        return sum(
            not math.isclose(pair.first or 0.0, pair.second or 0.0, rel_tol=1e-9, abs_tol=1e-12) for pair in self.shared
        )


def compare(first: Run, second: Run) -> Comparison:
    """Return what differs between two runs; figures are matched by key and unit."""
    arguments, same = _arguments(first.arguments, second.arguments)
    return Comparison(first, second, arguments, same, _figures(first, second))


def comparison_csv(found: Comparison) -> bytes:
    """Return a comparison as CSV: arguments that differ, then all figures."""
    rows: list[tuple[object, ...]] = [
        ("argument", pair.name, "", str(pair.first), str(pair.second), "", "") for pair in found.arguments
    ]
    rows += [
        ("figure", pair.key, pair.label, pair.first, pair.second, pair.difference, pair.unit) for pair in found.figures
    ]
    head = ("kind", "key", "label", found.first.id, found.second.id, "difference", "unit")
    return csv_bytes(head, rows)


def _arguments(first: Mapping[str, Any], second: Mapping[str, Any]) -> tuple[tuple[ArgumentPair, ...], int]:
    names = list(dict.fromkeys([*first, *second]))
    pairs = [ArgumentPair(name, first.get(name), second.get(name)) for name in names]
    differing = tuple(pair for pair in pairs if pair.first != pair.second)
    return differing, len(pairs) - len(differing)


def _figures(first: Run, second: Run) -> tuple[FigurePair, ...]:
    a, b = first.result.values, second.result.values
    both = [key for key in a if key in b and a[key].unit == b[key].unit]
    pairs = [FigurePair(key, a[key].label, a[key].unit, a[key].value, b[key].value) for key in both]
    pairs += [FigurePair(key, one.label, one.unit, one.value, None) for key, one in a.items() if key not in both]
    pairs += [FigurePair(key, one.label, one.unit, None, one.value) for key, one in b.items() if key not in both]
    return tuple(pairs)
