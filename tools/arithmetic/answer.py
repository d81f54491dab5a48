"""The result of `probe_arithmetic`: accuracy and residue class by length, the gate, digits, error map, theory."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tools.arithmetic.charts import digits_chart, lengths_chart, losses_chart, map_chart, source_line
from tools.arithmetic.encodings import RELATIVE
from tools.arithmetic.lab import Evidence
from tools.arithmetic.probes import GATE, LengthScore, converged, interval, structure_map
from tools.arithmetic.tasks import Task
from tools.arithmetic.theory import Positions, Prediction, explain, explain_in_chinese, predict
from tools.arithmetic.wording import (
    GATE_NOTE,
    SIZE_NOTE,
    TEST_NOTE,
    chinese_positions,
    in_digits,
    in_layers,
    operation_in_chinese,
    operation_name,
    percent,
    with_positions,
)
from tools.core import Chart, ToolResult, Value

MAP_POINTS = 40
APART = 0.2
"""How much more often a model answers the residue class than rightly where a sentence says so."""


def probe_answer(found: Evidence, *, notes: tuple[str, ...] = ()) -> ToolResult:
    """Return the result of `probe_arithmetic` for a model."""
    return ToolResult(
        headline=" ".join([_headline(found), *_theory_sentence(found)]),
        headline_zh=_chinese_headline(found),
        values=score_values(found.scores),
        tables={"lengths": lengths_table(found), "digits": digits_table(found)},
        charts=tuple(_charts(found)),
        notes=(*notes, *model_notes(found)),
        diagnostics=diagnostics(found),
        partial=found.ending == "stopped",
    )


def passes(found: Evidence) -> bool:
    """Return whether every seed passes the convergence gate."""
    return all(converged(found.scores, found.recipe.task))


def mean(shares: tuple[float, ...]) -> float:
    """Return the mean over seeds."""
    return float(np.mean(shares))


def score_values(scores: tuple[LengthScore, ...], who: str = "") -> dict[str, Value]:
    """Return the figures of a model by length; `who` is put behind the keys."""
    values: dict[str, Value] = {}
    tail = f".{who}" if who else ""
    for scored in scores:
        n = scored.length
        values[f"accuracy.{n}{tail}"] = Value(
            value=100 * mean(scored.accuracy), unit="%", label=f"Right answers at {n} digits"
        )
        values[f"residue_equality.{n}{tail}"] = Value(
            value=100 * mean(scored.equality), unit="%", label=f"Answers in the residue class at {n} digits"
        )
    return values


def lengths_table(found: Evidence) -> pd.DataFrame:
    """Return a row a length: shares with 95 % intervals, and theory's accuracy."""
    rows = []
    for scored in found.scores:
        right, residue = (interval(shares, scored.cases) for shares in (scored.accuracy, scored.equality))
        rows.append(
            {
                "digits": scored.length,
                "cases": scored.cases,
                "right, %": 100 * right.mean,
                "right, low": 100 * right.low,
                "right, high": 100 * right.high,
                "residue class, %": 100 * residue.mean,
                "residue, low": 100 * residue.low,
                "residue, high": 100 * residue.high,
                "theory, right, %": 100 * predicted(found, scored.length),
            }
        )
    return pd.DataFrame(rows)


def digits_table(found: Evidence) -> pd.DataFrame:
    """Return the share of right digits by length and place of the result, mean over seeds, percent."""
    rows = [
        {"length": scored.length, "place": place + 1, "share": 100 * float(np.mean(shares))}
        for scored in found.scores
        for place, shares in enumerate(zip(*scored.digit_accuracy, strict=True))
    ]
    return pd.DataFrame(rows)


def predicted(found: Evidence, length: int) -> float:
    """Return theory's accuracy for a model that ignores or carries on the unseen digits, as its encoding makes it."""
    return float(prediction_for(found, length).accuracy)


def prediction_for(found: Evidence, length: int) -> Prediction:
    """Return what theory says of a model at a length."""
    task = found.recipe.task
    relative = found.recipe.shape.encoding in RELATIVE and task.units_first
    positions: Positions = "relative" if relative else "absolute"
    return predict(task.operation, task.modulus, task.digits, (length, length), positions)


def model_notes(found: Evidence) -> tuple[str, ...]:
    """Return what every result says of its model."""
    recipe = found.recipe
    task, shape = recipe.task, recipe.shape
    order = "from the units" if task.units_first else "as people write them"
    made = (
        "A shipped model, trained by tools/arithmetic/build_checkpoints.py"
        if found.origin == "shipped"
        else f"Trained in this run in {found.seconds:.0f} s"
    )
    seeds = len(recipe.seeds)
    notes = [
        f"{made}: decoder-only transformer, {in_layers(shape.layers)}, width {shape.dim}, {shape.heads} heads, "
        f"{found.steps:,} of {recipe.steps:,} steps of {recipe.batch} cases, {seeds} seed{'s' if seeds > 1 else ''}.",
        f"Operands zero-padded to {task.width} digits and written {order}; results from the units upward.",
        TEST_NOTE,
        GATE_NOTE,
        SIZE_NOTE,
    ]
    if seeds == 1:
        notes.append("One seed: the intervals are over test cases alone, and another seed may do otherwise.")
    return tuple(notes)


def diagnostics(found: Evidence) -> dict[str, object]:
    """Return what those who check want to see."""
    recipe = found.recipe
    return {
        "recipe": recipe.digest,
        "seeds": list(recipe.seeds),
        "ending": found.ending,
        "converged": list(converged(found.scores, recipe.task)),
        "resumed_from_step": found.resumed,
        "accuracy_by_seed": {str(scored.length): list(scored.accuracy) for scored in found.scores},
        "residue_equality_by_seed": {str(scored.length): list(scored.equality) for scored in found.scores},
    }


