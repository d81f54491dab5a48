"""A real Quesnay in its own process, and a browser that watches where requests go."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import MIRROR, REAL_MODELS, missing

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
START_SECONDS = 60.0


@dataclass(frozen=True)
class Served:
    """A running application."""

    address: str
    workspace: Path


@dataclass
class Watched:
    """A page, and what its browser saw that it should not have."""

    page: Any
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, started once."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        missing("no Chromium is installed: apt-get install chromium")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Any, screenshots: Path) -> Iterator[Callable[..., Watched]]:
    """Return a function that opens a page and watches it; afterwards nothing may have left for another host."""
    opened: list[Watched] = []

    def open_(
        served: Served,
        *,
        width: int = 1280,
        height: int = 900,
        scheme: str = "light",
        locale: str = "en-US",
        login: tuple[str, str] | None = None,
    ) -> Watched:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, accept_downloads=True, locale=locale
        )
        watched = Watched(context.new_page())
        opened.append(watched)
        page = watched.page
        page.set_default_timeout(30_000)

        def look(request: Any) -> None:
            if not request.url.startswith((served.address, "data:", "blob:")):
                watched.foreign.append(request.url)

        page.on("request", look)
        page.on("console", lambda said: watched.errors.append(_told(said)) if said.type == "error" else None)
        page.on("pageerror", lambda error: watched.errors.append(str(error)))
        page.goto(served.address)
        if login:
            page.fill("input[name=name]", login[0])
            page.fill("input[name=password]", login[1])
            page.keyboard.press("Enter")
        page.wait_for_selector("#q-box textarea", state="attached")
        return watched

    yield open_
    for watched in opened:
        watched.page.context.close()
    assert [watched.foreign for watched in opened if watched.foreign] == []
    assert [watched.errors for watched in opened if watched.errors] == []


def _told(said: Any) -> str:
    return f"{said.text} ({said.location.get('url', '')})"


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the screenshots, `QUESNAY_SCREENSHOTS` where it is set."""
    named = os.environ.get("QUESNAY_SCREENSHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def assistant_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Quesnay with the embedded model and the data set of 2017."""
    from agent.weights import QWEN_CODER, have_weights

    workspace = tmp_path_factory.mktemp("workspace")
    kept = REAL_MODELS / QWEN_CODER.file
    if not kept.is_file() and not have_weights():
        missing("the embedded model's weights are not here: run `quesnay model fetch`")
    path = {"QUESNAY_MODEL_PATH": str(kept)} if kept.is_file() else {}
    _fetch(workspace)
    with _served(workspace, "embedded", path) as served:
        yield served


@pytest.fixture(scope="module")
def modelless_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Quesnay with no language model and no fetched data."""
    with _served(tmp_path_factory.mktemp("workspace"), "none", {}) as served:
        yield served


@pytest.fixture(scope="module")
def stand_in_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The page on a scripted assistant, for what a real one does not do on demand."""
    command = (sys.executable, "-m", "tests.ui.chat.stand_in", "{port}")
    with _served(tmp_path_factory.mktemp("workspace"), "none", {}, command) as served:
        yield served


@pytest.fixture(scope="module")
def stand_in_labels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The page with scripted labellers, known by their names: slow, refuse, fail, hostile."""
    command = (sys.executable, "-m", "tests.ui.labelling.stand_in", "{port}")
    with _served(tmp_path_factory.mktemp("workspace"), "none", {}, command) as served:
        yield served


@pytest.fixture
def real_loop(tmp_path: Path) -> Iterator["_served"]:
    """The page on the real assistant with toy tools, that can be killed and started again; not started yet."""
    command = (sys.executable, "-m", "tests.ui.chat.real_loop", "{port}")
    serving = _served(tmp_path, "none", {}, command)
    yield serving
    serving.__exit__()


@pytest.fixture(scope="module")
def talking_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The page on the real assistant with toy tools, for one person."""
    command = (sys.executable, "-m", "tests.ui.chat.real_loop", "{port}")
    with _served(tmp_path_factory.mktemp("workspace"), "none", {}, command) as served:
        yield served


@pytest.fixture(scope="module")
def login_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The page on the real assistant with toy tools, for two people with passwords."""
    command = (sys.executable, "-m", "tests.ui.chat.real_loop", "{port}")
    people = {"QUESNAY_AUTH": "anna:long enough,bo:another one", "QUESNAY_CONCURRENT_RUNS": "1"}
    with _served(tmp_path_factory.mktemp("workspace"), "none", people, command) as served:
        yield served


CHAT = (
    sys.executable,
    "-c",
    "from ui.cli import main; main()",
    "chat",
    "--no-browser",
    "--port",
    "{port}",
)


class _served:
    """Start the application on a free port; end it by its process id."""

    def __init__(self, workspace: Path, model: str, extra: dict[str, str], command: tuple[str, ...] = CHAT) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._workspace = workspace
        self._command = [word.format(port=self._port) for word in command]
        self._environment = {
            **os.environ,
            "QUESNAY_WORKSPACE": str(workspace),
            "QUESNAY_DATA_MIRROR": MIRROR,
            "QUESNAY_MODEL": model,
            **extra,
        }

    def __enter__(self) -> Served:
        self._log = (self._workspace / "app.log").open("w+")
        root = Path(__file__).parent.parent.parent
        self._process = subprocess.Popen(
            self._command, cwd=root, env=self._environment, stdout=self._log, stderr=subprocess.STDOUT
        )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self._port)) == 0 and "Quesnay is at" in self._said():
                    return Served(f"http://127.0.0.1:{self._port}", self._workspace)
            if self._process.poll() is not None:
                break
            time.sleep(0.2)
        said = self._said()
        self.__exit__()
        raise AssertionError(f"the chat did not start:\n{said}")

    def kill(self) -> None:
        """End it as a crash would, with no chance to tidy up."""
        self._process.kill()
        self._process.wait(timeout=15)

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(timeout=15)
        self._log.close()

    def _said(self) -> str:
        return (self._workspace / "app.log").read_text()


def _fetch(workspace: Path) -> None:
    done = subprocess.run(
        [*CHAT[:3], "data", "fetch", "world2017"],
        env={**os.environ, "QUESNAY_WORKSPACE": str(workspace), "QUESNAY_DATA_MIRROR": MIRROR},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode != 0:
        missing(f"the data set world2017 is not here: {done.stderr.strip()}")
