"""Every call to a labeller in one SQLite file: what was paid for once is cache, resume and audit in one."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tools.core.errors import UserError
from tools.exposure.labelling.items import Item
from tools.exposure.labelling.labeller import Judgement, Labeller, call_key, identity_digest

# Numbered and append-only: a file that is older is brought up to date, one that is newer is refused.
MIGRATIONS = (
    """
    CREATE TABLE labellers (identity TEXT PRIMARY KEY, name TEXT, about TEXT, created REAL);
    CREATE TABLE items (digest TEXT PRIMARY KEY, title TEXT, task TEXT);
    CREATE TABLE calls (
        id INTEGER PRIMARY KEY, key TEXT, identity TEXT, item TEXT, label TEXT, p0 REAL, p1 REAL, p2 REAL, reason TEXT,
        raw TEXT, error TEXT, attempts INTEGER, tokens_in INTEGER, tokens_out INTEGER, seconds REAL, created REAL
    );
    CREATE UNIQUE INDEX one_label_a_key ON calls (key) WHERE label IS NOT NULL;
    CREATE INDEX calls_by_key ON calls (key);
    CREATE INDEX calls_by_identity ON calls (identity);
    CREATE TABLE decisions (id INTEGER PRIMARY KEY, item TEXT, label TEXT, note TEXT, created REAL);
    CREATE INDEX decisions_by_item ON decisions (item);
    """,
)
BUSY_SECONDS = 30.0
LONGEST_RAW = 8_000


@dataclass(frozen=True)
class Outcome:
    """How a call about one item ended: with a judgement, or with an error in words."""

    item: Item
    judgement: Judgement | None
    error: str = ""
    raw: str = ""
    attempts: int = 1
    seconds: float = 0.0


@dataclass(frozen=True)
class Experience:
    """What stored calls of a labeller took: medians over labelled items; `calls` is how many there are."""

    calls: int = 0
    seconds: float = 0.0
    tokens_in: float = 0.0
    tokens_out: float = 0.0


class LabelStore:
    """The stored calls and decisions.

    One object may be used by several threads, one file by several processes: each answer is written when it comes, in
    a transaction of its own, so that a killed process loses no more than the calls in flight.
    """

    def __init__(self, path: Path) -> None:
        """Open the file, or make it.

        Raises:
            UserError: it cannot be written, is no label store, or was written by a newer version.
        """
        self.path = path
        self._lock = threading.Lock()
        with self._told():
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                path.touch(mode=0o600)
            self._db = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._migrate()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    def know(self, labeller: Labeller, items: Iterable[Item] = ()) -> str:
        """Record what a labeller's answers follow from and which texts it is asked about; return its identity."""
        identity = identity_digest(labeller)
        about = json.dumps(dict(labeller.identity), ensure_ascii=False, sort_keys=True)
        with self._transaction() as db:
            db.execute(
                "INSERT OR IGNORE INTO labellers VALUES (?, ?, ?, ?)", (identity, labeller.name, about, time.time())
            )
            db.executemany(
                "INSERT OR IGNORE INTO items VALUES (?, ?, ?)", ((item.digest, item.title, item.task) for item in items)
            )
        return identity

    def save(self, identity: str, outcomes: Sequence[Outcome]) -> None:
        """Store how calls ended, all in one transaction; a second label for the same key is dropped.

        Raises:
            UserError: the disk is full or the file cannot be written; what was stored before is kept.
        """
        rows = [_row(identity, outcome) for outcome in outcomes]
        with self._transaction() as db:
            db.executemany(f"INSERT OR IGNORE INTO calls VALUES (NULL{', ?' * 15})", rows)  # noqa: S608

    def judgements(self, identity: str, items: Iterable[Item]) -> dict[str, Judgement]:
        """Return the stored judgements of a labeller, by the items' digests."""
        keys = json.dumps([call_key(identity, item) for item in items])
        query = (
            "SELECT item, label, p0, p1, p2, reason, raw, tokens_in, tokens_out FROM calls "
            "WHERE key IN (SELECT value FROM json_each(?)) AND label IS NOT NULL"
        )
        found = {}
        for item, label, p0, p1, p2, reason, raw, tokens_in, tokens_out in self._rows(query, (keys,)):
            probabilities = None if p0 is None else (p0, p1, p2)
            found[item] = Judgement(label, probabilities, reason, raw, tokens_in, tokens_out)
        return found

    def errors(self, identity: str, items: Iterable[Item]) -> dict[str, str]:
        """Return the latest errors of a labeller, by the items' digests; also of items that were labelled later."""
        keys = json.dumps([call_key(identity, item) for item in items])
        query = (
            "SELECT item, error FROM calls WHERE key IN (SELECT value FROM json_each(?)) AND label IS NULL ORDER BY id"
        )
        return dict(self._rows(query, (keys,)))

    def experience(self, identity: str, latest: int = 200) -> Experience:
        """Return what the latest labelled items of a labeller took."""
        query = (
            "SELECT seconds, tokens_in, tokens_out FROM calls WHERE identity = ? AND label IS NOT NULL "
            "ORDER BY id DESC LIMIT ?"
        )
        rows = self._rows(query, (identity, latest))
        # Medians: the first call of a model also loads it.
        return Experience(len(rows), *(median(column) for column in zip(*rows, strict=True))) if rows else Experience()

    def decide(self, labels: Mapping[Item, str], note: str = "") -> None:
        """Store a person's decisions about items; a later one takes the place of an earlier one, "" takes it back."""
        now = time.time()
        with self._transaction() as db:
            db.executemany(
                "INSERT OR IGNORE INTO items VALUES (?, ?, ?)",
                ((item.digest, item.title, item.task) for item in labels),
            )
            db.executemany(
                "INSERT INTO decisions VALUES (NULL, ?, ?, ?, ?)",
                ((item.digest, label, note, now) for item, label in labels.items()),
            )

    def decisions(self, items: Iterable[Item]) -> dict[str, str]:
        """Return the decisions of people, by the items' digests."""
        digests = json.dumps([item.digest for item in items])
        query = "SELECT item, label FROM decisions WHERE item IN (SELECT value FROM json_each(?)) ORDER BY id"
        latest = dict(self._rows(query, (digests,)))
        return {item: label for item, label in latest.items() if label}

    def _rows(self, query: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        with self._told(), self._lock:
            return self._db.execute(query, values).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._told(), self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def _migrate(self) -> None:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            raise UserError(f"The stored labels in {self.path} were written by a newer Quesnay. Install that one.")
        for number in range(version, len(MIGRATIONS)):
            self._db.executescript(f"BEGIN; {MIGRATIONS[number]} PRAGMA user_version = {number + 1}; COMMIT;")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn the errors of the file and the disk into sentences."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.ProgrammingError | sqlite3.IntegrityError):
                raise
            raise UserError(
                f"The labels cannot be stored in {self.path} ({error}). Free some space, or choose another folder with "
                "QUESNAY_WORKSPACE; what was stored before is kept, and the same command goes on from there."
            ) from error
        except OSError as error:
            raise UserError(
                f"The labels cannot be stored in {self.path} ({error.strerror or error}). Choose another folder with "
                "QUESNAY_WORKSPACE."
            ) from error


def _row(identity: str, outcome: Outcome) -> tuple[object, ...]:
    said = outcome.judgement
    probabilities = said.probabilities if said and said.probabilities else (None, None, None)
    return (
        call_key(identity, outcome.item),
        identity,
        outcome.item.digest,
        said.label if said else None,
        *probabilities,
        said.reason if said else "",
        (said.raw if said else outcome.raw)[:LONGEST_RAW],
        outcome.error,
        outcome.attempts,
        said.tokens_in if said else 0,
        said.tokens_out if said else 0,
        outcome.seconds,
        time.time(),
    )
