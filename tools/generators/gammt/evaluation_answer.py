"""The part of `evaluate_generator` that is GAMMT's: all measures of a process, with the controls beside them."""

from __future__ import annotations

from tools.core import Context, ToolResult
from tools.generators.gammt.fitting import Fitted, Measured
from tools.generators.gammt.request import find_set
from tools.generators.gammt.sources import MARKOV, datasets_of, resolve_process
from tools.generators.gammt.tables import measures_chart, measures_table, measures_values
from tools.generators.gammt.wording import common_notes, percent, support

CLEAR = 2.0
"""Standard errors by which two models must differ to be called different."""


def evaluation_datasets(data: str) -> list[str]:
    """Return the data sets that `evaluate_gammt` reads, for the tool to declare."""
    return datasets_of(resolve_process(data or MARKOV))


def evaluate_gammt(data: str, ctx: Context) -> ToolResult:
    """Return all measures of GAMMT on a process: likelihood, coverage and width, beside one transformer and the truth.

    Args:
        data: a process by name ("markov", "urn", "ar", ...); empty for the Markov chains.
        ctx: progress, Stop, seed and data sets.

    Raises:
        UserError: there is no such process.
    """
    asked = find_set(resolve_process(data or MARKOV), "", 0, 0, ctx)
    found = asked.fitted
    headline, headline_zh = _headline(found)
    return ToolResult(
        headline=headline,
        headline_zh=headline_zh,
        values=measures_values(found),
        tables={"measures": measures_table(found)},
        charts=(measures_chart(found, _title(found)),),
        notes=(
            *asked.notes,
            *common_notes(found),
            "One seed here; three seeds with intervals are in evals/findings/gammt.md.",
            "Counts covered: where no truth is known, whether the count of each symbol in a held-out sequence lies "
            "between the sums of the envelopes, up to two standard deviations.",
        ),
        diagnostics={"rows": [row.model_dump(mode="json") for row in found.rows]},
        partial=found.ending == "stopped",
    )


def against_one(found: Fitted) -> Measured | None:
    """Return one transformer at equal CPU; None where it was not trained."""
    return next((row for row in found.rows if row.what == "equal CPU"), None)


def is_clear(row: Measured) -> bool:
    """Return whether a model differs from the chosen set by more than two standard errors, sequence by sequence."""
    return abs(row.behind) > CLEAR * row.behind_error


def _headline(found: Fitted) -> tuple[str, str]:
    score = found.set.score
    count = score.experts
    text = (
        f"On {found.data.title}, GAMMT with {count} expert{'s' if count > 1 else ''} has {score.nats:.4f} nats a "
        "symbol on held-out sequences"
    )
    text_zh = f"在{found.data.title_zh}上，{count} 个专家的 GAMMT 在留出序列上为每符号 {score.nats:.4f} 纳特"
    if (one := against_one(found)) is not None:
        word, word_zh = ("better", "更好") if one.behind > 0 else ("worse", "更差")
        text += f", {abs(one.behind):.4f} {word} than one transformer at equal CPU ({one.score.nats:.4f})"
        text_zh += f"，比同等算力的单个 Transformer（{one.score.nats:.4f}）{word_zh} {abs(one.behind):.4f}"
        if not is_clear(one):
            text += ", a difference within two standard errors"
            text_zh += "（差异在两个标准误之内）"
    if score.oracle >= 0:
        text += f"; the mixture that knows the truth has {score.oracle:.4f}"
        text_zh += f"；已知真相的混合为 {score.oracle:.4f}"
        text += (
            f". Its envelopes hold {percent(score.coverage)} of the true probabilities, up to .02, at a width of "
            f"{score.width:.3f} where the truth's is {score.true_width:.3f}"
        )
        text_zh += (
            f"。其上下界包含 {percent(score.coverage)} 的真实概率（容差 .02），宽度 {score.width:.3f}，"
            f"真实宽度 {score.true_width:.3f}"
        )
    against, against_zh = support(found)
    return f"{text}. {against}".strip(), f"{text_zh}。{against_zh}"


def _title(found: Fitted) -> str:
    name = found.data.title[0].upper() + found.data.title[1:]
    one = against_one(found)
    if one is None:
        return f"{name}: {found.set.score.nats:.4f} nats a symbol"
    if not is_clear(one):
        return f"{name}: the set and one transformer at equal CPU are within two standard errors"
    word = "better" if one.behind > 0 else "worse"
    return f"{name}: the set is {abs(one.behind):.4f} nats a symbol {word} than one transformer at equal CPU"
