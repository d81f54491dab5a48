"""From a topic to an outline, without a language model."""

import pytest

from agent.report.outline import Outline, Section, check_outline, outline_of_runs, read_outline
from agent.report.templates import method_of, templates
from agent.report.topic import clauses, plan
from tools.core.errors import UnknownName, UserError
from tools.core.execute import execute
from tools.core.registry import all_tools, find_tool


def arguments_of(outline: Outline, tool: str) -> dict:
    return next(section.arguments for section in outline.sections if section.tool == tool)


@pytest.mark.parametrize(
    ("topic", "template", "language"),
    [
        ("US tariffs of 25 points on Chinese electronics", "trade", "en"),
        ("欧盟对中国汽车加征20个百分点关税", "trade", "zh"),
        ("China's growth over the next four quarters", "growth", "en"),
        ("人工智能对会计和翻译就业的影响", "jobs", "zh"),
        ("How well transformers learn addition", "evaluation", "en"),
    ],
)
def test_a_topic_finds_its_template_and_language(topic, template, language):
    outline = plan(topic)
    assert (outline.template, outline.language) == (template, language)
    assert len(outline.sections) >= 4
    check_outline(outline)


@pytest.mark.parametrize(
    "topic", ["US tariffs of 25 points on Chinese electronics", "美国对中国电子产品加征25个百分点关税"]
)
def test_a_topic_sets_economies_sector_and_rate(topic):
    found = arguments_of(plan(topic), "simulate_policy")
    assert (found["importer"], found["exporter"], found["tariff_change"]) == ("USA", "CHN", 25)
    assert "electronics" in found["sector"].lower()


def test_a_topic_sets_target_and_horizon():
    found = arguments_of(plan("US growth over the next six quarters"), "forecast")
    assert (found["target"], found["horizon"]) == ("us_gdp", 6)


def test_occupations_are_a_section_only_where_the_topic_names_some():
    with_some = plan("AI and the jobs of translators", template="jobs")
    assert "translator" in arguments_of(with_some, "occupation_exposure")["occupations"]
    without = plan("AI and the labour market", template="jobs")
    assert "occupation_exposure" not in [section.tool for section in without.sections]


def test_what_the_topic_leaves_open_is_assumed_aloud():
    outline = plan("US tariffs on Chinese steel", template="trade")
    assert arguments_of(outline, "simulate_policy")["tariff_change"] == 10
    assert any("10 percentage points" in assumption for assumption in outline.assumptions)


def test_a_free_report_takes_a_tool_for_each_clause():
    outline = plan("Growth in China; exposure of software developers to AI", template="free")
    assert [section.tool for section in outline.sections] == ["forecast", "occupation_exposure"]


@pytest.mark.parametrize("topic", ["The best pizza in Naples", "今天晚饭吃什么"])
def test_a_topic_outside_the_domain_is_turned_away(topic):
    with pytest.raises(UserError, match="No model here is about"):
        plan(topic)


def test_an_empty_or_endless_topic_is_refused():
    with pytest.raises(UserError, match="empty"):
        plan("  \n")
    with pytest.raises(UserError, match="at most"):
        plan("tariffs " * 100)


def test_an_unknown_template_is_named_with_the_known_ones():
    with pytest.raises(UnknownName, match="trade, growth, jobs, evaluation, free"):
        plan("tariffs", template="novel")


def test_an_edited_outline_is_read_back_and_a_broken_one_is_explained():
    outline = plan("US tariffs of 25 points on Chinese electronics")
    assert read_outline(outline.to_json(), "plan.json") == outline
    with pytest.raises(UserError, match=r"plan\.json is not an outline"):
        read_outline('{"topic": 3', "plan.json")


def test_a_wrong_argument_names_its_section_before_anything_is_computed():
    section = Section(title="Tariffs", tool="simulate_policy", arguments={"importerr": "USA"})
    outline = Outline(topic="Tariffs", template="free", language="en", sections=(section,))
    with pytest.raises(UserError, match=r"Section 'Tariffs'.*did you mean importer"):
        check_outline(outline)
    with pytest.raises(UserError, match="no section that is on"):
        check_outline(outline.model_copy(update={"sections": (section.model_copy(update={"on": False}),)}))


def test_a_conversation_s_runs_become_sections_each_once():
    run = execute(find_tool("predict_generalization"), {"modulus": 150})
    outline = outline_of_runs([run, run], ["What of modulo 150?", "Again?"])
    assert [section.run_id for section in outline.sections] == [run.id]
    assert outline.sections[0].title == "What of modulo 150?"
    with pytest.raises(UserError, match="nothing to report"):
        outline_of_runs([], [])


def test_templates_name_tools_and_arguments_that_exist():
    for template in templates().values():
        for planned in template.sections:
            fields = find_tool(planned.tool).args_model.model_fields
            assert set(planned.arguments) <= set(fields), (template.name, planned.tool)
            assert method_of(planned.tool).method_zh and method_of(planned.tool).limits_zh
        for read in template.read:
            assert set(read.arguments) <= set(find_tool(read.tool).args_model.model_fields)
    assert set(all_tools()) >= {planned.tool for t in templates().values() for planned in t.sections}


def test_clauses_are_not_cut_into_crumbs():
    assert clauses("Tariffs between the US and China") == ["Tariffs between the US and China"]
