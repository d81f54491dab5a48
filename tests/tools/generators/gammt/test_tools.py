"""Claims about GAMMT's tools: answers made of their figures, controls beside, errors in both languages."""

from __future__ import annotations

from threading import Event

import pytest

from tools.core import Cancelled, Context, UserError, find_tool
from tools.generators.gammt import fitting
from tools.generators.gammt.arguments import AmbiguityReport, ProbabilityEnvelope
from tools.generators.gammt.evaluation_answer import evaluate_gammt, evaluation_datasets
from tools.generators.gammt.examples import ENVELOPE, REPORT
from tools.generators.gammt.fitting import Preset
from tools.generators.gammt.request import find_set, which
from tools.generators.gammt.sources import NAMES, resolve_process
from tools.generators.gammt.tools import ambiguity_report, probability_envelope

SHIPPED = ("markov", "urn", "ar", "switching", "us_growth")
TINY = Preset(dim=8, layers=1, steps=20, batch=16, weight_decay=0.1, experts=(1, 2))


@pytest.fixture
def ctx(tmp_path) -> Context:
    return Context(seed=1, folders={}, cache=tmp_path)


@pytest.fixture
def tiny(monkeypatch):
    monkeypatch.setattr(fitting, "preset_for", lambda data: TINY)


@pytest.mark.parametrize("process", SHIPPED)
def test_the_range_of_every_shipped_process_is_one_of_probabilities(process, ctx):
    found = probability_envelope(ProbabilityEnvelope(process=process), ctx)
    table = found.tables["envelope"]
    assert (table["lower, %"] <= table["mixture, %"] + 1e-9).all()
    assert (table["mixture, %"] <= table["upper, %"] + 1e-9).all()
    assert (table["all experts, lower, %"] <= table["lower, %"] + 1e-9).all()
    assert (table["upper, %"] <= table["all experts, upper, %"] + 1e-9).all()
    assert found.headline_zh
    assert any("Controls" in note and "one transformer, equal CPU" in note for note in found.notes)
    assert any("no experiments" in note for note in found.notes)
    for name in table["symbol"]:
        assert found.values[f"lower.{name}"].value <= found.values[f"upper.{name}"].value


def test_one_word_is_a_symbol_and_not_a_row_of_letters(ctx):
    found = probability_envelope(ProbabilityEnvelope(process="urn", sequence="black"), ctx)
    assert "after black" in found.headline


def test_the_same_question_gives_the_same_answer(ctx):
    args = ProbabilityEnvelope(process="markov", sequence="A B", event="C", horizon=4)
    first, again = (probability_envelope(args, ctx).to_json() for _ in range(2))
    assert first == again


def test_bounds_of_an_event_hold_the_true_ones(ctx):
    found = probability_envelope(ProbabilityEnvelope(process="markov", sequence="A", event="C", horizon=5), ctx)
    low, high = (found.values[f"event.{end}"].value for end in ("lower", "upper"))
    assert low <= found.values["event.mixture"].value <= high
    assert low - 4 <= found.values["event.true_lower"].value
    assert found.values["event.true_upper"].value <= high + 4
    assert "C within the next 5" in found.headline
    assert "未来 5 期内出现“C”" in found.headline_zh
    assert [chart.name for chart in found.charts[:2]] == ["event", "envelope"]


def test_draws_from_the_urn_move_the_weights(ctx):
    found = probability_envelope(ProbabilityEnvelope(process="Ellsberg", sequence="black black black black"), ctx)
    assert found.values["lower.black"].value > 25
    assert found.charts[-1].name == "posterior"


@pytest.mark.parametrize("process", SHIPPED)
def test_a_report_names_controls_and_width_beside_coverage(process, ctx):
    found = ambiguity_report(AmbiguityReport(process=process), ctx)
    assert {"nats.gammt", "nats.one_transformer_cpu", "nats.one_transformer_steps", "width"} <= set(found.values)
    if process != "us_growth":
        assert {"coverage", "true_width", "nats.oracle"} <= set(found.values)
    measures = found.tables["measures"]
    assert measures["chosen"].sum() == 1
    assert {"K = 1", "K = 2"} <= {name.split(", ")[-1] for name in measures["model"]}


