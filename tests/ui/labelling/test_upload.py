"""A file that is wrong is told in a sentence, a workbook that would burst is refused unread, and no upload stays."""

import io
import zipfile
from importlib.resources import files

import openpyxl
import pytest

from tools.core.errors import UserError
from ui.labelling import upload
from ui.labelling.upload import read_upload, take_upload

CHINESE = "职业名称,任务\n护士,打针\n翻译,翻译合同\n"


def workbook(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def with_part(content, name, size):
    packed = io.BytesIO(content)
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"\0" * size)
    return packed.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_chinese_is_read_in_the_encodings_of_spreadsheets(encoding):
    table = read_upload(CHINESE.encode(encoding), "list.csv")
    assert table.header == ("职业名称", "任务")
    assert [cells for _, cells in table.rows] == [("护士", "打针"), ("翻译", "翻译合同")]


def test_a_workbook_is_read_as_text():
    table = read_upload(workbook([["Job", "Year"], ["Nurse", 2024]]), "list.XLSX")
    assert table.rows == ((2, ("Nurse", "2024")),)


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"%PDF-1.4", "list.pdf", "list.pdf is not a kind of file that can be read: choose a CSV"),
        (b"", "list.csv", "list.csv is empty"),
        (b"PK\x03\x04 cut off", "list.xlsx", "list.xlsx is damaged"),
        (b"\x00\x01\x02\xff\xfe\x81" * 50, "list.csv", "is no text that can be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "list.xlsx", "old Excel file"),
    ],
)
def test_a_wrong_file_is_one_sentence_that_says_what_to_do(content, name, told):
    with pytest.raises(UserError, match=told):
        read_upload(content, name)


def test_a_file_above_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(upload, "LARGEST_UPLOAD", 1024 * 1024)
    with pytest.raises(UserError, match="larger than 1 MB"):
        read_upload(b"title\n" + b"x" * 2**20, "list.csv")


@pytest.mark.parametrize("part", ["xl/worksheets/sheet9.xml", "xl/sharedStrings2.xml"])
def test_a_workbook_that_unpacks_to_far_more_than_it_seems_is_refused_unread(monkeypatch, part):
    monkeypatch.setattr(upload, "LARGEST_UNPACKED", 3 * 2**20)
    monkeypatch.setattr(upload, "LARGEST_TEXTS", 2**20)
    monkeypatch.setattr(upload, "read_table", lambda *_: pytest.fail("it was read"))
    bomb = with_part(workbook([["Job"], ["Nurse"]]), part, 4 * 2**20)
    assert len(bomb) < 2**16
    with pytest.raises(UserError, match="unpacks to more than"):
        read_upload(bomb, "list.xlsx")


@pytest.mark.parametrize("content", [CHINESE.encode(), b""])
def test_nothing_of_an_upload_stays_on_the_disk(tmp_path, content):
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    try:
        take_upload(path)
    except UserError:
        assert not content
    assert not path.exists()


def test_entities_that_multiply_are_not_unfolded():
    entities = '<!ENTITY a "' + "x" * 10_000 + '">'
    entities += "".join(f'<!ENTITY {b} "{f"&{a};" * 60}">' for a, b in ("ab", "bc", "cd", "de"))
    rows = "<row r='1'><c r='A1' t='inlineStr'><is><t>&e;</t></is></c></row>"
    sheet = (
        f"<!DOCTYPE worksheet [{entities}]><worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>"
        f"<sheetData>{rows}</sheetData></worksheet>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook([["Job"]]))) as whole, zipfile.ZipFile(packed, "w") as changed:
        for part in whole.namelist():
            changed.writestr(part, sheet if part == "xl/worksheets/sheet1.xml" else whole.read(part))
    with pytest.raises(UserError, match="no readable XLSX"):
        read_upload(packed.getvalue(), "list.xlsx")


def test_the_pages_script_knows_the_same_limits():
    script = (files("ui") / "assets" / "page.js").read_text(encoding="utf-8")
    assert f"LARGEST_UPLOAD = {upload.LARGEST_UPLOAD // 2**20} * 2 ** 20;" in script
    assert f'READABLE = "{",".join(upload.KINDS)}";' in script
