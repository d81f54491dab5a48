"""Chinese headlines carry the same figures as the English ones."""

import re

from tools.core import execute, find_tool


def figures(text):
    return set(re.findall(r"[+-]\d+\.\d+", text))


def test_the_chinese_headline_of_a_policy_names_who_does_what_and_the_same_figures():
    arguments = {"importer": "美国", "exporter": "中国", "tariff_change": 10, "dataset": "world2017-coarse"}
    result = execute(find_tool("simulate_policy"), arguments).result
    assert "美国对中国全部商品的关税提高 10 个百分点" in result.headline_zh
    assert figures(result.headline_zh) and figures(result.headline_zh) <= figures(result.headline)


def test_a_scenario_and_a_subsidy_are_worded_together():
    arguments = {"scenario": "us-china-2019", "subsidy_economy": "CHN", "subsidy_change": 5, "sector": "电子"}
    result = execute(find_tool("simulate_policy"), {**arguments, "dataset": "world2017-coarse"}).result
    assert result.headline_zh.startswith("在 2018-19 年中美互相加征关税的情形下，若中国对")


def test_an_economy_is_described_in_chinese():
    result = execute(find_tool("describe_economy"), {"economies": "中国", "dataset": "world2017-coarse"}).result
    assert result.headline_zh.startswith("2017 年，中国的总产出为")
