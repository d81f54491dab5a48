"""Claims about processes with known sets, sequences of a person, and the score of a set."""

from itertools import pairwise

import numpy as np
import pytest

from tools.core import UserError
from tools.generators.gammt.envelope import Told
from tools.generators.gammt.growth import QUARTERS, china_growth, us_growth
from tools.generators.gammt.processes import autoregressions, ellsberg_urn, markov_chains, switching_regimes
from tools.generators.gammt.scoring import Score, choose, count_coverage, score
from tools.generators.gammt.sequences import own_sequences, split

MADE = [markov_chains(), ellsberg_urn(), autoregressions(), switching_regimes()]


def of_truth(process, symbols) -> Told:
    """The true chains as if they were experts."""
    truth = process.truth(symbols)
    seen = np.log(np.maximum(np.take_along_axis(truth, symbols[None, :, :, None], axis=3)[..., 0], 1e-12))
    even = np.full(seen.shape, 1.0 / len(seen))
    return Told(truth, seen, even, process.oracle_nats(symbols))


@pytest.mark.parametrize("process", MADE, ids=lambda process: process.name)
def test_chains_are_probabilities_and_their_draws_follow_them(process):
    assert process.starts.sum(axis=-1) == pytest.approx(1.0)
    assert process.transitions.sum(axis=-1) == pytest.approx(1.0)
    drawn = process.sample(np.random.default_rng(1), 4000, 3)
    expected = process.starts.mean(axis=0)
    assert np.bincount(drawn[:, 0], minlength=len(expected)) / 4000 == pytest.approx(expected, abs=0.03)


def test_the_same_seed_draws_the_same_sequences():
    process = MADE[0]
    first, again = (process.sample(np.random.default_rng(5), 10) for _ in range(2))
    assert (first == again).all()


def test_the_urn_is_a_third_red_and_spans_no_black_to_two_thirds():
    urn = ellsberg_urn()
    assert urn.starts[:, 0] == pytest.approx(1 / 3)
    assert (urn.starts[:, 1].min(), urn.starts[:, 1].max()) == pytest.approx((0, 2 / 3))


def test_autoregressions_share_their_stationary_law():
    process = autoregressions()
    for rows in process.transitions:
        assert process.starts[0] @ rows == pytest.approx(process.starts[0], abs=0.02)


@pytest.mark.parametrize("process", MADE, ids=lambda process: process.name)
def test_nobody_beats_the_mixture_that_knows_the_truth(process):
    symbols = process.sample(np.random.default_rng(2), 400)
    truth = process.truth(symbols)
    uniform = np.full_like(truth[0], 1.0 / truth.shape[-1])
    for guess in (uniform, truth.mean(axis=0)):
        nats = -np.log(np.take_along_axis(guess, symbols[..., None], axis=2)).mean()
        assert process.oracle_nats(symbols).mean() < nats + 1e-9


def test_the_oracle_of_a_switching_process_is_the_forward_algorithm():
    process = switching_regimes(0.05)
    symbols = process.sample(np.random.default_rng(3), 1, 4)
    seen = np.take_along_axis(process.truth(symbols), symbols[None, :, :, None], axis=3)[:, 0, :, 0]
    total = 0.0
    for path in np.ndindex(2, 2, 2, 2):
        chance = 0.5
        for before, now in pairwise(path):
            chance *= 0.95 if before == now else 0.05
        total += chance * np.prod([seen[chain, at] for at, chain in enumerate(path)])
    assert process.oracle_nats(symbols)[0] == pytest.approx(-np.log(total) / 4)


@pytest.mark.parametrize("process", MADE, ids=lambda process: process.name)
def test_the_true_set_covers_itself_at_its_own_width_and_the_counts(process):
    symbols = process.sample(np.random.default_rng(4), 300)
    found = score(of_truth(process, symbols), symbols, process)
    assert found.coverage == 1.0
    assert found.width == pytest.approx(found.true_width)
    assert found.counts > 0.95


