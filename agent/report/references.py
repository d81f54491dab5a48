"""The numbered sources of a report: literature and data sets, each once, in the order of their first mention."""

from __future__ import annotations

from agent.report.glossary import in_language
from agent.turn import Language
from tools.core.datasets import catalog
from tools.core.errors import UserError


class References:
    """Gives sources their numbers."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self.entries: list[str] = []

    def cite(self, entry: str) -> str:
        """Return the mark of a source, such as " [2]"; a new one gets the next number."""
        if entry not in self.entries:
            self.entries.append(entry)
        return f" [{self.entries.index(entry) + 1}]"

    def cite_data(self, name: str) -> str:
        """Return the mark of a data set."""
        return self.cite(_described(name))

    def title(self, name: str) -> str:
        """Return what a data set is called."""
        try:
            return in_language(catalog().get(name).title, self._language)
        except UserError:
            return name


def _described(name: str) -> str:
    """Return a data set as a source: title, who made it, years, licence."""
    try:
        data = catalog().get(name)
    except UserError:
        return f"Data set {name}, imported."
    parts = [f"Data set {name}: {data.title}", data.source]
    if data.citation:
        parts.append(data.citation)
    parts.append(f"years: {data.years}" if data.years else "")
    return ". ".join(part.rstrip(".") for part in parts if part) + "."
