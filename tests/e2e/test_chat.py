"""What a person sees: a question in the browser, the answer with numbers, table and chart, and Stop."""

import re
import time
from typing import Any

import pytest

from tools.core.figures import write_column
from tools.core.runs import Run, RunStore

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(280)]
QUESTION = "What happens to US and Chinese welfare if the US raises tariffs on Chinese electronics by 25 points?"
ANSWER_SECONDS = 120_000


def ask(page: Any, question: str) -> None:
    """Ask, and wait until the question stands in the chat: a quick answer may be there before Stop is drawn."""
    before = page.locator(".q-user").count()
    page.fill("#q-box textarea", question)
    page.keyboard.press("Enter")
    page.locator(".q-user").nth(before).wait_for()


def wait_until_answered(page: Any) -> None:
    page.wait_for_selector("#q-box .submit-button", timeout=ANSWER_SECONDS)


def shown_run(served: Any, page: Any) -> Run:
    line = page.locator(".q-run").last.inner_text()
    found = re.search(r"Run ([0-9a-f]{12}) ", line)
    assert found, line
    return RunStore(served.workspace / "runs").load(found.group(1))


def visible_table(page: Any) -> tuple[list[str], list[list[str]]]:
    table = page.locator(".q-table[open] table").first
    return table.locator("th").all_inner_texts(), [
        row.locator("td").all_inner_texts() for row in table.locator("tbody tr").all()
    ]


def choose_simulation(page: Any) -> None:
    """Choose the form of a policy, and wait until it is filled from its first example: it is drawn once more then."""
    page.locator("#tool input").click()
    page.get_by_role("option", name="Simulate a trade policy").click()
    expect = pytest.importorskip("playwright.sync_api").expect
    expect(page.locator("#field-importer").locator("input, textarea").first).to_have_value("USA", timeout=30_000)


@pytest.mark.model
def test_a_question_is_answered_with_the_numbers_of_its_run(assistant_app, open_page, screenshots):
    page = open_page(assistant_app).page
    page.wait_for_selector("#q-status .q-ready, #q-status .q-loading")
    page.screenshot(path=screenshots / "empty-light.png")
    ask(page, QUESTION)
    wait_until_answered(page)
    page.wait_for_selector(".q-view[data-ready] svg")
    page.wait_for_timeout(600)
    page.screenshot(path=screenshots / "answer-light.png")

    run = shown_run(assistant_app, page)
    assert run.tool == "simulate_policy"
    assert (run.arguments["importer"], run.arguments["exporter"]) == ("USA", "CHN")
    assert run.arguments["tariff_change"] == 25

    answer = page.locator("#q-chat .bot-row").last.inner_text()
    for who in ("USA", "CHN"):
        change = run.result.values[f"real_income_change.{who}"].value
        assert f"{change:.2f}" in answer.replace("\N{MINUS SIGN}", "-")

    name, table = next(iter(run.result.tables.items()))
    heads, rows = visible_table(page)
    assert name.casefold() in page.locator(".q-table summary").first.inner_text().casefold()
    assert len(heads) == len(table.columns)
    assert len(rows) == min(len(table), 12)
    for place, column in enumerate(table.columns):
        assert [row[place] for row in rows] == write_column(table[column].head(12).tolist())[0]

    drawn = page.locator(".q-view svg").first
    box = drawn.bounding_box()
    assert box["width"] > 400 and box["height"] > 100
    assert {"China", "United States"} <= set(drawn.locator("text").all_text_contents())
    assert page.locator(".q-title").first.inner_text() == run.result.charts[0].title

    step = page.locator("#q-chat .thought-group").first
    step.locator(".title").click()
    arguments = step.locator(".q-arguments").inner_text()
    assert "USA" in arguments and "CHN" in arguments and "25" in arguments

    with page.expect_download() as download:
        page.locator(".q-links a", has_text="Download CSV").first.click()
    assert download.value.path().read_text(encoding="utf-8-sig").count("\n") == len(table) + 1

    page.locator(".q-user").first.scroll_into_view_if_needed()
    page.locator("#q-theme").click()
    page.wait_for_timeout(900)
    page.screenshot(path=screenshots / "answer-dark.png")


@pytest.mark.model
def test_the_same_question_again_comes_from_the_store_and_fits_a_phone(assistant_app, open_page, screenshots):
    page = open_page(assistant_app, width=390, height=844).page
    ask(page, QUESTION)
    wait_until_answered(page)
    page.wait_for_selector(".q-view[data-ready] svg")
    page.wait_for_timeout(600)
    page.screenshot(path=screenshots / "answer-phone.png")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator(".q-view svg").first.bounding_box()["width"] <= 390


def test_stop_ends_the_step_within_two_seconds_and_the_talk_goes_on(stand_in_app, open_page, screenshots):
    page = open_page(stand_in_app).page
    ask(page, "a long one")
    page.wait_for_selector(".q-progress progress")
    page.screenshot(path=screenshots / "running.png")
    started = time.monotonic()
    page.click("#q-box .stop-button")
    page.wait_for_selector("text=Stopped. Nothing was lost")
    assert time.monotonic() - started < 2
    assert page.locator(".loading-spinner").count() == 0
    assert "stopped after" in page.locator(".thought-group").inner_text()
    page.screenshot(path=screenshots / "stopped.png")

    ask(page, "What happens?")
    wait_until_answered(page)
    assert "Real income falls by 0.31 %" in page.locator("#q-chat .bot-row").last.inner_text()
    page.wait_for_selector(".q-view[data-ready] svg")


