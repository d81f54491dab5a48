"""Conversations, jobs, runs and logins as a person has them: kept, found again, and nobody else's."""

import json
import re
from typing import Any

import pytest

from tests.e2e.test_chat import ask, wait_until_answered
from ui.texts import CHINESE

expect = pytest.importorskip("playwright.sync_api").expect
expect.set_options(timeout=30_000)  # Others may work on the same machine.
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(200)]
TABS = ("ask", "label", "documents", "reports", "tools", "runs")


def listed(page: Any) -> list[str]:
    return page.locator("#q-talks label").all_inner_texts()


def choose_talk(page: Any, title: str) -> None:
    page.locator("#q-talks label", has_text=title).click()
    page.wait_for_selector(f"#q-talk-title :text('{title}')")


def open_any(page: Any, name: str) -> None:
    """Open a tab, out of the menu of those that a narrow window has no place for if need be."""
    english = name.capitalize()
    for _ in range(5):  # Without a model the page opens Tools by itself, once, a moment after it is there.
        tab = page.locator(f"#q-tabs [role=tab][data-tab-id={name}]:visible")
        if tab.count() == 0:
            page.locator("#q-tabs .overflow-menu > button").click()
            words = re.compile(f"^\\s*({english}|{CHINESE[english]})\\s*$")
            tab = page.locator("#q-tabs .overflow-dropdown button").filter(has_text=words)
        tab.first.click()
        page.wait_for_timeout(600)
        if page.locator(f"#q-tab-{name}").is_visible():
            return


def test_a_killed_program_marks_the_question_and_the_talk_goes_on(real_loop, open_page, screenshots):
    served = real_loop.__enter__()
    watched = open_page(served)
    page = watched.page
    ask(page, "Please wait for me")
    page.wait_for_selector(".q-progress progress")
    real_loop.kill()
    real_loop.__enter__()
    page.goto(served.address)
    page.wait_for_selector("text=Stopped: the program ended before the answer was there")
    page.wait_for_selector("#q-chat .option:has-text('Ask again')")
    page.screenshot(path=screenshots / "restarted.png")
    assert page.locator(".q-user").inner_text() == "Please wait for me"
    watched.errors.clear()  # The connection that was cut.

    ask(page, "How large is China?")
    wait_until_answered(page)
    assert "33.4 tn" in page.locator("#q-chat").inner_text()
    page.reload()
    page.wait_for_selector(".q-user >> nth=1")
    assert "33.4 tn" in page.locator("#q-chat").inner_text()
    watched.errors.clear()


def test_conversations_are_kept_found_renamed_exported_and_deleted(talking_app, open_page, screenshots):
    watched = open_page(talking_app)
    page = watched.page
    ask(page, "How large is China?")
    wait_until_answered(page)
    page.click("#q-side-new")
    page.wait_for_selector(".q-empty")
    ask(page, "What if the tariff rises by 25 points?")
    wait_until_answered(page)
    expect(page.locator("#q-talks label", has_text="What if the tariff")).to_be_visible()
    assert listed(page)[:2] == ["What if the tariff rises by 25 points?", "How large is China?"]

    page.reload()
    page.wait_for_selector("#q-talk-title :text('What if the tariff')")
    assert "-0.307" in page.locator("#q-chat").inner_text().replace("\N{MINUS SIGN}", "-")

    page.fill("#q-side-search textarea, #q-side-search input", "china large")
    expect(page.locator("#q-talks label")).to_have_count(1)
    choose_talk(page, "How large is China?")
    page.wait_for_selector("text=33.4 tn")

    page.click("#q-rename")
    page.fill("#q-rename-box textarea, #q-rename-box input", "Size <b>of</b> China")
    page.keyboard.press("Enter")
    page.wait_for_selector("#q-talk-title :text('Size <b>of</b> China')")
    page.screenshot(path=screenshots / "conversation.png")

    for kind in ("Markdown", "JSON"):
        with page.expect_download() as download:
            page.locator("#q-talk-files a", has_text=kind).click()
        text = download.value.path().read_text(encoding="utf-8")
        assert "How large is China?" in text and "33.4 tn" in text
    run_ids = json.loads(text)["exchanges"][0]["run_ids"]
    assert re.fullmatch("[0-9a-f]{12}", run_ids[0])

    page.click("#q-delete")
    page.wait_for_selector("#q-delete-now")
    page.click("#q-delete-keep")
    page.wait_for_selector("#q-delete-now", state="hidden")
    page.click("#q-delete")
    page.click("#q-delete-now")
    page.wait_for_selector(".q-empty")
    assert listed(page) == ["What if the tariff rises by 25 points?"]
    watched.errors.clear()


def test_the_keys_ask_stop_and_begin_anew(talking_app, open_page):
    page = open_page(talking_app).page
    page.get_by_role("tab", name="Runs").click()
    page.keyboard.press("/")
    page.wait_for_selector("#q-box textarea:focus")
    page.keyboard.type("Please wait for a key")
    page.keyboard.press("Enter")
    page.wait_for_selector(".q-progress progress")
    page.keyboard.press("Alt+j")
    page.wait_for_selector("#q-jobs-list .q-job.q-running")
    assert page.locator("#q-jobs-count").inner_text() == "1"
    page.keyboard.press("Escape")
    page.wait_for_selector("#q-jobs-panel", state="hidden")
    page.keyboard.press("Escape")
    page.wait_for_selector("text=Stopped. Nothing was lost")
    page.keyboard.press("Alt+n")
    page.wait_for_selector(".q-empty")
    page.wait_for_selector("#q-box textarea:focus")


