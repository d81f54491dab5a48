"""Sequences whose process is unknown: a person's own, cut into windows to train on and windows held out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int

from tools.core import UserError
from tools.core.errors import shorten

LEAST_SYMBOLS = 60
"""Fewest symbols in all that a set is trained on: windows of four, some of them held out."""
MOST_SYMBOLS = 27
MOST_DISTINCT_FIGURES = 8
"""Sequences of more distinct figures than this are cut into four classes by their quartiles."""
LONGEST = 24
SHORTEST = 4
FOLD = 4
"""Every fourth window, or sequence where there are many, is held out."""
MISSING = frozenset({"nan", "na", "n/a", "null", "none", "inf", "-inf", "+inf", "缺失", "空"})


@dataclass(frozen=True, eq=False)
class SequenceData:
    """Sequences to learn from.

    Attributes:
        name: what a person calls it.
        title: a few words in English, and in Chinese.
        symbols: names of the V symbols.
        train: windows to train on, [N, T]; they overlap.
        held_out: windows to choose and to test on, [M, T]; they do not.
        latest: the last symbols of the last sequence: what comes next is asked of them.
        notes: what is worth knowing of the data.
        source: for charts.
    """

    name: str
    title: str
    title_zh: str
    symbols: tuple[str, ...]
    train: Int[np.ndarray, "N T"]
    held_out: Int[np.ndarray, "M T"]
    latest: Int[np.ndarray, " L"]
    notes: tuple[str, ...]
    source: str

    @property
    def length(self) -> int:
        """Symbols of a window."""
        return int(self.train.shape[1])


def own_sequences(text: str) -> SequenceData:
    """Return a person's own sequences.

    Args:
        text: symbols or figures with spaces or commas between them, or letters without; `;` or a new line between
            sequences.

    Raises:
        UserError: a symbol is missing or not a figure, there are too few or too many, or all are the same.
    """
    rows, names, notes = _symbols(split(text))
    return windows_of(
        rows,
        names,
        name="own",
        title=("your sequence" if len(rows) == 1 else f"your {len(rows)} sequences"),
        title_zh=("您的序列" if len(rows) == 1 else f"您的 {len(rows)} 条序列"),
        notes=notes,
        source="the sequences in the question",
    )


def windows_of(
    rows: Sequence[np.ndarray],
    names: tuple[str, ...],
    *,
    name: str,
    title: str,
    title_zh: str,
    notes: tuple[str, ...],
    source: str,
    length: int = 0,
) -> SequenceData:
    """Return sequences cut into windows, some held out: whole sequences where there are many, else blocks of one.

    Raises:
        UserError: there are too few symbols, too many kinds, or one alone.
    """
    _check(rows, names)
    length = length or _length(rows)
    told: tuple[str, ...] = ()
    if len(rows) >= FOLD:
        held = [row[:length] for row in rows[FOLD - 1 :: FOLD]]
        kept = [row for at, row in enumerate(rows) if at % FOLD != FOLD - 1]
        told = (f"{len(held)} of {len(rows)} sequences are held out; windows of {length} symbols.",)
    else:
        held, kept = [], []
        for row in rows:
            blocks = [row[at : at + length] for at in range(0, len(row) - length + 1, length)]
            held += blocks[FOLD - 1 :: FOLD]
            kept += [row[at : at + (FOLD - 1) * length] for at in range(0, len(row), FOLD * length)]
        told = (
            f"A sequence is cut into windows of {length} symbols, every fourth held out: each window is treated as a "
            "sequence by itself, made by one expert.",
        )
    train = [row[at : at + length] for row in kept for at in range(len(row) - length + 1)]
    if not held or not train:
        raise _too_few(sum(map(len, rows)))
    return SequenceData(
        name, title, title_zh, names, np.stack(train), np.stack(held), rows[-1][-length:], (*notes, *told), source
    )


def split(text: str) -> list[list[str]]:
    """Return the tokens of each sequence in a text.

    >>> split("A B B; B A"), split("red, black，yellow"), split("ABBA")
    ([['A', 'B', 'B'], ['B', 'A']], [['red', 'black', 'yellow']], [['A', 'B', 'B', 'A']])
    """
    rows = []
    for line in re.split(r"[;；\n|]+", text):
        tokens = [token for token in re.split(r"[\s,，、]+", line.strip()) if token]
        if len(tokens) == 1 and not re.fullmatch(r"[-+]?\d*\.\d+", tokens[0]) and tokens[0].lower() not in MISSING:
            tokens = list(tokens[0])
        if tokens:
            rows.append(tokens)
    return rows


def _symbols(rows: list[list[str]]) -> tuple[list[np.ndarray], tuple[str, ...], tuple[str, ...]]:
    for at, row in enumerate(rows):
        for place, token in enumerate(row):
            if token.lower() in MISSING:
                raise UserError(
                    f"Symbol {place + 1} of sequence {at + 1} is missing ('{token}'): fill it in, or split the "
                    "sequence there with ';'.",
                    chinese=f"第 {at + 1} 条序列的第 {place + 1} 个符号缺失（“{token}”）：请补上，或用“；”在该处分开。",
                )
    tokens = sorted({token for row in rows for token in row})
    figures = [_figure(token) for token in tokens]
    if len(tokens) > MOST_DISTINCT_FIGURES and all(figure is not None for figure in figures):
        return _classes([np.array([float(token) for token in row]) for row in rows])
    if tokens and all(figure is not None for figure in figures):
        tokens.sort(key=float)
    index = {token: at for at, token in enumerate(tokens)}
    return [np.array([index[token] for token in row]) for row in rows], tuple(tokens), ()


def _classes(rows: list[np.ndarray]) -> tuple[list[np.ndarray], tuple[str, ...], tuple[str, ...]]:
    cuts = np.unique(np.quantile(np.concatenate(rows), [0.25, 0.5, 0.75]))
    names = ("lowest", "low", "high", "highest")[: len(cuts) + 1]
    told = ", ".join(f"{cut:g}" for cut in cuts)
    note = f"Figures are cut into {len(names)} classes ({', '.join(names)}) at their quartiles {told}."
    return [np.searchsorted(cuts, row, side="right") for row in rows], names, (note,)


def _figure(token: str) -> float | None:
    try:
        return float(token)
    except ValueError:
        return None


def _check(rows: Sequence[np.ndarray], names: tuple[str, ...]) -> None:
    total = sum(map(len, rows))
    if len(names) > MOST_SYMBOLS:
        raise UserError(
            f"There are {len(names)} different symbols; at most {MOST_SYMBOLS} can be told apart from so little. "
            "Merge the rare ones into classes.",
            chinese=f"共有 {len(names)} 种不同符号，最多 {MOST_SYMBOLS} 种。请把少见的符号合并成类。",
        )
    if total < LEAST_SYMBOLS:
        raise _too_few(total)
    if len(names) < 2:
        shown = shorten(names[0], 20) if names else ""
        raise UserError(
            f"Every symbol is '{shown}': there is nothing to predict. Give a sequence of two symbols or more.",
            chinese=f"所有符号都是“{shown}”，没有可预测的内容。请给出至少含两种符号的序列。",
        )


def _length(rows: Sequence[np.ndarray]) -> int:
    if len(rows) >= FOLD:
        return max(SHORTEST, min(LONGEST, *map(len, rows)))
    return max(SHORTEST, min(LONGEST, max(map(len, rows)) // (3 * FOLD)))


def _too_few(total: int) -> UserError:
    return UserError(
        f"{total} symbols are too few to learn a set of probabilities: several experts have to be told apart. Give "
        f"{LEAST_SYMBOLS} or more, as one long sequence or as several of {SHORTEST} symbols or more with ';' between.",
        chinese=f"{total} 个符号太少，无法学习概率集合：至少需要 {LEAST_SYMBOLS} 个，"
        f"可以是一条长序列，或用“；”分开的多条序列（每条至少 {SHORTEST} 个符号）。",
    )
