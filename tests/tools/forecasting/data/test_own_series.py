"""Claims about a person's own file: it comes through unchanged, and each problem is named by row."""

import numpy as np
import openpyxl
import pandas as pd
import pytest

from tools.core import UserError
from tools.core.datasets import catalog
from tools.forecasting.data.choice import choose_target, datasets_for
from tools.forecasting.data.load import open_panel
from tools.forecasting.data.own_series import ImportChoices, growth_named, import_series, read_own
from tools.forecasting.data.periods import read_period

QUARTERS = [str(at) for at in pd.period_range("2000Q1", "2012Q4", freq="Q")]
FIGURES = np.round(5.0 + 3.0 * np.sin(np.arange(len(QUARTERS))), 2)
PAIRS = list(zip(QUARTERS, FIGURES, strict=True))


def table(rows=None, header="quarter,growth,x") -> str:
    rows = rows or [f"{at},{value},{value * 2 + number % 3}" for number, (at, value) in enumerate(PAIRS)]
    return "\n".join([header, *rows])


@pytest.fixture
def read(tmp_path):
    def reader(text: str, target: str = "growth", encoding: str = "utf-8", **choices):
        path = tmp_path / "mine.csv"
        path.write_bytes(text.encode(encoding))
        return read_own(path, "mine", ImportChoices(target, **choices))

    return reader


def refused(read, text, **choices) -> str:
    with pytest.raises(UserError) as error:
        read(text, **choices)
    return str(error.value)


def test_a_sound_file_comes_through_unchanged(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(table(), encoding="utf-8")
    entry, notes = import_series(path, "mine", ImportChoices("growth", title="My country", vintage="2013-02-01"))
    panel = open_panel("my country")
    assert entry.years == "2000Q1-2012Q4" and notes == panel.notes and datasets_for("mine") == ["mine"]
    np.testing.assert_array_equal(panel.target.to_numpy(), FIGURES)
    assert panel.info["x"].frequency == "Q" and panel.info["x"].release_lag_months == 1
    assert panel.target_info.vintage == "2013-02-01" and panel.title == "My country"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_chinese_headers_are_read_in_every_usual_encoding(read, encoding):
    panel = read(table(header="季度,实际增速,用电量"), "实际增速", encoding)
    assert len(panel.target) == len(QUARTERS) and panel.info["用电量"].block == "production"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_are_found(read, separator):
    assert len(read(table().replace(",", separator)).target) == len(QUARTERS)


def test_an_excel_sheet_is_read_like_a_csv(tmp_path):
    book = openpyxl.Workbook()
    page = book.create_sheet("data")
    page.append(["date", "growth", "x"])
    for at, value in zip(pd.PeriodIndex(QUARTERS, freq="Q"), FIGURES, strict=True):
        page.append(
            [at.to_timestamp(how="end").to_pydatetime().replace(microsecond=0), float(value), float(value) ** 2]
        )
    book.save(tmp_path / "mine.xlsx")
    panel = read_own(tmp_path / "mine.xlsx", "mine", ImportChoices("growth", sheet="data"))
    np.testing.assert_array_equal(panel.target.to_numpy(), FIGURES)
    with pytest.raises(UserError, match=r"has no sheet 'dta'\. It has: Sheet, data"):
        read_own(tmp_path / "mine.xlsx", "mine", ImportChoices("growth", sheet="dta"))


@pytest.mark.parametrize(
    ("cell", "period"),
    [
        ("2020Q3", "2020Q3"),
        ("2020-Q3", "2020Q3"),
        ("Q3 2020", "2020Q3"),
        ("3Q2020", "2020Q3"),
        ("2020年第三季度", "2020Q3"),
        ("2020年3季度", "2020Q3"),
        ("2020-07", "2020-07"),
        ("2020/7", "2020-07"),
        ("2020M07", "2020-07"),
        ("2020年7月", "2020-07"),
        ("202007", "2020-07"),
        (202007.0, "2020-07"),
        ("2020/7/31", "2020-07-31"),
        ("2020-07-31 00:00:00", "2020-07-31"),
        ("20200731", "2020-07-31"),
        ("2020年7月31日", "2020-07-31"),
    ],
)
def test_dates_are_read_as_people_write_them(cell, period):
    assert str(read_period(cell)) == period


@pytest.mark.parametrize("cell", ["", "soon", "2020Q5", "2020-13", "2020-02-30", "99999", None, 3.7])
def test_what_is_no_date_is_not_read_as_one(cell):
    assert read_period(cell) is None


def test_text_in_numbers_is_named_by_row_and_column(read):
    text = table().replace(f"2000Q3,{FIGURES[2]}", "2000Q3,about 5").replace(f"2001Q1,{FIGURES[4]}", 'x2001Q1,"5,2"')
    message = refused(read, text)
    assert "Row 4, column 'growth': 'about 5' is not a number" in message
    assert "Row 6: 'x2001Q1' is not a date; write 2020Q1 or 2020-01." in message
    assert "Row 6, column 'growth': '5,2' is not a number; write a figure with a decimal point" in message


def test_signs_of_missing_percent_and_thousands_are_understood(read):
    rows = [f'{at},{value}%,"1,{number:03d}.5"' for number, (at, value) in enumerate(PAIRS)]
    rows[3] = f"{QUARTERS[3]},−0.7％,N/A"
    panel = read(table(rows))
    assert panel.target.iloc[3] == -0.7 and np.isnan(panel.quarterly["x"].iloc[3])


def test_repeated_dates_are_named_with_their_rows(read):
    assert "Rows 53 and 54 are both of the quarter 2012Q4; keep one." in refused(read, table() + "\n2012Q4,3,4")


def test_missing_rows_are_named_with_what_is_missing(read):
    lines = table().splitlines()
    del lines[9:11], lines[5]
    message = refused(read, "\n".join(lines))
    assert "2001Q1 is missing between row 5 and row 6" in message
    assert "2002Q1 to 2002Q2 are missing between row 8 and row 9" in message


def test_mixed_frequencies_are_named_with_their_rows(read):
    message = refused(read, table() + "\n2013-01,3,4\n2013-02,3,4")
    assert "row 2 is a quarter, row 54 a month. Keep one frequency" in message
    months = [f"{at},1,2" for at in pd.period_range("2000-01", "2004-12", freq="M")]
    quarters = [f"{at},1,2" for at in ("2005-03", "2005-06", "2005-09", "2005-12", "2006-03", "2006-06", "2006-09")]
    message = refused(read, table(months + quarters))
    assert "most rows step by months, but 7 by quarters, the first from row 61 to row 62" in message


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ([str(year) for year in range(1970, 2022)], "one row a year: row 2 is 1970"),
        ([str(day.date()) for day in pd.date_range("2010-01-04", periods=90)], "several rows a month"),
    ],
)
def test_other_frequencies_are_refused_with_what_to_do(read, dates, words):
    message = refused(read, table([f"{at},1,{number}" for number, at in enumerate(dates)]))
    assert words in message and "Forecasts are of quarters" in message


