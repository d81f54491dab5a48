"""A yes or a choice that the question does not say is not taken from the model."""

from typing import Literal

import pytest
from pydantic import Field

from agent.evidence import without_unsaid
from tests.agent.toys import make
from tools.core.tool import ONLY_IF_SAID, ToolArgs


class WarArgs(ToolArgs):
    importer: str = Field(description="Economy that raises its tariff.")
    retaliation: bool = Field(False, description="Whether the other side answers.")
    scale_economies: bool = Field(True, description="Whether large sectors gain from economies of scale.")


def fight(args, ctx):
    raise NotImplementedError


WAR = make(
    fight,
    WarArgs,
    "Fight",
    [
        ("What if the US raises tariffs on China?", {"importer": "USA"}),
        ("China and the US raise tariffs on each other", {"importer": "USA", "retaliation": True}),
        ("中美互相加征关税", {"importer": "USA", "retaliation": True}),
        ("如果美国加征关税，中美福利如何？", {"importer": "USA"}),
    ],
)


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("What happens to US and Chinese welfare if the US raises tariffs on China?", False),
        ("Japan and India raise tariffs on each other", True),
        ("The US raises tariffs, with retaliation", True),
        ("欧日互相加征关税会怎样？", True),
        ("欧盟对日本加征关税，福利如何？", False),
    ],
)
def test_a_yes_needs_a_word_that_speaks_for_it(question, kept):
    assert ("retaliation" in without_unsaid(WAR, {"importer": "USA", "retaliation": True}, question)) is kept


def test_a_no_to_a_default_yes_needs_one_too():
    no_scale = {"importer": "USA", "scale_economies": False}
    assert without_unsaid(WAR, no_scale, "US tariffs without scale economies") == no_scale
    assert without_unsaid(WAR, no_scale, "US tariffs on China") == {"importer": "USA"}


def test_values_that_are_no_yes_or_no_are_left_alone():
    assert without_unsaid(WAR, {"importer": "Narnia", "unknown": True}, "?") == {"importer": "Narnia", "unknown": True}


def test_where_no_chinese_example_shows_it_the_model_is_believed():
    english_only = make(
        fight, WarArgs, "Fight", [("They raise tariffs on each other", {"importer": "USA", "retaliation": True})]
    )
    assert without_unsaid(english_only, {"retaliation": True}, "欧日互相加征关税") == {"retaliation": True}


class RankArgs(ToolArgs):
    measure: Literal["alpha", "beta", "gamma"] = Field(
        "beta", description="Which measure: alpha, beta or gamma.", json_schema_extra=ONLY_IF_SAID
    )
    order: Literal["most", "least"] = Field(
        "most", description="Which end comes first.", json_schema_extra=ONLY_IF_SAID
    )
    speed: Literal["medium", "fast"] = Field("medium", description="How fast it goes.")
    labels: Literal["people", "gpt4"] = Field("people", description="Whose labels.", json_schema_extra=ONLY_IF_SAID)


RANK = make(
    fight,
    RankArgs,
    "Rank",
    [
        ("Which jobs are most exposed?", {}),
        ("Rank jobs by the share that a chat model does alone", {"measure": "alpha"}),
        ("Which jobs are safest?", {"order": "least"}),
        ("哪些职业最安全？", {"order": "least"}),
        ("哪些职业受影响最大？", {}),
    ],
)


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("Which industries are most exposed?", {}),
        ("Rank industries by alpha", {"measure": "alpha"}),
        ("What can the model do alone?", {"measure": "alpha"}),
        ("Which industries are safest?", {"order": "least"}),
        ("哪些行业最安全？", {"order": "least"}),
        ("哪些行业受影响最大？", {}),
        ("按 alpha 排名", {"measure": "alpha"}),
    ],
)
def test_a_choice_needs_its_own_word_or_one_of_an_example(question, kept):
    given = {"measure": "alpha", "order": "least"}
    assert without_unsaid(RANK, given, question) == kept


def test_a_choice_that_may_be_inferred_is_left_to_the_model():
    assert without_unsaid(RANK, {"speed": "fast"}, "What if it spreads rapidly?") == {"speed": "fast"}


def test_a_name_is_found_however_it_is_spelt():
    assert without_unsaid(RANK, {"labels": "gpt4"}, "By GPT-4's labels") == {"labels": "gpt4"}
    assert without_unsaid(RANK, {"labels": "gpt4"}, "Which jobs are most exposed?") == {}


class GrowthArgs(ToolArgs):
    target: str = Field(
        "china_gdp",
        description="Whose growth.",
        json_schema_extra=ONLY_IF_SAID | {"said_by": ["US", "American", "美国"]},
    )


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("What drove the 2022 forecast?", False),
        ("Just tell me what drove it", False),
        ("What drove the US forecast?", True),
        ("How fast will the American economy grow?", True),
        ("美国明年增速", True),
        ("明年增速是多少？", False),
        ("Forecast us_gdp", True),
    ],
)
def test_a_target_is_said_by_its_name_or_by_words_given_for_it(question, kept):
    grow = make(fight, GrowthArgs, "Grow", [("How fast will it grow?", {})])
    assert ("target" in without_unsaid(grow, {"target": "us_gdp"}, question)) is kept
