"""What every test stands on: a workspace of its own, no network, and needs that fail in CI instead of skipping."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent.settings import model_settings
from evals.bench.stub_model_server import KEY, StubModelServer
from tools.core.datasets import catalog
from tools.core.errors import UserError
from tools.core.settings import settings

REPOSITORY = Path(__file__).parent.parent
MIRROR = os.environ.get("QUESNAY_DATA_MIRROR") or str(REPOSITORY.parent / "shared" / "data")
REAL_MODELS = settings().workspace / "models"
LOOPBACK = ("127.0.0.1", "::1", "localhost", "")
IN_CI = os.environ.get("CI", "").lower() in ("1", "true")


def missing(what: str) -> None:
    """Skip for a missing browser, model or data set, but fail in CI, where a green run must prove something."""
    if IN_CI:
        pytest.fail(f"{what}: needed in CI")
    pytest.skip(what)


@pytest.fixture(autouse=True)
def own_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the test an empty workspace and the development mirror; the person's own is never touched."""
    folder = tmp_path / "workspace"
    monkeypatch.setenv("QUESNAY_WORKSPACE", str(folder))
    monkeypatch.setenv("QUESNAY_DATA_MIRROR", MIRROR)
    settings.cache_clear()
    yield folder
    settings.cache_clear()


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse connections that leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise ConnectionRefusedError(f"a test tried to reach {address[0]}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def _fetched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fetched")


@pytest.fixture
def require_dataset(own_workspace: Path, _fetched: Path) -> Callable[[str], Path]:
    """Return a function that puts a data set of the mirror into the test's workspace, or skips (fails in CI)."""

    def require(name: str) -> Path:
        kept = _fetched / name
        if not kept.exists():
            try:
                shutil.copytree(catalog().fetch(name), kept)
            except UserError as error:
                missing(str(error))
        shutil.copytree(kept, own_workspace / "data" / name, dirs_exist_ok=True)
        return catalog().folder(name)

    return require


@pytest.fixture
def model_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[StubModelServer]:
    """Give a server that stands for vLLM, and name it in the settings."""
    from agent.labelling import _cached_caller, install

    with StubModelServer() as running:
        monkeypatch.setenv("OPENAI_BASE_URL", running.url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        model_settings.cache_clear()
        _cached_caller.cache_clear()
        install()
        yield running
    model_settings.cache_clear()
    _cached_caller.cache_clear()
