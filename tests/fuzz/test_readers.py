"""Readers of a person's files answer any bytes with a table or a sentence, soon."""

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tools.core import table_file
from tools.core.errors import UserError
from tools.exposure.labelling import reading
from tools.forecasting.data.own_series import ImportChoices, read_own
from tools.trade.data.user_tables import read_tables
from ui.labelling.upload import read_upload

FUZZ = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
CELLS = st.sampled_from(
    ["", "2020Q1", "2020-01", "31.12.2020", "1,5", "-", "NaN", "1e309", "=HYPERLINK(1)", "增长", '"', ","]
)
TABLES = st.lists(st.lists(CELLS | st.text(max_size=12), max_size=5).map(",".join), max_size=12).map("\n".join)


def workbook() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for row in (["date", "gdp"], ["2020Q1", 1.0], ["2020Q2", 2.0]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


WORKBOOK = workbook()


@st.composite
def broken_workbooks(draw) -> bytes:
    """A workbook with some bytes changed, and perhaps cut short."""
    content = bytearray(WORKBOOK)
    for _ in range(draw(st.integers(0, 12))):
        content[draw(st.integers(0, len(content) - 1))] = draw(st.integers(0, 255))
    return bytes(content[: draw(st.integers(4, len(content)))])


CONTENTS = TABLES.map(str.encode) | TABLES.map(lambda text: text.encode("utf-16")) | st.binary(max_size=400)


@pytest.mark.parametrize("read", [reading.read_table, read_upload], ids=["file", "upload"])
@given(content=CONTENTS | broken_workbooks())
@FUZZ
def test_a_list_to_label_is_read_or_refused(read, content):
    try:
        table = read(content, "list.csv")
    except UserError as error:
        assert str(error).strip()
    else:
        assert table.header


@given(content=CONTENTS)
@FUZZ
def test_a_table_of_series_is_read_or_refused(tmp_path, content):
    file = tmp_path / "series.csv"
    file.write_bytes(content)
    _series(file)


@given(content=broken_workbooks())
@FUZZ
def test_a_workbook_of_series_is_read_or_refused(tmp_path, content):
    file = tmp_path / "series.xlsx"
    file.write_bytes(content)
    _series(file)


@given(content=CONTENTS)
@FUZZ
def test_trade_tables_are_read_or_refused(tmp_path, content):
    for name in ("trade", "value_added", "input_output", "final", "elasticities"):
        (tmp_path / f"{name}.csv").write_bytes(content)
    try:
        read_tables(tmp_path, "mine", title="")
    except UserError as error:
        assert str(error).strip()


def _series(file) -> None:
    try:
        table = table_file.read_table(file)
        assert len(table.numbers) == len(table.rows)
        read_own(file, "mine", ImportChoices(target=table.columns[-1]))
    except UserError as error:
        assert str(error).strip()
