"""The manifest: one entry a data set, read from one file a family in `entries/`."""

import tomllib
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

Kind = Literal["fetched", "embedded", "installed", "imported"]


class DataFile(BaseModel):
    """A file of a data set; `path` is its name inside the data set's folder."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int = Field(ge=0)

    @field_validator("path")
    @classmethod
    def _inside(cls, path: str) -> str:
        parts = PurePosixPath(path).parts
        if not parts or path.startswith("/") or ".." in parts or "\\" in path:
            raise ValueError(f"'{path}' leaves the data set's folder")
        return path


class DataSet(BaseModel):
    """A data set.

    Attributes:
        kind: fetched from `url`; embedded in the code; installed with a dependency; imported by the person.
        url: base address of the files of a fetched data set; a file's address is `url/path`.
        mirror: folder of the files inside a mirror.
        package: the package that ships an installed data set.
        families: tool families that use it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{1,63}$")
    title: str
    kind: Kind
    families: tuple[str, ...]
    source: str
    citation: str = ""
    licence: str
    years: str
    units: str
    url: str = ""
    mirror: str = ""
    package: str = ""
    files: tuple[DataFile, ...] = ()

    @property
    def has_files(self) -> bool:
        """Return whether the data set is files in the workspace."""
        return self.kind in ("fetched", "imported")

    @property
    def content(self) -> str:
        """Return what the data set's content follows from: file hashes, the package's version, or its name."""
        if self.package:
            try:
                return f"{self.package} {version(self.package)}"
            except PackageNotFoundError:
                return self.package
        return "".join(file.path + file.sha256 for file in self.files) or self.name

    @property
    def size(self) -> int:
        """Return the size of all files in bytes."""
        return sum(file.size for file in self.files)


@lru_cache(maxsize=1)
def manifest() -> dict[str, DataSet]:
    """Return the data sets that Quesnay knows by itself, by name."""
    folder = files("tools.core.datasets") / "entries"
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.iterdir(), key=lambda path: path.name)]
    entries = [DataSet(**entry) for text in texts for entry in tomllib.loads(text)["dataset"]]
    return {entry.name: entry for entry in entries}
