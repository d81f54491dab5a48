"""The result of `exposure_wages`: headline, figures, tables, charts and notes."""

from __future__ import annotations

import pandas as pd

from tools.core import ToolResult, Value
from tools.exposure.data.onet import LabelSource
from tools.exposure.wages.charts import (
    CONTROL_NAMES,
    NAMES,
    binned_chart,
    effect_of,
    level_of,
    specifications_chart,
)
from tools.exposure.wages.study import WageStudy

HELD_ZH = {
    "none": "不加控制变量",
    "major_group": "职业大类内部",
    "education": "相同准备程度（job zone）内部",
    "both": "职业大类与准备程度内部",
}
OUTCOME_ZH = {
    "wage": "工资",
    "experience_premium": "职业内部工资差距（经验溢价的替代指标）",
    "preparation": "所需准备程度",
}
SAME = {
    "wage": "earn {} ",
    "experience_premium": "have a pay spread (90th over 10th percentile, a proxy of the experience premium) {} ",
    "preparation": "need {} preparation (job zones, 1 to 5) ",
}
MORE = {"wage": ("more", "less"), "experience_premium": ("larger", "smaller"), "preparation": ("more", "less")}
UNITS = {"wage": "%", "experience_premium": "%", "preparation": "job zones"}


def wage_answer(study: WageStudy) -> ToolResult:
    """Return the result of `exposure_wages`."""
    return ToolResult(
        headline=_headline(study),
        headline_zh=_headline_zh(study),
        values=_values(study),
        tables={
            "specifications": _effects(study),
            "noise_bounds": _bounds(study),
            "bins": study.bins.assign(
                labels=study.bins["labels"].map(NAMES),
                level=[level_of(study.specification.outcome, mean) for mean in study.bins["outcome"]],
            ),
        },
        charts=(binned_chart(study, _binned_title(study)), specifications_chart(study, _specifications_title(study))),
        notes=_notes(study),
        diagnostics={
            "occupations": study.estimates["people"].n,
            "without_score": study.sample.without_score,
            "without_wage": study.sample.without_wage,
            "scored_by_broad_group": study.sample.broad,
            "share_of_jobs": study.sample.jobs_share,
            "first_stage_F": {source: bounds.first_stage for source, bounds in study.bounds.items()},
            "fit": {source: found.fit for source, found in study.estimates.items()},
            "errors": "HC3 for least squares, HC1 for instruments",
        },
    )


def _effect(study: WageStudy, slope: float) -> float:
    return effect_of(study.specification.outcome, slope)


def _amount(study: WageStudy, slope: float) -> str:
    effect = _effect(study, slope)
    if study.specification.outcome == "preparation":
        return f"{effect:+.2f}"
    return f"{effect:+.1f} %"


def _in_words(study: WageStudy, slope: float) -> str:
    more, less = MORE[study.specification.outcome]
    return f"{_amount(study, slope).lstrip('+-')} {more if slope >= 0.0 else less}"


def _interval(study: WageStudy, source: LabelSource) -> str:
    found = study.estimates[source]
    return f"{_amount(study, found.low)} to {_amount(study, found.high)}"


def _pick(study: WageStudy, source: LabelSource, controls: str, weights: str) -> float | None:
    table = study.table
    rows = table[(table["labels"] == source) & (table["controls"] == controls) & (table["weights"] == weights)]
    return float(rows["slope"].iloc[0]) if len(rows) else None


def _compared(study: WageStudy) -> str:
    """Return the other controls that are worth telling beside those asked for."""
    if study.specification.controls != "none":
        return "none"
    return "major_group" if study.specification.outcome == "preparation" else "education"


def _headline(study: WageStudy) -> str:
    spec = study.specification
    n = study.estimates["people"].n
    held = "" if spec.controls == "none" else f" {CONTROL_NAMES[spec.controls]}"
    weighing = "weighted by jobs" if spec.weighting == "employment" else "unweighted"
    first = (
        f"Across {n} US occupations{held}, those with 0.1 more exposure ({spec.measure}) "
        f"{SAME[spec.outcome].format(_in_words(study, study.estimates['people'].slope))}by people's labels (95 % "
        f"interval {_interval(study, 'people')}) and {_in_words(study, study.estimates['gpt4'].slope)} by GPT-4's "
        f"({_interval(study, 'gpt4')}), {weighing}, {study.sample.period}."
    )
    other = _compared(study)
    people, gpt4 = (_pick(study, source, other, spec.weighting) for source in ("people", "gpt4"))
    second = ""
    if people is not None and gpt4 is not None:
        label = "Without controls" if other == "none" else CONTROL_NAMES[other].capitalize()
        second = f" {label} it is {_amount(study, people)} and {_amount(study, gpt4)}."
    bounds = study.bounds
    third = (
        f" Taking each label source as instrument for the other gives "
        f"{_amount(study, bounds['people'].instrument.slope)} and {_amount(study, bounds['gpt4'].instrument.slope)}; "
        "none of this is causal."
    )
    return first + second + third


