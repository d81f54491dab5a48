"""The result of `ambiguity_report`: how many experts, how wide the set is, who the experts are, when ambiguity ends."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.core import Chart, Context, ToolResult, Value
from tools.generators.gammt.charts import experts_chart, resolution_chart
from tools.generators.gammt.envelope import PLAUSIBLE, Told, tell
from tools.generators.gammt.fitting import Fitted, held_out
from tools.generators.gammt.processes import Process
from tools.generators.gammt.request import Asked
from tools.generators.gammt.tables import measures_chart, measures_table, measures_values
from tools.generators.gammt.wording import common_notes, in_chinese, percent, source_of, support

SHOWN = 40
"""Sequences whose probabilities are drawn against the true chains."""


def report_answer(asked: Asked, ctx: Context) -> ToolResult:
    """Return the result of `ambiguity_report` for a set."""
    found = asked.fitted
    ctx.progress(0, 1, "reading the experts on held-out sequences")
    _, symbols = held_out(found.data)
    told = tell(found.model, found.rule, symbols)
    left = still_plausible(told, found.rule)
    full, narrowed = widths(told, np.ones_like(left)), widths(told, left)
    resolved = _resolved_after(left)
    by_symbol = (told.upper - told.lower).mean(axis=(0, 1))
    headline, headline_zh = _headline(found, resolved, by_symbol)
    values = measures_values(found)
    for name, width in zip(found.data.symbols, by_symbol, strict=True):
        values[f"width.{name}"] = Value(value=float(width), unit="probability", label=f"Mean width for {name}")
    if resolved is not None:
        label = "Symbols after which half of the sequences leave one expert plausible"
        values["resolved_after"] = Value(value=resolved, unit="symbols", label=label)
    return ToolResult(
        headline=headline,
        headline_zh=headline_zh,
        values=values,
        tables={
            "measures": measures_table(found),
            "symbols": _symbols_table(found, told),
            "experts": _experts(found, told),
        },
        charts=tuple(_charts(found, told, symbols, full, narrowed, resolved)),
        notes=(
            *asked.notes,
            *common_notes(found),
            "K is the smallest whose held-out likelihood is within one standard error of the best and "
            "whose envelopes hold 95 % of the counts of symbols, up to two standard deviations.",
            f"Still plausible: a sequence is at least {PLAUSIBLE:g} times as likely as under the likeliest expert.",
        ),
        diagnostics={"rows": [row.model_dump(mode="json") for row in found.rows], "best_experts": found.best},
        partial=found.ending == "stopped",
    )


def still_plausible(told: Told, rule: str) -> np.ndarray:
    """Return which experts are plausible before each symbol, [K, N, T]."""
    if rule == "token":
        evidence = np.log(np.maximum(told.posterior, 1e-12))
    else:
        evidence = np.cumsum(told.seen, axis=2) - told.seen
    return np.asarray(evidence >= evidence.max(axis=0) + np.log(PLAUSIBLE))


def widths(told: Told, kept: np.ndarray) -> np.ndarray:
    """Return the mean width over the kept experts by place in the sequence, [T]."""
    mask = kept.astype(bool)[..., None]
    upper = np.where(mask, told.probabilities, -np.inf).max(axis=0)
    lower = np.where(mask, told.probabilities, np.inf).min(axis=0)
    return np.asarray((upper - lower).mean(axis=(0, 2)))


def match_chains(told: Told, truth: np.ndarray) -> list[int]:
    """Return the true chain that each expert is nearest to, by mean absolute difference."""
    apart = np.abs(told.probabilities[:, None] - truth[None]).mean(axis=(2, 3, 4))
    return [int(row.argmin()) for row in apart]


def _resolved_after(left: np.ndarray) -> int | None:
    if len(left) < 2:
        return None
    alone = (left.sum(axis=0) == 1).mean(axis=0) >= 0.5
    return int(alone.argmax()) if alone.any() else None


def _headline(found: Fitted, resolved: int | None, by_symbol: np.ndarray) -> tuple[str, str]:
    score, data = found.set.score, found.data
    count = score.experts
    many = f"{count} expert{'s' if count > 1 else ''}"
    chosen = len([row for row in found.rows if row.what == "set"]) > 1
    text = f"{data.title[0].upper()}{data.title[1:]}: " + (
        f"{many}, chosen on held-out sequences," if chosen and found.best == count else f"{many}"
    )
    text_zh = f"{data.title_zh}：" + (
        f"留出数据选择了 {count} 个专家" if chosen and found.best == count else f"{count} 个专家"
    )
    most = int(by_symbol.argmax())
    name = data.symbols[most]
    points = f"{100 * score.width:.0f}"
    text = text.rstrip(",") + (
        f"; they disagree by {points} points a symbol on average, most on {name} ({100 * by_symbol[most]:.0f})."
        if count > 1
        else "; one expert has no range."
    )
    text_zh += (
        f"，平均每个符号相差 {points} 个百分点，“{in_chinese(name)}”最大（{100 * by_symbol[most]:.0f}）。"
        if count > 1
        else "，只有一个专家，没有范围。"
    )
    if score.coverage >= 0:
        text += (
            f" The range holds {percent(score.coverage)} of the true probabilities, up to 2 points; the true width is "
            f"{100 * score.true_width:.0f} points."
        )
        text_zh += (
            f"范围包含 {percent(score.coverage)} 的真实概率（容差 2 个百分点），"
            f"真实宽度 {100 * score.true_width:.0f} 个百分点。"
        )
    if resolved is not None:
        text += f" After {resolved} symbols half of the sequences leave one expert plausible."
        text_zh += f"看过 {resolved} 个符号后，一半序列只剩一个可信专家。"
    against, against_zh = support(found)
    return f"{text} {against}".strip(), text_zh + against_zh


def _symbols_table(found: Fitted, told: Told) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "symbol": found.data.symbols,
            "lower, mean, %": 100 * told.lower.mean(axis=(0, 1)),
            "upper, mean, %": 100 * told.upper.mean(axis=(0, 1)),
            "mixture, mean, %": 100 * told.mixed.mean(axis=(0, 1)),
        }
    )


def _experts(found: Fitted, told: Told) -> pd.DataFrame:
    share = told.posterior[:, :, -1].mean(axis=1)
    frame = pd.DataFrame({"expert": range(1, len(share) + 1), "share of sequences, %": 100 * share})
    for at, name in enumerate(found.data.symbols):
        frame[f"{name}, mean, %"] = 100 * told.probabilities[..., at].mean(axis=(1, 2))
    return frame


def _charts(
    found: Fitted, told: Told, symbols: np.ndarray, full: np.ndarray, narrowed: np.ndarray, resolved: int | None
) -> list[Chart]:
    source = source_of(found)
    charts = []
    if len(told.probabilities) > 1:
        title = (
            f"After {resolved} symbols half of the sequences leave one expert plausible"
            if resolved is not None
            else f"After {len(full) - 1} symbols the plausible set is {100 * narrowed[-1]:.0f} points wide, the whole "
            f"{100 * full[-1]:.0f}"
        )
        charts.append(resolution_chart(full, narrowed, found.set.score.true_width, title, source))
    if isinstance(found.data, Process):
        truth = found.data.truth(symbols)
        matched = match_chains(told, truth)
        apart = np.mean([np.abs(told.probabilities[k] - truth[m]).mean() for k, m in enumerate(matched)])
        title = (
            f"{len(matched)} experts found {len(set(matched))} of {len(truth)} true chains, {100 * apart:.1f} points "
            "off on average"
        )
        charts.append(
            experts_chart(
                told.probabilities[:, :SHOWN].reshape(len(matched), -1, told.probabilities.shape[-1]),
                truth[matched][:, :SHOWN].reshape(len(matched), -1, truth.shape[-1]),
                matched,
                title,
                source,
            )
        )
    best = min((row for row in found.rows if row.what == "set"), key=lambda row: row.score.nats)
    title = f"Held-out surprise is least at K = {best.score.experts}; chosen: K = {found.set.score.experts}"
    charts.append(measures_chart(found, title))
    return charts
