"""Each format, opened again by a library that reads it."""

import base64
import hashlib
import io
import re
import zipfile

import pytest
from bs4 import BeautifulSoup
from docx import Document
from pypdf import PdfReader

from agent.report.export import check_output, export
from agent.report.fonts import chinese_font
from agent.report.formats import render
from agent.report.formats.markdown import escape
from agent.report.outline import Section
from tests.agent.report.conftest import THEORY, WORLD
from tests.conftest import missing
from tools.core.errors import UserError

HOSTILE = (
    '"><script>alert(1)</script><img src=http://evil.example/x.png> ![x](http://evil.example) #eval("1") `=` '
    "\\input{x} {=html}"
)


@pytest.fixture
def hostile(make_report):
    section = Section(title=f"Title {HOSTILE}", tool=THEORY.tool, arguments=THEORY.arguments, lead=f"Lead {HOSTILE}")
    return make_report(section, topic=f"Topic {HOSTILE}")


def test_docx_has_styles_captions_contents_and_every_section(make_report):
    report = make_report()
    document = Document(io.BytesIO(render(report, "docx")))
    by_style = {}
    for paragraph in document.paragraphs:
        by_style.setdefault(paragraph.style.name, []).append(paragraph.text)
    assert by_style["Title"] == ["Addition modulo 150"]
    assert [text.split("  ")[1] for text in by_style["Heading 1"]][:3] == ["Executive summary", "Method", "Results"]
    assert {text.split("  ")[0] for text in by_style["Caption"]} >= {"Table 1", "Figure 1"}
    assert len(by_style["TOC 1"]) == 6
    assert len(document.inline_shapes) == len(report.document.figures)
    body = document.element.xml
    assert "PAGE" in document.sections[0].footer._element.xml and "TOC \\o" in body and "SEQ Table" in body


def test_docx_tables_stay_inside_the_page_and_repeat_their_heads(make_report):
    document = Document(io.BytesIO(render(make_report(), "docx")))
    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    assert document.tables
    for table in document.tables:
        assert sum(cell.width for cell in table.rows[0].cells) <= room * 1.001
        assert "w:tblHeader" in table.rows[0]._tr.xml


def test_docx_in_chinese_names_a_chinese_font(make_report):
    document = Document(io.BytesIO(render(make_report(topic="模 150 加法", language="zh"), "docx")))
    xml = document.styles["Normal"].element.xml
    assert 'w:eastAsia="SimSun"' in xml and 'w:eastAsia="zh-CN"' in xml
    assert any("摘要" in paragraph.text for paragraph in document.paragraphs)


def test_pdf_has_pages_numbers_and_an_outline(make_report):
    reader = PdfReader(io.BytesIO(render(make_report(), "pdf")))
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert reader.metadata.title == "Addition modulo 150"
    assert f"1 / {len(reader.pages)}" in text and "Executive summary" in text and "Table 1" in text
    assert len(reader.outline) >= 6


def test_pdf_in_chinese_embeds_a_font_with_the_characters(make_report):
    if not chinese_font():
        missing("no font with Chinese characters is installed")
    reader = PdfReader(io.BytesIO(render(make_report(topic="模 150 加法", language="zh"), "pdf")))
    text = "".join(page.extract_text() for page in reader.pages)
    assert "摘要" in text and "参考文献" in text
    embedded = [font for page in reader.pages for font in _fonts(page) if "FontFile" in str(font)]
    assert any(_squeezed(chinese_font()) in _squeezed(str(font)) for font in embedded)


def test_pdf_in_chinese_without_a_font_says_what_is_missing(make_report, monkeypatch):
    report = make_report(topic="模 150 加法", language="zh")
    monkeypatch.setattr("agent.report.formats.pdf.chinese_font", lambda: "")
    with pytest.raises(UserError, match="No font with Chinese characters") as raised:
        render(report, "pdf")
    assert "没有中文字体" in raised.value.chinese


def test_html_is_self_contained_and_its_policy_allows_its_own_scripts_alone(make_report):
    html = render(make_report(), "html").decode()
    page = BeautifulSoup(html, "html.parser")
    policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert "default-src 'none'" in policy and "unsafe-eval" not in policy
    scripts = [script.string for script in page.find_all("script") if not script.get("type")]
    assert len(scripts) == 2
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert all(image["src"].startswith("data:") for image in page.find_all("img"))
    assert not page.find_all(["link", "iframe", "object", "base", "form"])
    assert len(page.find_all("script", {"type": "application/json"})) == len(page.find_all("figure"))
    assert page.html["lang"] == "en"


def test_markdown_comes_with_its_pictures(make_report, tmp_path):
    report = make_report()
    written = export(report, tmp_path / "out.md")
    text = (tmp_path / "out.md").read_text(encoding="utf-8")
    for name in re.findall(r"\]\(([^)]+\.png)\)", text):
        assert (tmp_path / name).is_file()
    assert written == [tmp_path / "out.md", tmp_path / "out-figures"]
    packed = zipfile.ZipFile(io.BytesIO(render(report, "md")))
    assert "report.md" in packed.namelist() and "figures/figure-1.png" in packed.namelist()


def test_hostile_text_stays_text_in_every_format(hostile):
    page = BeautifulSoup(render(hostile, "html").decode(), "html.parser")
    assert HOSTILE in page.h1.get_text()
    assert not [image for image in page.find_all("img") if "evil" in image["src"]]
    assert len([script for script in page.find_all("script") if not script.get("type")]) == 2
    document = Document(io.BytesIO(render(hostile, "docx")))
    assert any(HOSTILE in paragraph.text for paragraph in document.paragraphs)
    reader = PdfReader(io.BytesIO(render(hostile, "pdf")))
    assert '#eval("1")' in "".join(page.extract_text() for page in reader.pages).replace("\n", "")
    text = zipfile.ZipFile(io.BytesIO(render(hostile, "md"))).read("report.md").decode()
    assert not re.search(r"(?<!\\)!\[[^\]]*(?<!\\)\]\(http", text) and "<script" not in text.replace("\\<", "")


def test_markdown_escapes_what_could_be_read_as_markup():
    assert escape("# 1. *a* [b](c) <d> |") == r"\# 1. \*a\* \[b\](c) \<d\> \|"
    assert escape("1. not a list") == r"\1. not a list"


@pytest.mark.parametrize("name", ["out.odt", "out", "out.exe"])
def test_an_unknown_ending_names_the_known_ones(tmp_path, name):
    with pytest.raises(UserError, match=r"\.html, \.docx, \.pdf, \.md"):
        check_output(tmp_path / name)


def test_a_path_that_cannot_be_written_is_refused_before_work(tmp_path):
    with pytest.raises(UserError, match="cannot be written"):
        check_output(tmp_path / "nowhere" / "out.pdf")
    (tmp_path / "out.pdf").mkdir()
    with pytest.raises(UserError, match="it is a folder"):
        check_output(tmp_path / "out.pdf")


def test_a_long_table_says_where_the_whole_is(make_report):
    report = make_report(WORLD)
    notes = [block.note for block in report.document.blocks if block.kind == "table"]
    assert all("quesnay runs show" in note for note in notes if note)


def _fonts(page):
    fonts = page["/Resources"].get("/Font", {})
    for font in fonts.values():
        inner = font.get_object()
        for child in inner.get("/DescendantFonts", [inner]):
            descriptor = child.get_object().get("/FontDescriptor")
            if descriptor is not None:
                yield dict(descriptor.get_object())


def _squeezed(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())