def _headline_zh(study: WageStudy) -> str:
    spec = study.specification
    bounds = study.bounds
    people_, gpt4_ = study.estimates["people"], study.estimates["gpt4"]
    text = (
        f"在{people_.n}个美国职业中（{HELD_ZH[spec.controls]}，{study.sample.period[-4:]}年5月），"
        f"暴露度（{spec.measure}）每高0.1，{OUTCOME_ZH[spec.outcome]}的差异为{_amount(study, people_.slope)}"
        f"（人工标注，95%区间{_amount(study, people_.low)}至{_amount(study, people_.high)}）"
        f"和{_amount(study, gpt4_.slope)}（GPT-4标注）。"
    )
    other = _compared(study)
    people, gpt4 = (_pick(study, source, other, spec.weighting) for source in ("people", "gpt4"))
    if people is not None and gpt4 is not None:
        text += f"{HELD_ZH[other]}则为{_amount(study, people)}和{_amount(study, gpt4)}。"
    text += (
        f"两种标注互为工具变量时为{_amount(study, bounds['people'].instrument.slope)}和"
        f"{_amount(study, bounds['gpt4'].instrument.slope)}。这些都不是因果关系。"
    )
    return text


def _values(study: WageStudy) -> dict[str, Value]:
    spec, unit = study.specification, UNITS[study.specification.outcome]
    what = f"{spec.outcome.replace('_', ' ')} difference for 0.1 more exposure"
    values: dict[str, Value] = {}

    def add(key: str, slope: float, label: str) -> None:
        values[key] = Value(value=_effect(study, slope), unit=unit, label=f"{label}: {what}")

    for source in ("people", "gpt4"):
        found, bounds, name = study.estimates[source], study.bounds[source], NAMES[source]
        add(f"effect.{source}", found.slope, f"Labels of {name}")
        add(f"effect_low.{source}", found.low, f"Labels of {name}, lower end of the 95 % interval")
        add(f"effect_high.{source}", found.high, f"Labels of {name}, upper end of the 95 % interval")
        add(f"effect_instrumented.{source}", bounds.instrument.slope, f"Labels of {name}, the other as instrument")
        add(f"effect_corrected.{source}", bounds.corrected, f"Labels of {name}, corrected for their reliability")
        add(f"effect_shuffled.{source}", study.shuffled[source], f"Labels of {name} shuffled (95 % stay below)")
        other = _pick(study, source, _compared(study), spec.weighting)
        if other is not None:
            add(f"effect_{_compared(study)}.{source}", other, f"Labels of {name}, {CONTROL_NAMES[_compared(study)]}")
        values[f"slope.{source}"] = Value(
            value=found.slope, unit="per unit of exposure", label=f"Regression slope, labels of {name}"
        )
        values[f"reliability.{source}"] = Value(
            value=bounds.reliability, unit="share", label=f"Reliability of the labels of {name}, by the other source"
        )
        values[f"correlation.{source}"] = Value(
            value=study.correlation[source],
            unit="correlation",
            label=f"Correlation of {spec.outcome.replace('_', ' ')} with exposure (labels of {name})",
        )
    values["occupations"] = Value(value=study.estimates["people"].n, unit="occupations", label="Occupations")
    values["jobs_covered"] = Value(value=100.0 * study.sample.jobs_share, unit="%", label="Share of jobs in the sample")
    return values


def _effects(study: WageStudy) -> pd.DataFrame:
    table = study.table.assign(labels=study.table["labels"].map(NAMES))
    for column, source in (("effect", "slope"), ("effect_low", "low"), ("effect_high", "high")):
        table[column] = [_effect(study, value) for value in table[source]]
    return table[["labels", "controls", "weights", "effect", "effect_low", "effect_high", "slope", "error", "n", "fit"]]