def test_an_evaluation_says_whether_the_set_beats_one_transformer(ctx):
    found = evaluate_gammt("", ctx)
    gain = found.values["nats.one_transformer_cpu"].value - found.values["nats.gammt"].value
    assert gain > 0
    assert f"{gain:.4f} better than one transformer at equal CPU" in found.headline
    assert f"{found.values['nats.oracle'].value:.4f}" in found.headline
    assert found.charts
    assert evaluation_datasets("china") == ["china-gdp-long"]


def test_an_own_sequence_is_learned_with_progress(tiny, tmp_path):
    told = []
    ctx = Context(seed=1, folders={}, cache=tmp_path, report=told.append)
    found = probability_envelope(ProbabilityEnvelope(sequence="up up down flat " * 20), ctx)
    assert set(found.tables["envelope"]["symbol"]) == {"up", "down", "flat"}
    assert found.tables["envelope"]["mixture, %"].sum() == pytest.approx(100)
    assert any("experts" in step.message for step in told)


def test_a_stop_in_the_middle_keeps_what_was_learned_and_says_so(monkeypatch, tmp_path):
    endless = Preset(dim=8, layers=1, steps=100_000, batch=16, weight_decay=0.1, experts=(1, 2))
    monkeypatch.setattr(fitting, "preset_for", lambda data: endless)
    stop = Event()
    ctx = Context(seed=1, folders={}, cache=tmp_path, report=lambda step: stop.set(), stop=stop)
    asked = find_set("own", "A B C A " * 30, 0, 0, ctx)
    assert asked.fitted.ending == "stopped"
    assert any("stopped" in note for note in asked.notes)


def test_a_stop_before_the_training_leaves_nothing(tmp_path):
    stop = Event()
    stop.set()
    with pytest.raises(Cancelled):
        find_set("own", "A B C A " * 30, 0, 0, Context(seed=1, folders={}, cache=tmp_path, stop=stop))


def test_a_sequence_goes_to_the_process_of_its_symbols():
    assert which("auto", "") == "markov"
    assert which("auto", "A B C") == "markov"
    assert which("", "red black") == "urn"
    assert which("auto", "红 黑 黄") == "urn"
    assert which("auto", "contraction slow") == "us_growth"
    assert which("auto", "normal fall") == "switching"
    assert which("auto", "black") == "urn"
    assert which("auto", "A B " * 40) == "own"
    assert which("auto", "wet dry") == "own"
    assert which("埃尔斯伯格罐", "") == "urn"


@pytest.mark.parametrize("name", NAMES)
def test_every_spelling_of_a_process_is_found(name):
    assert {resolve_process(spelling) for spelling in NAMES[name]} == {name}
    assert resolve_process(name.upper()) == name


@pytest.mark.parametrize(
    ("args", "english", "chinese"),
    [
        ({"process": "urm"}, "no process called 'urm'. Did you mean urn", "没有名为“urm”"),
        ({"process": "own"}, "Give your own sequence", "请给出您自己的序列"),
        ({"process": "own", "sequence": "A B A"}, "3 symbols are too few", "太少"),
        ({"process": "markov", "sequence": "A Z"}, "no symbol called 'Z'", "没有名为“Z”"),
        ({"process": "urn", "event": "green"}, "no symbol of this sequence called 'green'", "没有名为“green”"),
        ({"process": "urn", "experts": 99}, "99 experts are out of range: choose 1 to 8", "超出范围"),
        ({"process": "urn", "experts": -1}, "-1 experts are out of range", "超出范围"),
        ({"sequence": "A NaN B " * 30}, "is missing", "缺失"),
    ],
)
def test_mistakes_are_one_clear_sentence_in_both_languages(args, english, chinese, ctx):
    with pytest.raises(UserError, match=english) as found:
        probability_envelope(ProbabilityEnvelope(**args), ctx)
    assert chinese in found.value.chinese


def test_examples_are_many_in_both_languages_and_their_arguments_are_taken():
    for name, examples in (("probability_envelope", ENVELOPE), ("ambiguity_report", REPORT)):
        tool = find_tool(name)
        texts = [one if isinstance(one, str) else one[0] for one in examples]
        chinese = [text for text in texts if any("\u4e00" <= letter <= "\u9fff" for letter in text)]
        assert len(texts) - len(chinese) >= 12
        assert len(chinese) >= 6
        for one in examples:
            if not isinstance(one, str):
                tool.parse(one[1])
