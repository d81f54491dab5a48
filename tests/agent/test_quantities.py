"""Numbers that a question says, and arguments that it does not."""

import pytest
from pydantic import Field

from agent.quantities import misplaced_points, numbers_said, stray_numbers
from tests.agent.toys import TARIFF, make
from tools.core.tool import ToolArgs


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("by 25 points", 25),
        ("by 12.5%", 12.5),
        ("twenty-five points", 25),
        ("加征二十五个百分点", 25),
        ("提高十个百分点", 10),
        ("降到零", 0),
        ("关税翻倍", 100),
        ("scrap the tariff", 0),
        ("一百二十五", 125),
        ("cut by 10", 10),
        ("tariff50", 50),
    ],
)
def test_numbers_are_heard_in_digits_and_in_words(text, number):
    assert number in numbers_said(text)


def test_an_invented_number_is_noticed_and_a_default_is_not():
    assert stray_numbers({"importer": "USA", "points": 25}, "raise tariffs", TARIFF) == [25]
    assert stray_numbers({"importer": "USA", "points": 10}, "raise tariffs", TARIFF) == []


@pytest.mark.parametrize("points", [25, -25, 0.25, 25.0])
def test_sign_and_percent_are_the_tools_business(points):
    assert stray_numbers({"points": points}, "cut them by 25 %", TARIFF) == []


def test_numbers_inside_lists_and_objects_are_checked():
    assert stray_numbers({"changes": [{"a": 3, "b": [4, True, "7"]}]}, "3 of them", TARIFF) == [4]


class RateArgs(ToolArgs):
    change: float | None = Field(None, description="Percentage points added to the tariff.")
    level: float | None = Field(None, description="New tariff in percent.")


def set_rate(args, ctx):
    raise NotImplementedError


RATE = make(set_rate, RateArgs, "Set a rate")


@pytest.mark.parametrize(
    "question", ["by 25 points", "25 percentage points", "25 more points", "加征25个百分点", "二十五个百分点"]
)
def test_points_in_an_argument_for_levels_are_noticed(question):
    assert misplaced_points({"level": 25}, question, RATE) == [("level", 25)]
    assert misplaced_points({"change": 25}, question, RATE) == []
    assert misplaced_points({"level": 25}, "to 25 %", RATE) == []