def _bounds(study: WageStudy) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "labels": NAMES[source],
                "least_squares": bounds.least_squares.slope,
                "instrument": bounds.instrument.slope,
                "instrument_low": bounds.instrument.low,
                "instrument_high": bounds.instrument.high,
                "reliability": bounds.reliability,
                "corrected": bounds.corrected,
                "reverse_regression": bounds.reverse,
                "first_stage_F": bounds.first_stage,
            }
            for source, bounds in study.bounds.items()
        ]
    )


def _binned_title(study: WageStudy) -> str:
    noun = {"wage": "Wages", "experience_premium": "Pay spreads", "preparation": "Preparation"}[
        study.specification.outcome
    ]
    bins = study.bins[study.bins["labels"] == "people"].sort_values("exposure")
    low, high = (
        level_of(study.specification.outcome, float(end["outcome"].mean())) for end in (bins.head(5), bins.tail(5))
    )
    unit = {"wage": " thousand USD", "experience_premium": "", "preparation": ""}[study.specification.outcome]
    verb = "rise" if high > low else "fall"
    if study.specification.outcome == "preparation":
        verb += "s"
    held = "" if study.specification.controls == "none" else ", before any controls"
    ends = f"{low:.3g} in the least exposed quarter, {high:.3g}{unit} in the most exposed"
    return f"{noun} {verb} with exposure{held}: {ends}"


def _specifications_title(study: WageStudy) -> str:
    low, high = study.table["low"], study.table["high"]
    clear, total = int(((low > 0.0) | (high < 0.0)).sum()), len(study.table)
    positive = int((study.table["slope"] > 0.0).sum())
    return f"{positive} of {total} specifications have a positive slope; {clear} are clear of zero"


def _bent(study: WageStudy) -> str:
    """Return a sentence where the outcome peaks well before the highest exposure; empty where it does not."""
    bins = study.bins[study.bins["labels"] == "people"].sort_values("exposure")
    peak, last = bins.sort_values("outcome").iloc[-1], bins.iloc[-1]
    if float(last["exposure"] - peak["exposure"]) < 0.1:
        return ""
    outcome = study.specification.outcome
    return (
        f"Not a straight line: by people's labels the highest of 20 bins is that at an exposure of "
        f"{peak['exposure']:.2f} ({level_of(outcome, float(peak['outcome'])):.3g}); the most exposed bin, at "
        f"{last['exposure']:.2f}, has {level_of(outcome, float(last['outcome'])):.3g} (axis of the chart)."
    )


def _notes(study: WageStudy) -> tuple[str, ...]:
    sample, spec = study.sample, study.specification
    notes = [
        f"BLS OEWS {sample.period}, detailed occupations, without self-employed people; mean annual wages. "
        f"{study.estimates['people'].n} occupations, {100 * sample.jobs_share:.1f} % of jobs; left out: "
        f"{sample.without_score} without a score, {sample.without_wage} without an annual wage. {sample.broad} have "
        "the score of their broad group.",
        "Exposure: labels of O*NET tasks by people and by GPT-4 (Eloundou et al. 2024). Errors: HC3. Job zone "
        "(education, experience and training needed, O*NET) stands for education; it may itself be a way in which "
        "exposure and pay go together, so holding it fixed is not 'more right'.",
        "Noise: with independent errors in both sources, least squares lies too near to zero, the reverse regression "
        "too far, and the instrument in between; where people and GPT-4 err alike, the instrument too is too near to "
        "zero. Labels are shares of tasks, so their errors are not classical, and these are readings, not proofs.",
        f"Control: with exposures shuffled over occupations, 95 % of slopes without controls are below "
        f"{_amount(study, study.shuffled['people'])} (people) and {_amount(study, study.shuffled['gpt4'])} (GPT-4).",
        "Nothing here is causal, and exposure is not displacement: occupations differ in much else than exposure.",
    ]
    if bent := _bent(study):
        notes.append(bent)
    if spec.outcome == "experience_premium":
        notes.append(
            "No data here follow wages by years of experience: the spread between the 90th and the 10th percentile "
            "within an occupation is a proxy that also holds differences in skill, employer and place."
        )
        if sample.period == "May 2021":
            notes.append("In 2021 the 90th percentile of the best paid occupations is not published: they drop out.")
    return tuple(notes)
