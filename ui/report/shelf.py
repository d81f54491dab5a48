"""Reports of the open pages by their tickets: a report is given out to who wrote it and nobody else."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict

MOST_REPORTS = 200


class ReportShelf:
    """Tickets of written reports; the oldest goes where there are too many, its report stays in the workspace."""

    def __init__(self, most: int = MOST_REPORTS) -> None:
        self._most = most
        self._ids: OrderedDict[str, tuple[str, str]] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, report_id: str, owner: str) -> str:
        """Return a fresh ticket for a person's report."""
        ticket = secrets.token_hex(16)
        with self._lock:
            self._ids[ticket] = report_id, owner
            while len(self._ids) > self._most:
                self._ids.popitem(last=False)
        return ticket

    def find(self, ticket: str, owner: str) -> str | None:
        """Return the id of the report that a person's ticket is for; None where it is not known, or another's."""
        with self._lock:
            report_id, whose = self._ids.get(ticket, (None, ""))
        return report_id if whose == owner else None
