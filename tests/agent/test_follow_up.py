"""Follow-ups read by rules: what is kept, what changes, and what rules leave to the language model."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.follow_up import Last, changes, is_elliptic, is_follow_up, is_show, is_why, merged, substitute
from tests.agent.toys import SIZE, TARIFF
from tools.core.registry import find_tool

RAISED = Last(
    "raise_tariff",
    "What if the US raises tariffs on China by 25 points?",
    {"importer": "USA", "exporter": "CHN", "points": 25},
)


@pytest.mark.parametrize(
    ("question", "changed"),
    [
        ("and for Brazil?", {"exporter": "Brazil"}),
        ("What about the United States?", {"exporter": "United States"}),
        ("with 20 % instead", {"points": 20}),
        ("Make it 40 points", {"points": 40}),
        ("How about -5?", {"points": -5}),
        ("那巴西呢？", {"exporter": "巴西"}),
        ("换成20%", {"points": 20}),
        ("改成四十个百分点", {"points": 40}),
    ],
)
def test_a_follow_up_changes_what_it_names_and_nothing_else(question, changed):
    assert is_follow_up(question)
    assert substitute(TARIFF, RAISED, question) == RAISED.arguments | changed


@pytest.mark.parametrize(
    "question",
    ["and for Brazil on all goods by sea?", "without retaliation", "and for Brazil by 10?", "plot that by sector"],
)
def test_what_rules_cannot_tell_is_left_to_the_model(question):
    assert substitute(TARIFF, RAISED, question) is None


def test_a_choice_is_changed_where_it_alone_is_said():
    last = Last("size_of", "How large is the US economy?", {"economy": "USA"})
    assert substitute(SIZE, last, "And exports?") == {"economy": "USA", "measure": "exports"}


def test_periods_names_and_targets_take_the_place_of_their_like():
    series = Last("describe_series", "How fast did China grow in 2019?", {"period": "2019"})
    assert substitute(find_tool("describe_series"), series, "And in 2021?") == {"period": "2021"}
    jobs = Last("occupation_exposure", "How exposed are nurses?", {"occupations": "nurses"})
    assert substitute(find_tool("occupation_exposure"), jobs, "And for welders?") == {"occupations": "welders"}
    assert substitute(find_tool("occupation_exposure"), jobs, "那厨师呢？") == {"occupations": "厨师"}


def test_of_a_models_reading_only_what_the_follow_up_says_is_taken():
    read = {"importer": "BRA", "exporter": "CHN", "points": 30}
    assert merged(TARIFF, RAISED, read, "and suppose it is 30") == RAISED.arguments | {"points": 30}
    assert merged(TARIFF, RAISED, {"points": 7}, "and now?") == RAISED.arguments


@pytest.mark.parametrize(
    ("question", "why", "show", "elliptic"),
    [
        ("Why?", True, False, True),
        ("why is that", True, False, True),
        ("为什么会这样？", True, False, False),
        ("Plot that by sector", False, True, False),
        ("把它画出来", False, True, False),
        ("and for Japan?", False, False, True),
        ("Why does the random forest expect slower growth in 2020?", False, False, False),
        ("How exposed are nurses to AI?", False, False, False),
        ("那中国的最优关税是多少", False, False, False),
    ],
)
def test_kinds_of_follow_ups_are_told_apart(question, why, show, elliptic):
    assert (is_why(question), is_show(question), is_elliptic(question)) == (why, show, elliptic)


def test_changes_count_defaults_as_kept():
    kept, changed = changes(TARIFF, {"importer": "USA"}, {"importer": "美国", "points": 10.0, "exporter": "BRA"})
    assert changed == {"exporter": ("all", "BRA")}
    assert kept == {"importer": "美国", "points": 10.0}


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=90))
def test_any_text_can_be_a_follow_up_without_a_crash(text):
    found = substitute(TARIFF, RAISED, text)
    assert found is None or set(found) <= set(TARIFF.args_model.model_fields)
