"""Tables of people are read whatever their encoding and headings, and what is wrong in them is said by row."""

import io

import pytest

from tests.tools.exposure.labelling.conftest import items_of
from tools.core import UserError
from tools.exposure.labelling.columns import find_columns, parse_mapping
from tools.exposure.labelling.items import LONGEST_TEXT
from tools.exposure.labelling.reading import MOST_ROWS, read_file, read_table
from tools.exposure.labelling.rubric import rubric_language

CHINESE = "职业,工作任务,编号,人工标注\n会计,登记账簿,7,E1\n护士,给病人打针，并记录,8,E0\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_chinese_is_read_in_each_encoding_that_spreadsheets_write(encoding):
    items = items_of(CHINESE.encode(encoding))
    assert [(item.title, item.task, item.id) for item in items.items] == [
        ("会计", "登记账簿", "7"),
        ("护士", "给病人打针，并记录", "8"),
    ]
    assert items.items[0].people == (("人工标注", "E1"),)
    assert any("GBK" in note for note in items.notes) == (encoding in ("gbk", "gb18030"))
    assert rubric_language(items.items) == "zh"


def test_western_accents_are_not_taken_for_chinese():
    items = items_of("Occupation\nCafé manager\nFrisör\n".encode("cp1252"))
    assert [item.title for item in items.items] == ["Café manager", "Frisör"]
    assert "Windows-1252" in items.notes[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Job Title;Task\nNurse;Give injections\n", ("Nurse", "Give injections")),
        ("O*NET-SOC Code\tTitle\tTask\n29-1141\tNurse\tGive injections\n", ("Nurse", "Give injections")),
        ('Title,Task\n"Nurse","Give injections,\nand note them"\n', ("Nurse", "Give injections, and note them")),
        ("\n\nTITLE,,task \n Nurse ,x,  Give  injections\n", ("Nurse", "Give injections")),
    ],
)
def test_delimiters_quotes_and_stray_blanks(text, expected):
    assert [(item.title, item.task) for item in items_of(text).items] == [expected]


def test_xlsx_is_read_like_csv():
    from openpyxl import Workbook

    book = Workbook()
    for row in [
        ["Occupation", "Task", "id", "human_label"],
        ["Nurse", "Give injections", 12.0, "E0"],
        ["Poet", None, 13, 1],
    ]:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    items = items_of(content.getvalue(), "list.xlsx").items
    assert [(item.title, item.task, item.id, item.people) for item in items] == [
        ("Nurse", "Give injections", "12", (("human_label", "E0"),)),
        ("Poet", "", "13", (("human_label", "E1"),)),
    ]
    assert [item.row for item in items] == [2, 3]


@pytest.mark.parametrize("content", [b"", b"  \n \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_one_sentence(content):
    with pytest.raises(UserError, match="empty"):
        items_of(content)


def test_a_heading_without_rows_is_one_sentence():
    with pytest.raises(UserError, match="No row"):
        items_of("Title,Task\n")


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(UserError, match="There is no file"):
        read_file(tmp_path / "nothing.csv")


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n\0\0\0", b"PK\x03\x04 and nothing more", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1xls"]
)
def test_a_file_that_is_no_table_is_one_sentence(content):
    with pytest.raises(UserError, match=r"no text|no readable XLSX|old Excel"):
        read_table(content, "input")


def test_a_missing_column_is_said_with_those_that_are_there():
    with pytest.raises(UserError, match=r"Its columns: Wage, Hours.*title=COLUMN"):
        items_of("Wage,Hours\n1,2\n")


def test_columns_can_be_named_and_a_wrong_name_gets_a_close_match():
    text = "What they do,Who\nKeep books,Accountant\n"
    items = items_of(text, title="who", task="What they do").items
    assert (items[0].title, items[0].task) == ("Accountant", "Keep books")
    with pytest.raises(UserError, match="Did you mean What they do"):
        items_of(text, task="What they did")


def test_a_mapping_is_read_in_both_languages_and_refused_where_it_maps_nothing():
    assert parse_mapping(["职业=岗位", "people=Anna,Ben"]) == {"title": "岗位", "people": "Anna,Ben"}
    for wrong in ("title", "wage=Pay"):
        with pytest.raises(UserError, match="maps no column"):
            parse_mapping([wrong])


def test_a_plain_list_needs_no_heading():
    items = items_of("Nurse\nAccountant\nRoofer\n")
    assert [item.title for item in items.items] == ["Nurse", "Accountant", "Roofer"]
    assert "first row" in items.notes[-1]


def test_problems_are_numbered_as_a_spreadsheet_numbers_rows_and_lose_no_other_row():
    long = "x" * (LONGEST_TEXT + 1)
    items = items_of(f"Title,Task,human\nNurse,,E0\n,,E1\n,{long},E2\nPoet,Write,maybe\nClerk,File,\n")
    assert [(problem.row, problem.text.split()[0]) for problem in items.problems] == [(3, "it"), (4, "its")]
    items = items_of("Title,Task,human\nNurse,,E0\nPoet,Write,maybe\n", people="human")
    assert str(items.problems[0]).startswith("Row 3: 'maybe' in human is no label")
    assert items.items[1].people == ()


def test_repeated_titles_are_told_and_kept():
    items = items_of("Title\nNurse\nNurse\nPoet\n")
    assert len(items.items) == 3
    assert "1 of 3 rows repeat" in items.notes[0]


def test_repeated_headings_are_told_apart():
    table = read_table(b"Title,human,human\nNurse,E0,E1\n", "input.csv")
    assert table.header == ("Title", "human", "human (2)")
    assert find_columns(table)[1].people == ("human", "human (2)")


def test_fifty_thousand_rows_are_read():
    rows = "".join(f"Clerk {at % 977},Task {at}\n" for at in range(50_000))
    items = items_of(f"Title,Task\n{rows}")
    assert len(items.items) == 50_000
    assert items.items[-1].row == 50_001


def test_too_many_rows_are_refused():
    with pytest.raises(UserError, match="more than 200,000 rows"):
        items_of("Title\nNurse\nPoet\n" + "Clerk\n" * MOST_ROWS)
