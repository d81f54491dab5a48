"""What the tools on BSDE-Gen say: samples with their measures, the table beside the controls, a training."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from tools.core import Chart, Context, ToolResult, Value
from tools.generators.bsde.arguments import EvaluateGenerator, GenerateSamples, TrainGenerator
from tools.generators.bsde.model import DRIVER_WORDS, BSDEGenerator
from tools.generators.bsde.time import known_by_time
from tools.generators.charts import loss_chart, measures_chart, panel_chart, paths_chart, pictures_chart
from tools.generators.controls import CONTROLS, Control
from tools.generators.data.choice import open_data
from tools.generators.data.samples import SampleSet
from tools.generators.plans import plan_for
from tools.generators.roster import Plan
from tools.generators.study import (
    DRAWS,
    Entry,
    Row,
    control,
    draw,
    equal_time,
    from_shipped,
    gaussian,
    measure_all,
    measure_at_once,
    trained,
)
from tools.generators.wording import (
    ROWS,
    ROWS_ZH,
    compare,
    copying,
    copying_zh,
    join,
    mmd,
    row_values,
    share,
    verdict,
    verdict_zh,
)

UNSHIPPED_SECONDS = 30.0
"""Processor time of a generator for data that no weights are shipped for."""
KERNEL_NOTE = (
    "MMD² is the unbiased estimate with the published RBF kernel (a = 10, 15, 20, 50) on samples scaled to -1..1 "
    "(pictures) or to variance 1 (tables), which nothing was trained on; the table has three more kernels, among them "
    "the one of the loss (RBF, bandwidths around the median). MMD² depends on kernel and scale: compare rows of one "
    "table only."
)
MEASURE_NOTE = (
    "Precision and recall: 5 nearest neighbours; classifier: randomised trees, cross-validated, 50 % is chance. "
    f"Measures rank generators differently; none alone decides. Means over {DRAWS} sets of samples (the classifier: "
    "one). Better or worse is said of MMD² where the ranges over those sets are apart, of the others beyond the error "
    "that the number of unseen samples allows."
)
SEED_NOTE = (
    "One training seed each: another may rank close ones differently; evals/findings/generators.md has more seeds."
)


def generate(args: GenerateSamples, ctx: Context) -> ToolResult:
    """Return n samples of a generator with its measures and the controls'."""
    data = open_data(args.data, ctx.folders)
    entries = roster(data, ctx, first=args.model)
    chosen = next(entry for entry in entries if entry.key == args.model)
    assert chosen.model is not None
    drawn = draw(chosen.model, args.n, ctx.seed).numpy()
    rows = measure_all(data, entries, ctx)
    return generated(data, drawn, rows, args.model)


def generated(data: SampleSet, drawn: np.ndarray, rows: Sequence[Row], key: str) -> ToolResult:
    """Return samples with their measures."""
    row = next(row for row in rows if row.entry.key == key)
    others = [other for other in rows if other is not row]
    n, scores = len(drawn), row.scores
    distances = ", ".join(f"{ROWS[other.entry.key]} {mmd(other.scores.mmd2['rbf'])}" for other in others)
    distances_zh = "，".join(f"{ROWS_ZH[other.entry.key]} {mmd(other.scores.mmd2['rbf'])}" for other in others)
    headline = (
        f"{n} sample{'s' if n > 1 else ''} of {data.title} drawn with {ROWS[key]}. How good: MMD² to unseen data is "
        f"{mmd(scores.mmd2['rbf'])} ({distances}); {share(scores.precision)} of its samples are like real ones and "
        f"{share(scores.recall)} of real ones are covered. A classifier tells its samples from real ones in "
        f"{share(scores.classifier)} of cases (50 % is chance), and {copying(row)}."
    )
    chinese = (
        f"用{ROWS_ZH[key]}生成了 {n} 个{data.title_zh}样本。质量：与未见数据的 MMD² 为 {mmd(scores.mmd2['rbf'])}"
        f"（{distances_zh}）；{share(scores.precision)} 的样本像真实样本，真实样本的 {share(scores.recall)} 被覆盖；"
        f"分类器区分真假的正确率为 {share(scores.classifier)}（50 % 为随机猜测），且{copying_zh(row)}。"
    )
    values = {"samples": Value(value=n, unit="", label="Samples drawn")}
    for one in rows:
        values |= row_values(one)
    title = (
        f"{share(scores.precision)} of {ROWS[key]}'s samples are like real ones, {share(scores.recall)} of real ones "
        "are covered"
    )
    return ToolResult(
        headline=headline,
        headline_zh=chinese,
        values=values,
        tables={"measures": measures_table(rows), "samples": samples_table(data, drawn)},
        charts=(samples_chart(data, drawn, title, row), *common_charts(data, rows)),
        notes=notes_for(data, rows),
        diagnostics=diagnostics(rows),
    )


