"""Claims about linear probes and components, where what can be read is known."""

import numpy as np
import pytest

from tools.arithmetic.models import Decoder, Shape
from tools.arithmetic.representations import _probe, components, read_linearly, result_states, targets
from tools.arithmetic.tasks import Task

TASK = Task("addition", 2, 3, units_first=True)


@pytest.fixture(scope="module")
def untrained() -> Decoder:
    return Decoder(TASK, Shape("learned", layers=1, dim=16, heads=2), (1,)).eval()


def test_carries_are_those_of_column_addition():
    a, b = np.array([18, 99, 11]), np.array([7, 99, 11])
    found = {target.name: target.classes.tolist() for target in targets(TASK, a, b)}
    assert found["carry out of digit 1"] == [1, 1, 0]
    assert found["carry out of digit 2"] == [0, 1, 0]
    assert found["digit 1 of the result"] == [5, 8, 2]


def test_the_wrap_of_a_modulus_is_a_target():
    task = Task("modular_addition", 2, 3, modulus=101)
    found = {target.name: target.classes.tolist() for target in targets(task, np.array([60, 10]), np.array([60, 10]))}
    assert found["sum reaches the modulus"] == [1, 0]


def test_a_probe_reads_what_is_linear_and_not_what_is_absent():
    rng = np.random.default_rng(0)
    states, classes = rng.normal(size=(800, 12)), rng.integers(0, 2, 800)
    assert _probe(states, classes) < 0.65
    states[:, 3] += 8 * classes
    assert _probe(states, classes) > 0.99


def test_states_are_taken_where_each_digit_is_about_to_be_written(untrained):
    a, b = np.array([12, 12]), np.array([34, 35])
    layers = result_states(untrained, a, b)
    assert len(layers) == 2
    assert layers[-1].shape == (2, TASK.result_width, 16)
    # The embedding at the equals sign knows nothing of the operands; the block after it does.
    assert np.allclose(layers[0][0, 0], layers[0][1, 0])
    assert not np.allclose(layers[1][0, 0], layers[1][1, 0])


def test_the_control_of_an_untrained_model_is_itself(untrained):
    for reading in read_linearly(untrained, 300, seed=1):
        assert reading.accuracy == pytest.approx(reading.untrained)
        assert 0.0 < reading.commonest < 1.0


def test_components_hold_a_share_of_the_variance(untrained):
    found = components(untrained, seed=1)
    assert found.points.shape == (200, 2)
    assert 0.0 < found.explained <= 1.0
    assert found.points[:, 0].var() >= found.points[:, 1].var()
