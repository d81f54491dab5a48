"""Claims about the example questions of the tools on industries, wages and growth: they train the router."""

import re

import pytest

from tools.core import find_tool

ASKED_IN_CHAT = (
    "Which US industries are most exposed and how do wages relate?",
    "What does fast AI adoption do to employment?",
)


@pytest.mark.parametrize("name", ["growth_tradeoff", "industry_exposure", "exposure_wages"])
def test_examples_are_many_bilingual_and_parse(name):
    tool = find_tool(name)
    questions = [example.question for example in tool.examples]
    chinese = [question for question in questions if re.search(r"[\u4e00-\u9fff]", question)]
    assert len(set(questions)) == len(questions)
    assert len(chinese) >= 6
    assert len(questions) - len(chinese) >= 12
    assert not set(questions) & set(ASKED_IN_CHAT)
    for example in tool.examples:
        tool.parse(example.arguments or {})
