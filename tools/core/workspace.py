"""The workspace: one folder of the person's own that holds all that Quesnay writes."""

import os
import tempfile
from pathlib import Path

from tools.core.errors import UserError
from tools.core.settings import settings


class Workspace:
    """Paths inside the workspace folder; a path is made when it is asked for."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def runs(self) -> Path:
        """Folder of the stored runs."""
        return self._folder("runs")

    @property
    def reports(self) -> Path:
        """Folder of the written reports."""
        return self._folder("reports")

    @property
    def data(self) -> Path:
        """Folder of the fetched and imported data sets."""
        return self._folder("data")

    @property
    def models(self) -> Path:
        """Folder of the language model's weights."""
        return self._folder("models")

    @property
    def cache(self) -> Path:
        """Folder for what can be made again: compiled functions, embeddings, partial downloads."""
        return self._folder("cache")

    @property
    def conversations(self) -> Path:
        """SQLite file of the conversations, readable by its owner alone."""
        path = self._folder("conversations") / "conversations.sqlite"
        if not path.exists():
            path.touch(mode=0o600)
        return path

    @property
    def labels(self) -> Path:
        """SQLite file of the calls to labellers and of people's decisions."""
        return self._folder("labels") / "labels.sqlite"

    def check_writable(self) -> None:
        """Raise UserError where nothing can be written, before any work is done."""
        probe = self._folder("")
        try:
            with tempfile.NamedTemporaryFile(dir=probe, prefix=".write-test-"):
                pass
        except OSError as error:
            raise unwritable(self.root, error) from error

    def _folder(self, name: str) -> Path:
        path = self.root / name
        try:
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise unwritable(self.root, error) from error
        return path


def unwritable(folder: Path, error: OSError) -> UserError:
    """Return the error that tells a person that the workspace cannot be written."""
    reason = os.strerror(error.errno) if error.errno else str(error)
    return UserError(
        f"The workspace folder {folder} cannot be written ({reason}). "
        "Free it or choose another with QUESNAY_WORKSPACE=/path/to/folder; nothing was lost."
    )


def workspace() -> Workspace:
    """Return the workspace that the settings name."""
    return Workspace(settings().workspace)
