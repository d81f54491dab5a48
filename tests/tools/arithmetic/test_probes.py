"""Claims about the probes, on models whose answers are known."""

import numpy as np
import pytest

from tools.arithmetic.probes import GATE, answers_of, converged, interval, score, structure_map
from tools.arithmetic.tasks import Task
from tools.core import UserError

TASK = Task("addition", 2, 4)


def test_a_model_that_answers_the_residue_class_is_seen_as_such(oracle):
    model = oracle(TASK, lambda a, b, at: a % 100 + b % 100)
    within, beyond = score(model, 2, 200, 1), score(model, 3, 200, 1)
    assert within.accuracy == within.equality == (1.0,)
    assert beyond.accuracy == (0.0,)
    assert beyond.equality == (1.0,)


def test_a_model_that_adds_rightly_is_right_at_every_length(oracle):
    model = oracle(TASK, lambda a, b, at: a + b)
    for length in (1, 2, 3, 4):
        assert score(model, length, 100, 1).accuracy == (1.0,)
        assert set(score(model, length, 100, 1).digit_accuracy[0]) == {1.0}


def test_the_failing_digit_is_found(oracle):
    model = oracle(TASK, lambda a, b, at: (a + b) // 100 * 100 + (a + b) % 10 + ((a + b) // 10 + 1) % 10 * 10)
    assert score(model, 2, 100, 1).digit_accuracy[0] == (1.0, 0.0, 1.0, 1.0, 1.0)


def test_seeds_are_scored_apart_and_each_passes_the_gate_by_itself(oracle):
    model = oracle(TASK, lambda a, b, at: a + b + (at == 1), seeds=(1, 2))
    scores = [score(model, 2, 100, 1)]
    assert scores[0].accuracy == (1.0, 0.0)
    assert converged(scores, TASK) == (True, False)


def test_the_gate_is_at_ninety_nine_percent(oracle):
    model = oracle(TASK, lambda a, b, at: np.where((a + b) % 50 == 7, 0, a + b))
    scores = [score(model, 2, 800, 1)]
    assert 0.9 < scores[0].accuracy[0] < GATE == 0.99
    assert converged(scores, TASK) == (False,)


def test_the_share_that_theory_predicts_is_reported_beside(oracle):
    task = Task("modular_addition", 2, 4, modulus=150)
    found = score(oracle(task, lambda a, b, at: (a % 100 + b % 100) % 150), 3, 900, 1)
    assert found.accuracy[0] == found.right_is_residue == pytest.approx(1 / 3, abs=0.06)


def test_an_interval_over_seeds_is_students_and_over_cases_wilsons():
    three = interval([0.9, 0.95, 1.0], 500)
    assert three.mean == pytest.approx(0.95)
    assert three.low == pytest.approx(0.95 - 4.303 * 0.05 / 3**0.5)
    assert three.high == 1.0
    one = interval([0.0], 100)
    assert one.low == pytest.approx(0.0, abs=1e-12)
    assert one.high == pytest.approx(0.037, abs=0.001)  # Wilson's upper end for 0 of 100.


def test_the_error_map_is_zero_where_a_model_is_right_and_shows_what_is_ignored(oracle):
    values, errors = structure_map(oracle(TASK, lambda a, b, at: a % 100 + b % 100), 1000, 11)
    assert values[0] == 0
    assert values[-1] == 999
    assert errors[0, 0] == 0
    assert (errors <= 0).all()
    assert errors[-1, -1] == -1800


def test_an_answer_that_is_no_number_counts_as_wrong(oracle):
    model = oracle(TASK, lambda a, b, at: a + b)
    model.answer = lambda tokens: 12 + 0 * tokens[:, :, : TASK.result_width]
    assert (answers_of(model, np.array([1]), np.array([2])) == -1).all()
    assert score(model, 2, 50, 1).accuracy == (0.0,)
    assert np.isnan(structure_map(model, 100, 5)[1]).all()


def test_digits_beyond_the_padding_are_refused(oracle):
    with pytest.raises(UserError, match="reads 1 to 4 digits"):
        score(oracle(TASK, lambda a, b, at: a), 5, 10, 1)
