"""The weights file: found, joined, downloaded, resumed; never half there, never wrong."""

import hashlib
import http.server
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest

from agent import weights as room
from agent.settings import model_settings
from agent.weights import QWEN_CODER, Weights, ensure_weights, have_weights
from tools.core.errors import UserError
from tools.core.workspace import workspace

CONTENT = bytes(range(256)) * 2_000


@pytest.fixture
def parts(tmp_path, monkeypatch):
    """Install three packages that together make up CONTENT."""
    names = []
    for number, (start, end) in enumerate([(0, 50_000), (50_000, 80_000), (80_000, None)], 1):
        folder = tmp_path / "site" / f"quesnay_toy_part{number}"
        (folder / "data").mkdir(parents=True)
        (folder / "data" / "part.bin").write_bytes(CONTENT[start:end])
        code = (
            "from pathlib import Path\ndef get_part_path(): return str(Path(__file__).parent / 'data' / 'part.bin')\n"
        )
        (folder / "__init__.py").write_text(code)
        names.append(folder.name)
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    yield names
    for name in names:
        sys.modules.pop(name, None)


class Files(http.server.BaseHTTPRequestHandler):
    """Serves CONTENT with ranges; `cut` ends the first answer early, `asked` records the ranges."""

    cut = 0
    wrong = False
    asked: ClassVar[list[str]] = []

    def do_GET(self):
        start = int((self.headers.get("Range") or "bytes=0-")[6:].rstrip("-"))
        type(self).asked.append(self.headers.get("Range") or "")
        body = (b"x" * len(CONTENT) if self.wrong else CONTENT)[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.cut:
            body, type(self).cut = body[: self.cut], 0
        self.wfile.write(body)
        self.close_connection = True

    def log_message(self, *args):
        pass


@pytest.fixture
def hub() -> Iterator[type[Files]]:
    Files.cut, Files.wrong, Files.asked = 0, False, []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Files.url = f"http://127.0.0.1:{server.server_port}/model.gguf"
    yield Files
    server.shutdown()


@pytest.fixture
def toy(hub) -> Weights:
    return Weights(
        name="Toy", file="toy.gguf", size=len(CONTENT), sha256=hashlib.sha256(CONTENT).hexdigest(), url=hub.url,
        parts=("quesnay_absent_part1",), licence="none",
    )  # fmt: skip


def leftovers():
    return [path.name for path in workspace().models.iterdir() if path.name != "toy.gguf"]


def test_the_pinned_weights_are_the_documented_ones():
    assert (QWEN_CODER.size, QWEN_CODER.sha256[:16], len(QWEN_CODER.parts)) == (1_117_320_768, "cc324af070c2ecbf", 22)


def test_installed_parts_are_joined_in_order_without_a_network(toy, parts, hub):
    seen = []
    path = ensure_weights(lambda *step: seen.append(step), weights=replace(toy, parts=tuple(parts)))
    assert path.read_bytes() == CONTENT
    assert hub.asked == []
    assert seen[-1][:2] == (len(CONTENT), len(CONTENT))
    assert leftovers() == []


def test_parts_that_do_not_make_up_the_file_are_not_used(toy, parts, hub):
    wrong_order = replace(toy, parts=tuple(reversed(parts)))
    assert ensure_weights(weights=wrong_order).read_bytes() == CONTENT
    assert len(hub.asked) == 1


def test_missing_everywhere_says_what_to_do(toy):
    gone = replace(toy, url="http://127.0.0.1:9/model.gguf")
    assert not have_weights(weights=gone)
    with pytest.raises(UserError, match="quesnay model fetch") as error:
        ensure_weights(weights=gone)
    assert "QUESNAY_MODEL_PATH" in str(error.value)
    assert leftovers() == []


def test_a_corrupt_file_in_the_workspace_is_removed_and_replaced(toy):
    (workspace().models / toy.file).write_bytes(b"x" * toy.size)
    assert ensure_weights(weights=toy).read_bytes() == CONTENT


def test_a_corrupt_file_that_cannot_be_replaced_is_removed_and_said(toy):
    path = workspace().models / toy.file
    path.write_bytes(b"x" * toy.size)
    with pytest.raises(UserError, match="was damaged and has been removed"):
        ensure_weights(weights=replace(toy, url="http://127.0.0.1:9/"))
    assert not path.exists()


def test_a_file_changed_after_it_was_checked_is_noticed(toy):
    path = ensure_weights(weights=toy)
    path.write_bytes(b"y" * toy.size)
    with pytest.raises(UserError, match="damaged"):
        ensure_weights(weights=replace(toy, url="http://127.0.0.1:9/"))


def test_a_checked_file_is_not_hashed_again(toy, monkeypatch):
    path = ensure_weights(weights=toy)
    monkeypatch.setattr(room, "_sha256", lambda *_: pytest.fail("hashed again"))
    assert ensure_weights(weights=toy) == path


def test_a_broken_download_is_resumed_where_it_broke_off(toy, hub):
    hub.cut = 200_000
    with pytest.raises(UserError, match="download failed"):
        ensure_weights(weights=toy)
    assert not (workspace().models / toy.file).exists()
    assert ensure_weights(weights=toy).read_bytes() == CONTENT
    assert hub.asked[0] == ""
    assert 0 < int(hub.asked[1][6:].rstrip("-")) <= 200_000


def test_a_damaged_download_is_removed_and_said(toy, hub):
    hub.wrong = True
    with pytest.raises(UserError, match="damaged"):
        ensure_weights(weights=toy)
    assert not (workspace().models / toy.file).exists()
    assert not list(workspace().cache.glob("*.part"))


def test_a_given_path_is_used_checked_and_never_removed(toy, tmp_path, monkeypatch):
    mine = tmp_path / "mine.gguf"
    mine.write_bytes(CONTENT)
    monkeypatch.setenv("QUESNAY_MODEL_PATH", str(mine))
    model_settings.cache_clear()
    assert ensure_weights(weights=toy) == mine
    mine.write_bytes(b"z" * toy.size)
    with pytest.raises(UserError, match="openai-compatible"):
        ensure_weights(weights=toy)
    assert mine.exists()
    mine.unlink()
    with pytest.raises(UserError, match="not a file"):
        ensure_weights(weights=toy)


def test_no_room_on_the_disk_is_said_before_any_work(toy, hub, monkeypatch):
    monkeypatch.setattr(room.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 10})())
    with pytest.raises(UserError, match="Make room"):
        ensure_weights(weights=toy)
    assert hub.asked == []


def test_a_workspace_that_cannot_be_written_is_said(toy, own_workspace: Path):
    own_workspace.write_text("not a folder")
    with pytest.raises(UserError, match="QUESNAY_WORKSPACE"):
        ensure_weights(weights=toy)
