"""The server gives out runs by id, nothing else, under a policy that keeps the page at home."""

import re
import socket

import pytest
from fastapi.testclient import TestClient

from tests.ui.chat.stand_in import StandIn
from tools.core.errors import UserError
from ui.chat import launch
from ui.listening import listen
from ui.page import Page
from ui.server import build_app


@pytest.fixture
def client(toy):
    app = build_app(Page(StandIn()), host="127.0.0.1")
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


def test_charts_and_tables_are_read_from_the_store(client, run):
    spec = client.get(f"/quesnay/runs/{run.id}/charts/welfare.json")
    assert spec.json()["mark"]["type"] == "bar"
    table = client.get(f"/quesnay/runs/{run.id}/tables/sectors.csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert table.content.decode("utf-8-sig").count("\n") == 41


def test_a_chart_is_drawn_as_a_picture_without_a_browser(client, run):
    assert client.get(f"/quesnay/runs/{run.id}/charts/welfare.png").content.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "address",
    [
        "/quesnay/runs/000000000000/charts/welfare.json",
        "/quesnay/runs/..%2f..%2fetc/charts/x.json",
        "/quesnay/runs/0/tables/x.csv",
        "/quesnay/assets/page.css",
        "/gradio_api/file=/etc/passwd",
    ],
)
def test_what_is_not_a_run_is_not_given_out(client, run, address):
    assert client.get(address).status_code in (403, 404)


def test_an_unknown_table_of_a_run_is_told(client, run):
    answer = client.get(f"/quesnay/runs/{run.id}/tables/nothing.csv")
    assert answer.status_code == 404
    assert "it has economies, sectors" in answer.json()["error"]


def test_scripts_of_the_page_carry_the_nonce_of_the_response(client):
    first, second = client.get("/"), client.get("/")
    policy = first.headers["content-security-policy"]
    nonce = re.search(r"'nonce-([^']+)'", policy).group(1)
    scripts = re.findall(r"<script[^>]*>", first.text)
    assert scripts and all(f'nonce="{nonce}"' in script for script in scripts)
    assert policy != second.headers["content-security-policy"]
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert "img-src 'self' data: blob:" in policy
    assert "connect-src 'self'" in policy


def test_the_page_names_no_foreign_font_and_no_analytics(client):
    page = client.get("/").text
    assert "fonts.googleapis" not in page
    assert '"analytics_enabled":false' in page.replace(" ", "")


def test_another_host_name_is_refused(client):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


def test_a_taken_port_is_one_sentence(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UserError, match=f"Port {port} is in use.*--port {port + 1}"):
            launch(port, open_browser=False, assistant=StandIn())


def test_an_address_of_another_machine_is_one_sentence():
    with pytest.raises(UserError, match=r"cannot listen on 192\.0\.2\.1 port \d+.*--host"):
        listen("192.0.2.1", 7999)


def test_a_read_only_workspace_is_told_before_anything_starts(own_workspace):
    own_workspace.parent.mkdir(parents=True, exist_ok=True)
    own_workspace.write_text("not a folder")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(UserError, match="cannot be written"):
        launch(port, open_browser=False, assistant=StandIn())


def test_labels_are_given_out_to_who_has_the_ticket_alone(client):
    answer = client.get(f"/quesnay/labels/{'0' * 32}/labels.csv")
    assert answer.status_code == 404
    assert "Upload the file again" in answer.json()["error"]