def test_runs_are_found_opened_compared_downloaded_and_deleted(talking_app, open_page, screenshots):
    page = open_page(talking_app).page
    for points in (12, 34):
        ask(page, f"What if the tariff rises by {points} points?")
        wait_until_answered(page)
    page.get_by_role("tab", name="Runs").click()
    page.wait_for_selector("#q-runs-list label")
    page.fill("#q-runs-words textarea, #q-runs-words input", "tariff 34.0")
    expect(page.locator("#q-runs-list label")).to_have_count(1)
    page.fill("#q-runs-words textarea, #q-runs-words input", "real income")
    expect(page.locator("#q-runs-list label").nth(1)).to_be_visible()
    page.locator("#q-runs-list input").first.check()
    page.wait_for_selector("#q-runs-card .q-run-title")
    page.screenshot(path=screenshots / "run-opened.png", full_page=True)
    with page.expect_download() as download:
        page.locator("#q-runs-card a", has_text="Everything (JSON)").click()
    assert json.loads(download.value.path().read_text())["arguments"]["points"] == 34
    page.locator("#q-runs-list input").nth(1).check()
    page.wait_for_selector("#q-runs-card .q-compared")
    compared = page.locator("#q-runs-card").inner_text()
    assert "Asked differently" in compared and "1 of 1 differ" in compared
    page.screenshot(path=screenshots / "runs-compared.png", full_page=True)

    page.locator("#q-runs-list input").first.uncheck()
    page.wait_for_selector("#q-run-delete")
    before = page.locator("#q-runs-list label").count()
    page.click("#q-run-delete")
    page.click("#q-run-delete-now")
    expect(page.locator("#q-runs-list label")).to_have_count(before - 1)

    page.get_by_text("Space on the disk").click()
    page.wait_for_selector("#q-sizes td")
    page.click("#q-clean-look")
    page.wait_for_selector("#q-cleared :text('0 runs')")
    page.screenshot(path=screenshots / "space.png", full_page=True)


def test_two_people_see_each_their_own_and_wait_for_one_place(login_app, open_page, screenshots):
    annas, bos = (open_page(login_app, login=who) for who in (("anna", "long enough"), ("bo", "another one")))
    anna, bo = annas.page, bos.page
    ask(anna, "Please wait for Anna")
    anna.wait_for_selector(".q-progress progress")
    ask(bo, "How large is China?")
    bo.wait_for_selector("text=In line, place 1")
    bo.click("#q-jobs-open")
    bo.wait_for_selector("#q-jobs-list :text('in line, place 1')")
    assert "Anna" not in bo.content()
    bo.screenshot(path=screenshots / "queued.png")
    anna.click("#q-jobs-open")
    anna.click(".q-cancel")
    anna.wait_for_selector("text=Stopped. Nothing was lost")
    wait_until_answered(bo)
    assert "33.4 tn" in bo.locator("#q-chat").inner_text()
    assert listed(anna) == ["Please wait for Anna"]
    assert listed(bo) == ["How large is China?"]
    anna.get_by_role("tab", name="Runs").click()
    anna.wait_for_selector("#q-runs-hint :text('Every question that a model answers')")
    assert not anna.get_by_text("Space on the disk").is_visible()
    bo.get_by_role("button", name="Log out").click()
    bo.wait_for_selector("input[name=password]")
    bo.screenshot(path=screenshots / "login.png")
    bos.errors.clear()  # What the page asked for while it was left is refused.


def test_the_page_speaks_chinese_to_a_chinese_browser_and_on_demand(talking_app, open_page, screenshots):
    page = open_page(talking_app, locale="zh-CN").page
    assert page.url.endswith("/zh/")
    page.wait_for_selector("#q-language")
    ask(page, "How large is China?")
    wait_until_answered(page)
    assert "运行" in page.locator(".q-run").last.inner_text()
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    page.screenshot(path=screenshots / "answer-chinese.png")
    page.click("#q-language")
    page.wait_for_selector("#q-talk-title :text('How large is China?')")
    assert not page.url.endswith("/zh/")
    assert "Rename" in page.locator("#q-talk-head").inner_text()
    page.click("#q-language")
    page.wait_for_url("**/zh/")


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_every_tab_fits_a_phone(talking_app, open_page, screenshots, locale):
    page = open_page(talking_app, width=375, height=812, locale=locale).page
    page.wait_for_selector("#q-language")
    for at, name in enumerate(TABS):
        open_any(page, name)
        page.locator(f"#q-tab-{name}").wait_for()
        page.wait_for_timeout(700)
        page.screenshot(path=screenshots / f"phone-{locale[:2]}-{at}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    page.get_by_role("tab").first.click()
    page.click("#q-side-toggle")
    page.wait_for_selector("#q-side-search")
    page.screenshot(path=screenshots / f"phone-{locale[:2]}-side.png")
    page.keyboard.press("Escape")
    page.wait_for_selector("#q-side-search", state="hidden")
