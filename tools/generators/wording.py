"""Words for measures: what a table's rows and figures are called, and what may be claimed from two of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tools.core import Value
from tools.generators.kernels import KERNEL_WORDS
from tools.generators.study import Row

ROWS = {
    "bsde": "BSDE-Gen",
    "mlp": "plain net, same loss",
    "flow": "flow matching",
    "vae": "VAE, fixed noise",
    "gaussian": "Gaussian fit",
    "train": "training set itself",
}
ROWS_ZH = {
    "bsde": "BSDE-Gen",
    "mlp": "普通网络（同一损失）",
    "flow": "流匹配",
    "vae": "VAE（固定噪声）",
    "gaussian": "高斯拟合",
    "train": "训练集本身",
}
COPYING = 0.7
"""Below this ratio of nearest-neighbour distances samples are called copies of the training set."""


@dataclass(frozen=True)
class Comparison:
    """In which measures the first of two generators is better, worse, or not told apart from the second."""

    better: tuple[str, ...]
    worse: tuple[str, ...]
    same: tuple[str, ...]


def row_values(row: Row) -> dict[str, Value]:
    """Return the figures of a generator; the key ends in its name."""
    who, scores = row.entry.key, row.scores
    name = ROWS[who]
    values = {
        f"mmd2_{kernel}.{who}": Value(
            value=value, unit="", label=f"MMD² to unseen data ({KERNEL_WORDS[kernel]}), {name}"
        )
        for kernel, value in scores.mmd2.items()
    }
    values[f"precision.{who}"] = Value(value=100 * scores.precision, unit="%", label=f"Samples like real ones, {name}")
    values[f"recall.{who}"] = Value(value=100 * scores.recall, unit="%", label=f"Real ones covered, {name}")
    if math.isfinite(scores.classifier):
        values[f"classifier.{who}"] = Value(
            value=100 * scores.classifier, unit="%", label=f"Told apart from unseen data by a classifier, {name}"
        )
    if who != "train":
        values[f"neighbour_distance.{who}"] = Value(
            value=scores.copied, unit="", label=f"Nearest training point, relative to unseen data, {name}"
        )
        values[f"copies.{who}"] = Value(value=100 * scores.copies, unit="%", label=f"Samples that copy, {name}")
    if row.entry.parameters:
        values[f"parameters.{who}"] = Value(value=row.entry.parameters, unit="", label=f"Parameters, {name}")
    if row.entry.cpu_seconds:
        values[f"cpu_seconds.{who}"] = Value(value=row.entry.cpu_seconds, unit="s", label=f"Training, {name}")
    return values


def compare(first: Row, second: Row, points: int) -> Comparison:
    """Return in which measures the first generator is better.

    Args:
        first, second: measured on the same data.
        points: unseen samples. MMD^2 counts where the ranges over draws are apart; shares, such as precision, where
            they differ by 1 / sqrt(points), two standard errors of a difference of shares of 0.85.
    """
    apart = 1.0 / math.sqrt(points)
    found: dict[str, list[str]] = {"better": [], "worse": [], "same": []}

    def put(what: str, gain: float, least: float) -> None:
        found["better" if gain > least else "worse" if gain < -least else "same"].append(what)

    ours, theirs = first.mmd2_range, second.mmd2_range
    put("distance", 1.0 if ours[1] < theirs[0] else -1.0 if ours[0] > theirs[1] else 0.0, 0.5)
    put("precision", first.scores.precision - second.scores.precision, apart)
    put("recall", first.scores.recall - second.scores.recall, apart)
    put("classifier", second.scores.classifier - first.scores.classifier, apart)
    return Comparison(*(tuple(found[key]) for key in ("better", "worse", "same")))


def mmd(value: float) -> str:
    """Return MMD^2 in words, four decimals.

    >>> mmd(0.00396), mmd(-0.00002)
    ('0.0040', '-0.0000')
    """
    return f"{value:.4f}"


def share(value: float) -> str:
    """Return a share in percent.

    >>> share(0.894)
    '89 %'
    """
    return f"{100 * value:.0f} %"


def copying(row: Row) -> str:
    """Return whether a generator copies its training set, as a clause."""
    if row.scores.copied < COPYING:
        return (
            f"it copies: its samples are {row.scores.copied:.2f} times as far from the training set as unseen data are"
        )
    return "it does not copy the training set"


def copying_zh(row: Row) -> str:
    """Return the same in Chinese."""
    return "存在复制训练样本的迹象" if row.scores.copied < COPYING else "没有复制训练样本"


METRICS = {"distance": "MMD²", "precision": "precision", "recall": "recall", "classifier": "the classifier test"}
METRICS_ZH = {"distance": "MMD²", "precision": "精确率", "recall": "召回率", "classifier": "分类器检验"}


def verdict(found: Comparison, first: str, second: str) -> str:
    """Return a comparison in one sentence; better overall is claimed only where nothing is worse."""
    better, worse = (join([METRICS[what] for what in part]) for part in (found.better, found.worse))
    if found.better and not found.worse:
        return f"{first} is better than the {second}: in {better}, and worse in no measure."
    if found.worse and not found.better:
        return f"{first} is not better than the {second}: worse in {worse}, and better in no measure."
    if not found.better:
        return f"{first} is not better than the {second}: no measure tells them apart."
    return f"{first} is not plainly better than the {second}: better in {better}, worse in {worse}."


def verdict_zh(found: Comparison, first: str, second: str) -> str:
    """Return the same in Chinese."""
    better, worse = ("、".join(METRICS_ZH[what] for what in part) for part in (found.better, found.worse))
    if found.better and not found.worse:
        return f"{first}优于{second}：{better}更好，没有更差的指标。"
    if found.worse and not found.better:
        return f"{first}并不优于{second}：{worse}更差，没有更好的指标。"
    if not found.better:
        return f"{first}并不优于{second}：各项指标无法区分。"
    return f"{first}并非全面优于{second}：{better}更好，{worse}更差。"


def join(names: list[str]) -> str:
    """Return names as a list in words."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
