"""Data sets: fetched whole and checked, or not at all."""

import hashlib
import sys
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tools.core import UserError
from tools.core.datasets import Catalog, DataFile, DataSet
from tools.core.datasets.manifest import manifest

CONTENT = {"a.csv": b"x\n1\n" * 50_000, "b.csv": b"y\n2\n"}


@pytest.fixture
def known(monkeypatch):
    files = tuple(
        DataFile(path=path, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
        for path, content in CONTENT.items()
    )
    dataset = DataSet(
        name="toy-data", title="Toy", kind="fetched", families=("toy",), source="test", licence="MIT", years="2020",
        units="none", url="http://127.0.0.1:9/none", mirror="sub", files=files,
    )  # fmt: skip
    monkeypatch.setattr(sys.modules["tools.core.datasets.catalog"], "manifest", lambda: {"toy-data": dataset})
    return dataset


@pytest.fixture
def mirror(tmp_path):
    folder = tmp_path / "mirror"
    (folder / "sub").mkdir(parents=True)
    for path, content in CONTENT.items():
        (folder / "sub" / path).write_bytes(content)
    return folder


@pytest.fixture
def serve():
    servers = []

    def start(handler):
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def in_workspace(tmp_path, mirror):
    return Catalog(tmp_path / "data", tmp_path / "downloads", str(mirror))


def test_a_folder_mirror_gives_the_files(known, mirror, tmp_path):
    catalog = in_workspace(tmp_path, mirror)
    assert not catalog.is_present("toy-data")
    folder = catalog.fetch("toy-data")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == CONTENT
    assert catalog.is_present("toy-data")


def test_a_base_address_mirror_gives_the_files_with_progress(known, mirror, tmp_path, serve):
    address = serve(partial(SimpleHTTPRequestHandler, directory=str(mirror)))
    steps = []
    in_workspace(tmp_path, address).fetch("toy-data", lambda done, total, message: steps.append((done, total)))
    assert steps[-1] == (known.size, known.size)
    assert steps == sorted(steps)


def test_a_damaged_file_is_reported_and_leaves_nothing_behind(known, mirror, tmp_path):
    (mirror / "sub" / "b.csv").write_bytes(b"y\n3\n")
    catalog = in_workspace(tmp_path, mirror)
    with pytest.raises(UserError, match=r"b\.csv.*damaged.*Nothing was changed"):
        catalog.fetch("toy-data")
    assert not catalog.is_present("toy-data")
    assert list((tmp_path / "data").iterdir()) == []


def test_a_broken_download_resumes_where_it_broke_off(known, mirror, tmp_path, serve):
    asked = []

    class Breaking(BaseHTTPRequestHandler):
        def do_GET(self):
            content = CONTENT[self.path.rsplit("/", 1)[1]]
            start = int(self.headers.get("Range", "bytes=0-")[6:-1])
            asked.append((self.path, start))
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(content) - start))
            self.end_headers()
            end = 100_000 if self.path.endswith("a.csv") and start == 0 else len(content)
            self.wfile.write(content[start:end])

        def log_message(self, *_):
            pass

    catalog = in_workspace(tmp_path, serve(Breaking))
    with pytest.raises(UserError, match="RemoteProtocolError"):
        catalog.fetch("toy-data")
    catalog.fetch("toy-data")
    assert asked[0] == ("/sub/a.csv", 0)
    assert 0 < asked[1][1] <= 100_000
    assert catalog.is_present("toy-data")


def test_a_file_changed_after_fetching_is_told_and_fetched_again(known, mirror, tmp_path):
    catalog = in_workspace(tmp_path, mirror)
    path = catalog.fetch("toy-data") / "b.csv"
    path.write_bytes(b"y\n9\n")
    with pytest.raises(UserError, match=r"b\.csv.*was changed: fetch it again with `quesnay data fetch toy-data`"):
        catalog.folder("toy-data")
    assert (catalog.fetch("toy-data") / "b.csv").read_bytes() == CONTENT["b.csv"]


def test_a_data_set_that_is_not_here_says_how_to_get_it(known, tmp_path):
    with pytest.raises(UserError, match="quesnay data fetch toy-data"):
        in_workspace(tmp_path, "").folder("toy-data")


def test_an_imported_data_set_is_listed_and_checked(known, tmp_path):
    catalog = in_workspace(tmp_path, "")
    catalog.add_imported("mine", "My data", "toy", {"flows.csv": b"1"})
    assert catalog.get("mine").title == "My data"
    assert catalog.folder("mine").name == "mine"
    with pytest.raises(UserError, match="comes with Quesnay"):
        catalog.add_imported("toy-data", "My data", "toy", {})
    with pytest.raises(UserError, match="cannot name a data set"):
        catalog.add_imported("../x", "My data", "toy", {})


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a/../../x", ""])
def test_a_file_of_a_data_set_stays_in_its_folder(path):
    with pytest.raises(ValueError, match="leaves"):
        DataFile(path=path, sha256="0" * 64, size=1)


def test_the_manifest_states_source_and_licence_of_each_data_set():
    for dataset in manifest().values():
        assert dataset.source and dataset.licence and dataset.families
        if dataset.kind == "fetched":
            assert dataset.url.startswith("https://") and dataset.files
