"""Small pieces of English for headlines and titles."""

from __future__ import annotations


def the(name: str) -> str:
    """Return a name with its article where English wants one.

    >>> the("United States"), the("China")
    ('the United States', 'China')
    """
    return f"the {name}" if name.startswith(("United", "European", "Netherlands", "Rest")) else name


def join(names: list[str]) -> str:
    """Return names as a list in words.

    >>> join(["A"]), join(["A", "B"]), join(["A", "B", "C"])
    ('A', 'A and B', 'A, B and C')
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def capitalised(text: str) -> str:
    """Return a sentence with its first letter large, the rest as it is.

    >>> capitalised("the United States")
    'The United States'
    """
    return text[:1].upper() + text[1:]


def signed(value: float) -> str:
    """Return a change with its sign: two decimals, four where it is small.

    >>> signed(-0.9234), signed(0.0042), signed(0.0), signed(12.3456), signed(8.9e-05)
    ('-0.92', '+0.0042', '0.00', '+12.35', '+0.0001')
    """
    if abs(value) < 5e-5:
        return "0.00"
    return f"{value:+.2f}" if abs(value) >= 0.01 else f"{value:+.4f}"
