"""What theory says of a model trained on n digits, exactly and without training one (2407.17963, sections 3 and 4).

A model that knows absolute places never saw a digit above the n-th, ignores it, and answers the residue class
f(a mod 10^n, b mod 10^n). That is right for the share of operands whose ignored digits do not matter, counted here over
all operands of the lengths asked for. A model that sees constant offsets can carry addition, which is translation
invariant, to any length; multiplication is not, and so is a modulus that does not divide a power of the base.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from jaxtyping import Int

from tools.arithmetic.tasks import Operation, bounds, check_modulus, is_modular
from tools.core import UserError

Positions = Literal["absolute", "relative"]
Reason = Literal["within", "invariant", "compatible", "some_heads", "never", "factor"]
MOST_DIGITS = 9
MOST_MULTIPLICATIVE = 2_000
"""Largest modulus of a multiplication that is counted: the count takes p^2 steps."""

Counts = Int[np.ndarray, " residues"]


@dataclass(frozen=True)
class Prediction:
    """What theory says about one length of operands.

    Attributes:
        accuracy: exact share of operand pairs answered rightly.
        pairs: how many pairs that is a share of.
        reason: why, as a keyword; `explain` puts it in words.
        reduced_modulus: p / gcd(p, 10^n), what of the modulus the trained digits do not cover; 0 without a modulus.
    """

    accuracy: Fraction
    pairs: int
    reason: Reason
    reduced_modulus: int = 0


def predict(
    operation: Operation,
    modulus: int,
    digits: int,
    lengths: tuple[int, int],
    positions: Positions = "absolute",
) -> Prediction:
    """Return the exact accuracy that theory gives a converged model.

    Args:
        operation: what is computed.
        modulus: p of the modular operations.
        digits: operands of up to this many digits were trained on, n.
        lengths: digits of the two operands tested, exactly (the domain D_ab).
        positions: whether the model knows absolute places, or sees constant offsets alone and writes units first.

    Raises:
        UserError: the modulus or the digits are out of range.

    >>> float(predict("modular_addition", 150, 2, (3, 3)).accuracy)
    0.3333333333333333
    """
    _check(operation, modulus, digits, lengths)
    pairs = math.prod(high - low for low, high in map(bounds, lengths))
    reduced = modulus // math.gcd(modulus, 10**digits) if is_modular(operation) else 0
    if max(lengths) <= digits:
        return Prediction(Fraction(1), pairs, "within", reduced)
    if is_modular(operation):
        return _modular(operation, modulus, digits, lengths, pairs, reduced)
    if operation == "addition" and positions == "relative":
        return Prediction(Fraction(1), pairs, "invariant")
    if operation == "addition":
        return Prediction(Fraction(0), pairs, "never")
    right = _products_unmoved(digits, lengths)
    return Prediction(Fraction(right, pairs), pairs, "factor" if right else "never")


def generalises(operation: Operation, modulus: int, digits: int, positions: Positions) -> bool:
    """Return whether theory lets a converged model answer every length rightly."""
    if is_modular(operation):
        return pow(10, digits, modulus) == 0
    return operation == "addition" and positions == "relative"


def explain(prediction: Prediction, operation: Operation, modulus: int, digits: int) -> str:
    """Return the reason of a prediction in a sentence."""
    n, p, rest = digits, modulus, prediction.reduced_modulus
    sentences = {
        "within": f"Operands of up to {n} digits are what the model was trained on.",
        "invariant": "Addition is translation invariant: a column with its carry is added in the same way at every "
        "place, so a model that sees constant offsets and writes the units first can go on upward.",
        "compatible": f"{p} divides 10^{n}, so the digits above the trained {n} change nothing modulo {p}: the "
        "residue class that the model answers is the right answer.",
        "some_heads": f"{p} does not divide 10^{n}: of the modulus, {rest} (= {p} / gcd({p}, 10^{n})) is not covered "
        f"by the trained digits, and only operands whose ignored digits happen to vanish modulo {rest} come out right.",
        "factor": "Multiplication is not translation invariant: the model answers the product of the trained digits "
        "alone, which is right only where a factor is 0.",
        "never": f"The digits above the trained {n} are ignored, and the {_outcome(operation)} always needs them.",
    }
    if prediction.reason == "never" and is_modular(operation):
        return f"No pair of ignored digits vanishes modulo {rest}, so no answer comes out right."
    return sentences[prediction.reason]


def explain_in_chinese(prediction: Prediction, modulus: int, digits: int) -> str:
    """Return the reason of a prediction in a Chinese sentence."""
    n, p, rest = digits, modulus, prediction.reduced_modulus
    if prediction.reason == "never" and rest:
        return f"没有一对被忽略的高位模 {rest} 为零，因此一个也答不对。"
    return {
        "within": f"不超过 {n} 位的运算数就在训练范围之内。",
        "invariant": "加法具有平移不变性：每一位连同进位的算法都相同，只看相对距离并从个位写起的模型可以一直算上去。",
        "compatible": f"{p} 整除 10^{n}，被忽略的高位对模 {p} 的结果没有影响，因此模型回答的剩余类就是正确答案。",
        "some_heads": f"{p} 不整除 10^{n}：训练位数没有覆盖模数中的 {rest}，"
        f"只有被忽略的高位恰好模 {rest} 为零时才会答对。",
        "factor": "乘法没有平移不变性：模型只会算训练位数以内的乘积，只有某个因数为 0 时才会答对。",
        "never": f"模型忽略第 {n} 位以上的数字，而答案总是需要这些数字，因此一个也答不对。",
    }[prediction.reason]


def _outcome(operation: Operation) -> str:
    return "sum" if operation.endswith("addition") else "product"


def _check(operation: Operation, modulus: int, digits: int, lengths: tuple[int, int]) -> None:
    if is_modular(operation):
        check_modulus(modulus)
    if operation == "modular_multiplication" and modulus > MOST_MULTIPLICATIVE and 10**digits % modulus:
        raise UserError(
            f"The exact count for multiplication modulo {modulus} would take too long: use a modulus of at most "
            f"{MOST_MULTIPLICATIVE:,}, or one that divides 10^{digits}.",
            chinese=f"模 {modulus} 乘法的精确计数太慢：请用不超过 {MOST_MULTIPLICATIVE:,} 的模数，"
            f"或整除 10^{digits} 的模数。",
        )
    for count in (digits, *lengths):
        if not 1 <= count <= MOST_DIGITS:
            raise UserError(
                f"Operands of {count} digits are out of range: use 1 to {MOST_DIGITS} digits.",
                chinese=f"{count} 位的运算数超出范围：请用 1 到 {MOST_DIGITS} 位。",
            )


def _modular(
    operation: Operation, modulus: int, digits: int, lengths: tuple[int, int], pairs: int, reduced: int
) -> Prediction:
    if reduced == 1:
        return Prediction(Fraction(1), pairs, "compatible", reduced)
    if operation == "modular_addition":
        right = _sums_unmoved(reduced, digits, lengths)
    else:
        right = _modular_products_unmoved(modulus, digits, lengths)
    return Prediction(Fraction(right, pairs), pairs, "some_heads" if right else "never", reduced)


def _sums_unmoved(reduced: int, digits: int, lengths: tuple[int, int]) -> int:
    """Return how many pairs have A + B = 0 modulo p / gcd(p, 10^n), A and B the digits above the n-th."""
    a, b = (_head_residues(reduced, digits, length) for length in lengths)
    tails = [int(10 ** min(length, digits)) - (bounds(length)[0] if length <= digits else 0) for length in lengths]
    same = sum(int(a[r]) * int(b[-r % reduced]) for r in range(reduced))
    return same * tails[0] * tails[1]


def _head_residues(modulus: int, digits: int, length: int) -> Counts:
    """Return how many heads (digits above the n-th) of numbers of a length fall into each residue class."""
    low, high = (0, 1) if length <= digits else bounds_of_heads(length - digits)
    return residues_of_range(low, high, modulus)


def bounds_of_heads(length: int) -> tuple[int, int]:
    """Return the half-open range of heads of a length: they begin with a digit that is not 0.

    >>> bounds_of_heads(1)
    (1, 10)
    """
    return 10 ** (length - 1), 10**length


def residues_of_range(low: int, high: int, modulus: int) -> Counts:
    """Return how many of the numbers low, ..., high - 1 fall into each residue class.

    >>> residues_of_range(1, 10, 4).tolist()
    [2, 3, 2, 2]
    """
    residues = np.arange(modulus)
    counts: Counts = (high - 1 - residues) // modulus - (low - 1 - residues) // modulus
    return counts


def _products_unmoved(digits: int, lengths: tuple[int, int]) -> int:
    """Return how many pairs keep their product when digits above the n-th are dropped: those with a factor 0."""
    zeros = [length == 1 for length in lengths]
    sizes = [high - low for low, high in map(bounds, lengths)]
    return zeros[0] * sizes[1] + zeros[1] * sizes[0] - zeros[0] * zeros[1]


def _modular_products_unmoved(modulus: int, digits: int, lengths: tuple[int, int]) -> int:
    """Return how many pairs have a b = a' b' modulo p, with a' and b' the last n digits.

    With x = a and y = a' modulo p, the b that fit lie on the line x u = y v of the plane of residues (u, v). Points
    that are unit multiples of each other share their line, so each line is summed once.
    """
    planes = [_joint_residues(modulus, digits, length) for length in lengths]
    (xs, ys), counts = np.nonzero(planes[0]), planes[0][np.nonzero(planes[0])]
    lines: dict[tuple[int, int], int] = {}
    units = {x: _normalisers(x, modulus) for x in set(xs.tolist())}
    for x, y, count in zip(xs.tolist(), ys.tolist(), counts.tolist(), strict=True):
        key = math.gcd(x, modulus), min(y * unit % modulus for unit in units[x])
        lines[key] = lines.get(key, 0) + count
    (us, vs), weights = np.nonzero(planes[1]), planes[1][np.nonzero(planes[1])]
    total = 0
    for (x, y), count in lines.items():
        total += count * int(weights[(x * us - y * vs) % modulus == 0].sum())
    return total


def _normalisers(x: int, modulus: int) -> list[int]:
    """Return the numbers with an inverse that take x to gcd(x, p) modulo p.

    >>> _normalisers(4, 6)
    [5]
    """
    common = math.gcd(x, modulus)
    rest = modulus // common
    first = pow(x // common, -1, rest) if rest > 1 else 0
    return [unit for unit in range(first, modulus, rest) if math.gcd(unit, modulus) == 1]


def _joint_residues(modulus: int, digits: int, length: int) -> Int[np.ndarray, "residues residues"]:
    """Return how many numbers of a length have residue u, and their last n digits residue v, at [u, v]."""
    heads = (0, 1) if length <= digits else bounds_of_heads(length - digits)
    low = bounds(length)[0] if length <= digits else 0
    tails = residues_of_range(low, 10 ** min(length, digits), modulus)
    moves = residues_of_range(heads[0], heads[1], modulus)
    plane = np.zeros((modulus, modulus), dtype=np.int64)
    residues = np.arange(modulus)
    for head in np.flatnonzero(moves):
        plane[(int(head) * 10**digits + residues) % modulus, residues] += moves[head] * tails
    return plane
