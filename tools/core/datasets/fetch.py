"""Downloading: mirror first, then the source; resumed where it broke off, checked, never left half done."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

from tools.core.datasets.manifest import DataFile, DataSet
from tools.core.errors import UserError

CHUNK = 1 << 16
TIMEOUT_SECONDS = 20.0
Report = Callable[[int, int, str], None]


class CouldNotReach(Exception):
    """A source did not give the file; another may."""


def fetch_files(dataset: DataSet, folder: Path, *, mirror: str, downloads: Path, report: Report) -> None:
    """Put every file of `dataset` into `folder`.

    Args:
        dataset: a fetched data set.
        folder: an empty folder.
        mirror: a folder or base address that is tried first; "" for none.
        downloads: folder for partial downloads, kept so that a broken one resumes.
        report: called with (bytes done, bytes in all, message).

    Raises:
        UserError: no source gave a file, or one came damaged.
    """
    done = 0
    for file in dataset.files:
        partial = downloads / f"{file.sha256}.part"
        partial.parent.mkdir(parents=True, exist_ok=True)
        before = done

        def step(size: int, file: DataFile = file, before: int = before) -> None:
            report(before + size, dataset.size, f"{dataset.name}: {file.path}")

        _fetch_one(dataset, file, partial, mirror, step)
        target = folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(partial, target)
        done += file.size


def download(url: str, partial: Path, size: int, step: Callable[[int], None]) -> None:
    """Download `url` into `partial`, going on where an earlier download broke off.

    Raises:
        CouldNotReach: the server did not answer, or not with the file.
    """
    import httpx

    have = partial.stat().st_size if partial.exists() else 0
    if have > size:
        partial.unlink()
        have = 0
    if have == size and size:
        return
    headers = {"Range": f"bytes={have}-"} if have else {}
    try:
        with httpx.stream("GET", url, headers=headers, timeout=TIMEOUT_SECONDS, follow_redirects=True) as answer:
            if answer.status_code not in (200, 206):
                raise CouldNotReach(f"{_host(url)} answered {answer.status_code}")
            if answer.status_code == 200:
                partial.unlink(missing_ok=True)
            _append(answer.iter_bytes(CHUNK), partial, size, step)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise CouldNotReach(f"{_host(url)}: {type(error).__name__}") from error


def _append(chunks: Iterator[bytes], partial: Path, size: int, step: Callable[[int], None]) -> None:
    with partial.open("ab") as out:
        for chunk in chunks:
            out.write(chunk)
            have = out.tell()
            if have > size:
                return  # More than was promised: the hash check that follows refuses it.
            step(have)


def _fetch_one(dataset: DataSet, file: DataFile, partial: Path, mirror: str, step: Callable[[int], None]) -> None:
    failures = []
    for place in _places(dataset, file, mirror):
        try:
            if isinstance(place, Path):
                _copy(place, partial)
            else:
                download(place, partial, file.size, step)
        except CouldNotReach as error:
            failures.append(str(error))
            continue
        if hashlib.sha256(partial.read_bytes()).hexdigest() == file.sha256:
            step(file.size)
            return
        partial.unlink()
        where = place if isinstance(place, Path) else _host(place)
        failures.append(f"the file from {where} is damaged (its sha256 is not the manifest's)")
    raise UserError(
        f"'{file.path}' of data set '{dataset.name}' could not be fetched: {'; '.join(failures)}. Nothing was changed. "
        "Check the network, or set QUESNAY_DATA_MIRROR to a folder or address that has it, and try again."
    )


def _places(dataset: DataSet, file: DataFile, mirror: str) -> list[Path | str]:
    places: list[Path | str] = []
    if mirror:
        if urlsplit(mirror).scheme in ("http", "https"):
            places.append(_join(mirror, dataset.mirror, file.path))
        else:
            places.append(Path(mirror).expanduser() / dataset.mirror / file.path)
    if dataset.url:
        places.append(_join(dataset.url, file.path))
    return places


def _join(base: str, *parts: str) -> str:
    return "/".join([base.rstrip("/"), *(quote(part) for part in parts if part)])


def _copy(source: Path, partial: Path) -> None:
    try:
        shutil.copyfile(source, partial)
    except OSError as error:
        raise CouldNotReach(f"{source}: {error.strerror or error}") from error


def _host(url: str) -> str:
    return urlsplit(url).hostname or url
