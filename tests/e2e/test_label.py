"""What a person does with a list in the browser: upload, map, estimate, label, review, download; wrong files; Stop."""

import csv
import io
import json
import time
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(280)]
LONG = 60_000
TASKS = """job,what they do,by hand
Translator,Translate contracts into another language.,E1
Roofer,Nail shingles to roofs and seal the joints.,E0
Bookkeeper,Record invoices and payments in the accounts.,E2
Registered nurse,Give injections and change dressings.,E0
Software developer,Write and test programs for a website.,E1
Clown,"=HYPERLINK(""http://evil.example"",""x"")",
"""


def open_tab(page: Any) -> None:
    page.get_by_role("tab", name="Label").click()
    page.wait_for_selector("#q-label-intro h2")


def upload(page: Any, path: Path) -> None:
    page.set_input_files("#q-label-file input[type=file]", path)


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding=encoding)
    return path


def choose(page: Any, name: str, option: str) -> None:
    page.locator(f"#q-label-{name} input").click()
    page.get_by_role("option", name=option, exact=True).click()


def name_models(page: Any, names: str) -> None:
    box = page.locator("#q-label-models").locator("input, textarea")
    box.fill(names)
    box.blur()


def tick(page: Any, label: str, *, on: bool) -> None:
    page.locator("#q-label-labellers").get_by_label(label).set_checked(on)


def wait_for_estimate(page: Any, words: str) -> None:
    page.wait_for_selector(f"#q-label-estimate :text('{words}')")


def wait_for_labels(page: Any) -> None:
    page.wait_for_selector("#q-label-summary .q-headline", timeout=4 * LONG)
    page.wait_for_selector("#q-review-0 input[type=radio]")


def download(page: Any, words: str) -> bytes:
    with page.expect_download() as started:
        page.get_by_role("link", name=words).click()
    return started.value.path().read_bytes()


def test_a_list_is_labelled_reviewed_and_downloaded(modelless_app, open_page, screenshots, tmp_path):
    page = open_page(modelless_app).page
    open_tab(page)
    page.screenshot(path=screenshots / "label-empty.png")
    upload(page, write(tmp_path / "jobs.csv", TASKS, "utf-8-sig"))
    page.wait_for_selector("#q-label-card table")
    page.wait_for_selector("#q-label-reads :text('To label: 6 occupations')")
    assert page.input_value("#q-label-title input") == "job"

    choose(page, "task", "what they do")
    page.wait_for_selector("#q-label-reads :text('To label: 6 tasks')")
    page.locator("#q-label-people input").click()
    page.get_by_role("option", name="by hand", exact=True).click()
    page.keyboard.press("Escape")
    page.wait_for_selector("#q-label-reads :text('5 in by hand')")
    wait_for_estimate(page, "at once")
    page.screenshot(path=screenshots / "label-mapped.png", full_page=True)

    page.get_by_role("button", name="Make 6 labels").click()
    wait_for_labels(page)
    assert "6 of 6 labelled" in page.inner_text("#q-label-summary")
    assert page.get_by_role("button", name="Everything is labelled").is_disabled()

    doubtful = page.locator("#q-review-0 .q-item-title").inner_text()
    page.locator("#q-review-0").get_by_label("E2", exact=True).check()
    page.wait_for_selector("#q-label-summary :text('People set 1')")
    page.screenshot(path=screenshots / "label-reviewed.png", full_page=True)

    rows = list(csv.DictReader(io.StringIO(download(page, "Labels (CSV)").decode("utf-8-sig"))))
    assert [row["job"] for row in rows] == [line.split(",")[0] for line in TASKS.splitlines()[1:]]
    assert rows[5]["what they do"].startswith("'=HYPERLINK")
    decided = [row for row in rows if row["decided_by"] == "people"]
    assert [(row["job"], row["exposure_label"]) for row in decided] == [(doubtful.split("row")[0].strip(), "E2")]
    tasks = json.loads(download(page, "Label Studio (JSON)"))
    assert len(tasks) == 6
    assert "Cohen's kappa" in download(page, "Agreement report").decode()

    page.locator("#q-theme").click()
    page.wait_for_timeout(600)
    page.screenshot(path=screenshots / "label-dark.png", full_page=True)