def test_a_choice_is_made_by_a_button(stand_in_app, open_page, screenshots):
    page = open_page(stand_in_app).page
    ask(page, "which one?")
    wait_until_answered(page)
    page.screenshot(path=screenshots / "asked-back.png")
    page.get_by_role("button", name="Simulate a tariff").last.click()
    page.wait_for_selector(".q-view[data-ready] svg")
    wait_until_answered(page)
    left = page.locator("#q-chat .options").get_by_role("button", name="Simulate a tariff", exact=True)
    assert left.count() == 0, "what was chosen is no longer on offer"


def test_a_number_leads_to_its_run_and_a_doubtful_one_is_marked(stand_in_app, open_page, screenshots):
    page = open_page(stand_in_app).page
    for at in range(2):  # The same run stands in the chat twice: each number leads to the card of its own answer.
        ask(page, "the figures again" if at else "the figures")
        wait_until_answered(page)
        page.locator("#q-chat a.q-figure").nth(at).wait_for()
    link = page.locator("#q-chat a.q-figure").last
    assert link.inner_text() == "0.31 %"
    assert "*United States* = -0.3121" in link.get_attribute("title")
    doubtful = page.locator("#q-chat mark.q-doubt").last
    assert doubtful.inner_text() == "42 %" and doubtful.get_attribute("title") == "in no result"
    assert "✓ Simulate a tariff" in " ".join(page.locator("#q-chat .q-plan").last.inner_text().split())
    link.click()
    line = page.locator("#q-chat .q-run").last
    line.and_(page.locator(".q-pointed")).wait_for()
    page.wait_for_timeout(900)
    page.screenshot(path=screenshots / "figure-to-run.png")
    box = line.bounding_box()
    assert box["y"] >= 0 and box["y"] + box["height"] <= 900
    assert page.locator("#q-chat .q-run.q-pointed").count() == 1
    link.scroll_into_view_if_needed()
    page.screenshot(path=screenshots / "figures.png")


def test_a_citation_in_the_chat_shows_its_passage(stand_in_app, open_page, screenshots):
    page = open_page(stand_in_app).page
    ask(page, "What is cited on the Caliendo-Parro model?")
    wait_until_answered(page)
    page.locator("#q-chat a.q-cite").first.click()
    view = page.locator("dialog.q-passage-view[open]")
    view.locator(".q-passage-where:has-text('[1]')").wait_for()
    page.screenshot(path=screenshots / "chat-passage.png")
    assert len(view.locator(".q-passage-text").inner_text()) > 40
    page.keyboard.press("Escape")
    view.wait_for(state="detached")


def test_hostile_text_is_shown_as_text(stand_in_app, open_page):
    watched = open_page(stand_in_app)
    ask(watched.page, "hostile <b>bold</b> <img src=http://evil.example/z.png>")
    wait_until_answered(watched.page)
    assert "<script>alert(1)</script>" in watched.page.locator("#q-chat .bot-row").last.inner_text()
    assert "<b>bold</b>" in watched.page.locator(".q-user").inner_text()
    assert watched.page.locator("#q-chat img").count() == 0


def test_a_question_of_ten_megabytes_is_one_sentence_and_stays_in_the_box(stand_in_app, open_page):
    page = open_page(stand_in_app).page
    page.evaluate(
        """() => {
            const box = document.querySelector('#q-box textarea');
            Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set
                .call(box, 'x'.repeat(10 * 1024 * 1024));
            box.dispatchEvent(new Event('input', {bubbles: true}));
        }"""
    )
    page.click("#q-box .submit-button")
    page.wait_for_selector("#q-note .q-error", timeout=60_000)
    assert "10,485,760 characters" in page.inner_text("#q-note")
    assert page.evaluate("document.querySelector('#q-box textarea').value.length") == 10 * 1024 * 1024


def test_without_a_model_the_tools_work_as_forms(modelless_app, open_page, screenshots):
    page = open_page(modelless_app).page
    page.wait_for_selector("#q-status .q-unavailable")
    page.wait_for_selector("#tool-run")
    page.screenshot(path=screenshots / "forms.png")
    choose_simulation(page)
    for name, text in (("importer", "US"), ("exporter", "China"), ("sector", "all"), ("tariff_change", "25")):
        page.locator(f"#field-{name}").locator("input, textarea").first.fill(text)
    page.click("#tool-run")
    page.wait_for_selector("#tool-result .q-run", timeout=ANSWER_SECONDS)
    page.wait_for_selector("#tool-result .q-view[data-ready] svg")
    page.wait_for_timeout(600)
    page.screenshot(path=screenshots / "form-result.png", full_page=True)

    run = shown_run(modelless_app, page)
    assert run.arguments["tariff_change"] == 25
    assert run.result.headline in page.locator("#tool-result .q-headline").inner_text()
    _, rows = visible_table(page)
    assert rows


def test_a_mistake_in_a_form_is_told_beside_it(modelless_app, open_page):
    page = open_page(modelless_app).page
    page.wait_for_selector("#tool-run")
    choose_simulation(page)
    page.locator("#tool-example input").click()
    page.get_by_role("option", name="Blank form").click()
    page.wait_for_selector("#field-importer textarea:placeholder-shown")
    for name, text in (("importer", "Atlantis"), ("tariff_change", "25")):
        page.locator(f"#field-{name}").locator("input, textarea").first.fill(text)
    page.click("#tool-run")
    page.wait_for_selector("#tool-result .q-error")
    assert "Atlantis" in page.locator("#tool-result .q-error").inner_text()
