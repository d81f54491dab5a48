"""Words of the arithmetic tools: names of operations, shares, lists, English and Chinese."""

from __future__ import annotations

from collections.abc import Sequence

from tools.arithmetic.encodings import CHINESE, LABELS, Encoding
from tools.arithmetic.probes import GATE
from tools.arithmetic.tasks import Task


def operation_name(task: Task) -> str:
    """Return what is computed, in words.

    >>> operation_name(Task("modular_addition", 2, 4, modulus=101))
    'addition modulo 101'
    """
    plain = task.operation.removeprefix("modular_")
    return f"{plain} modulo {task.modulus}" if task.modular else plain


def operation_in_chinese(task: Task) -> str:
    """Return what is computed, in Chinese.

    >>> operation_in_chinese(Task("modular_addition", 2, 4, modulus=101))
    '模 101 加法'
    """
    plain = "加法" if task.operation.endswith("addition") else "乘法"
    return f"模 {task.modulus} {plain}" if task.modular else plain


def percent(share: float) -> str:
    """Return a fraction as a percentage: one decimal, none where it is exact.

    >>> percent(1.0), percent(0.3333), percent(0.00021)
    ('100 %', '33.3 %', '0.02 %')
    """
    value = 100 * share
    if value in (0.0, 100.0):
        return f"{value:.0f} %"
    return f"{value:.1f} %" if 0.1 <= value <= 99.94 else f"{value:.2f} %"


def in_digits(count: int) -> str:
    """Return a number of digits in words.

    >>> in_digits(1), in_digits(3)
    ('1 digit', '3 digits')
    """
    return f"{count} digit{'s' if count != 1 else ''}"


def in_layers(count: int) -> str:
    """Return a number of layers in words.

    >>> in_layers(1), in_layers(2)
    ('1 layer', '2 layers')
    """
    return f"{count} layer{'s' if count != 1 else ''}"


def join(names: Sequence[str]) -> str:
    """Return names as a list in words.

    >>> join(["A", "B", "C"])
    'A, B and C'
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def with_positions(encoding: Encoding) -> str:
    """Return an encoding in a sentence: 'with RoPE'."""
    return {"nope": "without positions (NoPE)"}.get(encoding, f"with {LABELS[encoding]} positions")


def chinese_positions(encoding: Encoding) -> str:
    """Return an encoding's Chinese name."""
    return CHINESE[encoding]


GATE_NOTE = (
    f"Convergence gate: nothing is claimed beyond the trained lengths for a model below {100 * GATE:.0f} % on unseen "
    "operands of the trained length."
)
TEST_NOTE = (
    "Tested on operands of exactly the length named; within the trained lengths on a tenth of all pairs that training "
    "never sees, in either order."
)
SIZE_NOTE = (
    "Figures are for this size and this budget: a larger model or a longer training may do what this one does not."
)