def test_a_wrong_file_is_told_beside_the_box_and_the_page_works_on(stand_in_labels, open_page, screenshots, tmp_path):
    page = open_page(stand_in_labels).page
    open_tab(page)
    for name, content, told in (
        ("list.pdf", b"%PDF-1.4", "not a kind of file that can be read"),
        ("empty.csv", b"", "is empty"),
        ("list.xlsx", b"PK\x03\x04 cut off", "is damaged"),
        ("large.csv", b"title\n" + b"nurse\n" * 3_600_000, "larger than 20 MB"),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        upload(page, path)
        page.wait_for_selector(f"#q-label-problem :text('{told}'), .q-too-large:has-text('{told}')")
    page.screenshot(path=screenshots / "label-wrong-file.png")

    upload(page, write(tmp_path / "unknown.csv", "a,b\nnurse,1\nroofer,2\n"))
    page.wait_for_selector("#q-label-reads :text('Choose the column that holds them')")
    assert not page.locator("#q-label-run").is_visible()
    page.screenshot(path=screenshots / "label-no-column.png", full_page=True)
    choose(page, "title", "a")
    page.wait_for_selector("#q-label-reads :text('To label: 2 occupations')")
    page.wait_for_selector("#q-label-run")

    page.click("#q-label-another")
    page.wait_for_selector("#q-label-example-zh")
    page.click("#q-label-example-zh")
    page.wait_for_selector("#q-label-reads :text('To label: 12 occupations')")
    assert page.input_value("#q-label-title input") == "职业名称"


def test_stop_keeps_the_labels_and_the_same_file_goes_on(stand_in_labels, open_page, screenshots, tmp_path):
    rows = "\n".join(f"Occupation number {at}" for at in range(30))
    path = write(tmp_path / "many.csv", f"title\n{rows}\n")
    page = open_page(stand_in_labels).page
    open_tab(page)
    upload(page, path)
    page.wait_for_selector("#q-label-reads :text('30 occupations')")
    tick(page, "Classifier", on=False)
    name_models(page, "slow-one")
    page.get_by_role("button", name="Make 30 labels").click()
    page.wait_for_selector(r"#q-label-progress :text-matches('[1-9]\d? of 30')")
    page.screenshot(path=screenshots / "label-running.png", full_page=True)
    started = time.monotonic()
    page.click("#q-label-stop")
    page.wait_for_selector("#q-label-progress :text('Stopped. The labels so far are kept')")
    assert time.monotonic() - started < 3
    wait_for_labels(page)
    page.wait_for_selector("#q-label-run:not([disabled])")
    left = int(page.inner_text("#q-label-run").split()[1])
    assert 0 < left < 30
    page.screenshot(path=screenshots / "label-stopped.png", full_page=True)

    other = open_page(stand_in_labels).page
    open_tab(other)  # Another page sees nothing of this list until it uploads the file itself.
    assert other.locator("#q-label-file").is_visible()
    upload(other, path)
    other.wait_for_selector("#q-label-reads :text('30 occupations')")
    tick(other, "Classifier", on=False)
    name_models(other, "slow-one")
    other.wait_for_selector(f"#q-label-run:has-text('{left - 1} labels'), #q-label-run:has-text('{left} labels')")


def test_a_reload_finds_the_list_and_its_run_again(stand_in_labels, open_page, tmp_path):
    rows = "\n".join(f"Reloaded occupation {at}" for at in range(25))
    watched = open_page(stand_in_labels)
    page = watched.page
    open_tab(page)
    upload(page, write(tmp_path / "reload.csv", f"title\n{rows}\n"))
    page.wait_for_selector("#q-label-reads :text('25 occupations')")
    tick(page, "Classifier", on=False)
    name_models(page, "slow-two")
    page.get_by_role("button", name="Make 25 labels").click()
    page.wait_for_selector("#q-label-progress progress")
    page.reload()
    page.wait_for_selector("#q-box textarea", state="attached")
    watched.errors.clear()  # Gradio tells that its stream was cut.
    page.get_by_role("tab", name="Label").click()
    page.wait_for_selector("#q-label-progress progress")
    assert page.locator("#q-label-models").locator("input, textarea").input_value() == "slow-two"
    wait_for_labels(page)
    assert "25 of 25 labelled" in page.inner_text("#q-label-summary")


def test_a_refused_key_is_told_and_the_others_work_on_a_phone(stand_in_labels, open_page, screenshots):
    page = open_page(stand_in_labels, width=390, height=844, scheme="dark").page
    open_tab(page)
    page.screenshot(path=screenshots / "label-empty-phone.png", full_page=True)
    page.click("#q-label-example-en")
    page.wait_for_selector("#q-label-run")
    name_models(page, "quick, refuse, fail, hostile")
    page.wait_for_selector("#q-label-estimate :text('hostile')")
    page.click("#q-label-run")
    wait_for_labels(page)
    page.wait_for_selector("#q-label-progress :text('refuse stopped early: The key was refused (401)')")
    assert "12 of 12 labelled" in page.inner_text("#q-label-summary")
    assert page.locator("#q-label-results img").count() == 0
    assert "<script>alert(1)</script>" in page.locator("#q-label-results").inner_text()
    page.wait_for_timeout(400)
    page.screenshot(path=screenshots / "label-phone.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_review_is_done_with_the_keyboard(stand_in_labels, open_page):
    page = open_page(stand_in_labels).page
    open_tab(page)
    page.locator("#q-label-example-en").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#q-label-run")
    name_models(page, "quick")
    page.wait_for_selector("#q-label-estimate :text('quick')")
    page.locator("#q-label-run").focus()
    page.keyboard.press("Enter")
    wait_for_labels(page)
    page.locator("#q-review-0 input[type=radio]").first.focus()
    page.keyboard.press("Space")
    page.wait_for_selector("#q-label-summary :text('People set 1')")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(600)
    assert page.locator("#q-review-0").get_by_label("E1", exact=True).is_checked()
    page.locator("#q-label-next").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#q-label-where :text('7 to 12 of 12')")


@pytest.mark.model
def test_the_embedded_model_labels_three_items(assistant_app, open_page, screenshots, tmp_path):
    page = open_page(assistant_app).page
    open_tab(page)
    upload(page, write(tmp_path / "three.csv", "\n".join(TASKS.splitlines()[:4])))
    page.wait_for_selector("#q-label-reads")
    choose(page, "task", "what they do")
    page.wait_for_selector("#q-label-reads :text('3 tasks')")
    tick(page, "Embedded", on=True)
    wait_for_estimate(page, "embedded")
    page.get_by_role("button", name="Make 6 labels").click()
    wait_for_labels(page)
    assert "3 of 3 labelled" in page.inner_text("#q-label-summary")
    assert page.locator("#q-review-0 .q-voices li").count() == 2
    page.screenshot(path=screenshots / "label-embedded.png", full_page=True)
