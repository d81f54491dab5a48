"""The embedded model's server: llama.cpp in this process, on a loopback port with a key of its own."""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import threading
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from agent.settings import model_settings
from agent.weights import QWEN_CODER, Report, ensure_weights, no_report
from tools.core.errors import UserError
from tools.core.workspace import workspace

CONTEXT_TOKENS = 8192
BATCH_TOKENS = 128
PROMPT_CACHE_MIB = 768
PROMPT_FILES = 24
ALIAS = "quesnay-embedded"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class EmbeddedServer:
    """A running server: speak to `base_url` with `api_key`, and to nobody else about the key."""

    base_url: str
    api_key: str = field(repr=False)
    fingerprint: str
    prompts: Path
    handle: Any = field(repr=False)

    def save_prompt(self, name: str) -> bool:
        """Store the state after the last prompt, so that a later start need not read that prompt again."""
        saved = self._slot("save", name)
        _keep_newest(self.prompts)
        return saved

    def restore_prompt(self, name: str) -> bool:
        """Take up a stored prompt state; return False where there is none."""
        if not (self.prompts / self.prompt_file(name)).is_file():
            return False
        return self._slot("restore", name)

    def prompt_file(self, name: str) -> str:
        """Return the file name of a prompt state: another model, library or prompt makes another file."""
        return hashlib.sha256(f"{self.fingerprint}\0{name}".encode()).hexdigest()[:24] + ".bin"

    def _slot(self, action: str, name: str) -> bool:
        import httpx

        try:
            answer = httpx.post(
                f"{self.base_url.removesuffix('/v1')}/slots/0",
                params={"action": action},
                json={"filename": self.prompt_file(name)},
                headers={"Authorization": f"Bearer {self.api_key}"},
                timeout=60,
                trust_env=False,
            )
        except httpx.HTTPError:
            log.info("prompt state: %s failed", action)
            return False
        return answer.status_code == 200


_lock = threading.Lock()
_server: EmbeddedServer | None = None


def embedded_server(report: Report = no_report) -> EmbeddedServer:
    """Return the one server of this process, starting it first where it is not running.

    Raises:
        UserError: the weights cannot be had, or the library or the machine cannot load them.
    """
    global _server  # noqa: PLW0603  The one server of this process, guarded by the lock.
    with _lock:
        if _server is None:
            _server = start_server(ensure_weights(report))
        return _server


def start_server(path: Path) -> EmbeddedServer:
    """Start a server on the weights at `path`, on a free loopback port, with a fresh key.

    Raises:
        UserError: the library is missing, or the model does not load.
    """
    # Else threads spin while they wait for each other, and one busy program beside them slows the model twentyfold.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    try:
        import xllamacpp
    except ImportError as error:
        raise UserError(
            "The embedded language model needs the package xllamacpp, which is not installed. "
            "Install it (`pip install 'quesnay[model]'`) or choose another model with QUESNAY_MODEL."
        ) from error
    _read_ahead(path)
    prompts = _prompt_folder()
    key = secrets.token_urlsafe(24)
    try:
        handle = xllamacpp.Server(_parameters(xllamacpp.CommonParams(), path, key, prompts))
    except Exception as error:  # The library raises its own kinds; all mean that the model did not load.
        raise UserError(
            f"The embedded language model did not load ({error}). It needs about 2 GB of free memory. "
            "Free some, or choose another model with QUESNAY_MODEL."
        ) from error
    fingerprint = f"{path.stat().st_size}-{QWEN_CODER.sha256}-{version('xllamacpp')}-{CONTEXT_TOKENS}"
    server = EmbeddedServer(f"{handle.listening_address}/v1", key, fingerprint, prompts, handle)
    _first_token(server)
    return server


def _parameters(params: Any, path: Path, key: str, prompts: Path) -> Any:
    params.model.path = str(path)
    params.model_alias = {ALIAS}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [key]
    params.cors_origins = "http://127.0.0.1"
    params.n_ctx = CONTEXT_TOKENS
    params.n_parallel = 1
    params.n_batch = params.n_ubatch = BATCH_TOKENS  # Small batches: an abandoned request ends soon.
    params.cache_ram_mib = PROMPT_CACHE_MIB
    params.slot_save_path = f"{prompts}{os.sep}"
    params.fit_params = False  # Loads the model several times to measure memory: 6 s instead of 1.5 s.
    params.warmup = False
    params.ui = False
    params.verbosity = 0
    params.cpuparams.n_threads = model_settings().model_threads or os.cpu_count() or 1
    return params


def _prompt_folder() -> Path:
    folder = workspace().cache / "prompts"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _keep_newest(folder: Path) -> None:
    """Drop the prompt states that were written longest ago: each takes 10 to 20 MB."""
    for path in sorted(folder.glob("*.bin"), key=lambda path: path.stat().st_mtime, reverse=True)[PROMPT_FILES:]:
        path.unlink(missing_ok=True)


def _read_ahead(path: Path) -> None:
    """Read the file once: the loader holds the interpreter lock, so let it find the file in memory."""
    with path.open("rb", buffering=0) as file:
        buffer = bytearray(1 << 24)
        while file.readinto(buffer):
            pass


def _first_token(server: EmbeddedServer) -> None:
    """Ask for one token: a server that is dropped before its first answer hangs on shutdown."""
    import httpx

    try:
        answer = httpx.post(
            f"{server.base_url}/completions",
            json={"prompt": "1", "max_tokens": 1},
            headers={"Authorization": f"Bearer {server.api_key}"},
            timeout=120,
            trust_env=False,
        )
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise UserError(
            f"The embedded language model loaded but does not answer ({type(error).__name__}). Restart Quesnay, "
            "or choose another model with QUESNAY_MODEL."
        ) from error
