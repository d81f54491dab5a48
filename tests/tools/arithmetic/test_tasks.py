"""Claims about arithmetic as sequences: written and read back, split into train and test without overlap."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.arithmetic.tasks import Task, bounds, held_out, to_digits
from tools.core import UserError

OPERATIONS = ["addition", "multiplication", "modular_addition", "modular_multiplication"]


@st.composite
def tasks(draw):
    operation = draw(st.sampled_from(OPERATIONS))
    width = draw(st.integers(1, 4))
    return Task(
        operation,
        digits=draw(st.integers(1, width)),
        width=width,
        modulus=draw(st.integers(2, 10_000)) if operation.startswith("modular") else 0,
        units_first=draw(st.booleans()),
        result_reversed=draw(st.booleans()),
    )


@given(tasks(), st.data())
def test_what_is_written_is_read_back(task, data):
    numbers = st.integers(0, 10**task.width - 1)
    a, b = (np.array(data.draw(st.lists(numbers, min_size=3, max_size=3))) for _ in range(2))
    tokens = task.encode(a, b)
    assert tokens.shape == (3, task.length)
    assert (task.decode(tokens[:, -task.result_width :]) == task.result(a, b)).all()


@given(tasks(), st.data())
def test_operands_can_be_recovered_from_the_tokens(task, data):
    a = np.array([data.draw(st.integers(0, 10**task.width - 1))])
    tokens = task.encode(a, a)[0, : task.width]
    digits = tokens if task.units_first else tokens[::-1]
    assert (digits * 10 ** np.arange(task.width)).sum() == a[0]


@given(st.integers(0, 10**6 - 1), st.integers(1, 5))
def test_the_residue_result_ignores_the_digits_above_the_trained(number, digits):
    task = Task("addition", digits, 6)
    a = np.array([number])
    assert task.residue_result(a, a) == task.result(a % 10**digits, a % 10**digits)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_test_pair_is_ever_trained_on_in_either_order(operation):
    task = Task(operation, 2, 4, modulus=7 if operation.startswith("modular") else 0)
    trained = set()
    for step in range(40):
        a, b = task.training_pairs(np.random.default_rng([1, step]), 500, 0.3)
        assert a.max() < 100
        trained |= set(zip(a.tolist(), b.tolist(), strict=True))
    for length in (1, 2, 3):
        a, b = task.test_pairs(length, 10_000, seed=5)
        assert not trained & (set(zip(a, b, strict=True)) | set(zip(b, a, strict=True)))


def test_a_tenth_of_all_pairs_is_held_out_and_the_others_are_reached():
    a, b = (grid.ravel() for grid in np.meshgrid(np.arange(100), np.arange(100)))
    kept = held_out(a, b)
    assert 0.07 < kept.mean() < 0.13
    assert (kept == held_out(b, a)).all()
    drawn = np.concatenate(
        [np.stack(Task("addition", 2, 3).training_pairs(np.random.default_rng(s), 4000, 0.0)) for s in range(25)],
        axis=1,
    )
    assert len(np.unique(drawn, axis=1).T) > 0.99 * (~kept).sum()


@pytest.mark.parametrize("length", [1, 2, 3, 5])
def test_test_operands_have_exactly_the_length_and_are_distinct(length):
    a, b = Task("addition", 2, 6).test_pairs(length, 400, seed=3)
    low, high = bounds(length)
    assert ((a >= low) & (a < high) & (b >= low) & (b < high)).all()
    assert len(set(zip(a, b, strict=True))) == len(a)


def test_the_same_seed_gives_the_same_test_and_another_another():
    task = Task("addition", 3, 5)
    one, two, other = (task.test_pairs(4, 50, seed)[0] for seed in (1, 1, 2))
    assert (one == two).all()
    assert (one != other).any()


def test_mixed_lengths_show_short_operands_more_often():
    task = Task("addition", 3, 4)
    even, mixed = (task.training_pairs(np.random.default_rng(0), 4000, share)[0] for share in (0.0, 1.0))
    assert (even < 100).mean() < 0.15 < 0.5 < (mixed < 100).mean()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"operation": "addition", "digits": 4, "width": 3}, "do not fit a padding of 3 digits"),
        ({"operation": "addition", "digits": 0, "width": 3}, "do not fit a padding"),
        ({"operation": "addition", "digits": 3, "width": 12}, "at most 9"),
        ({"operation": "modular_addition", "digits": 2, "width": 3, "modulus": 0}, "between 2 and 10,000"),
        ({"operation": "modular_addition", "digits": 2, "width": 3, "modulus": 1}, "everything is 0 modulo 1"),
        ({"operation": "division", "digits": 2, "width": 3}, "no operation 'division'"),
    ],
)
def test_an_impossible_task_is_explained(arguments, message):
    with pytest.raises(UserError, match=message) as error:
        Task(**arguments)
    assert error.value.chinese.endswith("。")


def test_a_number_beyond_the_padding_is_refused():
    with pytest.raises(UserError, match="does not fit a padding of 2 digits"):
        to_digits(np.array([100]), 2, units_first=True)
    with pytest.raises(UserError, match="reads 1 to 4 digits") as error:
        Task("addition", 2, 4).test_pairs(5, 10, seed=1)
    assert "1 到 4 位" in error.value.chinese
