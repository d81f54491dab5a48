"""Writing files and folders so that a crash leaves the old state or the new one, never half of either."""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def staged_folder(target: Path) -> Iterator[Path]:
    """Give a fresh folder beside `target` to fill; on success it takes `target`'s place, else it is removed.

    Raises:
        OSError: the folder cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    stage = target.parent / f".tmp-{target.name}-{uuid.uuid4().hex}"
    stage.mkdir()
    try:
        yield stage
        for path in stage.rglob("*"):
            if path.is_file():
                _sync(path)
        _replace_folder(stage, target)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def write_atomically(path: Path, content: bytes) -> None:
    """Write `content` to `path` by way of a temporary file in the same folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.parent / f".tmp-{path.name}-{uuid.uuid4().hex}"
    try:
        temporary.write_bytes(content)
        _sync(temporary)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _replace_folder(stage: Path, target: Path) -> None:
    if not target.exists():
        stage.replace(target)
        return
    old = target.parent / f".tmp-old-{target.name}-{uuid.uuid4().hex}"
    target.replace(old)
    stage.replace(target)
    shutil.rmtree(old, ignore_errors=True)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
