"""The result of `probe_language_model`: how a language model adds or multiplies by length, and where it fails."""

from __future__ import annotations

import pandas as pd

from tools.arithmetic.charts import accuracy_chart, digits_chart
from tools.arithmetic.probes import interval
from tools.arithmetic.questions import Asked, digit_shares, residues, truncated
from tools.arithmetic.tasks import Operation, is_modular
from tools.arithmetic.wording import join, percent
from tools.core import ToolResult, Value

SHOWN_WRONG = 40


def language_answer(asked: list[Asked], operation: Operation, modulus: int, model: str, *, stopped: bool) -> ToolResult:
    """Return the result of `probe_language_model`.

    Args:
        asked: questions with their answers, at least one.
        operation: what was asked.
        modulus: of a modular operation.
        model: the model's name.
        stopped: whether the person stopped before all were asked.
    """
    by_length = {length: [one for one in asked if one.length == length] for length in {one.length for one in asked}}
    rows, values = [], {}
    for length, group in sorted(by_length.items()):
        share = interval([sum(one.given == one.right for one in group) / len(group)], len(group))
        rows.append(
            {
                "digits": length,
                "questions": len(group),
                "right, %": 100 * share.mean,
                "low": 100 * share.low,
                "high": 100 * share.high,
                "no number": sum(one.given is None for one in group),
            }
        )
        values[f"accuracy.{length}"] = Value(
            value=100 * share.mean, unit="%", label=f"Right answers at {length} digits"
        )
    places = [
        {"length": length, "place": place + 1, "share": 100 * share}
        for length, group in sorted(by_length.items())
        for place, share in enumerate(digit_shares(group))
    ]
    for row in places:
        values[f"digit_accuracy.{row['length']}.{row['place']}"] = Value(
            value=row["share"], unit="%", label=f"Right at digit {row['place']} of the result, {row['length']} digits"
        )
    fits = residues(asked)
    for fit in fits:
        values[f"wrong_but_right_modulo.{10**fit.digits}"] = Value(
            value=fit.fitting, unit="answers", label=f"Wrong answers that are right modulo {10**fit.digits:,}"
        )
    values["wrong_answers"] = Value(value=fits[0].wrong, unit="answers", label="Wrong answers")
    lengths = pd.DataFrame(rows)
    source = f"{model}; {len(asked)} questions, temperature 0, two worked examples."
    return ToolResult(
        headline=_headline(lengths, asked, operation, modulus, model, stopped),
        headline_zh=_in_chinese(lengths, operation, modulus, model),
        values=values,
        tables={"lengths": lengths, "digits": pd.DataFrame(places), "wrong": _wrong_table(asked)},
        charts=(
            accuracy_chart(lengths, _title(lengths, operation, modulus), source),
            digits_chart(pd.DataFrame(places), _digit_title(places), source),
        ),
        notes=(
            f"Model: {model}. Operands drawn evenly among numbers of each length; both have it.",
            f"{_span([len(group) for group in by_length.values()])} questions a length: the 95 % intervals (Wilson) "
            "are wide, and another wording may do better.",
            "The answer is the last number in the reply; no tool and no written-out working is allowed.",
            "A language model has seen sums of every length, so nothing here is outside its training: the residue "
            "class is a description of its errors, no test of the theory.",
        ),
        diagnostics={
            "residues": [{"modulo": 10**fit.digits, "fitting": fit.fitting, "wrong": fit.wrong} for fit in fits],
            "truncated_operands": {str(n): truncated(asked, operation, modulus, n) for n in range(1, max(by_length))},
        },
        partial=stopped,
    )


def _span(counts: list[int]) -> str:
    low, high = min(counts), max(counts)
    return str(low) if low == high else f"{low} to {high}"


def _name(operation: Operation, modulus: int) -> str:
    plain = operation.removeprefix("modular_")
    return f"{plain} modulo {modulus}" if is_modular(operation) else plain


def _headline(
    lengths: pd.DataFrame, asked: list[Asked], operation: Operation, modulus: int, model: str, stopped: bool
) -> str:
    told = join([f"{percent(row['right, %'] / 100)} at {row['digits']:.0f}" for _, row in lengths.iterrows()])
    text = f"{model} is right in {told} digits of {_name(operation, modulus)}"
    text += f" ({len(asked)} questions)." if not stopped else f" (stopped after {len(asked)} questions)."
    wrong = [one for one in asked if one.given != one.right]
    if not wrong:
        return text + " No answer was wrong."
    units = sum(one.given is not None and (one.given - one.right) % 10 == 0 for one in wrong)
    leading = sum(one.given is not None and str(one.given)[:1] == str(one.right)[:1] for one in wrong)
    return (
        f"{text} Of {len(wrong)} wrong answers, {units} have the right units digit and {leading} the right leading "
        f"digit; {_residue_words(asked, operation, modulus)}."
    )


def _residue_words(asked: list[Asked], operation: Operation, modulus: int) -> str:
    longest = max(one.length for one in asked)
    wrong = sum(one.given != one.right for one in asked)
    fits = {n: truncated(asked, operation, modulus, n) for n in range(1, longest)}
    best = max(fits, key=lambda n: fits[n], default=0)
    if not best or not fits[best]:
        return "none is the result of the operands' last digits, the residue class"
    return f"{fits[best]} of {wrong} are the result of the operands' last {best} digits, a residue class"


def _in_chinese(lengths: pd.DataFrame, operation: Operation, modulus: int, model: str) -> str:
    plain = "加法" if operation.endswith("addition") else "乘法"
    name = f"模 {modulus} {plain}" if is_modular(operation) else plain
    told = "，".join(f"{row['digits']:.0f} 位 {percent(row['right, %'] / 100)}" for _, row in lengths.iterrows())
    return f"{model} 做{name}的正确率：{told}。"


def _title(lengths: pd.DataFrame, operation: Operation, modulus: int) -> str:
    first, last = lengths.iloc[0], lengths.iloc[-1]
    return (
        f"{_name(operation, modulus).capitalize()}: {percent(first['right, %'] / 100)} right at {first['digits']:.0f} "
        f"digit{'s' if first['digits'] > 1 else ''}, {percent(last['right, %'] / 100)} at {last['digits']:.0f}"
    )


def _digit_title(places: list[dict[str, float]]) -> str:
    longest = max(row["length"] for row in places)
    shown = [row for row in places if row["length"] == longest]
    worst = min(shown, key=lambda row: row["share"])
    if worst["share"] == 100.0:
        return f"Every digit of the result is right, up to {longest:.0f} digits"
    share = percent(worst["share"] / 100)
    return f"At {longest:.0f} digits the result's digit {worst['place']:.0f} fails most: right in {share}"


def _wrong_table(asked: list[Asked]) -> pd.DataFrame:
    wrong = [one for one in asked if one.given != one.right][:SHOWN_WRONG]
    return pd.DataFrame(
        [
            {
                "digits": one.length,
                "a": str(one.a),
                "b": str(one.b),
                "right": str(one.right),
                "given": "" if one.given is None else str(one.given),
                "reply": one.text,
            }
            for one in wrong
        ],
        columns=["digits", "a", "b", "right", "given", "reply"],
    )
