"""Claims about experts: forecasts keep their day of issue, and a model beside them never knows more."""

import pandas as pd
import pytest

from tools.core import UserError
from tools.core.datasets import catalog
from tools.forecasting.data.choice import EXPERTS_FILE, choose_experts, imported
from tools.forecasting.data.experts import read_judgement
from tools.forecasting.data.experts_file import read_experts
from tools.forecasting.data.experts_kept import import_experts, open_experts
from tools.forecasting.data.load import open_panel

PLAIN = """issued,period,value,who
2022-03-01,2022Q1,5.1,Bank A
2022-03-20,2022Q1,4.9,Bank A
2022-03-01,2022,5.0,Bank A
2022-04-28,2022Q2,4.5,Institute B
"""
WEO = (
    "WEO Country Code\tISO\tWEO Subject Code\tCountry\tUnits\t2021\t2022\t2023\tEstimates Start After\n"
    "924\tCHN\tNGDP_RPCH\tChina\tPercent change\t8.1\t4.4\t5.1\t2021\n"
    "924\tCHN\tPCPIPCH\tChina\tPercent change\t0.9\t2.1\t1.8\t2021\n"
    "111\tUSA\tNGDP_RPCH\tUnited States\tPercent change\t5.7\t3.7\t--\t2021\n"
)
PAST = """country,WEO_Country_Code,ISOAlpha_3Code,year,S2021ngdp_rpch,F2021ngdp_rpch,S2022ngdp_rpch
China,924,CHN,2021,8.4,8.0,8.1
China,924,CHN,2022,5.6,5.6,4.4
Japan,158,JPN,2022,2.5,3.2,.
"""


@pytest.fixture
def write(tmp_path):
    def writer(text: str, name: str = "experts.csv", encoding: str = "utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return writer


def test_a_plain_table_is_read_in_the_order_of_issue(write):
    found = read_experts(write(PLAIN), "china_gdp")
    assert [str(one.period) for one in found.forecasts] == ["2022Q1", "2022", "2022Q1", "2022Q2"]
    assert found.told() == "4 forecasts by Bank A, Institute B, issued 2022-03-01 to 2022-04-28."


def test_a_model_beside_an_expert_stands_at_a_month_that_was_over(write):
    panel = open_panel("china_gdp", {})
    for row, one in zip(
        read_experts(write(PLAIN), "china_gdp").matched(panel).itertuples(),
        read_experts(write(PLAIN), "china_gdp").forecasts,
        strict=True,
    ):
        state = panel.as_of(one.issued)
        assert state.known_at == row.information and row.information.end_time <= one.issued + pd.Timedelta(days=1)
        assert state.target.index[-1] == row.last_known


def test_errors_are_against_the_quarter_and_the_year(write):
    rows = read_experts(write(PLAIN), "china_gdp").matched(open_panel("china_gdp", {})).set_index("period")
    year = rows.loc[pd.Period("2022", "Y")]
    assert year.annual and year.actual == pytest.approx(3.1, abs=0.06) and year.quarters_ahead == 4
    quarter = rows.loc[pd.Period("2022Q2", "Q")]
    assert quarter.error == pytest.approx(4.5 - 0.8) and quarter.quarters_ahead == 2


def test_only_what_was_issued_by_then_is_known_and_the_latest_counts(write):
    found = read_experts(write(PLAIN), "china_gdp")
    first = pd.Period("2022Q1", "Q")
    assert found.known_at("2022-03-15") == {}, "the month of issue was not over"
    assert found.known_at("2022-03")["Bank A", first].value == 4.9
    assert ("Institute B", pd.Period("2022Q2", "Q")) not in found.known_at("2022-03")
    assert ("Bank A", first) not in found.known_at("2023-12")


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_an_edition_of_the_world_economic_outlook_gives_its_own_year_and_later(write, encoding):
    found = read_experts(write(WEO, "WEOApr2022all.xls", encoding), "china_gdp")
    assert [(one.period.year, one.value) for one in found.forecasts] == [(2022, 4.4), (2023, 5.1)]
    assert {one.information for one in found.forecasts} == {pd.Period("2022-03", "M")}
    american = read_experts(write(WEO, "WEOApr2022all.xls"), "us_gdp")
    assert [one.value for one in american.forecasts] == [3.7], "what is missing is no forecast"


def test_the_day_of_an_edition_is_asked_for_where_its_name_does_not_say(write):
    with pytest.raises(UserError, match="does not say when it was issued"):
        read_experts(write(WEO, "weo.xls"), "china_gdp")
    found = read_experts(write(WEO, "weo.xls"), "china_gdp", issued="2022-04-19")
    assert found.forecasts[0].issued == pd.Timestamp("2022-04-19")


def test_the_file_of_past_forecasts_gives_every_edition(write):
    found = read_experts(write(PAST), "china_gdp")
    assert [(str(one.issued.date())[:7], one.period.year, one.value) for one in found.forecasts] == [
        ("2021-04", 2021, 8.4),
        ("2021-04", 2022, 5.6),
        ("2021-10", 2021, 8.0),
        ("2021-10", 2022, 5.6),
        ("2022-04", 2022, 4.4),
    ]


def test_the_world_economic_outlook_is_not_read_for_other_targets(write):
    with pytest.raises(UserError, match="is read for china_gdp and us_gdp"):
        read_experts(write(PAST), "mine")
    with pytest.raises(UserError, match="has no forecast of us_gdp"):
        read_experts(write(PAST), "us_gdp")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (PLAIN.replace("4.5", "high"), "Row 5: 'high' is not a number"),
        (PLAIN.replace("2022-04-28", "spring"), "Row 5: 'spring' is not a day of issue"),
        (PLAIN.replace("2022Q2", "soon"), "Row 5: 'soon' is not a period"),
        (PLAIN.replace("2022-03-20", "2022-03-01"), "Bank A has two forecasts of 2022Q1 issued on 2022-03-01"),
        (PLAIN.replace("2022-04-28", "2024-04-28"), "2022Q2 was long over when the forecast was issued"),
        (PLAIN.replace("issued", "when"), "has no column issued"),
        ("issued,value\n2022-03-01,5\n", "has no column period (or horizon)"),
    ],
)
def test_problems_are_named_by_row(write, text, words):
    with pytest.raises(UserError) as error:
        read_experts(write(text), "china_gdp")
    assert words in str(error.value)