def test_twelve_observations_are_too_few_and_the_number_needed_is_told(read):
    message = refused(read, "\n".join(table().splitlines()[:13]))
    assert "has 12 quarters of growth (2000Q1 to 2002Q4); at least 24 are needed" in message
    assert "Add 12 earlier quarters" in message


def test_a_constant_target_is_refused(read):
    assert "is 3 in every row" in refused(read, table([f"{at},3,{n}" for n, at in enumerate(QUARTERS)]))


def test_an_empty_target_is_refused(read):
    assert "has no figure at all" in refused(read, table([f"{at},,{n}" for n, at in enumerate(QUARTERS)]))


def test_a_hole_in_the_target_is_named_by_row(read):
    message = refused(read, table().replace(f"2003Q2,{FIGURES[13]}", "2003Q2,"))
    assert "Row 15: the target 'growth' has no figure in 2003Q2" in message


def test_constant_and_empty_predictors_are_left_out_and_named(read):
    rows = [f"{at},{value},7,,{n % 4}" for n, (at, value) in enumerate(PAIRS)]
    panel = read(table(rows, "quarter,growth,same,nothing,useful"))
    assert list(panel.info) == ["useful"]
    assert "Column 'same' is 7 in every row: it cannot predict anything and is left out." in panel.notes
    assert "Column 'nothing' has no figure at all: it cannot predict anything and is left out." in panel.notes


def test_a_target_in_levels_is_refused_with_the_ways_out_and_each_works(read):
    level = 100.0 * np.cumprod(1.0 + FIGURES / 400.0)
    text = table([f"{at},{value},1" for at, value in zip(QUARTERS, level, strict=True)])
    message = refused(read, text)
    assert "looks like a level, not growth" in message and "--growth yoy" in message and "--growth none" in message
    assert read(text, growth="yoy").target.iloc[0] == pytest.approx(100.0 * (level[4] / level[0] - 1.0))
    assert read(text, growth="annualised").target.iloc[0] == pytest.approx(100.0 * ((level[1] / level[0]) ** 4 - 1.0))
    assert len(read(text, growth="none").target) == len(QUARTERS)


