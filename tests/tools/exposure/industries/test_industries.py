"""Claims about the exposure of industries: published means reproduced, weights, coverage, names, and the tool."""

import re

import numpy as np
import pandas as pd
import pytest

from tools.core import UserError, execute, find_tool
from tools.exposure.data.oews import industry_totals, occupation_cells, occupations_2021
from tools.exposure.industries.matching import soc_scores, with_scores
from tools.exposure.industries.names import find_industries, labelled, sectors
from tools.exposure.industries.ranking import exposure_column, industry_table, weighted_means


def ask(**arguments):
    return execute(find_tool("industry_exposure"), arguments).result


@pytest.fixture
def table(labels, oews_cache):
    return lambda level: industry_table(labels, oews_cache, level)


def test_employment_weighted_means_of_2021_are_those_published(labels):
    """Data notes of the label set: 772 occupations, 92.7 % of jobs, mean beta .3515 (GPT-4) and .317 (people)."""
    joined = with_scores(occupations_2021(labels).frame, soc_scores(labels), broad=False)
    matched = joined[joined["match"] == "exact"]
    jobs = matched["jobs"]
    assert len(matched) == 772
    assert jobs.sum() / 140_886_310 == pytest.approx(0.927, abs=5e-4)
    assert (matched["gpt4_beta"] * jobs).sum() / jobs.sum() == pytest.approx(0.3515, abs=5e-5)
    assert (matched["people_beta"] * jobs).sum() / jobs.sum() == pytest.approx(0.317, abs=5e-4)


def test_a_joined_code_takes_the_mean_of_its_group_and_a_residual_code_takes_none():
    scores = pd.DataFrame(
        {"soc": ["31-1121", "31-1122"], "title": ["a", "b"], "people_beta": [0.2, 0.4], "gpt4_beta": [0.0, 1.0]}
    )
    cells = pd.DataFrame({"soc": ["31-1120", "31-1121", "31-1129", "35-1011"]})
    found = with_scores(cells, scores)
    assert found["match"].tolist() == ["broad", "exact", "", ""]
    assert found["people_beta"].tolist()[:2] == pytest.approx([0.3, 0.2])
    assert found["people_beta"].isna().tolist() == [False, False, True, True]
    assert with_scores(cells, scores, broad=False)["match"].tolist() == ["", "exact", "", ""]


def test_exposure_by_industry_averages_to_the_exposure_of_the_whole_economy(table, labels, oews_cache):
    """Weighted by scored jobs, sectors give the mean of the national table, up to cells that are not released."""
    sectors_table = table("sector")
    frame = sectors_table.frame
    scored = frame["jobs"] * frame["coverage"]
    national = with_scores(occupation_cells(oews_cache).frame, soc_scores(labels)).dropna(subset=["people_beta"])
    whole = (national["people_beta"] * national["jobs"]).sum() / national["jobs"].sum()
    column = exposure_column("people", "beta", "employment")
    assert (frame[column] * scored).sum() / scored.sum() == pytest.approx(whole, abs=2e-3)


def test_means_are_weighted_by_jobs_or_by_pay_and_marks_are_left_out():
    rows = pd.DataFrame(
        {
            "industry": ["A", "A", "A", "B"],
            "jobs": [1.0, 3.0, np.nan, 5.0],
            "wage": [30.0, 10.0, 99.0, np.nan],
        }
    )
    for source in ("people", "gpt4"):
        for measure in ("alpha", "beta", "gamma"):
            rows[f"{source}_{measure}"] = [1.0, 0.0, 1.0, 0.5]
    means = weighted_means(rows, by="industry").set_index("industry")
    assert means.loc["A", "people_beta_employment"] == pytest.approx(0.25)
    assert means.loc["A", "people_beta_wage_bill"] == pytest.approx(0.5)
    assert means.loc["A", "scored_jobs"] == 4.0
    assert means.loc["B", "gpt4_gamma_employment"] == pytest.approx(0.5)
    assert np.isnan(means.loc["B", "gpt4_gamma_wage_bill"])


@pytest.mark.parametrize("level", ["sector", "subsector", "detailed"])
def test_nearly_all_jobs_have_a_score_and_measures_are_ordered(table, level):
    found = table(level)
    assert found.coverage > 0.97
    assert found.left_out == ()
    for source in ("people", "gpt4"):
        alpha, beta, gamma = (found.column(source, one, "employment") for one in ("alpha", "beta", "gamma"))
        assert ((alpha <= beta + 1e-12) & (beta <= gamma + 1e-12)).all()
        assert beta.to_numpy() == pytest.approx(((alpha + gamma) / 2.0).to_numpy(), abs=1e-12)


def test_every_sector_has_a_name_and_a_chinese_name(oews_cache):
    codes = set(industry_totals(oews_cache, "sector")["industry"])
    assert codes == set(sectors())
    assert all(re.search(r"[\u4e00-\u9fff]", sector.chinese) for sector in sectors().values())
    assert len({sector.key for sector in sectors().values()}) == 20


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("finance", ["finance"]),
        ("the finance industry", ["finance"]),
        ("Professional, scientific and technical services", ["professional"]),
        ("health care and manufacturing", ["health", "manufacturing"]),
        ("教育、医疗", ["education", "health"]),
        ("金融业", ["finance"]),
        ("", []),
    ],
)
def test_industries_are_found_as_people_write_them(table, text, keys):
    frame = labelled(table("sector").frame)
    assert [frame["key"].iloc[at] for at in find_industries(text, frame)] == keys


def test_the_ranking_tells_exposure_and_how_wages_relate_with_both_label_sources(labels):
    result = ask()
    exposures = [result.values[f"beta.{key}"].value for key in ("finance", "management", "professional")]
    assert exposures == sorted(exposures, reverse=True)
    assert result.values["beta_gpt4.finance"].value > 0.4
    known = [value.value for value in result.values.values()]
    for number in re.findall(r"0\.\d\d", result.headline):
        assert any(abs(float(number) - value) < 0.0051 for value in known), number
    assert "rank correlation" in result.headline
    assert len(result.tables["industries"]) == 10
    assert len(result.tables["all"]) == 20
    assert {chart.name for chart in result.charts} == {"industry_exposure", "exposure_and_wages_by_industry"}
    assert any("not released" in note for note in result.notes)


def test_an_industry_that_is_no_sector_is_found_at_a_finer_level(labels):
    result = ask(industry="hospitals")
    assert "of 85 US subsectors" in result.headline
    assert list(result.tables["industries"]["name"]) == ["Hospitals"]


def test_the_least_exposed_come_first_when_asked(labels):
    frame = ask(order="least", top=3).tables["industries"]
    assert list(frame["people"]) == sorted(frame["people"])
    assert "Agriculture, forestry and fishing" in set(frame["name"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"country": "中国"}, "do not say how many people work in each occupation by industry"),
        ({"country": "Atlantis"}, "no country"),
        ({"industry": "astrology"}, "no industry called 'astrology'"),
        ({"level": "galaxy"}, "level"),
        ({"top": 0}, "greater than or equal to 1"),
    ],
)
def test_bad_input_gets_a_clear_sentence(labels, arguments, message):
    with pytest.raises(UserError, match=message):
        ask(**arguments)
