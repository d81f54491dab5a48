"""The archive: whose each conversation is, what it is called, and which question was being answered."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from agent.conversation import Conversation
from tools.core.errors import UserError, shorten
from tools.core.runs import now
from tools.core.workspace import unwritable, workspace

LONGEST_TITLE = 120
MOST_LISTED = 200
PROCESS = f"{os.getpid()}-{os.urandom(8).hex()}"
"""Tells this start of the program from any other."""

MIGRATIONS = (
    """
    CREATE TABLE conversations (
        thread_id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, named INTEGER NOT NULL DEFAULT 0,
        asked TEXT NOT NULL DEFAULT '', created TEXT NOT NULL, updated TEXT NOT NULL
    );
    CREATE INDEX conversations_of ON conversations (owner, updated);
    CREATE TABLE open_turns (
        thread_id TEXT PRIMARY KEY, question TEXT NOT NULL, tool TEXT NOT NULL, process TEXT NOT NULL
    );
    CREATE TABLE runs_seen (
        owner TEXT NOT NULL, run_id TEXT NOT NULL, first TEXT NOT NULL, PRIMARY KEY (owner, run_id)
    );
    """,
)
"""Applied in order, once each; a change of the tables is a further entry."""


@dataclass(frozen=True)
class OpenTurn:
    """A question that was not answered to its end; `tool` is the one the person chose, if any."""

    question: str
    tool: str = ""


class Archive:
    """Conversations by owner, in a SQLite file beside that of their messages.

    Args:
        path: the file; the workspace's where not given.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._ready: set[Path] = set()
        self._lock = threading.Lock()

    def begin(self, thread_id: str, owner: str, question: str, tool: str | None = None) -> None:
        """Record that a question is being answered; the first of a conversation gives it its title.

        Raises:
            UserError: the archive cannot be written.
        """
        at = now()
        with self._open() as database:
            database.execute(
                "INSERT INTO conversations (thread_id, owner, title, asked, created, updated) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (thread_id) DO UPDATE SET asked = asked || char(10) || excluded.asked,"
                " updated = excluded.updated",
                (thread_id, owner, _title(question), question, at, at),
            )
            database.execute(
                "INSERT OR REPLACE INTO open_turns VALUES (?, ?, ?, ?)", (thread_id, question, tool or "", PROCESS)
            )

    def end(self, thread_id: str) -> None:
        """Record that the question is answered, stopped or given up."""
        with self._open() as database:
            database.execute("DELETE FROM open_turns WHERE thread_id = ?", (thread_id,))

    def interrupted(self, thread_id: str) -> OpenTurn | None:
        """Return the question that an earlier start of the program did not answer to its end."""
        with self._open() as database:
            row = database.execute(
                "SELECT question, tool FROM open_turns WHERE thread_id = ? AND process <> ?", (thread_id, PROCESS)
            ).fetchone()
        return OpenTurn(*row) if row else None

    def conversations(self, owner: str, words: str = "", most: int = MOST_LISTED) -> list[Conversation]:
        """Return a person's conversations, the latest first; only those whose title or questions have all words."""
        found = "SELECT thread_id, title, updated FROM conversations WHERE owner = ?"
        given: list[object] = [owner]
        for word in words.split()[:10]:
            found += " AND (title || char(10) || asked) LIKE ? ESCAPE '!'"
            given.append(f"%{_literal(word)}%")
        with self._open() as database:
            rows = database.execute(f"{found} ORDER BY updated DESC LIMIT ?", (*given, most)).fetchall()
        return [Conversation(*row) for row in rows]

    def find(self, thread_id: str, owner: str) -> Conversation | None:
        """Return a person's conversation; None where there is none, or it is another's."""
        with self._open() as database:
            row = database.execute(
                "SELECT thread_id, title, updated FROM conversations WHERE thread_id = ? AND owner = ?",
                (thread_id, owner),
            ).fetchone()
        return Conversation(*row) if row else None

    def rename(self, thread_id: str, owner: str, title: str) -> str:
        """Give a conversation another title and return it as it is kept.

        Raises:
            UserError: the title is empty.
        """
        kept = _title(title)
        if not kept:
            raise UserError("A title needs at least one letter.", chinese="标题至少要有一个字。")
        with self._open() as database:
            database.execute(
                "UPDATE conversations SET title = ?, named = 1 WHERE thread_id = ? AND owner = ?",
                (kept, thread_id, owner),
            )
        return kept

    def delete(self, thread_id: str, owner: str) -> None:
        """Forget a conversation."""
        with self._open() as database:
            done = database.execute("DELETE FROM conversations WHERE thread_id = ? AND owner = ?", (thread_id, owner))
            if done.rowcount:
                database.execute("DELETE FROM open_turns WHERE thread_id = ?", (thread_id,))

    def adopt(self, found: Iterable[Conversation], owner: str) -> None:
        """Take in conversations that are stored and nobody's yet: those of an older version, or of the terminal."""
        with self._open() as database:
            database.executemany(
                "INSERT OR IGNORE INTO conversations (thread_id, owner, title, asked, created, updated)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [(one.thread_id, owner, one.title, one.title, one.updated, one.updated) for one in found],
            )

    def saw(self, owner: str, run_id: str) -> None:
        """Record that a person was shown a run."""
        with self._open() as database:
            database.execute("INSERT OR IGNORE INTO runs_seen VALUES (?, ?, ?)", (owner, run_id, now()))

    def seen(self, owner: str) -> frozenset[str]:
        """Return the runs that a person was shown."""
        with self._open() as database:
            rows = database.execute("SELECT run_id FROM runs_seen WHERE owner = ?", (owner,)).fetchall()
        return frozenset(row[0] for row in rows)

    def has_seen(self, owner: str, run_id: str) -> bool:
        """Return whether a person was shown a run."""
        with self._open() as database:
            return bool(
                database.execute("SELECT 1 FROM runs_seen WHERE owner = ? AND run_id = ?", (owner, run_id)).fetchone()
            )

    def unsee(self, owner: str, run_id: str) -> bool:
        """Forget that a person was shown a run; return whether anyone else was."""
        with self._open() as database:
            database.execute("DELETE FROM runs_seen WHERE owner = ? AND run_id = ?", (owner, run_id))
            return bool(database.execute("SELECT 1 FROM runs_seen WHERE run_id = ?", (run_id,)).fetchone())

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        path = self._path or workspace().conversations.with_name("archive.sqlite")
        try:
            if not path.exists():
                path.touch(mode=0o600)
                self._ready.discard(path)
            database = sqlite3.connect(path, timeout=10)
            try:
                with database:
                    with self._lock:
                        if path not in self._ready:
                            _migrate(database)
                            self._ready.add(path)
                    yield database
            finally:
                database.close()
        except OSError as error:
            raise unwritable(path.parent, error) from error
        except sqlite3.Error as error:
            raise UserError(
                f"The archive of the conversations {path} cannot be used ({error}). Free the disk, or move the file "
                "elsewhere and start again; the runs are not touched.",
                chinese=f"对话档案 {path} 无法使用（{error}）。请腾出磁盘空间，或移走该文件后重启；运行结果不受影响。",
            ) from error


def _migrate(database: sqlite3.Connection) -> None:
    database.execute("PRAGMA secure_delete = ON")
    done = int(database.execute("PRAGMA user_version").fetchone()[0])
    for number, script in enumerate(MIGRATIONS[done:], start=done + 1):
        database.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {number}; COMMIT;")


def _title(text: str) -> str:
    return shorten(" ".join(text.split()), LONGEST_TITLE)


def _literal(word: str) -> str:
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")
