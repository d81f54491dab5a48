"""What a person does with a report in the browser: topic, outline, writing, preview, download; wrong topics; Stop."""

import io
from typing import Any

import pytest
from docx import Document

from agent.report.formats import render
from agent.report.outline import Outline, Section
from agent.report.write import write_report
from tests.e2e.test_sessions import open_any

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(280)]
LONG = 120_000
TOPIC = "How well transformers learn addition, trained on 3 digits"


def open_tab(page: Any) -> None:
    open_any(page, "reports")
    page.wait_for_selector("#report-topic textarea, #report-topic input")


def give_topic(page: Any, topic: str) -> None:
    page.locator("#report-topic").locator("textarea, input").fill(topic)
    page.locator("#report-plan").click()


def switch_off(page: Any, number: int) -> None:
    page.get_by_label(f"Section {number}", exact=True).uncheck()


def test_a_report_is_outlined_edited_written_and_downloaded(modelless_app, open_page, screenshots):
    page = open_page(modelless_app).page
    open_tab(page)
    page.screenshot(path=screenshots / "report-empty.png")
    give_topic(page, TOPIC)
    page.wait_for_selector("#report-outline", timeout=LONG)
    title = page.locator("#report-title-0").locator("textarea, input")
    title.fill("Theory, in our words")
    for number in (2, 3, 4):
        switch_off(page, number)
    page.screenshot(path=screenshots / "report-outline.png", full_page=True)
    page.locator("#report-write").click()
    page.wait_for_selector(".q-report-page", timeout=LONG)
    assert "Theory, in our words" in page.locator(".q-report-page").inner_text()
    page.wait_for_function("document.querySelector('.q-report-page img').naturalWidth > 100")
    page.screenshot(path=screenshots / "report-written.png", full_page=True)
    with page.expect_download() as download:
        page.get_by_role("link", name="Word (DOCX)").click()
    document = Document(io.BytesIO(download.value.path().read_bytes()))
    assert "Theory, in our words" in "\n".join(paragraph.text for paragraph in document.paragraphs)
    for name, start in (("PDF", b"%PDF-"), ("Web page (HTML)", b"<!doctype html>"), ("Markdown", b"PK")):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        assert download.value.path().read_bytes().startswith(start)


def test_topics_that_no_model_is_about_are_turned_away(modelless_app, open_page):
    page = open_page(modelless_app).page
    open_tab(page)
    give_topic(page, "The best pizza in Naples")
    page.wait_for_selector("#report-note :text('No model here is about')", timeout=LONG)
    assert not page.locator("#report-outline").is_visible()
    give_topic(page, "  ")
    page.wait_for_selector("#report-note :text('The topic is empty')")


def test_stop_ends_writing_and_leaves_the_outline(modelless_app, open_page):
    page = open_page(modelless_app).page
    open_tab(page)
    give_topic(page, "Forecast of US growth for the next two quarters")
    page.wait_for_selector("#report-outline", timeout=LONG)
    page.locator("#report-write").click()
    page.wait_for_selector("#report-stop", state="visible")
    page.locator("#report-stop").click()
    page.wait_for_selector("#report-note :text('Stopped')", timeout=15_000)
    assert page.locator("#report-write").is_enabled()


def test_a_conversation_without_runs_makes_no_report(modelless_app, open_page):
    page = open_page(modelless_app).page
    page.get_by_role("tab", name="Ask").click()
    page.locator("#q-report").click()
    page.wait_for_selector("#report-note :text('There is nothing to report yet')")


def test_the_html_report_draws_its_charts_with_no_request(browser, tmp_path, screenshots):
    section = Section(title="Theory", tool="predict_generalization", arguments={"modulus": 150, "digits": 2})
    report = write_report(Outline(topic="Modulo 150", template="free", language="en", sections=(section,)))
    (tmp_path / "report.html").write_bytes(render(report, "html"))
    page = browser.new_page()
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    page.goto(f"file://{tmp_path / 'report.html'}")
    page.wait_for_selector("#figure-1 .drawing svg")
    page.screenshot(path=screenshots / "report-html.png", full_page=True)
    page.close()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert errors == []
