"""Claims about the occupation tools as a person meets them: through the contract."""

import csv
from importlib.resources import files

import numpy as np
import pytest

from tests.tools.listing import assert_many_and_bilingual
from tools.core import UserError, execute, find_tool
from tools.exposure.data.onet import load_published_scores
from tools.exposure.occupations.examples import OCCUPATION, RANK
from tools.exposure.occupations.exposures import chinese_exposures, us_exposures
from tools.exposure.occupations.notes import ACROSS_LANGUAGES


def ask(**arguments):
    return execute(find_tool("occupation_exposure"), arguments).result


def rank(**arguments):
    return execute(find_tool("rank_exposure"), arguments).result


def test_the_examples_are_many_and_bilingual():
    for examples in (OCCUPATION, RANK):
        assert_many_and_bilingual(examples)


def test_the_arguments_of_every_example_run(labels):
    for name, examples in (("occupation_exposure", OCCUPATION), ("rank_exposure", RANK)):
        for item in examples:
            if not isinstance(item, str):
                result = execute(find_tool(name), item[1]).result
                assert result.headline
                assert result.headline_zh, item[0]


def test_translators_are_far_more_exposed_than_roofers(labels):
    result = ask(occupations="translators and roofers")
    assert result.values["beta.27-3091"].value > result.values["beta.47-2181"].value + 0.5
    assert {"beta_people.27-3091", "beta_gpt4.27-3091", "beta_classifier.27-3091"} <= set(result.values)
    assert "Interpreters and Translators" in result.headline
    assert len(result.charts) == 3


def test_values_are_the_published_ones(labels):
    published = load_published_scores(labels).set_index("soc")
    values = ask(occupations="economists", labels="gpt4").values
    for measure in ("alpha", "beta", "gamma"):
        assert values[f"{measure}.19-3011"].value == pytest.approx(published.at["19-3011.00", f"gpt4_{measure}"])
        assert values[f"{measure}_people.19-3011"].value == pytest.approx(
            published.at["19-3011.00", f"human_{measure}"]
        )


def test_the_drivers_of_an_occupation_add_up_to_all_of_it(labels):
    tasks = ask(occupations="economists").tables["tasks"]
    assert tasks["share of the occupation's beta, %"].sum() == pytest.approx(100)
    assert tasks["beta"].is_monotonic_decreasing


def test_chinese_occupations_need_no_fetched_data_and_say_who_judged():
    result = ask(occupations="会计、护士和建筑工人")
    assert {"beta.2-06-03-00", "beta.2-05-08-01", "beta.6-29-01-03"} <= set(result.values)
    assert any("Nobody labelled the Chinese tasks" in note for note in result.notes)
    assert "会计" in result.headline_zh


def test_each_name_is_read_in_its_own_language(labels):
    result = ask(occupations="roofers, 会计")
    assert {"beta.47-2181", "beta.2-06-03-00"} <= set(result.values)
    both = ask(occupations="translators", country="both")
    assert {"beta.27-3091", "beta.2-10-05-00"} <= set(both.values)


def test_a_guess_is_said_in_the_notes(labels):
    assert any(
        "'acountants' is read as Accountants and Auditors" in note for note in ask(occupations="acountants").notes
    )


def test_without_the_data_the_person_is_told_to_fetch_them():
    with pytest.raises(UserError, match="quesnay data fetch gpts-are-gpts"):
        ask(occupations="nurses")


def test_a_ranking_is_in_order_and_agrees_with_single_answers(labels):
    ranking = rank(top=50).tables["ranking"]
    assert ranking["beta"].is_monotonic_decreasing
    first = ranking.iloc[0]
    assert ask(occupations=first["code"]).values[f"beta.{first['code']}"].value == pytest.approx(first["beta"])
    assert rank(order="least exposed").tables["ranking"]["beta"].is_monotonic_increasing


def test_groups_are_means_of_their_occupations(labels):
    result = rank(level="major group", top=50)
    groups = result.tables["ranking"]
    assert len(groups) == 22
    weighted = (groups["beta"] * groups["occupations"]).sum() / groups["occupations"].sum()
    assert weighted == pytest.approx(result.values["mean_exposure.all"].value)


def test_a_search_that_finds_nothing_says_so(labels):
    with pytest.raises(UserError, match="holds 'astronauts'"):
        rank(search="astronauts")


def test_charts_draw_and_carry_their_source(labels):
    results = (
        ask(occupations="translators, roofers"),
        ask(occupations="会计, 电工, 护士"),
        rank(),
        rank(country="China", level="major group"),
    )
    for result in results:
        for chart in result.charts:
            assert chart.as_png(scale=0.5).startswith(b"\x89PNG")
            assert "Source" in str(chart.spec)


def test_the_validity_across_languages_is_as_the_notes_say(labels):
    text = (files("tools.exposure.data") / "names" / "everyday.csv").read_text(encoding="utf-8")
    pairs = [(f"{row['soc']}.00", row["csco"]) for row in csv.DictReader(text.splitlines()) if row["csco"]]
    us, china = us_exposures(labels), chinese_exposures()
    pairs = [pair for pair in pairs if pair[0] in us.book.occupations]
    assert len(pairs) > 130
    for source, judge in (("people", "classifier"), ("gpt4", "classifier_gpt4")):
        mine = china.scores[judge]["beta"].loc[[pair[1] for pair in pairs]]
        truth = us.scores[source]["beta"].loc[[pair[0] for pair in pairs]]
        assert np.corrcoef(mine, truth)[0, 1] == pytest.approx(ACROSS_LANGUAGES[source], abs=0.015)
