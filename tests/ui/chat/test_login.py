"""Without a login nobody comes in where one is asked for; with one, a person sees what is theirs."""

import time

import pytest
from fastapi.testclient import TestClient

from agent.archive import Archive
from tests.ui.chat.stand_in import StandIn
from tools.core.errors import UserError
from tools.core.settings import settings
from ui import passwords
from ui.chat import accounts_for
from ui.page import Page
from ui.passwords import Accounts, hash_password, read_accounts, read_hash
from ui.server import build_app
from ui.work import Job


@pytest.fixture(autouse=True)
def no_delay(monkeypatch):
    monkeypatch.setattr(passwords, "DELAY", 0.0)


@pytest.fixture
def served(toy):
    page = Page(StandIn())
    accounts = Accounts({"anna": hash_password("long enough"), "bo": hash_password("another one")})
    with TestClient(build_app(page, host="127.0.0.1", accounts=accounts), base_url="http://127.0.0.1") as client:
        yield client, page


def log_in(client, name, password):
    client.cookies.clear()
    return client.post("/quesnay/login", data={"name": name, "password": password}, follow_redirects=False)


PRIVATE = (
    "/config", "/zh/config", "/gradio_api/info", "/gradio_api/heartbeat/x", "/quesnay/jobs", "/quesnay/frame",
    "/quesnay/runs/000000000000/run.json", "/quesnay/assets/page.js", "/theme.css",
)  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_nothing_is_given_out_before_the_login(served, address):
    assert served[0].get(address).status_code == 401


def test_the_page_leads_to_the_login_and_the_login_to_the_page(served):
    client, _ = served
    assert client.get("/", follow_redirects=False).headers["location"] == "/quesnay/login"
    shown = client.get("/quesnay/login", headers={"accept-language": "zh-CN"}).text
    assert "用户名" in shown
    answer = log_in(client, "anna", "long enough")
    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 303
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie
    assert client.get("/config").json()["username"] == "anna"
    assert "anna" in client.get("/quesnay/frame").json()["controls"]


def test_a_wrong_password_is_told_and_opens_nothing(served):
    client, _ = served
    for name, password in (("anna", "wrong"), ("<b>x</b>", "long enough"), ("", ""), ("bo", "long enough")):
        answer = log_in(client, name, password)
        assert answer.status_code == 401
        assert "do not fit" in answer.text
        assert "<b>x</b>" not in answer.text
    assert client.get("/config").status_code == 401


def test_who_logs_out_is_out(served):
    client, _ = served
    log_in(client, "anna", "long enough")
    token = client.cookies["quesnay-login"]
    client.post("/quesnay/logout")
    client.cookies.set("quesnay-login", token)
    assert client.get("/config").status_code == 401


def test_each_sees_their_own_jobs_runs_and_conversations(served, run):
    client, page = served
    release = []
    job = page.room.desk.submit(Job("anna", "chat", "Anna's question"), lambda job: release.append(job.stop.wait(5)))
    page.room.archive.begin("t1", "anna", "Anna's question")
    page.room.archive.saw("anna", run.id)
    log_in(client, "bo", "another one")
    assert "Anna" not in client.get("/quesnay/jobs").json()["panel"]
    assert client.post(f"/quesnay/jobs/{job.id}/cancel", headers={"x-quesnay": "1"}).status_code == 404
    assert client.get(f"/quesnay/runs/{run.id}/run.json").status_code == 404
    assert client.get(f"/quesnay/runs/{run.id}/tables/sectors.csv").status_code == 404
    assert client.get("/quesnay/conversations/t1.md").status_code == 404
    log_in(client, "anna", "long enough")
    assert "Anna&#x27;s question" in client.get("/quesnay/jobs").json()["panel"]
    assert client.get(f"/quesnay/runs/{run.id}/run.json").json()["id"] == run.id
    assert client.get("/quesnay/conversations/t1.md").text.startswith("# Anna's question")
    assert client.post(f"/quesnay/jobs/{job.id}/cancel").status_code == 404  # Not sent by the page's own script.
    assert client.post(f"/quesnay/jobs/{job.id}/cancel", headers={"x-quesnay": "1"}).status_code == 200
    assert job.stop.is_set()


def test_pairs_and_a_file_name_people(tmp_path):
    assert read_accounts("anna:a:b, bo:x").check("anna", "a:b")
    file = tmp_path / "people"
    file.write_text(f"# who may\nanna:{hash_password('long enough')}\n")
    accounts = read_accounts(str(file))
    assert accounts.check("anna", "long enough")
    assert not accounts.check("anna", "long")
    assert not accounts.check("bo", "long enough")


@pytest.mark.parametrize("setting", ["anna", ":x", "anna:", ",", "anna:a,anna:b", f"{'x' * 65}:a"])
def test_a_setting_that_names_nobody_is_refused_in_words(setting):
    with pytest.raises(UserError, match="QUESNAY_AUTH"):
        read_accounts(setting)


def test_a_file_with_a_plain_password_is_refused(tmp_path):
    file = tmp_path / "people"
    file.write_text("anna:secret\n")
    with pytest.raises(UserError, match=r"Line 1 .*`quesnay password NAME`"):
        read_accounts(str(file))


def test_a_hash_is_salted_and_read_back():
    first, second = hash_password("x"), hash_password("x")
    assert first != second
    assert read_hash(str(first)) == first
    with pytest.raises(ValueError):
        read_hash("scrypt$1073741824$8$1$AAAA$AAAA")  # A cost that would take all memory.


def test_an_unknown_name_costs_as_much_as_a_wrong_password():
    accounts = Accounts({"anna": hash_password("x")})

    def seconds(name):
        began = time.perf_counter()
        accounts.check(name, "wrong")
        return time.perf_counter() - began

    known, unknown = min(seconds("anna") for _ in range(3)), min(seconds("nobody") for _ in range(3))
    assert unknown > known / 3


def test_an_open_address_without_login_is_refused(monkeypatch):
    assert accounts_for("127.0.0.1") is None
    with pytest.raises(UserError, match="set QUESNAY_AUTH"):
        accounts_for("0.0.0.0")
    monkeypatch.setenv("QUESNAY_AUTH", "anna:long enough")
    settings.cache_clear()
    assert accounts_for("0.0.0.0").names == ("anna",)


def test_with_login_old_conversations_are_nobodys():
    archive = Archive()
    archive.begin("t", "", "before the login")
    assert archive.conversations("anna") == []
