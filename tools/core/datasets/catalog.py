"""The catalog: the manifest's data sets and the person's own, and their state in the workspace."""

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from tools.core.atomic import staged_folder
from tools.core.datasets.fetch import fetch_files
from tools.core.datasets.manifest import DataFile, DataSet, manifest
from tools.core.errors import UnknownName, UserError, shorten
from tools.core.settings import settings
from tools.core.workspace import unwritable, workspace

DESCRIPTION = "dataset.json"
"""File that describes an imported data set inside its folder."""

_PROVIDED: dict[str, Callable[[], DataSet]] = {}


def provide(name: str, describe: Callable[[], DataSet]) -> None:
    """Let what is kept elsewhere and changes, such as a person's documents, be part of the identity of runs.

    Args:
        name: the name that a tool declares; it is in no list of data sets.
        describe: returns its present state; its files' hashes make the fingerprint.
    """
    _PROVIDED[name] = describe


class Catalog:
    """Data sets by name, in one workspace."""

    def __init__(self, data: Path, downloads: Path, mirror: str) -> None:
        self._data = data
        self._downloads = downloads
        self._mirror = mirror

    def all(self) -> dict[str, DataSet]:
        """Return every data set by name: the manifest's, then the person's own."""
        return {**manifest(), **self._imported()}

    def get(self, name: str) -> DataSet:
        """Return a data set's description.

        Raises:
            UnknownName: there is none with this name.
        """
        if name in _PROVIDED:
            return _PROVIDED[name]()
        known = self.all()
        if name not in known:
            raise UnknownName("data set", name, list(known))
        return known[name]

    def is_present(self, name: str) -> bool:
        """Return whether the data set can be used at once: all its files are there, in the right size."""
        dataset = self.get(name)
        folder = self._data / name
        return not dataset.has_files or all(_has_size(folder / file.path, file.size) for file in dataset.files)

    def folder(self, name: str) -> Path:
        """Return the folder of a data set, each file checked against its hash.

        Raises:
            UserError: it is not here yet, or a file was changed.
        """
        dataset = self.get(name)
        folder = self._data / name
        if not dataset.has_files:
            raise LookupError(f"data set '{name}' is {dataset.kind}: it has no folder")
        if not self.is_present(name) and not folder.exists():
            raise UserError(f"The data set '{name}' is not here yet: fetch it with `quesnay data fetch {name}`.")
        for file in dataset.files:
            path = folder / file.path
            if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != file.sha256:
                again = f"import it again, or remove {folder}" if dataset.kind == "imported" else _fetch_again(name)
                raise UserError(f"The file {file.path} of data set '{name}' is missing or was changed: {again}.")
        return folder

    def fingerprint(self, name: str) -> str:
        """Return a short hash of the data set's content, for the identity of a run."""
        return hashlib.sha256(self.get(name).content.encode()).hexdigest()[:16]

    def fetch(self, name: str, report: Callable[[int, int, str], None] = lambda done, total, message: None) -> Path:
        """Bring a data set into the workspace and return its folder; nothing is done if it is already here.

        Args:
            name: a data set of kind "fetched".
            report: called with (bytes done, bytes in all, what is being done).

        Raises:
            UserError: it is not to be fetched, cannot be reached, or came damaged; nothing is left behind.
        """
        dataset = self.get(name)
        if dataset.kind != "fetched":
            raise UserError(f"The data set '{name}' is {dataset.kind}: there is nothing to fetch, use it as it is.")
        if self.is_present(name):
            try:
                return self.folder(name)
            except UserError:
                pass  # A file was changed in place: fetch the whole again.
        try:
            with staged_folder(self._data / name) as stage:
                fetch_files(dataset, stage, mirror=self._mirror, downloads=self._downloads, report=report)
        except OSError as error:
            raise unwritable(self._data.parent, error) from error
        return self.folder(name)

    def add_imported(self, name: str, title: str, family: str, contents: dict[str, bytes], **about: str) -> DataSet:
        """Store a person's own data set under `name` and return its description.

        Args:
            name: lower-case letters, digits, '-' and '_'; replaces an earlier import of the same name.
            title: what a person calls it.
            family: the tool family that can read it.
            contents: file name -> content.
            about: further fields of the description: source, licence, years, units.

        Raises:
            UserError: the name is taken by a data set of Quesnay's own, is not a name, or cannot be written.
        """
        if name in manifest():
            raise UserError(f"'{name}' is the name of a data set that comes with Quesnay: choose another with --name.")
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{1,63}", name):
            raise UserError(
                f"'{shorten(name)}' cannot name a data set: use 2 to 64 lower-case letters, digits, '-' or '_'."
            )
        files = tuple(
            DataFile(path=path, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
            for path, content in contents.items()
        )
        fields = {"source": "imported by the user", "licence": "the user's own", "years": "", "units": "", **about}
        dataset = DataSet(name=name, title=title, kind="imported", families=(family,), files=files, **fields)
        try:
            with staged_folder(self._data / name) as stage:
                for path, content in contents.items():
                    (stage / path).write_bytes(content)
                (stage / DESCRIPTION).write_text(dataset.model_dump_json(indent=1), encoding="utf-8")
        except OSError as error:
            raise unwritable(self._data.parent, error) from error
        return dataset

    def _imported(self) -> dict[str, DataSet]:
        found = {}
        for path in sorted(self._data.glob(f"*/{DESCRIPTION}")):
            try:
                dataset = DataSet(**json.loads(path.read_text(encoding="utf-8")))
            except (OSError, ValueError, TypeError, ValidationError):
                continue
            if dataset.name == path.parent.name and dataset.name not in manifest():
                found[dataset.name] = dataset
        return found


def catalog() -> Catalog:
    """Return the catalog of the current workspace."""
    space = workspace()
    return Catalog(space.data, space.cache / "downloads", settings().data_mirror)


def _fetch_again(name: str) -> str:
    return f"fetch it again with `quesnay data fetch {name}`"


def _has_size(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size