def evaluate(args: EvaluateGenerator, ctx: Context) -> ToolResult:
    """Return all measures of BSDE-Gen on a data set beside every control."""
    data = open_data(args.data or "digits", ctx.folders)
    entries = roster(data, ctx, first="bsde")
    rows = measure_all(data, [*entries, Entry("train", None)], ctx)
    ours = rows[0]
    assert ours.entry.model is not None
    drawn = draw(ours.entry.model, 25, ctx.seed).numpy()
    return evaluated(data, rows, drawn)


def evaluated(data: SampleSet, rows: Sequence[Row], drawn: np.ndarray) -> ToolResult:
    """Return the table of measures with a verdict against the plain net."""
    by_key = {row.entry.key: row for row in rows}
    ours, plain, floor = by_key["bsde"], by_key["mlp"], by_key["train"]
    found = compare(ours, plain, len(data.test))
    scores, theirs = ours.scores, plain.scores
    beaten = [ROWS[key] for key in ("gaussian", "flow", "vae") if not compare(ours, by_key[key], len(data.test)).worse]
    headline = (
        f"{verdict(found, 'BSDE-Gen', 'plain net of about equal processor time')} On {data.title}: MMD² to unseen data "
        f"{mmd(scores.mmd2['rbf'])} against {mmd(theirs.mmd2['rbf'])} (training set itself "
        f"{mmd(floor.scores.mmd2['rbf'])}), precision {share(scores.precision)} against {share(theirs.precision)}, "
        f"recall {share(scores.recall)} against {share(theirs.recall)}; {copying(ours)}."
        + (f" It is worse in no measure than {join(beaten)}." if beaten else "")
    )
    chinese = (
        f"{verdict_zh(found, 'BSDE-Gen', '计算时间大致相同的普通网络')}在{data.title_zh}上：与未见数据的 MMD² 为 "
        f"{mmd(scores.mmd2['rbf'])}，对照为 {mmd(theirs.mmd2['rbf'])}（训练集本身 {mmd(floor.scores.mmd2['rbf'])}）；"
        f"精确率 {share(scores.precision)} 对 {share(theirs.precision)}，召回率 {share(scores.recall)} 对 "
        f"{share(theirs.recall)}；{copying_zh(ours)}。"
    )
    values: dict[str, Value] = {}
    for row in rows:
        values |= row_values(row)
    fan, told = time_chart(data, ours)
    return ToolResult(
        headline=headline,
        headline_zh=chinese,
        values=values | told,
        tables={"measures": measures_table(rows)},
        charts=(
            *common_charts(data, rows),
            samples_chart(data, drawn, f"Drawn with BSDE-Gen: {share(scores.precision)} are like real ones", ours),
            *fan,
        ),
        notes=notes_for(data, rows),
        diagnostics=diagnostics(rows),
    )


def train(args: TrainGenerator, ctx: Context) -> ToolResult:
    """Train BSDE-Gen as asked, and the plain net for as long, and return both with the other controls."""
    data = open_data(args.data, ctx.folders)
    plan = plan_for(data, "bsde", seed=1 + ctx.seed % 1000)
    form = replace(plan.form, driver=args.driver, process=args.process, rank=args.rank, steps=args.steps)
    plan = equal_time(data, replace(plan, form=form), float(args.time_budget))
    ours = trained(data, plan, ctx, "bsde", budget=2.0 * args.time_budget)
    entries = [ours]
    if not ctx.cancelled():
        plain = equal_time(data, plan_for(data, "mlp", seed=plan.recipe.seed), ours.cpu_seconds)
        entries.append(trained(data, plain, ctx, "mlp", budget=2.0 * args.time_budget))
    others: tuple[Control, ...] = ("flow", "vae")
    entries += [control(data, key, ours.cpu_seconds, plan.recipe.seed, ctx) for key in others if not ctx.cancelled()]
    entries.append(gaussian(data))
    if ctx.cancelled():
        return trained_answer(data, measure_at_once(data, entries, ctx.seed), plan, stopped=True)
    return trained_answer(data, measure_all(data, entries, ctx), plan, stopped=False)


