"""The results of `compare_encodings` and `compare_moduli`: the same task under several encodings or moduli."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from tools.arithmetic.answer import diagnostics, mean, passes, predicted, score_values
from tools.arithmetic.charts import encodings_chart, label_of, losses_chart, moduli_chart, source_line
from tools.arithmetic.encodings import RELATIVE, Encoding
from tools.arithmetic.lab import Evidence
from tools.arithmetic.probes import converged, interval
from tools.arithmetic.wording import (
    GATE_NOTE,
    SIZE_NOTE,
    TEST_NOTE,
    chinese_positions,
    in_digits,
    in_layers,
    join,
    operation_name,
    percent,
)
from tools.core import Chart, ToolResult, Value

GENERALISES = 0.95
"""Accuracy one digit beyond the trained ones from which a headline says that an encoding generalises."""

NEARLY_ALL = 0.9
"""Accuracy beyond the trained length from which a title says that nearly all answers stay right."""

WHY_RELATIVE = "A model that sees the distance between digits can go on: each column is added in the same way."
WHY_RELATIVE_ZH = "只看数字之间距离的模型可以一直算上去，因为每一位的加法都相同。"


def encodings_answer(
    found: Mapping[Encoding, Evidence], left_out: Sequence[Encoding], *, notes: tuple[str, ...] = ()
) -> ToolResult:
    """Return the result of `compare_encodings`.

    Args:
        found: evidence by encoding, in the order asked.
        left_out: encodings that a Stop kept from beginning.
        notes: further notes.
    """
    values: dict[str, Value] = {}
    for encoding, evidence in found.items():
        values |= score_values(evidence.scores, encoding)
        values[f"steps.{encoding}"] = Value(
            value=evidence.steps, unit="steps", label=f"Training of {label_of(encoding)}"
        )
    failed = [encoding for encoding, evidence in found.items() if not passes(evidence)]
    shown = {label_of(encoding): evidence for encoding, evidence in found.items()}
    charts = [encodings_chart(shown, _encodings_title(found, failed), [label_of(one) for one in failed])]
    if any(evidence.curve for evidence in found.values()):
        curves = {name: evidence for name, evidence in shown.items() if evidence.curve}
        lowest = min(curves, key=lambda name: mean(curves[name].curve[-1].loss))
        charts.append(losses_chart(curves, f"The training loss ends lowest with {lowest}"))
    stopped = any(evidence.ending == "stopped" for evidence in found.values()) or bool(left_out)
    return ToolResult(
        headline=_encodings_headline(found, failed),
        headline_zh=_encodings_in_chinese(found, failed),
        values=values,
        tables={"encodings": _encodings_table(found)},
        charts=tuple(charts),
        notes=(*notes, *_stop_notes([label_of(one) for one in left_out]), *_shared_notes(list(found.values()))),
        diagnostics={encoding: diagnostics(evidence) for encoding, evidence in found.items()},
        partial=stopped,
    )


def moduli_answer(
    found: Mapping[int, Evidence], length: int, left_out: Sequence[int], *, notes: tuple[str, ...] = ()
) -> ToolResult:
    """Return the result of `compare_moduli`.

    Args:
        found: evidence by modulus, in the order asked.
        length: digits of the operands at which moduli are compared.
        left_out: moduli that a Stop kept from beginning.
        notes: further notes.
    """
    values: dict[str, Value] = {}
    for modulus, evidence in found.items():
        values |= score_values(evidence.scores, f"mod{modulus}")
        values[f"theory.{length}.mod{modulus}"] = Value(
            value=100 * predicted(evidence, length),
            unit="%",
            label=f"Accuracy that theory gives modulo {modulus} at {in_digits(length)}",
        )
    stopped = any(evidence.ending == "stopped" for evidence in found.values()) or bool(left_out)
    return ToolResult(
        headline=_moduli_headline(found, length),
        headline_zh=_moduli_in_chinese(found, length),
        values=values,
        tables={"moduli": _moduli_table(found, length)},
        charts=(_moduli_chart(found, length),),
        notes=(*notes, *_stop_notes([str(one) for one in left_out]), *_shared_notes(list(found.values()))),
        diagnostics={f"mod{modulus}": diagnostics(evidence) for modulus, evidence in found.items()},
        partial=stopped,
    )


def _next_length(evidence: Evidence) -> int:
    digits = evidence.recipe.task.digits
    return next((length for length in evidence.lengths if length > digits), digits)


def _generalising(found: Mapping[Encoding, Evidence]) -> list[Encoding]:
    return [
        encoding
        for encoding, evidence in found.items()
        if passes(evidence) and min(evidence.at(_next_length(evidence)).accuracy) >= GENERALISES
    ]


def _encodings_headline(found: Mapping[Encoding, Evidence], failed: Sequence[Encoding]) -> str:
    first = next(iter(found.values()))
    task, length = first.recipe.task, _next_length(first)
    good = _generalising(found)
    learned = [encoding for encoding in found if encoding not in failed]
    others = [encoding for encoding in learned if encoding not in good]
    what = f"{operation_name(task)} trained on {in_digits(task.digits)}"
    sentences = []
    if good:
        told = join([f"{label_of(one)} ({_by_length(found[one])})" for one in good])
        sentences.append(f"For {what}, longer operands come out right with {told}.")
        if task.operation == "addition" and any(one in RELATIVE for one in good):
            sentences.append(WHY_RELATIVE)
    elif learned:
        sentences.append(
            f"For {what}, no encoding that was learned is right at {in_digits(length)} in {percent(GENERALISES)} of "
            "cases with every seed."
        )
    if others:
        told = join([f"{label_of(one)} {percent(mean(found[one].at(length).accuracy))}" for one in others])
        sentences.append(f"Learned within the trained length, but less right beyond it ({in_digits(length)}): {told}.")
    if failed:
        told = join([f"{label_of(one)} ({percent(min(found[one].at(task.digits).accuracy))})" for one in failed])
        sentences.append(f"Not converged within the trained length at this budget, so no claim: {told}.")
    return " ".join(sentences)


def _by_length(evidence: Evidence) -> str:
    beyond = [scored for scored in evidence.scores if scored.length > evidence.recipe.task.digits]
    return ", ".join(f"{percent(mean(scored.accuracy))} at {scored.length}" for scored in beyond) + " digits"


def _encodings_in_chinese(found: Mapping[Encoding, Evidence], failed: Sequence[Encoding]) -> str:
    first = next(iter(found.values()))
    task, length = first.recipe.task, _next_length(first)
    good = _generalising(found)
    others = [encoding for encoding in found if encoding not in failed and encoding not in good]

    def told(names: Sequence[Encoding]) -> str:
        return "、".join(
            f"{chinese_positions(one)}（{length} 位 {percent(mean(found[one].at(length).accuracy))}）" for one in names
        )

    text = f"训练 {task.digits} 位之后，"
    if good:
        text += f"能推广到更长数字的是{told(good)}。"
    elif others:
        text += f"学会的编码中没有一种在 {length} 位上每个种子都达到 {percent(GENERALISES)}。"
    if task.operation == "addition" and any(one in RELATIVE for one in good):
        text += WHY_RELATIVE_ZH
    if others:
        text += f"在训练长度内学会、更长时正确率较低的有{told(others)}。"
    if failed:
        text += f"在此预算下未收敛、因此不作结论的有{'、'.join(chinese_positions(one) for one in failed)}。"
    return text


def _encodings_title(found: Mapping[Encoding, Evidence], failed: Sequence[Encoding]) -> str:
    good, length = _generalising(found), _next_length(next(iter(found.values())))
    if good:
        others = [label_of(one) for one in found if one not in good and one not in failed]
        rest = ""
        if others:
            rest = f"; {others[0]} does not" if len(others) == 1 else f"; {len(others)} others learn but do not"
        names, verb = join([label_of(one) for one in good]), "carries" if len(good) == 1 else "carry"
        return f"{names[0].upper()}{names[1:]} {verb} on beyond the trained length{rest}"
    if len(failed) == len(found):
        return "No encoding has converged, so nothing is claimed beyond the trained length"
    best = max((one for one in found if one not in failed), key=lambda one: mean(found[one].at(length).accuracy))
    share = percent(mean(found[best].at(length).accuracy))
    return f"Of the encodings that were learned, {label_of(best)} does best at {in_digits(length)}: {share} right"


def _encodings_table(found: Mapping[Encoding, Evidence]) -> pd.DataFrame:
    rows = []
    for encoding, evidence in found.items():
        passed = converged(evidence.scores, evidence.recipe.task)
        row: dict[str, object] = {
            "encoding": label_of(encoding),
            "steps": evidence.steps,
            "seeds": len(passed),
            "converged": sum(passed),
        }
        for scored in evidence.scores:
            row[f"{scored.length} digits, right, %"] = 100 * mean(scored.accuracy)
        for scored in evidence.scores:
            row[f"{scored.length} digits, residue class, %"] = 100 * mean(scored.equality)
        rows.append(row)
    return pd.DataFrame(rows)


def _moduli_headline(found: Mapping[int, Evidence], length: int) -> str:
    good = {p: e for p, e in found.items() if passes(e)}
    failed = {p: e for p, e in found.items() if p not in good}
    first = next(iter(found.values()))
    task = first.recipe.task
    plain = task.operation.removeprefix("modular_")
    sentences = []
    if good:
        told = ", ".join(
            f"{percent(mean(e.at(length).accuracy))} modulo {p} (theory {percent(predicted(e, length))})"
            for p, e in good.items()
        )
        sentences.append(
            f"Modular {plain} trained on {in_digits(task.digits)} is right at {in_digits(length)} in {told}."
        )
        divides = [str(p) for p in good if 10**task.digits % p == 0]
        others = [str(p) for p in good if 10**task.digits % p]
        if divides:
            sentences.append(
                f"{join(divides)} divide{'s' if len(divides) == 1 else ''} 10^{task.digits}, so the digits that the "
                "model ignores change nothing there."
            )
        if others:
            sentences.append(
                f"{join(others)} do{'es' if len(others) == 1 else ''} not: the model still answers the residue class "
                "of the last digits, which is seldom right."
            )
    if failed:
        told = join([f"{p} ({percent(min(e.at(task.digits).accuracy))})" for p, e in failed.items()])
        sentences.append(f"Not converged within the trained length, so no claim: modulo {told}.")
    return " ".join(sentences)


def _moduli_in_chinese(found: Mapping[int, Evidence], length: int) -> str:
    good = {p: e for p, e in found.items() if passes(e)}
    failed = [p for p in found if p not in good]
    task = next(iter(found.values())).recipe.task
    plain = "加法" if task.operation.endswith("addition") else "乘法"
    told = "，".join(
        f"模 {p} 为 {percent(mean(e.at(length).accuracy))}（理论 {percent(predicted(e, length))}）"
        for p, e in good.items()
    )
    text = f"训练 {task.digits} 位的模{plain}，在 {length} 位上的正确率：{told}。" if good else ""
    divides = [str(p) for p in good if 10**task.digits % p == 0]
    if divides:
        text += (
            f"{'、'.join(divides)} 整除 10^{task.digits}，被忽略的高位不影响结果；其他模数则只能答出末几位的剩余类。"
        )
    if failed:
        text += f"未收敛、因此不作结论的模数：{'、'.join(map(str, failed))}。"
    return text


def _moduli_table(found: Mapping[int, Evidence], length: int) -> pd.DataFrame:
    rows = []
    for modulus, evidence in found.items():
        scored = evidence.at(length)
        right = interval(scored.accuracy, scored.cases)
        passed = converged(evidence.scores, evidence.recipe.task)
        rows.append(
            {
                "modulus": modulus,
                "trained length, right, %": 100 * mean(evidence.scores[0].accuracy),
                f"{in_digits(length)}, right, %": 100 * right.mean,
                "low": 100 * right.low,
                "high": 100 * right.high,
                "theory, %": 100 * predicted(evidence, length),
                "residue class, %": 100 * mean(scored.equality),
                "seeds": len(passed),
                "converged": sum(passed),
            }
        )
    return pd.DataFrame(rows)


def _moduli_chart(found: Mapping[int, Evidence], length: int) -> Chart:
    rows = []
    good = {p: e for p, e in found.items() if passes(e)}
    for modulus, evidence in (good or found).items():
        measured = 100 * mean(evidence.at(length).accuracy)
        rows += [(modulus, "theory", 100 * predicted(evidence, length)), (modulus, "measured", measured)]
    first = next(iter(found.values()))
    digits = first.recipe.task.digits
    dividing = {p for p in good if 10**digits % p == 0}
    kept = {p for p, e in good.items() if mean(e.at(length).accuracy) >= NEARLY_ALL}
    title = f"Accuracy at {in_digits(length)} by modulus, beside what theory gives"
    if not good:
        title = "No modulus has converged, so nothing is claimed beyond the trained length"
    elif kept and kept == dividing:
        title = f"Only moduli that divide 10^{digits} keep nearly all answers right at {in_digits(length)}"
    return moduli_chart(pd.DataFrame(rows, columns=["modulus", "what", "share"]), title, source_line(first))


def _stop_notes(left_out: Sequence[str]) -> tuple[str, ...]:
    return (f"Stopped before {join(list(left_out))} began.",) if left_out else ()


def _shared_notes(found: Sequence[Evidence]) -> tuple[str, ...]:
    first = found[0].recipe
    shape, task = first.shape, first.task
    shipped = sum(evidence.origin == "shipped" for evidence in found)
    origins = [f"{shipped} as shipped with Quesnay" if shipped else ""]
    origins.append(f"{len(found) - shipped} trained in this run" if shipped < len(found) else "")
    counts = sorted({len(evidence.recipe.seeds) for evidence in found})
    return (
        f"Models: {' and '.join(filter(None, origins))}; {in_layers(shape.layers)}, width {shape.dim}, "
        f"{shape.heads} heads, {' or '.join(map(str, counts))} seed{'s' if counts[-1] > 1 else ''}.",
        f"Operands zero-padded to {task.width} digits, written "
        f"{'from the units' if task.units_first else 'as people write them'}; results from the units upward.",
        TEST_NOTE,
        GATE_NOTE,
        SIZE_NOTE,
    )
