"""The number guard, English and Chinese."""

import pytest

from agent.grounding import Source, check_numbers, numbers_in, source_of_data, source_of_text

RUN = Source(frozenset({-0.0312, 1_250_000.0, 33.4e12, 0.25, 7.0, -2.49, 2017.0, 0.00093}), run_id="a" * 12)


def unverified(answer, *sources):
    return check_numbers(answer, sources or (RUN,)).unverified


@pytest.mark.parametrize(
    "answer",
    [
        "Income fell by 3.1 %.",
        "Income changed by -3.12%.",
        "Income fell by about 3 percent.",
        "Income changed by −0.0312 in logs.",
        "Exports reach 1.25 million.",
        "Exports reach 1,250,000 USD.",
        "Exports reach 1.3m USD.",
        "Output is 33.4 trillion USD in 2017.",
        "The tariff is 25 %.",
        "There are 7 economies.",
        "Output: -2.49 %, real income +0.00093 %.",
        "收入下降了3.1%，出口为125万美元。",
        "出口约1.25百万美元，产出33.4万亿美元。",
        "关税为25个百分点。",
        "1. First\n2) Second\n3、第三",
        "The G20 and the 5G networks; see `x = 99` and run 0123456789ab.",
        "No numbers at all.",
    ],
)
def test_numbers_of_a_run_are_accepted_in_any_dress(answer):
    assert unverified(answer) == ()


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        ("Income fell by 3.2 %.", ("3.2 %",)),
        ("Income fell by 3.125 %.", ("3.125 %",)),
        ("Exports reach 1.26 million.", ("1.26 million",)),
        ("Exports reach 9 million.", ("9 million",)),
        ("There are 8 economies and 7 sectors.", ("8",)),
        ("收入下降了4.2%。", ("4.2%",)),
        ("产出为33.9万亿美元。", ("33.9万亿",)),
        ("Growth of 12.5 % and again 12.5 %.", ("12.5 %",)),
        ("It was 2,017.5 in all.", ("2,017.5",)),
    ],
)
def test_numbers_from_nowhere_are_named(answer, wrong):
    assert unverified(answer) == wrong


def test_the_persons_own_numbers_may_be_repeated():
    said = source_of_text("What if tariffs rise by 25 points, 二十 or 30?")
    assert unverified("With 25 points, or 30, ...", said) == ()
    assert unverified("With 26 points ...", said) == ("26 points",)


def test_numbers_inside_nested_data_and_its_texts_count_and_booleans_do_not():
    source = source_of_data({"rows": [{"a": 1.5, "name": "Sector 44"}], "flag": True, "bad": float("nan")}, "r")
    assert source.numbers >= {1.5, 44.0}
    assert 1.0 not in source.numbers


def test_a_number_is_tied_to_the_first_source_that_has_it():
    other = Source(frozenset({-0.0312}), run_id="b" * 12)
    assert check_numbers("It fell by 3.1 %.", [RUN, other]).run_ids == ("a" * 12,)
    assert check_numbers("It fell by 3.1 %.", [other, RUN]).run_ids == ("b" * 12,)


def test_scale_words_and_written_precision_are_read():
    (number,) = numbers_in("about 1.25 million")
    assert number.value == pytest.approx(1.25e6)
    assert number.step == pytest.approx(1e4)


def test_ranges_keep_both_ends():
    assert [number.value for number in numbers_in("between 3-5 % and 7–9")] == [3, 5, 7, 9]


def test_a_very_long_answer_is_read_quickly():
    import time

    started = time.monotonic()
    check_numbers("1 " * 200_000, [RUN])
    check_numbers("1,111," * 50_000, [RUN])
    check_numbers("9" * 200_000, [RUN])
    assert time.monotonic() - started < 5


def test_a_date_is_read_as_its_year():
    assert [number.value for number in numbers_in("the 2018-19 tariffs, on 2026-11-23, of COVID-19")] == [2018, 2026]
