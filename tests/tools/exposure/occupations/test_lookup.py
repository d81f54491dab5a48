"""Claims about names: what people write finds the occupation they mean, or a list of what they may mean."""

import pytest

from tools.core import UserError
from tools.exposure.occupations.book import chinese_book, everyday, us_book
from tools.exposure.occupations.lookup import find, find_all, split_names


@pytest.fixture
def us(labelled):
    return us_book(labelled)


@pytest.mark.parametrize(
    ("asked", "code", "how"),
    [
        ("Translators", "27-3091.00", "name"),
        ("interpreters & translators", "27-3091.00", "name"),
        ("27-3091", "27-3091.00", "code"),
        ("27-3091.00", "27-3091.00", "code"),
        ("11-1011.03", "11-1011.03", "code"),
        ("the roofer", "47-2181.00", "name"),
        ("nurses", "29-1141.00", "name"),
        ("policemen", "33-3051.00", "name"),
        ("acountants", "13-2011.00", "spelling"),
        ("家庭医生", "29-1215.00", "name"),
        ("Judges, Magistrate Judges, and Magistrates", "23-1023.00", "name"),
    ],
)
def test_a_us_occupation_is_found(us, asked, code, how):
    found = find(asked, us)
    assert (found.occupation.code, found.how) == (code, how)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("会计专业人员", "2-06-03-00"),
        ("会计", "2-06-03-00"),
        ("2-10-05-00", "2-10-05-00"),
        ("程序员", "4-04-05-01"),
        ("月嫂主管", "4-10-01-06"),  # A job title of advertisements.
        ("客户成功", "4-07-02-03"),  # An alias in the classification's file.
        ("translators", "2-10-05-00"),
    ],
)
def test_a_chinese_occupation_is_found(asked, code):
    assert find(asked, chinese_book()).occupation.code == code


def test_every_title_finds_its_occupation(us):
    for book in (us, chinese_book()):
        titles = [occupation.title for occupation in book.occupations.values()]
        for code, occupation in book.occupations.items():
            if titles.count(occupation.title) == 1:
                assert find(occupation.title, book).occupation.code == code


def test_a_title_that_two_occupations_share_is_told_apart_by_code():
    with pytest.raises(UserError, match=r"6-11-08-25.*6-11-08-26"):
        find("甘油制造工", chinese_book())


def test_every_everyday_name_finds_one_occupation_without_a_guess(us):
    for entry in everyday():
        for name in (*entry.english, *entry.chinese):
            assert not find(name, us).is_guess, name
            if entry.csco:
                assert not find(name, chinese_book()).is_guess, name


def test_a_word_of_many_titles_lists_them(us):
    with pytest.raises(UserError, match=r"could be several.*Engineers"):
        find("engineers", us)


def test_nonsense_is_refused_with_the_nearest(us):
    for book in (us, chinese_book()):
        with pytest.raises(UserError, match="Nearest"):
            find("xqzvw", book)


def test_a_code_that_is_none_is_refused(us):
    with pytest.raises(UserError, match="no code 99-9999"):
        find("99-9999", us)


@pytest.mark.parametrize(
    "text", ["translators, roofers", "translators and roofers", "translators; roofers", "翻译和屋顶工"]
)
def test_several_names_are_told_apart(us, text):
    assert [found.occupation.code for found in find_all(text, us)] == ["27-3091.00", "47-2181.00"]


def test_a_title_with_commas_stays_whole_among_others(us):
    names = split_names("nurses, Judges, Magistrate Judges, and Magistrates, roofers", us)
    assert len(names) == 3


def test_the_same_occupation_named_twice_comes_once(us):
    assert len(find_all("translator, interpreters, 27-3091", us)) == 1


@pytest.mark.parametrize("text", ["", " , ; ", ", ".join(f"job {at}" for at in range(30))])
def test_no_name_and_too_many_are_refused(us, text):
    with pytest.raises(UserError):
        split_names(text, us)
