"""Claims about `describe_series` as a person meets it: through the contract."""

import re

import pytest

from agent.grounding import check_numbers, source_of_data
from tools.core import UserError, execute, find_tool
from tools.forecasting.series.examples import SERIES

CHINA = ("china-nowcasting", "china-monthly-recent", "china-gdp-long", "china-official-recent")


def describe(**arguments):
    return execute(find_tool("describe_series"), arguments).result


@pytest.fixture
def china(require_dataset):
    for name in CHINA:
        require_dataset(name)


def test_the_examples_are_many_and_bilingual():
    questions = [item if isinstance(item, str) else item[0] for item in SERIES]
    assert len(set(questions)) == len(questions)
    chinese = sum(bool(re.search(r"[\u4e00-\u9fff]", question)) for question in questions)
    assert chinese >= 6 and len(questions) - chinese >= 12


def test_the_arguments_of_every_example_run_and_every_number_is_a_figure_of_the_run(china, require_dataset):
    require_dataset("fred-qd")
    require_dataset("fred-md")
    for item in SERIES:
        arguments = {} if isinstance(item, str) else item[1]
        result = describe(**arguments)
        known = [source_of_data({key: value.value for key, value in result.values.items()}), source_of_data(arguments)]
        for headline in (result.headline, result.headline_zh):
            dates_left_out = re.sub(r"\d{4}(Q\d|-\d\d)?", "", headline)
            assert not check_numbers(dates_left_out, known).unverified, (item, headline)
        assert result.charts and result.notes


def test_growth_of_a_quarter_comes_with_its_base_effect(china):
    result = describe(period="2021Q1")
    assert result.values["growth.2021Q1"].value == 18.9 and result.values["base_growth"].value == -6.8
    assert result.values["two_year_average"].value == pytest.approx(5.27, abs=0.01)
    assert "unusual" in result.headline and "unusual" not in describe(period="2019Q1").headline
    assert "fell by 6.8 %" in describe(period="2020Q1").headline


def test_growth_of_a_year_is_the_published_one_to_a_tenth(china):
    assert describe(period="2021").values["growth.2021"].value == pytest.approx(8.6, abs=0.06)


def test_what_was_known_at_a_date_leads_the_answer(china):
    result = describe(as_of="2020-03")
    assert result.headline.startswith("At the end of 2020-03, 24 of 80 predictors had a figure for that month")
    assert result.values["known.2020-03"].value == 24
    assert "growth.2020Q1" not in result.values and result.charts[0].name == "known"
    surveys = result.tables["known"].set_index(["block", "month"]).loc[("surveys", "2020-03")]
    assert surveys["known"] == 24, "surveys are what is out in the month itself"


def test_revisions_lead_where_they_are_asked_for(china):
    result = describe(about="revisions")
    assert result.headline.startswith("67 of 124 quarters of official growth differ")
    assert result.charts[0].name == "revisions" and list(result.tables["vintages"].columns)[1:] == [
        "2023-03",
        "2025-04",
        "2026-04",
    ]


def test_without_two_vintages_the_answer_says_how_to_get_them():
    result = describe(about="revisions")
    assert "quesnay data fetch china-gdp-long" in result.headline
    assert all(chart.name != "revisions" for chart in result.charts)


@pytest.mark.parametrize(
    ("named", "keys"),
    [
        ("PMI", ["PMI"]),
        ("制造业PMI", ["PMI"]),
        ("retail sales", ["TRS"]),
        ("exports, 进口", ["EXP", "IMP"]),
        ("prices", ["CPI", "CPC", "PPI"]),
        ("价格", ["CPI", "CPC", "PPI"]),
        ("通胀", ["CPI"]),
        ("m2", ["MTW"]),
    ],
)
def test_series_are_found_as_people_name_them(china, named, keys):
    assert describe(series=named).diagnostics["series"] == keys


def test_the_table_states_unit_transform_lag_and_vintage(china):
    row = describe(series="retail sales").tables["series"].iloc[0]
    assert row["unit"] == "% on a year before" and "January and February" in row["transform"]
    assert row["release lag, months"] == 1 and row["vintage"].startswith("2023-03-05")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"target": "chna gdp"}, "no target called 'chna gdp'. Did you mean"),
        ({"series": "reatil sales"}, "no series or block called 'reatil sales'. Did you mean"),
        ({"period": "2031Q1"}, "Growth of 2031Q1 is not in the data"),
        ({"period": "next year"}, "'next year' is not a period"),
        ({"as_of": "1950"}, "had been published by 1950"),
        ({"as_of": "soon"}, "'soon' is not a date"),
    ],
)
def test_mistakes_get_a_sentence(china, arguments, words):
    with pytest.raises(UserError) as error:
        describe(**arguments)
    assert words in str(error.value)


def test_the_united_states_come_with_the_installation():
    result = describe(target="America")
    assert "US real GDP grew by 2.8 % in 2009Q3 on the quarter before, at an annual rate." in result.headline
    assert "美国实际GDP" in result.headline_zh
