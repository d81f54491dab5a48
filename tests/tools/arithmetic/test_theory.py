"""Claims about the theory: it is exact, against counting every pair of operands."""

from fractions import Fraction

import numpy as np
import pytest

from tools.arithmetic.tasks import bounds
from tools.arithmetic.theory import explain, explain_in_chinese, generalises, predict
from tools.core import UserError

MODULI = range(2, 301)


def counted(operation, modulus, digits, lengths):
    """Count the pairs whose residue class is the right answer, one by one."""
    a, b = (np.arange(*bounds(length), dtype=np.int32) for length in lengths)
    a, b = a[:, None], b[None]
    tail = np.int32(10**digits)
    if operation == "modular_addition":
        same = (a + b - a % tail - b % tail) % np.int32(modulus) == 0
    else:
        same = (a * b - (a % tail) * (b % tail)) % np.int32(modulus) == 0
    return Fraction(int(same.sum()), same.size)


@pytest.mark.parametrize("operation", ["modular_addition", "modular_multiplication"])
@pytest.mark.parametrize(
    ("digits", "lengths"), [(1, (2, 2)), (1, (2, 1)), (1, (1, 3)), (2, (3, 2)), (3, (4, 1)), (3, (3, 3))]
)
def test_theory_agrees_with_brute_force_for_every_modulus_to_300(operation, digits, lengths):
    for modulus in MODULI:
        assert predict(operation, modulus, digits, lengths).accuracy == counted(operation, modulus, digits, lengths)


@pytest.mark.parametrize("operation", ["modular_addition", "modular_multiplication"])
def test_theory_agrees_with_brute_force_with_both_operands_one_digit_longer(operation):
    for modulus in MODULI[::7]:
        assert predict(operation, modulus, 2, (3, 3)).accuracy == counted(operation, modulus, 2, (3, 3))


@pytest.mark.parametrize("modulus", [8, 51, 125, 150, 297])
def test_theory_agrees_with_brute_force_at_four_digits_after_three(modulus):
    for operation in ("modular_addition", "modular_multiplication"):
        lengths = (4, 4) if operation == "modular_addition" else (4, 2)
        assert predict(operation, modulus, 3, lengths).accuracy == counted(operation, modulus, 3, lengths)


@pytest.mark.parametrize("operation", ["modular_addition", "modular_multiplication"])
def test_only_divisors_of_a_power_of_the_base_generalise(operation):
    for modulus in MODULI:
        share = predict(operation, modulus, 2, (3, 3)).accuracy
        assert (share == 1) == (100 % modulus == 0) == generalises(operation, modulus, 2, "absolute")


def test_the_accuracy_of_modular_addition_is_near_one_over_the_uncovered_modulus():
    for modulus in (3, 7, 51, 99, 101, 150):
        found = predict("modular_addition", modulus, 2, (5, 5))
        assert float(found.accuracy) == pytest.approx(1 / found.reduced_modulus, rel=0.05)


def test_the_published_configurations_come_out():
    # Tables of arXiv 2407.17963: 33 % at p = 150; 100 % for multiplication modulo 100.
    assert predict("modular_addition", 150, 2, (3, 3)).accuracy == Fraction(1, 3)
    assert predict("modular_addition", 200, 2, (3, 3)).accuracy == Fraction(41, 81)
    assert predict("modular_multiplication", 100, 3, (4, 4)).accuracy == 1


def test_plain_operations_with_absolute_positions_never_come_out_right():
    assert predict("addition", 0, 3, (4, 4)).accuracy == 0
    assert predict("multiplication", 0, 3, (4, 4)).accuracy == 0
    a, b = np.arange(10, 100)[:, None], np.arange(0, 10)[None]
    zeros = Fraction(int((a * b == a % 10 * (b % 10)).sum()), a.size * b.size)
    assert predict("multiplication", 0, 1, (2, 1)).accuracy == zeros == Fraction(1, 10)


def test_relative_positions_extend_addition_and_nothing_else():
    assert predict("addition", 0, 3, (9, 9), "relative").accuracy == 1
    assert predict("multiplication", 0, 3, (4, 4), "relative").accuracy == 0
    assert predict("modular_addition", 101, 2, (3, 3), "relative").accuracy < Fraction(1, 10)


def test_within_the_trained_length_everything_is_right():
    for operation, modulus in (("addition", 0), ("multiplication", 0), ("modular_addition", 101)):
        assert predict(operation, modulus, 3, (3, 2)).accuracy == 1


def test_every_reason_has_words_in_both_languages():
    for operation, modulus, positions in (
        ("addition", 0, "relative"),
        ("addition", 0, "absolute"),
        ("multiplication", 0, "absolute"),
        ("modular_addition", 100, "absolute"),
        ("modular_addition", 101, "absolute"),
        ("modular_multiplication", 51, "absolute"),
    ):
        for length in (2, 3):
            found = predict(operation, modulus, 2, (length, length), positions)
            assert explain(found, operation, modulus, 2).endswith(".")
            assert explain_in_chinese(found, modulus, 2).endswith("。")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("modular_addition", 0, 2, (3, 3)), "between 2"),
        (("modular_addition", 1, 2, (3, 3)), "between 2"),
        (("modular_multiplication", 9_999, 2, (3, 3)), "too long"),
        (("addition", 0, 12, (13, 13)), "1 to 9 digits"),
    ],
)
def test_what_cannot_be_predicted_is_explained(arguments, message):
    with pytest.raises(UserError, match=message) as error:
        predict(*arguments)
    assert error.value.chinese.endswith("。")
