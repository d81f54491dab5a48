"""A set of samples to learn from: checked, split into training and test parts, and scaled."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float

from tools.core.errors import UserError

LEAST_ROWS = 60
LEAST_COLUMNS = 2
MOST_COLUMNS = 1024
TEST_SHARE = 0.28
"""As in the measured configurations: 500 of 1,797 digits."""
SPLIT_SEED = 20240724


@dataclass(frozen=True, eq=False)
class SampleSet:
    """Samples in the scale that models work in, and the way back.

    Attributes:
        name: of the data set.
        title, title_zh: for people.
        train, test: samples, [n, d]; `test` is never trained on.
        picture: (height, width) where a sample is a picture, else None.
        columns: series or variables; a panel's sample is periods x columns, flattened.
        periods: in a panel's sample; 1 for a plain table.
        offset, scale: a sample in the data's own unit is offset + scale * sample, [d].
        bounds: that samples cannot leave in the model's scale, such as black and white; None for none.
        unit: of the figures.
        notes: what to know about the data, one sentence each.
        source: for charts.
    """

    name: str
    title: str
    title_zh: str
    train: Float[np.ndarray, "n d"]
    test: Float[np.ndarray, "m d"]
    offset: Float[np.ndarray, " d"]
    scale: Float[np.ndarray, " d"]
    picture: tuple[int, int] | None = None
    columns: tuple[str, ...] = ()
    periods: int = 1
    bounds: tuple[float, float] | None = None
    unit: str = ""
    notes: tuple[str, ...] = field(default=())
    source: str = ""

    @property
    def dim(self) -> int:
        """Numbers in a sample."""
        return int(self.train.shape[1])

    def in_units(self, samples: Float[np.ndarray, "k d"]) -> Float[np.ndarray, "k d"]:
        """Return samples in the data's own unit."""
        found: np.ndarray = self.offset + self.scale * samples
        return found


def pictures(
    name: str,
    titles: tuple[str, str],
    ink: Float[np.ndarray, "n h w"],
    most: float,
    notes: tuple[str, ...],
    source: str,
) -> SampleSet:
    """Return pictures as a sample set in -1 (no ink) to 1, split at random with a fixed seed.

    Args:
        name: of the data set.
        titles: in English and Chinese.
        ink: per pixel, 0 to `most`.
        most: the most ink.
        notes: what to know about the data.
        source: for charts.

    Raises:
        UserError: too few, all the same, or not finite.
    """
    flat = ink.reshape(len(ink), -1).astype(np.float32)
    check(flat, name)
    train, test = _split(2.0 * flat / most - 1.0)
    half = np.full(flat.shape[1], most / 2.0, dtype=np.float32)
    return SampleSet(
        name,
        *titles,
        train,
        test,
        half,
        half,
        picture=(ink.shape[1], ink.shape[2]),
        bounds=(-1.0, 1.0),
        unit=f"ink, 0 to {most:g}",
        notes=notes,
        source=source,
    )


def rows_of_figures(
    name: str,
    titles: tuple[str, str],
    train: Float[np.ndarray, "n d"],
    test: Float[np.ndarray, "m d"],
    columns: tuple[str, ...],
    periods: int,
    unit: str,
    notes: tuple[str, ...],
    source: str,
) -> SampleSet:
    """Return tables or panels as a sample set, standardised by the training part: mean 0, variance 1 in each place.

    Raises:
        UserError: too few, all the same, or not finite.
    """
    check(np.concatenate([train, test]), name)
    offset, spread = train.mean(0), train.std(0)
    constant = np.flatnonzero(spread < 1e-9)
    if len(constant):
        column = columns[constant[0] % len(columns)]
        raise UserError(
            f"{name}: the column '{column}' has the same value in every row; there is nothing to learn. Leave it out.",
            chinese=f"{name}：列“{column}”的取值处处相同，没有可学习的内容。请去掉该列。",
        )
    return SampleSet(
        name,
        titles[0],
        titles[1],
        ((train - offset) / spread).astype(np.float32),
        ((test - offset) / spread).astype(np.float32),
        offset.astype(np.float32),
        spread.astype(np.float32),
        columns=columns,
        periods=periods,
        unit=unit,
        notes=notes,
        source=source,
    )


def check(samples: Float[np.ndarray, "n d"], name: str) -> None:
    """Check that samples can be learned from.

    Raises:
        UserError: too few or too many columns, too few rows, NaN or infinity, or all the same.
    """
    n, d = samples.shape
    if n < LEAST_ROWS:
        raise UserError(
            f"{name} has {n} sample{'' if n == 1 else 's'}; at least {LEAST_ROWS} are needed to learn and test a "
            "distribution. Give more rows, or a shorter window.",
            chinese=f"{name} 只有 {n} 个样本；学习并检验一个分布至少需要 {LEAST_ROWS} 个。请提供更多行，或缩短窗口。",
        )
    if not LEAST_COLUMNS <= d <= MOST_COLUMNS:
        raise UserError(
            f"{name} has samples of {d} number{'' if d == 1 else 's'}; {LEAST_COLUMNS} to {MOST_COLUMNS:,} are allowed."
            " Choose other columns or another window; larger pictures must be made smaller first.",
            chinese=f"{name} 的每个样本有 {d} 个数；允许 {LEAST_COLUMNS} 到 {MOST_COLUMNS:,} 个。"
            "请更换列或窗口长度；较大的图片请先缩小。",
        )
    bad = np.flatnonzero(~np.isfinite(samples).all(axis=1))
    if len(bad):
        raise UserError(
            f"{name}: sample {bad[0] + 1} holds NaN or infinity ({len(bad)} of {n} do). Fill in or remove such rows.",
            chinese=f"{name}：第 {bad[0] + 1} 个样本含有 NaN 或无穷大（{n} 个中有 {len(bad)} 个）。请补全或删除。",
        )
    if float(np.ptp(samples, axis=0).max()) < 1e-9:
        raise UserError(
            f"{name}: all {n} samples are the same; there is no distribution to learn. Give samples that differ.",
            chinese=f"{name}：全部 {n} 个样本完全相同，没有可学习的分布。请提供有差异的样本。",
        )


def _split(samples: Float[np.ndarray, "n d"]) -> tuple[np.ndarray, np.ndarray]:
    order = np.random.default_rng(SPLIT_SEED).permutation(len(samples))
    cut = len(samples) - max(round(TEST_SHARE * len(samples)), LEAST_ROWS // 3)
    return samples[order[:cut]], samples[order[cut:]]


def split_rows(samples: Float[np.ndarray, "n d"]) -> tuple[np.ndarray, np.ndarray]:
    """Return rows that have no order, split at random into training and test part with a fixed seed."""
    return _split(samples)


def windows(
    series: Float[np.ndarray, "t k"], length: int, block: int
) -> tuple[Float[np.ndarray, "n d"], Float[np.ndarray, "m d"]]:
    """Return all windows of `length` periods, flattened, split by blocks of time: every third block is the test part.

    Windows that reach over the border of a block are dropped, so that no period is in both parts.
    """
    parts: tuple[list[np.ndarray], list[np.ndarray]] = ([], [])
    for at in range(len(series) - length + 1):
        first, last = at // block, (at + length - 1) // block
        if (first % 3 == 2) == (last % 3 == 2) and (first % 3 != 2 or first == last):
            parts[first % 3 == 2].append(series[at : at + length].ravel())
    train, test = (np.array(part, dtype=np.float32).reshape(len(part), length * series.shape[1]) for part in parts)
    return train, test
