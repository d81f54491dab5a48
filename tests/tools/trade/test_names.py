"""Claims about names: people's spellings are understood, near misses get help."""

import pytest

from tools.core import UserError
from tools.trade.data import coarse, stylised
from tools.trade.data.labels import ECONOMIES, NAFTA_SECTORS, WORLD2017_SECTORS, known_economy
from tools.trade.names import resolve, resolve_one

WORLD = coarse.read().economies


@pytest.mark.parametrize(
    "text", ["US", "us", "U.S.", "USA", "the United States", "united states of america", "America", "美国", "American"]
)
def test_the_united_states_by_any_name(text):
    assert WORLD[resolve_one("economy", text, WORLD)].code == "USA"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("electronics", "D26"),
        ("Chinese electronics", "D26"),
        ("consumer electronics", "D26"),
        ("电子", "D26"),
        ("电子产品", "D26"),
        ("semiconductors", "D26"),
        ("手机", "D26"),
        ("电脑", "D26"),
        ("小麦", "D01T02"),
        ("cars", "D29"),
        ("electric vehicles", "D29"),
        ("汽车行业", "D29"),
        ("the steel industry", "D24"),
        ("D20", "D20"),
        ("pharma", "D21"),
        ("metal products", "D25"),
        ("textile", "D13T15"),
    ],
)
def test_sectors_by_the_words_people_use(text, code):
    (found,) = resolve("sector", text, WORLD2017_SECTORS)
    assert WORLD2017_SECTORS[found].code == code


def test_a_spelling_shared_by_several_stands_for_all_of_them():
    codes = [label.code for label in (known_economy(name) for name in ("Canada", "China", "Mexico", "USA"))]
    labels = [ECONOMIES[code] for code in codes]
    assert resolve("economy", "NAFTA", labels) == (0, 2, 3)
    electronics = resolve("sector", "electronics", NAFTA_SECTORS)
    assert [NAFTA_SECTORS[at].code for at in electronics] == ["Office", "Communication"]
    assert len(resolve("sector", "manufacturing", WORLD2017_SECTORS)) == 17


def test_lists_are_read_with_commas_and_words():
    assert (
        resolve("economy", "US, China and the EU", WORLD) == resolve("economy", "美国、中国、欧盟", WORLD) == (1, 2, 6)
    )


@pytest.mark.parametrize("text", ["all", "everyone", "全部", "ALL", "the world"])
def test_all_is_everything(text):
    assert resolve("economy", text, WORLD) == tuple(range(7))


def test_the_rest_of_the_world_is_one_economy():
    assert WORLD[resolve_one("economy", "rest of the world", WORLD)].code == "ROW"


@pytest.mark.parametrize(("text", "near"), [("Chin", "China"), ("Jpan", "Japan"), ("Untied States", "United States")])
def test_a_near_miss_is_found_or_gets_close_matches(text, near):
    try:
        assert WORLD[resolve_one("economy", text, WORLD)].name == near
    except UserError as error:
        assert near in str(error)


@pytest.mark.parametrize("text", ["", " ", "x", "Atlantis", "%%%", "a" * 2000, "\u202e"])
def test_what_names_nothing_is_refused_with_the_known_names(text):
    with pytest.raises(UserError) as error:
        resolve("economy", text, WORLD)
    assert "China" in str(error.value)
    assert len(str(error.value)) < 600


def test_an_ambiguous_part_of_a_name_is_asked_back():
    with pytest.raises(UserError, match=r"could be more than one sector: .*Basic metals"):
        resolve("sector", "metal", WORLD2017_SECTORS)


def test_every_label_is_found_by_its_own_code_and_name():
    for labels in (WORLD2017_SECTORS, NAFTA_SECTORS, stylised.generate(30, 30).sectors, tuple(ECONOMIES.values())):
        for at, label in enumerate(labels):
            assert at in resolve("sector", label.code, labels)
            assert at in resolve("sector", label.name, labels)