def trained_answer(data: SampleSet, rows: Sequence[Row], plan: Plan, *, stopped: bool) -> ToolResult:
    """Return a training with its loss, samples, and measures."""
    ours = rows[0]
    by_key = {row.entry.key: row for row in rows}
    entry, scores = ours.entry, ours.scores
    state = {"complete": "trained", "stopped": "stopped in training", "out of time": "cut by the time budget"}
    steps = entry.curve[-1][0] if entry.curve else 0
    headline = (
        f"BSDE-Gen on {data.title}, {state[entry.ending]} for {entry.cpu_seconds:.0f} s of processor time "
        f"({steps:,} steps, {entry.parameters:,} parameters, {DRIVER_WORDS[plan.form.driver]}): MMD² to unseen data "
        f"{mmd(scores.mmd2['rbf'])}, precision {share(scores.precision)}, recall {share(scores.recall)}; "
        f"{copying(ours)}."
    )
    chinese = (
        f"BSDE-Gen 在{data.title_zh}上训练 {entry.cpu_seconds:.0f} 秒处理器时间"
        f"（{steps:,} 步，{entry.parameters:,} 个参数）："
        f"与未见数据的 MMD² 为 {mmd(scores.mmd2['rbf'])}，精确率 {share(scores.precision)}，召回率 "
        f"{share(scores.recall)}；{copying_zh(ours)}。"
    )
    if "mlp" in by_key:
        plain = by_key["mlp"]
        headline += f" {verdict(compare(ours, plain, len(data.test)), 'It', 'plain net of about equal processor time')}"
        chinese += verdict_zh(compare(ours, plain, len(data.test)), "它", "计算时间大致相同的普通网络")
    nearest = min(rows, key=lambda row: row.scores.mmd2["rbf"])
    if nearest.entry.key not in ("bsde", "mlp"):
        headline += f" Nearest of all is {ROWS[nearest.entry.key]} ({mmd(nearest.scores.mmd2['rbf'])})."
        chinese += f"最接近的是{ROWS_ZH[nearest.entry.key]}（{mmd(nearest.scores.mmd2['rbf'])}）。"
    values: dict[str, Value] = {}
    for row in rows:
        values |= row_values(row)
    same_loss = [row.entry for row in rows if row.entry.key in ("bsde", "mlp") and row.entry.curve]
    curves = {ROWS[one.key]: one.curve for one in same_loss}
    title = f"After training {share(scores.precision)} of samples are like real ones"
    charts = [samples_chart(data, ours.samples[:25].numpy(), title, ours)]
    if curves:
        last = next(iter(curves.values()))[-1][1]
        charts.append(loss_chart(curves, f"BSDE-Gen's training loss ended at {last:.4f}", source_of(data, ours)))
    if not stopped:
        fan, told = time_chart(data, ours)
        charts += [*common_charts(data, rows), *fan]
        values |= told
    return ToolResult(
        headline=headline,
        headline_zh=chinese,
        values=values,
        tables={"measures": measures_table(rows)},
        charts=tuple(charts),
        notes=notes_for(data, rows),
        diagnostics=diagnostics(rows),
        partial=stopped,
    )


def roster(data: SampleSet, ctx: Context, first: str) -> list[Entry]:
    """Return BSDE-Gen and every control on a data set, shipped where they are, else trained here; `first` leads."""
    ours = from_shipped(data, "bsde")
    if ours is None:
        plan = equal_time(data, plan_for(data, "bsde"), UNSHIPPED_SECONDS)
        ours = trained(data, plan, ctx, "bsde")
    found = [ours, *(control(data, key, ours.cpu_seconds, 1, ctx) for key in CONTROLS)]
    return sorted(found, key=lambda entry: entry.key != first)


def samples_table(data: SampleSet, drawn: np.ndarray) -> pd.DataFrame:
    """Return samples in the data's own unit, a row a sample."""
    figures = data.in_units(drawn)
    if data.picture:
        names = [f"row {at // data.picture[1] + 1}, column {at % data.picture[1] + 1}" for at in range(data.dim)]
    elif data.periods > 1:
        names = [f"{name}, period {period + 1}" for period in range(data.periods) for name in data.columns]
    else:
        names = list(data.columns)
    return pd.DataFrame(np.round(figures.astype(float), 3), columns=names)


def measures_table(rows: Sequence[Row]) -> pd.DataFrame:
    """Return the measures, a row a generator."""
    return pd.DataFrame(
        [
            {
                "generator": ROWS[row.entry.key],
                "ours": row.entry.key == "bsde",
                **{f"mmd2_{kernel}": value for kernel, value in row.scores.mmd2.items()},
                "precision": row.scores.precision,
                "recall": row.scores.recall,
                "classifier": row.scores.classifier,
                "neighbour_distance": row.scores.copied if row.entry.model is not None else math.nan,
                "copies": row.scores.copies if row.entry.model is not None else math.nan,
                "parameters": row.entry.parameters,
                "training, CPU s": row.entry.cpu_seconds,
            }
            for row in rows
        ]
    )


