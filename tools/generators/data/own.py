"""A person's own samples: a table or a time series from a CSV or Excel file, or pictures from an idx file.

Files are imported once, by the command line, and kept in the workspace; from then on a tool is told their name, never
a path.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tools.core.errors import UserError, shorten
from tools.core.numbers import NotANumber, read_number
from tools.core.table_file import Table, read_table
from tools.generators.data.files import DESCRIBED, FAMILY, FIGURES, PICTURES
from tools.generators.data.idx import MOST_BYTES, idx_pictures
from tools.generators.data.samples import MOST_COLUMNS, SampleSet, rows_of_figures, split_rows, windows

if TYPE_CHECKING:
    from tools.core.datasets import DataSet

MOST_PROBLEMS = 5
BLOCKS = 3
"""Windows in a block of time; every third block is the test part."""
IDX_ENDINGS = (".gz", ".idx", "-ubyte", ".idx3-ubyte")


@dataclass(frozen=True)
class Described:
    """What is kept beside the figures: titles, names of the columns, periods in a sample (1 for a plain table)."""

    title: str
    columns: tuple[str, ...]
    window: int = 1


def import_samples(path: Path, name: str, *, columns: str = "", window: int = 1, title: str = "") -> DataSet:
    """Check a person's file, keep it as the data set `name`, and return its entry.

    Args:
        path: a CSV or Excel file of figures with a header, or an idx file of pictures.
        name: what it is called from then on.
        columns: those to use, with commas; all that hold figures where empty.
        window: consecutive rows that make a sample; 1 where each row is one.
        title: a line for people.

    Raises:
        UserError: a cell is no figure, there are too few samples, or all are the same.
    """
    from tools.core.datasets import catalog

    if not path.is_file():
        raise UserError(
            f"There is no file {path}. Give the path of a CSV, Excel or idx file.",
            chinese=f"文件 {path} 不存在。请给出 CSV、Excel 或 idx 文件的路径。",
        )
    shown = title or shorten(path.name, 60)
    if path.name.lower().endswith(IDX_ENDINGS):
        if path.stat().st_size > MOST_BYTES:
            raise UserError(f"{path.name} is larger than {MOST_BYTES // 1_000_000} MB; give fewer pictures.")
        content = path.read_bytes()
        idx_pictures(content, path.name, (shown, shown), path.name)
        contents = {PICTURES: content}
    else:
        figures, names = read_figures(read_table(path), columns)
        table_set(figures, name, Described(shown, names, window), path.name)
        contents = {FIGURES: _as_csv(figures)}
    described = Described(shown, () if PICTURES in contents else names, window)
    contents[DESCRIBED] = json.dumps(asdict(described), ensure_ascii=False).encode()
    return catalog().add_imported(name, shown, FAMILY, contents)


def load_own(name: str, folder: Path) -> SampleSet:
    """Return an imported data set.

    Raises:
        UserError: its files were changed.
    """
    try:
        told = json.loads((folder / DESCRIBED).read_text(encoding="utf-8"))
        described = Described(str(told["title"]), tuple(map(str, told["columns"])), int(told["window"]))
        if (folder / PICTURES).is_file():
            titles = (described.title, described.title)
            return idx_pictures((folder / PICTURES).read_bytes(), name, titles, described.title)
        figures = np.loadtxt(folder / FIGURES, delimiter=",", ndmin=2, dtype=np.float32)
    except (ValueError, LookupError, TypeError) as error:
        raise UserError(
            f"The data set '{name}' cannot be read again: import it anew with `quesnay data import-samples`.",
            chinese=f"数据集“{name}”无法读取：请用 `quesnay data import-samples` 重新导入。",
        ) from error
    return table_set(figures, name, described, described.title)


def table_set(figures: np.ndarray, name: str, described: Described, source: str) -> SampleSet:
    """Return figures [rows, columns] as a sample set: rows at random, or windows of rows by blocks of time."""
    k, window = figures.shape[1], described.window
    if not 1 <= window <= 100:
        raise UserError(f"A window of {window} rows is not possible: give 1 for a plain table, or 2 to 100 rows.")
    if window * k > MOST_COLUMNS:
        raise UserError(
            f"{window} rows of {k} columns make samples of {window * k:,} numbers; at most {MOST_COLUMNS:,} can be."
        )
    if window == 1:
        train, test = split_rows(figures)
        note = f"Data: {source}, {len(figures):,} rows of {k} columns, split at random with a fixed seed."
    else:
        train, test = windows(figures, window, BLOCKS * window)
        note = (
            f"Data: {source}, windows of {window} rows of {k} columns; the test part is every third block of "
            f"{BLOCKS * window} rows, so other times than the training part."
        )
    titles = (described.title, described.title)
    return rows_of_figures(
        name, titles, train, test, described.columns, window, "as given", (note, *_few(len(test))), source
    )


def read_figures(table: Table, columns: str) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return the figures of a table [rows, columns] and the columns' names.

    Args:
        table: as read from the file.
        columns: wanted, with commas; where empty all in which the first row holds a figure.

    Raises:
        UserError: a column is not there, or a cell is empty or no figure; named by row.
    """
    wanted = [part.strip() for part in columns.split(",") if part.strip()] or _columns_of_figures(table)
    unknown = [column for column in wanted if column not in table.columns]
    if unknown or not wanted:
        known = ", ".join(shorten(column, 20) for column in table.columns[:12])
        what = f"no column '{shorten(unknown[0])}'" if unknown else "no column of figures"
        raise UserError(
            f"{table.name} has {what}. It has: {known}.", chinese=f"{table.name} 中没有所需的数值列。现有列：{known}。"
        )
    problems: list[str] = []
    found = [[_figure(cell, row, name, problems) for cell, row in _cells(table, name)] for name in wanted]
    if problems:
        more = f" And {len(problems) - MOST_PROBLEMS} more of the kind." if len(problems) > MOST_PROBLEMS else ""
        raise UserError(
            f"{table.name}: {' '.join(problems[:MOST_PROBLEMS])}{more}",
            chinese=f"{table.name}：有 {len(problems)} 个单元格为空、NaN 或不是数字（英文原文：{problems[0]}）。",
        )
    return np.array(found, dtype=np.float32).T, tuple(wanted)


def _cells(table: Table, name: str) -> list[tuple[object, int]]:
    return list(zip(table.column(name), table.numbers, strict=True))


def _figure(cell: object, row: int, column: str, problems: list[str]) -> float:
    try:
        value = read_number(cell)  # type: ignore[arg-type]
    except NotANumber:
        problems.append(f"Row {row}, column '{shorten(column, 30)}': '{shorten(str(cell), 30)}' is not a number.")
        return 0.0
    if not np.isfinite(value):
        problems.append(f"Row {row}, column '{shorten(column, 30)}' is empty or NaN; fill it in or remove the row.")
    return value


def _columns_of_figures(table: Table) -> list[str]:
    found = []
    for column, cell in zip(table.columns, table.rows[0], strict=True):
        try:
            read_number(cell)
        except NotANumber:
            continue
        found.append(column)
    return found


def _as_csv(figures: np.ndarray) -> bytes:
    return "\n".join(",".join(repr(float(cell)) for cell in row) for row in figures).encode()


def _few(test: int) -> tuple[str, ...]:
    return (f"Only {test} test samples: measures are rough.",) if test < 200 else ()
