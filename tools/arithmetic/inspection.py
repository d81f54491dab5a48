"""The result of `inspect_representations`: what linear probes read off a model, and how its states took shape."""

from __future__ import annotations

import pandas as pd

from tools.arithmetic.answer import gate_sentence, model_notes, passes
from tools.arithmetic.charts import components_chart, readings_chart, source_line
from tools.arithmetic.lab import Evidence
from tools.arithmetic.representations import Components, Reading, grouped
from tools.arithmetic.wording import operation_in_chinese, operation_name, percent, with_positions
from tools.core import Chart, ToolResult, Value


def inspection_answer(found: Evidence, readings: list[Reading], now: Components, cases: int) -> ToolResult:
    """Return the result of `inspect_representations`.

    Args:
        found: the model and how it was come by.
        readings: what probes read, by target and layer.
        now: the states of the trained model on two components.
        cases: pairs that the probes were fitted and tested on.
    """
    last = max(reading.layer for reading in readings)
    final = [reading for reading in readings if reading.layer == last]
    values = {}
    for reading in final:
        key = reading.name.replace(" ", "_")
        values[f"probe.{key}"] = Value(value=100 * reading.accuracy, unit="%", label=f"{reading.name} read rightly")
        values[f"probe_untrained.{key}"] = Value(
            value=100 * reading.untrained, unit="%", label=f"{reading.name} read rightly before training"
        )
    values["nearest_to_own_digit"] = Value(
        value=100 * grouped(now), unit="%", label="Cases nearest to the centre of their own digit, on two components"
    )
    values["variance_on_two_components"] = Value(
        value=100 * now.explained, unit="%", label="Variance of the states on two components"
    )
    table = pd.DataFrame(
        [
            {
                "target": reading.name,
                "state of digit": reading.place + 1,
                "after layer": reading.layer,
                "probe, %": 100 * reading.accuracy,
                "before training, %": 100 * reading.untrained,
                "commonest class, %": 100 * reading.commonest,
            }
            for reading in readings
        ]
    )
    return ToolResult(
        headline=_headline(found, final),
        headline_zh=_in_chinese(found, final),
        values=values,
        tables={"probes": table},
        charts=_charts(found, readings, now, final),
        notes=(
            f"Multinomial logistic regressions on {3 * cases // 4:,} cases, tested on {cases - 3 * cases // 4:,}; "
            "operands within the trained lengths.",
            "Controls: the share of the commonest class, and the same probe on the same model before training.",
            "What a probe can read, the model need not use.",
            *model_notes(found),
        ),
        diagnostics={"layers": last, "ending": found.ending},
        partial=found.ending == "stopped",
    )


def _headline(found: Evidence, final: list[Reading]) -> str:
    task = found.recipe.task
    who = f"In a model {with_positions(found.recipe.shape.encoding)} for {operation_name(task)}"
    units = final[0]
    text = (
        f"{who}, a linear probe reads the units digit of the result in {percent(units.accuracy)} of unseen cases "
        f"after the last layer ({percent(units.untrained)} before training)."
    )
    carries = [reading for reading in final if "carry" in reading.name]
    if carries:
        worst = min(carries, key=lambda reading: reading.accuracy)
        text += (
            f" Carries are read in at least {percent(worst.accuracy)} (before training {percent(worst.untrained)}, "
            f"commonest class {percent(worst.commonest)})."
        )
    if not passes(found):
        text += f" The model has {gate_sentence(found)}"
    return text


def _in_chinese(found: Evidence, final: list[Reading]) -> str:
    task, units = found.recipe.task, final[0]
    text = (
        f"在{operation_in_chinese(task)}模型的最后一层，线性探针读出结果个位的正确率为 {percent(units.accuracy)}"
        f"（训练前 {percent(units.untrained)}）"
    )
    carries = [reading for reading in final if "carry" in reading.name]
    if carries:
        text += f"；进位至少为 {percent(min(reading.accuracy for reading in carries))}"
    return text + "。"


def _charts(found: Evidence, readings: list[Reading], now: Components, final: list[Reading]) -> tuple[Chart, ...]:
    source = source_line(found)
    best = max(final, key=lambda reading: reading.accuracy - reading.untrained)
    title = f"Training makes {best.name} readable: {percent(best.accuracy)} against {percent(best.untrained)}"
    charts = [readings_chart(readings, title, source)]
    stages = [stage for stage in found.stages if stage[0] != found.steps]
    grown = f"On two components {percent(grouped(now))} of cases lie nearest to the centre of their own digit"
    if stages:
        grown += f", {percent(grouped(stages[0][1]))} before training"
    charts.append(
        components_chart([*stages, (found.steps, now)], grown, f"{source} Marks: the units digit about to be written.")
    )
    return tuple(charts)