def samples_chart(data: SampleSet, drawn: np.ndarray, title: str, row: Row) -> Chart:
    """Return samples as pictures, or as bands by period and column."""
    if data.picture:
        return pictures_chart(data, drawn, title, source_of(data, row))
    return panel_chart(data, row.samples.numpy(), title, source_of(data, row))


def common_charts(data: SampleSet, rows: Sequence[Row]) -> list[Chart]:
    """Return the chart of measures."""
    learned = [row for row in rows if row.entry.model is not None]
    nearest = min(learned, key=lambda row: row.scores.mmd2["rbf"])
    tied = [ROWS[row.entry.key] for row in learned if row.mmd2_range[0] <= nearest.mmd2_range[1]]
    title = f"Nearest to unseen {data.title}: {join(tied)}" + (", not told apart" if len(tied) > 1 else "")
    source = f"{data.source}; {len(data.test):,} samples that no model saw; means over {DRAWS} sets of samples"
    return [measures_chart(measures_table(rows), title, source)]


def time_chart(data: SampleSet, row: Row) -> tuple[list[Chart], dict[str, Value]]:
    """Return the fan of what is known of a sample over the BSDE's time, and the share known at the start."""
    model = row.entry.model
    assert isinstance(model, BSDEGenerator)
    found = known_by_time(model, seed=1)
    if found is None:
        return [], {}
    place = int(found.expected[-1].var(dim=0).argmax())
    what = _place_name(data, place)
    told = {
        "known_at_start": Value(
            value=100 * found.known[0], unit="%", label="Share of the samples' variance that the start decides"
        )
    }
    title = f"The start decides {share(found.known[0])} of a sample's variance; from one start the path spreads"
    offset, scale = float(data.offset[place]), float(data.scale[place])
    fan = offset + scale * found.expected[:, :, place].numpy()
    source = (
        f"{source_of(data, row)}. Before samples are cut to black and white" if data.bounds else source_of(data, row)
    )
    chart = paths_chart(found.times.numpy(), fan, title, f"expected {what}", source)
    return [chart], told


def _place_name(data: SampleSet, place: int) -> str:
    if data.picture:
        row, column = divmod(place, data.picture[1])
        return f"ink in row {row + 1}, column {column + 1}"
    period, column = divmod(place, len(data.columns))
    return f"{data.columns[column]}" + (f", period {period + 1}" if data.periods > 1 else "")


def source_of(data: SampleSet, row: Row) -> str:
    """Return what a chart of a generator rests on."""
    origin = "shipped with Quesnay" if row.entry.origin == "shipped" else "trained in this run"
    return f"{data.source}; {ROWS[row.entry.key]}, {row.entry.parameters:,} parameters, {origin}"


def notes_for(data: SampleSet, rows: Sequence[Row]) -> tuple[str, ...]:
    """Return what every result says of data, models and measures."""
    ours = next((row for row in rows if row.entry.key == "bsde"), rows[0])
    plan = ours.entry.plan
    notes = [*data.notes]
    if plan is not None and plan.kind == "bsde":
        form = plan.form
        z = f"Z of rank {form.rank}" if form.rank else "full Z"
        notes.append(
            f"BSDE-Gen after Xu (arXiv 2304.04049): X {'Ornstein-Uhlenbeck' if form.process == 'ou' else 'Brownian'}, "
            f"{DRIVER_WORDS[form.driver]}, T = {form.horizon:g}, {form.steps} steps, {z}; the published form has 200 "
            "steps and a full Z. It is not a solved BSDE: the terminal value is matched in law only, by MMD."
        )
    spent = [f"{ROWS[row.entry.key]} {row.entry.cpu_seconds:.0f} s" for row in rows if row.entry.cpu_seconds]
    notes.append(
        "Controls: a plain net under the same loss for about the same processor time, flow matching, a VAE with fixed "
        f"noise, and a Gaussian fit. Training, one thread: {', '.join(spent)}."
        + (
            " The VAE and the Gaussian are not cut to black and white as the others are, which alone gives them away "
            "to a classifier."
            if data.bounds
            else ""
        )
    )
    return (*notes, KERNEL_NOTE, MEASURE_NOTE, SEED_NOTE)


def diagnostics(rows: Sequence[Row]) -> dict[str, object]:
    """Return what those who check want to see."""
    return {
        "mmd2_rbf_range_over_draws": {row.entry.key: list(row.mmd2_range) for row in rows},
        "origin": {row.entry.key: row.entry.origin for row in rows if row.entry.model is not None},
        "ending": {row.entry.key: row.entry.ending for row in rows if row.entry.model is not None},
        "seeds": {row.entry.key: row.entry.plan.recipe.seed for row in rows if row.entry.plan is not None},
    }
