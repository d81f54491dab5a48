"""The space that the workspace takes, by part, and clearing away what nothing leads to."""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tools.core.errors import UserError
from tools.core.runs import RunStore
from tools.core.workspace import unwritable, workspace
from ui.language import say

DAYS = 30
CITED = re.compile(r"(?<![0-9a-f])[0-9a-f]{12}(?![0-9a-f])")
PARTS = ("runs", "data", "models", "conversations", "labels", "knowledge", "reports", "cache")
TEXTS = (".json", ".jsonl", ".md", ".html", ".txt", ".toml")
HOUR = 3600.0
"""A cache file changed within the last hour may be in use and stays."""


@dataclass(frozen=True)
class Part:
    """One part of the workspace: its folder, bytes and files."""

    name: str
    size: int
    files: int


@dataclass(frozen=True)
class Stale:
    """What can go: ids of runs with their bytes, and bytes of caches (None where they are to stay)."""

    runs: tuple[str, ...]
    run_bytes: int
    cache_bytes: int | None = None

    def __bool__(self) -> bool:
        """Return whether there is anything."""
        return bool(self.runs or self.cache_bytes)

    @property
    def in_words(self) -> str:
        """Return it in a sentence."""
        said = say("{count} runs, {size}", count=f"{len(self.runs):,}", size=write_size(self.run_bytes))
        if self.cache_bytes is not None:
            said += say("; caches, {size}", size=write_size(self.cache_bytes))
        return said + say(".")


def sizes(root: Path) -> list[Part]:
    """Return the parts of the workspace, those Quesnay knows first, then others by name."""
    found = {path.name for path in root.iterdir() if path.is_dir()} if root.is_dir() else set()
    names = [name for name in PARTS if name in found] + sorted(found - set(PARTS))
    return [_measure(root / name) for name in names]


def stale(days: float, *, caches: bool = False) -> Stale:
    """Return the runs older than a number of days that no conversation and no report leads to.

    Args:
        days: age in days.
        caches: whether to look at the caches too.

    Raises:
        UserError: the conversations cannot be read: then nothing is known to be uncited.
    """
    space = workspace()
    store, cited = RunStore(space.runs), cited_runs()
    before = datetime.fromtimestamp(time.time() - days * 86400, UTC).isoformat(timespec="milliseconds")
    old = tuple(record.id for record in store.records() if record.created < before and record.id not in cited)
    size = sum(_measure(store.folder / id).size for id in old)
    return Stale(old, size, sum(path.stat().st_size for path in _cached(space.cache)) if caches else None)


def clear(found: Stale) -> Stale:
    """Delete what was found and return what is gone.

    Raises:
        UserError: it cannot be deleted.
    """
    store = RunStore(workspace().runs)
    try:
        gone = tuple(id for id in found.runs if store.remove(id))
        if found.cache_bytes is not None:
            for path in _cached(workspace().cache):
                path.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(workspace().root, error) from error
    return Stale(gone, found.run_bytes, found.cache_bytes)


def cited_runs() -> frozenset[str]:
    """Return the ids of the runs that a conversation or a report leads to.

    Raises:
        UserError: they cannot be read.
    """
    from agent.conversation import cited_runs as of_conversations
    from agent.conversation import open_saver

    saver = open_saver()
    try:
        found = set(of_conversations(saver))
    finally:
        saver.conn.close()
    return frozenset(found | set(_named_in(workspace().root / "reports")))


def write_size(size: int) -> str:
    """Return a number of bytes for people.

    >>> write_size(0), write_size(1500), write_size(1_200_000_000)
    ('0 kB', '1.5 kB', '1.2 GB')
    """
    for unit, scale in (("GB", 1e9), ("MB", 1e6)):
        if size >= scale:
            return f"{size / scale:.1f} {unit}"
    return f"{size / 1e3:.1f} kB" if size else "0 kB"


def _named_in(folder: Path) -> Iterable[str]:
    """Yield everything in a folder's texts that could be the id of a run: too many is safe."""
    if not folder.is_dir():
        return
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix in TEXTS:
            try:
                yield from CITED.findall(path.read_text(encoding="utf-8", errors="replace"))
            except OSError as error:
                raise UserError(f"The report {path.name} cannot be read ({error}): nothing was removed.") from error


def _cached(folder: Path) -> list[Path]:
    before = time.time() - HOUR
    return [path for path in folder.rglob("*") if path.is_file() and path.stat().st_mtime < before]


def _measure(folder: Path) -> Part:
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return Part(folder.name, sum(path.stat().st_size for path in files), len(files))