def test_a_set_of_one_wrong_chain_covers_neither_truth_nor_counts():
    process = ellsberg_urn((0, 60))
    symbols = process.sample(np.random.default_rng(5), 200, 64)
    told = of_truth(process, symbols)
    one = Told(told.probabilities[:1], told.seen[:1], np.ones_like(told.seen[:1]), told.nats)
    assert count_coverage(one, symbols) < 0.8
    assert score(one, symbols, process).coverage < 0.8


def scored(experts: int, nats: np.ndarray, counts: float = 1.0) -> Score:
    return Score(experts=experts, nats=nats.mean(), error=0.01, counts=counts, width=0.1)


def test_the_smallest_set_within_one_standard_error_is_chosen():
    noise = np.random.default_rng(6).normal(0, 0.01, size=400)
    nats = [1.5 + noise, 1.3 + noise, 1.2999 + noise[::-1]]
    assert choose([scored(at + 1, one) for at, one in enumerate(nats)], nats) == 1


def test_a_set_that_does_not_cover_the_counts_is_passed_over():
    nats = [np.full(50, 1.3), np.full(50, 1.3)]
    assert choose([scored(1, nats[0], counts=0.6), scored(2, nats[1])], nats) == 1


def test_sequences_are_read_as_people_write_them():
    assert split("ABBA") == [list("ABBA")]
    assert split("up, down；up up") == [["up", "down"], ["up", "up"]]
    assert split("1 0 1|0 0 1") == [["1", "0", "1"], ["0", "0", "1"]]


def test_no_window_to_train_on_overlaps_one_held_out():
    text = " ".join(str(at % 7) for at in range(200))
    data = own_sequences(text)
    held = {tuple(range(start, start + data.length)) for start in range(3 * data.length, 200, 4 * data.length)}
    places = own_sequences(text)
    assert len(places.held_out) >= 3
    assert len(data.train) <= 200 - data.length + 1 - sum(map(len, held))


def test_many_sequences_hold_out_whole_ones():
    data = own_sequences(";".join(["ABAB" * 4, "BBAA" * 4, "AABB" * 4, "CCCC" * 4, "ABBA" * 4]))
    assert data.held_out.shape == (1, 16)
    assert (data.held_out == data.symbols.index("C")).all()
    assert (data.train != data.symbols.index("C")).all()


def test_figures_of_many_values_become_four_classes():
    data = own_sequences(" ".join(f"{at % 20}.5" for at in range(120)))
    assert data.symbols == ("lowest", "low", "high", "highest")
    assert any("quartiles" in note for note in data.notes)


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("A B A", "3 symbols are too few", "太少"),
        ("A B A B nan A", "Symbol 5 of sequence 1 is missing", "缺失"),
        ("A " * 80, "there is nothing to predict", "没有可预测"),
        (" ".join(f"w{at}" for at in range(90)), "at most 27", "最多 27"),
        ("nan", "is missing", "缺失"),
    ],
)
def test_bad_sequences_are_one_clear_sentence(text, english, chinese):
    with pytest.raises(UserError, match=english) as found:
        own_sequences(text)
    assert chinese in found.value.chinese


def test_us_growth_is_cut_into_states_that_all_occur():
    data = us_growth()
    assert data.length == QUARTERS
    assert set(np.unique(data.train)) == {0, 1, 2, 3}
    # The recession of 2008-09: four quarters of contraction in a row to 2009Q2, growth in 2009Q3.
    assert data.latest[-5:].tolist()[:4] == [0, 0, 0, 0]
    assert data.latest[-1] > 0


def test_chinas_growth_moves_down_up_and_not_at_all(require_dataset):
    data = china_growth(require_dataset("china-gdp-long"), "china-gdp-long")
    assert data.symbols == ("falling", "steady", "rising")
    assert set(np.unique(data.train)) == {0, 1, 2}
    assert "1992Q2 to 2025Q1" in data.source


def test_a_file_of_china_without_quarters_is_one_clear_sentence(tmp_path):
    (tmp_path / "中国_GDP_不变价_当季同比.csv").write_text("指标,中国\n", encoding="gb18030")
    with pytest.raises(UserError, match="holds no quarters"):
        china_growth(tmp_path, "china-gdp-long")
