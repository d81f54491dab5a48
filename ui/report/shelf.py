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
        self._ids: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, report_id: str) -> str:
        """Return a fresh ticket for a report."""
        ticket = secrets.token_hex(16)
        with self._lock:
            self._ids[ticket] = report_id
            while len(self._ids) > self._most:
                self._ids.popitem(last=False)
        return ticket

    def find(self, ticket: str) -> str | None:
        """Return the id of the report that a ticket is for; None where the ticket is not known."""
        with self._lock:
            return self._ids.get(ticket)
