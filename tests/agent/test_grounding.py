"""The number guard, English and Chinese."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.grounding import Source, check_numbers, numbers_in, source_of_data, source_of_result, source_of_text
from agent.numbers import counts_as_year

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


def test_a_date_is_read_as_its_year():
    assert [number.value for number in numbers_in("the 2018-19 tariffs, on 2026-11-23, of COVID-19")] == [2018, 2026]


RESULT = {
    "headline": "Real income falls by 0.64 % in China and rises by 0.10 % in the United States.",
    "headline_zh": "",
    "values": {
        "real_income_change.CHN": {"value": -0.6374, "unit": "%", "label": "Change in real income: China"},
        "real_income_change.USA": {"value": 0.1049, "unit": "%", "label": "Change in real income: United States"},
        "gross_output.CHN": {"value": 30988.926, "unit": "bn USD", "label": "Gross output of China"},
        "gross_output.USA": {"value": 33850.1, "unit": "bn USD", "label": "Gross output of United States"},
        "labour_share_change": {"value": -2.4167, "unit": "percentage points", "label": "Change of the labour share"},
        "mean_exposure": {"value": 0.3528, "unit": "share", "label": "Exposure of all industries"},
        "losers": {"value": 4.0, "unit": "economies", "label": "Economies that lose"},
    },
    "tables": {"sectors": [{"code": "CHN", "economy": "China", "sector": "Cars", "output, % change": -5.09}] * 2},
    "notes": ["Computed with 44 sectors and 80 % intervals."],
}
STORED = source_of_result(RESULT, {"tariff_change": 25}, "c" * 12)


def problems(answer, *sources):
    return [
        (found.text, found.problem) for found in check_numbers(answer, sources or (STORED,)).numbers if found.problem
    ]


@pytest.mark.parametrize(
    "answer",
    [
        "China's real income falls by 0.64 %, that of the United States rises by 0.1 %.",
        "Real income: China −0.64 %, US +0.10 %.",
        "With 25 points more, Chinese incomes drop by two-thirds of a per cent... no, 0.637 percent.",
        "Gross output of China is 31.0 trillion USD, about 31 tn; 中国总产出约31万亿美元，30.99万亿。",
        "The labour share falls by 2.4 percentage points, between 2 and 3 points.",
        "About a third of tasks are exposed: 35 %, or 0.35; 约三成五，百分之三十五。",
        "Four lose, 4 economies; 44 sectors; an 80 % interval.",
        "中国的实际收入下降百分之零点六四，美国上升0.10%；劳动份额下降2.4个百分点。",
        "Output of Cars in China falls by 5.1 %.",
    ],
)
def test_fair_paraphrases_of_a_run_pass(answer):
    assert problems(answer) == []


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        ("China's real income rises by 0.64 %.", ("0.64 %", "direction")),
        ("China: real income +0.64 %.", ("+0.64 %", "direction")),
        ("中国的实际收入上升0.64%。", ("0.64%", "direction")),
        ("In the United States real income changes by -0.64 %.", ("-0.64 %", "subject")),
        ("美国的实际收入下降0.64%。", ("0.64%", "subject")),
        ("The labour share falls by 2.4 %.", ("2.4 %", "unit")),
        ("China's real income falls by 0.64 percentage points.", ("0.64 percentage points", "unit")),
        ("Gross output of China is 31.0 billion USD.", ("31.0 billion", "nowhere")),
        ("中国总产出为31.0亿美元。", ("31.0亿", "nowhere")),
        ("Half of all tasks are exposed.", ("Half of", "nowhere")),
        ("约六成的任务受影响。", ("六成", "nowhere")),
        ("China's real income falls by sixty-four per cent.", ("sixty-four per cent", "nowhere")),
        ("Exports of China fall by 9.7 %.", ("9.7 %", "nowhere")),
        ("Germany's real income falls by 0.64 %.", ("0.64 %", "subject")),
    ],
)
def test_planted_errors_are_named_with_their_reason(answer, wrong):
    assert problems(answer) == [wrong]


def test_a_number_leads_to_its_run_and_figure():
    (found,) = check_numbers("China's real income falls by 0.64 %.", [STORED]).numbers
    assert (found.run_id, found.place) == ("c" * 12, "real_income_change.CHN")
    assert found.label == "Change in real income: China = -0.6374"
    assert "China's real income falls by 0.64 %."[found.start : found.end] == "0.64 %"


def test_a_figure_of_a_run_is_preferred_to_the_persons_words():
    said = source_of_text("Does it fall by 0.64 %?")
    assert check_numbers("It falls by 0.64 %.", [said, STORED]).run_ids == ("c" * 12,)


def test_a_sentence_of_the_run_quoted_as_it_stands_is_right_whatever_rules_say():
    headline = "In Japan 0.64 % stands for China."
    source = source_of_result(RESULT | {"headline": headline}, {}, "d" * 12)
    assert problems(headline, source) == []
    assert problems("In Japan it is 0.64 %.", source) == [("0.64 %", "subject")]


def test_numbers_of_a_passage_in_a_table_may_be_quoted():
    found = RESULT | {"tables": {"passages": [{"source": "paper.pdf", "text": "Trade fell by 12.7 % in 2009."}]}}
    source = source_of_result(found, {}, "e" * 12)
    assert problems("The paper says that trade fell by 12.7 % [1].", source) == []
    assert problems("The paper says that trade fell by 12.8 % [1].", source) == [("12.8 %", "nowhere")]


@pytest.mark.parametrize(
    "text",
    [
        "See section 3.2, Table 4, Figure 2, eq. (7), chapter 12 and step 3.",
        "第3节、表4、图2、第12章、第5页、前10名、4月5日、11月。",
        "## 2.1 Results",
        "Codes 27-3091, 15-1252.00, 2-06-03-00, ISIC 26, HS 8703, C26.",
        "代码27-3091见附录2。",
        "GPT-4, Llama 3, Qwen2.5-1.5B, COVID-19, G20, 5G, Q3, H1, S&P 500.",
        "As shown before [1], [2, 3] and [4, p. 12].",
        "The 1st, 2nd and 10th, the top 10, at 10:30 on 14 March and May 5.",
        "The third quarter, three economies, one of them, 三个国家, 第二次, 十分重要, 万一。",
        "`x = 99` and [the data](http://a/99)",
    ],
)
def test_what_only_looks_like_a_number_is_none(text):
    assert numbers_in(text) == []


def test_years_are_exempt_and_counts_that_look_like_years_are_not():
    assert problems("From 1998 to 2031, in 2024, 2018年。") == []
    assert problems("It costs 2031 jobs.") == [("2031", "nowhere")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("three per cent", 3),
        ("three point five per cent", 3.5),
        ("a third of jobs", 33.3),
        ("two-thirds of jobs", 66.7),
        ("half of jobs", 50),
        ("one in five jobs", 20),
        ("half a percentage point", 0.5),
        ("a quarter of a percentage point", 0.25),
        ("百分之三", 3),
        ("百分之十二点五", 12.5),
        ("三成", 30),
        ("三成五", 35),
        ("三分之二", 66.7),
        ("十二个百分点", 12),
        ("1.2 亿", 1.2e8),
        ("三万五千人", 35_000),
        ("1亿2千万", 1.2e8),
        ("two and a half million", 2.5e6),
        ("one hundred and twenty million", 1.2e8),
        ("30 basis points", 0.3),
        ("5‰", 0.5),
    ],
)
def test_number_words_are_read(text, value):
    (number,) = numbers_in(text)
    assert number.value == pytest.approx(value, rel=0.01)


@settings(max_examples=80, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from("0123456789.,-–−+%‰ 三成百分之点万亿年第()[]`|#*\n$onethird percpoinChina"),
        max_size=200,
    )
)
def test_the_guard_never_crashes_and_its_places_are_true(text):
    for found in check_numbers(text, [STORED]).numbers:
        assert text[found.start : found.end] == found.text


@settings(max_examples=60, deadline=None)
@given(st.floats(-1e7, 1e7).filter(lambda value: abs(value) > 1e-3), st.integers(0, 4))
def test_any_figure_rounded_as_one_likes_is_found(value, decimals):
    written = f"{value:,.{decimals}f}"
    if float(written.replace(",", "")) == 0 or counts_as_year(numbers_in(written)[0], written):
        return
    assert unverified(f"It is {written}.", Source(frozenset({value}))) == ()


PATHOLOGICAL = [
    "1 ",
    "[",
    "(",
    "`",
    "9",
    "1,111,",
    "一",
    "三成",
    "one ",
    "about ",
    "1-",
    "Table 1.",
    "China ",
    "中国",
    "\n",
    "# 1.",
    "1 and ",
    "1e",
    "- ",
]


@pytest.mark.parametrize("piece", PATHOLOGICAL)
def test_reading_takes_time_in_proportion_to_the_length(piece):
    def seconds(length):
        text = piece * (length // len(piece))
        started = time.process_time()
        check_numbers(text, [STORED])
        return time.process_time() - started

    seconds(1_000)
    assert seconds(16_000) < 12 * max(seconds(4_000), 0.02)