def test_a_predictor_in_levels_becomes_growth_and_the_notes_say_so(read):
    rows = [f"{at},{value},{100 * 1.02**n}" for n, (at, value) in enumerate(PAIRS)]
    panel = read(table(rows))
    assert panel.info["x"].transform == "yoy" and panel.quarterly["x"].iloc[4] == pytest.approx(100 * (1.02**4 - 1))
    assert any("look like levels: x" in note for note in panel.notes)


def test_a_monthly_file_may_hold_a_quarterly_target(read):
    months = pd.period_range("2000-01", "2009-12", freq="M")
    rows = [f"{at},{at.month if at.month % 3 == 0 else ''},{n % 5}" for n, at in enumerate(months)]
    panel = read(table(rows))
    assert len(panel.target) == 40 and panel.target.iloc[1] == 6.0
    assert panel.monthly.shape == (120, 1) and panel.info["x"].frequency == "M"


def test_a_monthly_target_is_averaged_over_whole_quarters(read):
    months = pd.period_range("2000-01", "2009-11", freq="M")
    panel = read(table([f"{at},{n % 12},{n % 5}" for n, at in enumerate(months)]))
    assert panel.target.iloc[0] == 1.0 and panel.target.index[-1] == pd.Period("2009Q3")
    assert any("mean of each quarter" in note for note in panel.notes)


@pytest.mark.parametrize("style", ["{m}/1/{y}", "1/{m}/{y}", "{d}/{m}/{y}"])
def test_days_and_months_first_are_told_apart_by_the_column(read, style):
    rows = []
    for number, at in enumerate(pd.period_range("2000-01", "2009-12", freq="M")):
        rows.append(style.format(m=at.month, y=at.year, d=at.days_in_month) + f",{number % 7},{number % 5}")
    panel = read(table(rows))
    assert panel.monthly.index[0] == pd.Period("2000-01") and panel.monthly.index[-1] == pd.Period("2009-12")


def test_dates_that_may_mean_two_days_are_refused(read):
    assert "may put the day or the month first" in refused(read, table(["03/04/2020,1,2", "04/03/2020,2,1"]))


def test_an_unknown_column_gets_close_matches(read):
    with pytest.raises(UserError, match=r"no column called 'grwth'\. Did you mean growth"):
        read(table(), "grwth")
    with pytest.raises(UserError, match="no column called 'dat'"):
        read(table(), date_column="dat")
    with pytest.raises(UserError, match="no growth called 'qoq'"):
        growth_named("qoq")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "has no rows under a header"),
        ("a.csv", b"quarter,growth\n", "has no rows under a header"),
        ("a.csv", b"a,b\nx,1\ny,2", "has no column of dates"),
        ("a.csv", b"date,b,b\n2020Q1,1,2", "two columns called 'b'"),
        ("a.csv", b"\x00\xff\x81\x20\xff\xff", "is text in neither UTF-8"),
        ("a.xlsx", b"no workbook", "is not a readable .xlsx file"),
        ("a.doc", b"text", "is neither CSV nor .xlsx"),
        (None, b"", "There is no file"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path, name, content, words):
    path = tmp_path / (name or "absent.csv")
    if name:
        path.write_bytes(content)
    with pytest.raises(UserError, match=words.replace(".", r"\.")):
        read_own(path, "mine", ImportChoices("growth"))


def test_many_problems_are_counted_not_listed(read):
    message = refused(read, table([f"{at},bad,{n}" for n, at in enumerate(QUARTERS)]))
    assert "And 44 more of the kind." in message and message.count("is not a number") == 8


def test_nothing_is_stored_when_the_file_is_refused(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(table() + "\nsoon,1,2", encoding="utf-8")
    with pytest.raises(UserError):
        import_series(path, "mine", ImportChoices("growth"))
    assert "mine" not in catalog().all()


def test_targets_are_understood_as_people_name_them():
    for name in ("China's GDP", "china real GDP growth", "中国的GDP增速", "中国经济增长", "我国 GDP"):
        assert choose_target(name) == "china_gdp"
    for name in ("US", "us-gdp", "America", "美国实际GDP"):
        assert choose_target(name) == "us_gdp"
    with pytest.raises(UserError, match=r"no target called 'chna gdp'\. Did you mean china"):
        choose_target("chna gdp")