def gate_sentence(found: Evidence) -> str:
    """Return why nothing is claimed of a model that fails the gate, and what to try."""
    worst = min(found.at(found.recipe.task.digits).accuracy)
    why = {
        "complete": f"after {found.steps:,} steps",
        "stopped": f"when it was stopped at step {found.steps:,} of {found.recipe.steps:,}",
        "out of time": f"when the time budget ran out at step {found.steps:,} of {found.recipe.steps:,}",
    }[found.ending]
    return (
        f"not converged {why}: {percent(worst)} right on unseen operands of {in_digits(found.recipe.task.digits)}, "
        f"where {100 * GATE:.0f} % is needed. No claim is made about longer operands. "
        + ("Allow more time; training goes on from here." if found.ending != "complete" else "Try preset=full.")
    )


def _headline(found: Evidence) -> str:
    task, shape = found.recipe.task, found.recipe.shape
    who = f"A model {with_positions(shape.encoding)} for {operation_name(task)}, trained on {in_digits(task.digits)},"
    if not passes(found):
        return f"{who} has {gate_sentence(found)}"
    within = found.at(task.digits)
    beyond = [scored for scored in found.scores if scored.length > task.digits]
    told = ", ".join(f"{percent(mean(s.accuracy))} at {s.length}" for s in beyond)
    residue = ", ".join(f"{percent(mean(s.equality))} at {s.length}" for s in beyond)
    text = f"{who} is right in {percent(mean(within.accuracy))} of unseen cases of {in_digits(task.digits)}"
    if not beyond:
        return text + "."
    text += f", and {told} digits."
    if all(mean(s.equality) - mean(s.accuracy) > APART for s in beyond):
        text += f" Its answers are the residue class, as if the higher digits were not there: {residue} digits."
    return text


def _theory_sentence(found: Evidence) -> list[str]:
    task = found.recipe.task
    beyond = [scored.length for scored in found.scores if scored.length > task.digits]
    if not beyond or not passes(found):
        return []
    prediction = prediction_for(found, beyond[0])
    return [
        f"Theory gives {percent(float(prediction.accuracy))} at {beyond[0]} digits. "
        f"{explain(prediction, task.operation, task.modulus, task.digits)}"
    ]


def _chinese_headline(found: Evidence) -> str:
    task = found.recipe.task
    positions = chinese_positions(found.recipe.shape.encoding)
    who = f"{positions}的模型学习{operation_in_chinese(task)}（训练 {task.digits} 位）"
    within = found.at(task.digits)
    if not passes(found):
        return (
            f"{who}尚未收敛：在 {task.digits} 位的未见样本上正确率为 {percent(min(within.accuracy))}，"
            f"未达到 {100 * GATE:.0f} %，因此对更长的数不作任何结论。"
        )
    beyond = [scored for scored in found.scores if scored.length > task.digits]
    text = f"{who}，在 {task.digits} 位未见样本上正确率为 {percent(mean(within.accuracy))}"
    for scored in beyond:
        text += f"；{scored.length} 位为 {percent(mean(scored.accuracy))}"
        if mean(scored.equality) - mean(scored.accuracy) > APART:
            text += f"，与剩余类一致 {percent(mean(scored.equality))}"
    text += "。"
    if beyond:
        prediction = prediction_for(found, beyond[0].length)
        text += explain_in_chinese(prediction, task.modulus, task.digits)
    return text


def _charts(found: Evidence) -> list[Chart]:
    task = found.recipe.task
    source = source_line(found)
    last = found.scores[-1]
    where = f"{last.length} digits" if last.length > task.digits else "the trained length"
    if passes(found):
        title = f"{operation_name(task).capitalize()}: {percent(mean(last.accuracy))} right at {where}"
        if mean(last.equality) - mean(last.accuracy) > APART:
            title += f", yet {percent(mean(last.equality))} in the residue class"
    else:
        title = f"{operation_name(task).capitalize()}: not converged, so nothing is claimed beyond the trained length"
    charts = [lengths_chart(found, title)]
    if found.model is not None:
        values, errors = structure_map(found.model, 10 ** min(task.digits + 1, task.width), MAP_POINTS)
        charts.append(map_chart(values, errors, task, _map_title(values, errors, task), source))
    frame = digits_table(found)
    charts.append(digits_chart(frame, _digits_title(frame), source))
    if found.curve:
        final = float(np.mean(found.curve[-1].loss))
        charts.append(losses_chart({operation_name(task): found}, f"The training loss ended at {final:.3g}"))
    return charts


def _map_title(values: np.ndarray, errors: np.ndarray, task: Task) -> str:
    b, a = np.meshgrid(values, values, indexing="ij")
    answers = task.result(a, b) + np.nan_to_num(errors, nan=-1e9)
    residue = float((answers == task.residue_result(a, b)).mean())
    right = float((errors == 0).mean())
    if residue > right + APART:
        answered = f"{percent(residue)} of a grid's answers are the residue class"
        if task.modular:
            return f"{answered} of the last {in_digits(task.digits)}"
        return f"The error is flat in blocks of {10**task.digits:,}: {answered}"
    return f"On a grid of operands {percent(right)} of the answers are right"


def _digits_title(frame: pd.DataFrame) -> str:
    failing = frame[frame["share"] < 100 * GATE]
    if not len(failing):
        return "Every digit of the result is right at every length"
    first = failing[failing["length"] == failing["length"].min()]
    worst = first.loc[first["share"].idxmin()]
    return (
        f"At {worst['length']:.0f} digits the result's digit {worst['place']:.0f} fails most: "
        f"right in {percent(worst['share'] / 100)} of cases"
    )
