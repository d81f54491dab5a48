"""Asking a language model sums: the questions, reading its answers, and which digits and residue classes fit."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tools.arithmetic.language_models import LanguageModel
from tools.arithmetic.tasks import Operation, bounds, is_modular

SYSTEM = "You are a calculator. Answer each question with the number alone, nothing else."
NUMBER = re.compile(r"(?<![\d.])-?\d{1,3}(?:,\d{3})+(?!\d)|-?\d+")
SEEDED = 7
"""Kept apart from the other draws of a run."""

MOST_RESIDUE_DIGITS = 6


@dataclass(frozen=True)
class Asked:
    """A question and its answer.

    Attributes:
        length: digits of both operands.
        a, b: operands.
        right: the right answer.
        given: the number answered, None where there is none.
        text: the answer as it came.
    """

    length: int
    a: int
    b: int
    right: int
    given: int | None
    text: str


@dataclass(frozen=True)
class Residue:
    """How many answers equal the right one in their last `digits` digits, of those that are wrong as a whole."""

    digits: int
    fitting: int
    wrong: int


def ask_all(
    model: LanguageModel,
    operation: Operation,
    modulus: int,
    longest: int,
    count: int,
    seed: int,
    go_on: Callable[[int, int, int], bool],
) -> list[Asked]:
    """Ask `count` questions for each length from 1 to `longest`, and return those answered until told to stop.

    Args:
        model: whom to ask.
        operation: what is asked.
        modulus: of a modular operation.
        longest: digits of the longest operands.
        count: questions a length.
        seed: seed of the operands.
        go_on: given (done, total, length) before each question; False stops.

    Raises:
        UserError: the model cannot be reached.
    """
    asked: list[Asked] = []
    shots = tuple(
        (question(operation, modulus, a, b), str(result(operation, modulus, a, b))) for a, b in ((3, 4), (12, 21))
    )
    for length in range(1, longest + 1):
        rng = np.random.default_rng([seed, SEEDED, length])
        low, high = bounds(length)
        for a, b in rng.integers(max(low, 1), high, (count, 2)).tolist():
            if not go_on(len(asked), longest * count, length):
                return asked
            text = model.complete(SYSTEM, shots, question(operation, modulus, a, b))
            asked.append(Asked(length, a, b, result(operation, modulus, a, b), read_number(text), text[:200]))
    return asked


def question(operation: Operation, modulus: int, a: int, b: int) -> str:
    """Return the question as the model reads it.

    >>> question("modular_addition", 7, 5, 6)
    '(5 + 6) mod 7 ='
    """
    sign = "+" if operation.endswith("addition") else "*"
    return f"({a} {sign} {b}) mod {modulus} =" if is_modular(operation) else f"{a} {sign} {b} ="


def result(operation: Operation, modulus: int, a: int, b: int) -> int:
    """Return the right answer."""
    value = a + b if operation.endswith("addition") else a * b
    return value % modulus if is_modular(operation) else value


def read_number(text: str) -> int | None:
    """Return the number that an answer gives: the last one written; None where there is none.

    >>> read_number("12 + 30 = 42."), read_number("1,234"), read_number("no idea")
    (42, 1234, None)
    """
    found = NUMBER.findall(text)
    return int(found[-1].replace(",", "")) if found and len(found[-1]) <= 40 else None


def digit_shares(asked: list[Asked]) -> list[float]:
    """Return the share of right digits at each place of the result, from the units.

    A place counts only in questions whose right answer has it; an answer that is no number has no digit right.
    """
    shares = []
    for place in range(max(len(str(one.right)) for one in asked)):
        there = [one for one in asked if len(str(one.right)) > place]
        hits = [one.given is not None and _digit(one.given, place) == _digit(one.right, place) for one in there]
        shares.append(float(np.mean(hits)))
    return shares


def residues(asked: list[Asked]) -> list[Residue]:
    """Return, for the answers that are wrong, how many are right modulo 10, 100 and so on."""
    wrong = [one for one in asked if one.given != one.right]
    longest = max((len(str(one.right)) for one in asked), default=1)
    return [
        Residue(k, sum(one.given is not None and (one.given - one.right) % 10**k == 0 for one in wrong), len(wrong))
        for k in range(1, min(longest, MOST_RESIDUE_DIGITS) + 1)
    ]


def truncated(asked: list[Asked], operation: Operation, modulus: int, digits: int) -> int:
    """Return how many wrong answers are those of the operands' last `digits` digits, f(a mod 10^n, b mod 10^n)."""
    tail = 10**digits
    return sum(
        one.given is not None
        and one.given != one.right
        and one.given == result(operation, modulus, one.a % tail, one.b % tail)
        for one in asked
    )


def _digit(number: int, place: int) -> int:
    return abs(number) // 10**place % 10 if len(str(abs(number))) > place else -1
