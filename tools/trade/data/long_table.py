"""Long CSV tables (one figure a row) turned into arrays, with errors that name the row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from tools.core.errors import UserError, close_matches, shorten


def read_table(path: Path, keys: Sequence[str], figures: Sequence[str]) -> pd.DataFrame:
    """Read a CSV file and return its key columns as text and its figure columns as numbers.

    Args:
        path: the file.
        keys: columns of names.
        figures: columns of numbers.

    Raises:
        UserError: the file or a column is missing, or a cell is not a finite number; the row is named.
    """
    try:
        table = pd.read_csv(path, encoding="utf-8-sig", dtype=str, keep_default_na=False, skipinitialspace=True)
    except FileNotFoundError as error:
        raise UserError(
            f"{path.name} is missing in {path.parent}. It needs the columns {_list(keys, figures)}."
        ) from error
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise UserError(f"{path} cannot be read as a CSV table in UTF-8 ({error}).") from error
    table.columns = [str(column).strip() for column in table.columns]
    missing = [column for column in (*keys, *figures) if column not in table.columns]
    if missing:
        raise UserError(
            f"{path.name} has no column '{missing[0]}' (it has {', '.join(map(shorten, table.columns))}). "
            f"It needs {_list(keys, figures)}."
        )
    table = table[[*keys, *figures]].apply(lambda column: column.str.strip())
    for column in keys:
        empty = np.flatnonzero(table[column] == "")
        if len(empty):
            raise UserError(f"{path.name} row {empty[0] + 2}: the column '{column}' is empty. Fill in a name.")
    for column in figures:
        numbers = pd.to_numeric(table[column], errors="coerce").astype(float)
        wrong = np.flatnonzero(~np.isfinite(numbers.to_numpy()))
        if len(wrong):
            given = shorten(table[column].iloc[wrong[0]])
            raise UserError(
                f"{path.name} row {wrong[0] + 2}: '{column}' is '{given}', which is not a number. "
                "Write plain figures such as 1234.5, with a point for decimals and no thousands separators."
            )
        table[column] = numbers
    return pd.DataFrame(table)


def to_array(
    table: pd.DataFrame,
    path: Path,
    axes: Sequence[str],
    figure: str,
    positions: Mapping[str, Mapping[str, int]],
    *,
    complete: bool = True,
    low: float = -np.inf,
    high: float = np.inf,
) -> np.ndarray:
    """Place the figures of a long table into an array.

    Args:
        table: what `read_table` returned.
        path: its file, for errors.
        axes: key columns, one an axis.
        figure: column of the figures.
        positions: for each key column, the position of each name.
        complete: whether every cell must be given; else what is absent is zero.
        low: least figure allowed.
        high: greatest figure allowed.

    Raises:
        UserError: an unknown name, a figure out of bounds, a cell given twice or a missing cell; the row is named.
    """
    index = []
    for axis in axes:
        at = table[axis].map(positions[axis])
        unknown = np.flatnonzero(at.isna().to_numpy())
        if len(unknown):
            name = str(table[axis].iloc[unknown[0]])
            near = close_matches(name, positions[axis])
            hint = (
                f" Did you mean {' or '.join(near)}?" if near else f" Known: {', '.join(list(positions[axis])[:40])}."
            )
            raise UserError(f"{path.name} row {unknown[0] + 2}: '{shorten(name)}' is not a known {axis}.{hint}")
        index.append(at.to_numpy(dtype=int))
    values = table[figure].to_numpy(dtype=float)
    outside = np.flatnonzero((values < low) | (values > high))
    if len(outside):
        raise UserError(
            f"{path.name} row {outside[0] + 2}: '{figure}' is {values[outside[0]]:.6g}, "
            f"but it must be {_bounds(low, high)}."
        )
    shape = tuple(len(positions[axis]) for axis in axes)
    flat = np.ravel_multi_index(tuple(index), shape)
    repeated = np.flatnonzero(pd.Series(flat).duplicated().to_numpy())
    if len(repeated):
        first = int(np.flatnonzero(flat == flat[repeated[0]])[0])
        raise UserError(
            f"{path.name} row {repeated[0] + 2} repeats row {first + 2} ({_cell(table, axes, repeated[0])}). Keep one."
        )
    if complete and len(flat) < np.prod(shape):
        absent = np.unravel_index(int(np.setdiff1d(np.arange(np.prod(shape)), flat)[0]), shape)
        names = ", ".join(f"{axis} {list(positions[axis])[at]}" for axis, at in zip(axes, absent, strict=True))
        raise UserError(f"{path.name} has no row for {names}. It needs {int(np.prod(shape))} rows, one for each cell.")
    array = np.zeros(int(np.prod(shape)))
    array[flat] = values
    return array.reshape(shape)


def _cell(table: pd.DataFrame, axes: Sequence[str], row: int) -> str:
    return ", ".join(f"{axis} {shorten(str(table[axis].iloc[row]))}" for axis in axes)


def _list(keys: Sequence[str], figures: Sequence[str]) -> str:
    return ", ".join([*keys, *figures])


def _bounds(low: float, high: float) -> str:
    if np.isfinite(low) and np.isfinite(high):
        return f"between {low:g} and {high:g}"
    return f"at least {low:g}" if np.isfinite(low) else f"at most {high:g}"
