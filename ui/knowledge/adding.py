"""Adding documents in a thread of its own: progress to look at, and a stop."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from knowledge.intake import LARGEST_FILE, read_source
from knowledge.library import library
from knowledge.passages import Source
from tools.core.errors import Cancelled, UserError

LOOK_SECONDS = 0.2
log = logging.getLogger(__name__)


class Adding:
    """One upload on its way to the shelf.

    Attributes:
        stop: set it to end the adding; the shelf is then as it was.
        added: names of the documents that are on the shelf.
        problems: why files were not taken.
        failure: an error of the program's own.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        self.stop = threading.Event()
        self.done, self.total = 0, 0
        self.added: list[str] = []
        self.problems: list[UserError] = []
        self.stopped = False
        self.failure: Exception | None = None
        self._paths = [Path(path) for path in paths]
        self._thread = threading.Thread(target=self._run, daemon=True, name="quesnay-documents")
        self._thread.start()

    def follow(self) -> Iterator[None]:
        """Yield again and again until it has ended."""
        while self._thread.is_alive():
            yield
            time.sleep(LOOK_SECONDS)

    def _run(self) -> None:
        try:
            if sources := [source for path in self._paths if (source := self._read(path)) is not None]:
                self.added = [entry.name for entry in library().add(sources, self._report)]
        except Cancelled:
            self.stopped = True
        except UserError as error:
            self.problems.append(error)
        except Exception as error:
            log.exception("documents could not be added")
            self.failure = error

    def _read(self, path: Path) -> Source | None:
        if self.stop.is_set():
            raise Cancelled("stopped")
        try:
            with path.open("rb") as file:
                content = file.read(LARGEST_FILE + 1)
            return read_source(content, path.name)
        except UserError as error:
            self.problems.append(error)
        except OSError:
            self.problems.append(
                UserError("An upload did not arrive whole. Try it again.", chinese="上传不完整，请重试。")
            )
        finally:
            # Gradio keeps uploads in a folder of its own until it is restarted, and gives them out by name.
            with contextlib.suppress(OSError):
                path.unlink()
        return None

    def _report(self, done: int, total: int) -> None:
        if self.stop.is_set():
            raise Cancelled("stopped")
        self.done, self.total = done, total