def test_a_horizon_counts_from_the_quarter_of_issue_and_chinese_headers_are_read(write):
    found = read_experts(write("发布日期,提前期,预测值,机构\n2022-05-10,1,4.0,某银行\n"), "china_gdp")
    assert found.forecasts[0].period == pd.Period("2022Q3", "Q") and found.forecasts[0].who == "某银行"


def test_imported_forecasts_come_back_and_are_no_target(write):
    _, forecasts = import_experts(write(PLAIN), "banks", "China")
    assert choose_experts("banks") == "banks" and "banks" not in imported() and "banks" in imported(EXPERTS_FILE)
    assert open_experts("banks", {"banks": catalog().folder("banks")}).forecasts == forecasts.forecasts


def test_where_no_experts_are_here_the_way_to_get_them_is_told():
    with pytest.raises(UserError, match=r"none come with Quesnay.*import-experts"):
        choose_experts("consensus")


def test_an_own_judgement_enters_like_an_expert():
    day = pd.Timestamp("2026-05-20")
    own = read_judgement("2026Q2=4.8, 2026 Q3: 4.6%；2027=-1", "china_gdp", day)
    assert [(str(one.period), one.value) for one in own.forecasts] == [("2026Q2", 4.8), ("2026Q3", 4.6), ("2027", -1.0)]
    assert len(own.matched(open_panel("china_gdp", {}))) == 3


@pytest.mark.parametrize("text", ["", "about 5", "2026Q2=4.8 or more", "2026Q7=4"])
def test_a_judgement_that_is_none_is_refused(text):
    with pytest.raises(UserError, match="is not a list of own forecasts"):
        read_judgement(text, "china_gdp", pd.Timestamp("2026-05-20"))
