"""Arithmetic tasks as sequences of digits: what is trained on, what is tested, and that the two never share a pair.

A case reads `a op b = result`, every number zero-padded to a fixed width (2308.08268, section 3). The domain D_n holds
the numbers of up to n digits; D_ab the pairs of a number with exactly a digits and one with exactly b.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal, get_args

import numpy as np
from jaxtyping import Bool, Int

from tools.core import UserError

Operation = Literal["addition", "multiplication", "modular_addition", "modular_multiplication"]
Numbers = Int[np.ndarray, " cases"]

SIGNS: dict[str, int] = {"addition": 10, "modular_addition": 10, "multiplication": 11, "modular_multiplication": 11}
EQUALS = 12
VOCABULARY = 13
"""Tokens: the ten digits, the sign of the operation and the equals sign."""

HELD_OUT_OF = 10
"""One pair in this many is kept out of training for the test within the trained lengths."""

MOST_WIDTH = 9
MOST_MODULUS = 10_000
ENUMERATED = 1_000_000


@dataclass(frozen=True)
class Task:
    """An operation on zero-padded numbers, and the lengths of operand it is trained on.

    Attributes:
        operation: what is computed.
        digits: the longest operands in training, n.
        width: digits that each operand is padded to.
        modulus: p of the modular operations; 0 otherwise.
        units_first: whether operands are written from the units upward.
        result_reversed: whether results are written from the units upward.

    Raises:
        UserError: the digits do not fit the padding, or the modulus is none.
    """

    operation: Operation
    digits: int
    width: int
    modulus: int = 0
    units_first: bool = False
    result_reversed: bool = True

    def __post_init__(self) -> None:
        """Check that the task can be written down."""
        if self.operation not in get_args(Operation):
            raise UserError(
                f"There is no operation '{self.operation}': use {', '.join(get_args(Operation))}.",
                chinese=f"没有运算“{self.operation}”：可选 {'、'.join(get_args(Operation))}。",
            )
        if not 1 <= self.digits <= self.width:
            raise UserError(
                f"Operands of {self.digits} digits do not fit a padding of {self.width} digits: "
                f"train on 1 to {self.width} digits, or pad more.",
                chinese=f"{self.digits} 位的运算数放不进 {self.width} 位：请训练 1 到 {self.width} 位，或多补零。",
            )
        if self.width > MOST_WIDTH:
            raise UserError(
                f"A padding of {self.width} digits is too wide: at most {MOST_WIDTH} are supported.",
                chinese=f"补零到 {self.width} 位太宽：最多支持 {MOST_WIDTH} 位。",
            )
        if self.modular:
            check_modulus(self.modulus)

    @property
    def modular(self) -> bool:
        """Whether the result is taken modulo `modulus`."""
        return is_modular(self.operation)

    @property
    def result_width(self) -> int:
        """Digits of the zero-padded result."""
        if self.modular:
            return len(str(self.modulus - 1))
        return self.width + 1 if self.operation == "addition" else 2 * self.width

    @property
    def length(self) -> int:
        """Tokens of a case, the result included."""
        return 2 * self.width + 2 + self.result_width

    @property
    def digest(self) -> str:
        """A hash of the task."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:12]

    def result(self, a: Numbers, b: Numbers) -> Numbers:
        """Return the operation's results.

        >>> Task("modular_addition", 2, 3, modulus=7).result(np.array([5]), np.array([6]))
        array([4])
        """
        value = a + b if self.operation in ("addition", "modular_addition") else a * b
        answer: Numbers = value % self.modulus if self.modular else value
        return answer

    def residue_result(self, a: Numbers, b: Numbers) -> Numbers:
        """Return f(a mod 10^n, b mod 10^n): what a model answers that never saw the digits above n."""
        return self.result(a % 10**self.digits, b % 10**self.digits)

    def encode(self, a: Numbers, b: Numbers, result: Numbers | None = None) -> Int[np.ndarray, "cases length"]:
        """Return cases as tokens, with `result` (the right one where not given) after the equals sign.

        Raises:
            UserError: a number has more digits than its place.

        >>> Task("addition", 2, 3).encode(np.array([12]), np.array([9])).tolist()
        [[0, 1, 2, 10, 0, 0, 9, 12, 1, 2, 0, 0]]
        """
        result = self.result(a, b) if result is None else result
        sign, equals = (np.full((len(a), 1), token) for token in (SIGNS[self.operation], EQUALS))
        parts = (
            to_digits(a, self.width, self.units_first),
            sign,
            to_digits(b, self.width, self.units_first),
            equals,
            to_digits(result, self.result_width, self.result_reversed),
        )
        return np.concatenate(parts, axis=1)

    def decode(self, tokens: Int[np.ndarray, "cases result_width"]) -> Numbers:
        """Return the numbers that result tokens stand for; -1 where one of them is no digit.

        >>> Task("addition", 2, 2).decode(np.array([[1, 2, 0], [1, 12, 0]])).tolist()
        [21, -1]
        """
        ordered = tokens if self.result_reversed else tokens[:, ::-1]
        values = (ordered * 10 ** np.arange(ordered.shape[1])).sum(axis=1)
        return np.where((ordered <= 9).all(axis=1), values, -1)

    def training_pairs(self, rng: np.random.Generator, count: int, mixed: float) -> tuple[Numbers, Numbers]:
        """Draw pairs of operands from D_n that are not held out.

        Args:
            rng: source of the draw.
            count: number of pairs.
            mixed: share of operands drawn evenly over lengths 1 to n; the others are drawn evenly over all numbers.
        """
        found: list[np.ndarray] = []
        missing = count
        while missing > 0:
            pairs = _draw(rng, self.digits, missing + missing // 4 + 8, mixed)
            pairs = pairs[:, ~held_out(pairs[0], pairs[1])][:, :missing]
            found.append(pairs)
            missing -= pairs.shape[1]
        a, b = np.concatenate(found, axis=1)
        return a, b

    def test_pairs(self, length: int, count: int, seed: int) -> tuple[Numbers, Numbers]:
        """Return distinct pairs of operands with exactly `length` digits, none of which is ever trained on.

        Args:
            length: digits of both operands, up to the padding.
            count: pairs wanted; all there are where the domain holds fewer.
            seed: seed of the choice.

        Raises:
            UserError: the digits are beyond the padding.
        """
        if not 1 <= length <= self.width:
            raise UserError(
                f"Numbers of {length} digits cannot be tested: this model reads 1 to {self.width} digits, its padding.",
                chinese=f"无法测试 {length} 位的数：该模型只能读 1 到 {self.width} 位（补零后的宽度）。",
            )
        low, high = bounds(length)
        rng = np.random.default_rng([seed, length])
        if (high - low) ** 2 <= ENUMERATED:
            a, b = (grid.ravel() for grid in np.meshgrid(np.arange(low, high), np.arange(low, high)))
            order = rng.permutation(len(a))
            a, b = a[order], b[order]
        else:
            wanted = 2 * HELD_OUT_OF * count
            a, b = np.unique(rng.integers(low, high, (wanted, 2)), axis=0).T
            order = rng.permutation(len(a))
            a, b = a[order], b[order]
        if length <= self.digits:
            kept = held_out(a, b)
            a, b = a[kept], b[kept]
        return a[:count], b[:count]


def is_modular(operation: str) -> bool:
    """Return whether an operation takes a modulus."""
    return operation.startswith("modular")


def check_modulus(modulus: int) -> None:
    """Raise UserError where a modulus is none."""
    if not 2 <= modulus <= MOST_MODULUS:
        raise UserError(
            f"A modulus of {modulus} is not possible: it must be between 2 and {MOST_MODULUS:,} "
            "(everything is 0 modulo 1, and modulo 0 is not defined). Try 100 or 101.",
            chinese=f"模数不能是 {modulus}：必须在 2 到 {MOST_MODULUS:,} 之间（模 1 的结果总是 0，模 0 没有定义）。"
            "可以试试 100 或 101。",
        )


def bounds(length: int) -> tuple[int, int]:
    """Return the half-open range of the numbers with exactly `length` digits; those of one digit include 0.

    >>> bounds(1), bounds(3)
    ((0, 10), (100, 1000))
    """
    return (0 if length == 1 else 10 ** (length - 1)), 10**length


def to_digits(numbers: Numbers, width: int, units_first: bool) -> Int[np.ndarray, "cases width"]:
    """Return the digits of zero-padded numbers.

    Raises:
        UserError: a number does not fit the width.

    >>> to_digits(np.array([305]), 4, units_first=True).tolist()
    [[5, 0, 3, 0]]
    """
    if len(numbers) and (int(numbers.max()) >= 10**width or int(numbers.min()) < 0):
        raise UserError(
            f"The number {int(numbers.max())} does not fit a padding of {width} digits: pad more.",
            chinese=f"数字 {int(numbers.max())} 放不进 {width} 位：请增加补零位数。",
        )
    digits: np.ndarray = numbers[:, None] // 10 ** np.arange(width) % 10
    ordered: np.ndarray = digits if units_first else digits[:, ::-1]
    return ordered


def held_out(a: Numbers, b: Numbers) -> Bool[np.ndarray, " cases"]:
    """Return which pairs are kept for testing: a fixed tenth of all pairs, (a, b) together with (b, a)."""
    small, large = np.minimum(a, b).astype(np.uint64), np.maximum(a, b).astype(np.uint64)
    mixed = small * np.uint64(0x9E3779B97F4A7C15) + large
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    kept: np.ndarray = (mixed ^ (mixed >> np.uint64(31))) % np.uint64(HELD_OUT_OF) == 0
    return kept


def lengths_to_test(task: Task, most: int | None = None) -> Sequence[int]:
    """Return the lengths from the trained one to the longest that leaves a digit of padding.

    >>> list(lengths_to_test(Task("addition", 3, 6)))
    [3, 4, 5]
    """
    longest = max(task.digits, task.width - 1) if most is None else most
    return range(task.digits, longest + 1)


def _draw(rng: np.random.Generator, digits: int, count: int, mixed: float) -> Int[np.ndarray, "2 count"]:
    lengths = rng.integers(1, digits + 1, (2, count))
    tops = np.where(rng.random((2, count)) < mixed, 10**lengths, 10**digits)
    return (rng.random((2, count)) * tops).astype(np.int64)
