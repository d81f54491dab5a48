"""The result of `probability_envelope`: bounds of the next symbol and of an event, with posterior weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tools.core import Chart, Context, ToolResult, Value
from tools.generators.gammt.charts import envelope_chart, event_chart, posterior_chart
from tools.generators.gammt.envelope import Next, after, simulate, tell
from tools.generators.gammt.events import Event, read_event
from tools.generators.gammt.processes import Process
from tools.generators.gammt.request import Asked
from tools.generators.gammt.wording import (
    ENVELOPE_NOTED,
    between,
    chinese_range,
    common_notes,
    in_chinese,
    run_of,
    source_of,
    support,
    widest,
)

PATHS = 2000


@dataclass(frozen=True, eq=False)
class Bounds:
    """Bounds of an event: lower, upper and mixture by symbols ahead, and the true ones at the end where known."""

    event: Event
    horizon: int
    lower: np.ndarray
    upper: np.ndarray
    mixed: np.ndarray
    true: tuple[float, float] | None


def envelope_answer(asked: Asked, event_text: str, horizon: int, ctx: Context) -> ToolResult:
    """Return the result of `probability_envelope`.

    Args:
        asked: the set and the symbols so far.
        event_text: an event as a person writes it; empty for none.
        horizon: symbols ahead in which the event may come.
        ctx: seed and Stop.
    """
    fitted, context = asked.fitted, asked.context
    event = read_event(event_text, fitted.data.symbols, horizon) if event_text.strip() else None
    ctx.progress(0, 2, "reading the experts")
    found = after(fitted.model, fitted.rule, context)
    truth = _true_next(fitted.data, context)
    ctx.progress(1, 2, "simulating the event" if event else "drawing")
    bounds = _bounds(asked, event, horizon, found, ctx) if event else None
    headline, headline_zh = _headline(asked, found, bounds, truth)
    return ToolResult(
        headline=headline,
        headline_zh=headline_zh,
        values=_values(asked, found, bounds, truth),
        tables={"envelope": _table(asked, found, truth), "experts": _experts_table(asked, found)},
        charts=tuple(_charts(asked, found, bounds, truth)),
        notes=(*asked.notes, *_place_notes(asked, found, bounds), ENVELOPE_NOTED, *common_notes(fitted)),
        diagnostics={
            "experts": fitted.model.shape.experts,
            "rule": fitted.rule,
            "context": [int(one) for one in context],
        },
        partial=fitted.ending == "stopped",
    )


def _true_next(data: object, context: np.ndarray) -> np.ndarray | None:
    if not isinstance(data, Process):
        return None
    return data.truth(np.append(context, 0)[None])[:, 0, -1]


def _bounds(asked: Asked, event: Event, horizon: int, found: Next, ctx: Context) -> Bounds:
    fitted = asked.fitted
    futures = simulate(
        fitted.model, asked.context, horizon=horizon, paths=PATHS, seed=ctx.seed, stopped=ctx.check_cancelled
    )
    chances = np.array([[event.happens(one[:, : at + 1]).mean() for at in range(horizon)] for one in futures])
    kept = chances[found.plausible]
    true = None
    if isinstance(fitted.data, Process) and not fitted.data.switching:
        shares = [
            float(event.happens(_true_futures(fitted.data, chain, asked.context, horizon, ctx.seed)).mean())
            for chain in range(fitted.data.members)
        ]
        true = (min(shares), max(shares))
    return Bounds(event, horizon, kept.min(axis=0), kept.max(axis=0), found.kept_weights @ chances, true)


def _true_futures(data: Process, chain: int, context: np.ndarray, horizon: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng([seed, chain])
    drawn = np.empty((PATHS, horizon), dtype=np.int64)
    last = np.full(PATHS, context[-1]) if len(context) else None
    for at in range(horizon):
        rows = data.starts[chain][None] if last is None else data.transitions[chain, last]
        last = (rng.random((PATHS, 1)) > rows.cumsum(axis=1)[:, :-1]).sum(axis=1)
        drawn[:, at] = last
    return drawn


def _headline(asked: Asked, found: Next, bounds: Bounds | None, truth: np.ndarray | None) -> tuple[str, str]:
    data, names = asked.fitted.data, asked.fitted.data.symbols
    so_far = [names[at] for at in asked.context]
    where = f"after {run_of(so_far)}" if so_far else "before anything is seen"
    where_zh = f"在 {run_of([in_chinese(name) for name in so_far])} 之后" if so_far else "在未见任何符号时"
    shown = widest(found.lower, found.upper)
    ranges = ", ".join(f"{names[at]} {between(found.lower[at], found.upper[at])}" for at in shown)
    ranges_zh = "，".join(f"{in_chinese(names[at])} {chinese_range(found.lower[at], found.upper[at])}" for at in shown)
    more = " (the likeliest; all in the table)" if len(shown) < len(names) else ""
    experts, plausible = len(found.weights), int(found.plausible.sum())
    left = (
        f"{plausible} of {experts} experts" if plausible < experts else f"{experts} expert{'s' if experts > 1 else ''}"
    )
    name = data.title[0].upper() + data.title[1:]
    text = f"{name}, {where}: the next symbol's range of probabilities is {ranges}{more}, by {left}."
    text_zh = (
        f"{data.title_zh}，{where_zh}，下一个符号的概率范围：{ranges_zh}（{experts} 个专家中 {plausible} 个仍可信）。"
    )
    if bounds is not None:
        low, high = bounds.lower[-1], bounds.upper[-1]
        text += f" The probability of {bounds.event.words(bounds.horizon)}: {between(low, high)}."
        text_zh += f"{bounds.event.chinese(bounds.horizon)}的概率为 {chinese_range(low, high)}。"
    elif truth is not None:
        inside = (truth >= found.lower - 0.02) & (truth <= found.upper + 0.02)
        if plausible == experts:
            text += f" Of the {truth.size} true probabilities, {int(inside.sum())} lie inside, up to 2 points."
            text_zh += f"{truth.size} 个真实概率中有 {int(inside.sum())} 个落在范围内（容差 2 个百分点）。"
    against, against_zh = support(asked.fitted)
    return f"{text} {against}".strip(), text_zh + against_zh


def _values(asked: Asked, found: Next, bounds: Bounds | None, truth: np.ndarray | None) -> dict[str, Value]:
    values = {}
    for at, name in enumerate(asked.fitted.data.symbols):
        for what, line in (("lower", found.lower), ("upper", found.upper), ("mixture", found.mixed)):
            label = f"{what.capitalize()} probability that the next symbol is {name}"
            values[f"{what}.{name}"] = Value(value=100 * float(line[at]), unit="%", label=label)
        if truth is not None:
            for what, bound in (("true_lower", truth[:, at].min()), ("true_upper", truth[:, at].max())):
                label = f"{'Least' if what == 'true_lower' else 'Most'} that a true chain gives {name}"
                values[f"{what}.{name}"] = Value(value=100 * float(bound), unit="%", label=label)
    for k, weight in enumerate(found.weights):
        label = f"Posterior weight of expert {k + 1}"
        values[f"posterior.{k + 1}"] = Value(value=100 * float(weight), unit="%", label=label)
    width = float((found.upper - found.lower).mean())
    values["width"] = Value(value=100 * width, unit="percentage points", label="Mean width of the envelope")
    values["experts"] = Value(value=len(found.weights), unit="experts", label="Experts of the set")
    if bounds is not None:
        told = bounds.event.words(bounds.horizon)
        ends = (("lower", bounds.lower[-1]), ("upper", bounds.upper[-1]), ("mixture", bounds.mixed[-1]))
        for what, figure in ends:
            values[f"event.{what}"] = Value(
                value=100 * float(figure), unit="%", label=f"{what.capitalize()} probability of {told}"
            )
        if bounds.true is not None:
            for what, figure in zip(("true_lower", "true_upper"), bounds.true, strict=True):
                values[f"event.{what}"] = Value(
                    value=100 * figure, unit="%", label=f"True {what[5:]} probability of {told}"
                )
    return values


def _table(asked: Asked, found: Next, truth: np.ndarray | None) -> pd.DataFrame:
    columns = {
        "symbol": asked.fitted.data.symbols,
        "lower, %": 100 * found.lower,
        "upper, %": 100 * found.upper,
        "mixture, %": 100 * found.mixed,
        "all experts, lower, %": 100 * found.probabilities.min(axis=0),
        "all experts, upper, %": 100 * found.probabilities.max(axis=0),
    }
    if truth is not None:
        columns |= {"truth, lower, %": 100 * truth.min(axis=0), "truth, upper, %": 100 * truth.max(axis=0)}
    return pd.DataFrame(columns)


def _experts_table(asked: Asked, found: Next) -> pd.DataFrame:
    rows = [
        {"expert": k + 1, "posterior weight, %": 100 * found.weights[k], "plausible": bool(found.plausible[k])}
        | {f"{name}, %": 100 * chance for name, chance in zip(asked.fitted.data.symbols, line, strict=True)}
        for k, line in enumerate(found.probabilities)
    ]
    return pd.DataFrame(rows)


def _place_notes(asked: Asked, found: Next, bounds: Bounds | None) -> list[str]:
    notes = []
    length = asked.fitted.model.shape.length
    if len(asked.context) > length - 1:
        notes.append(f"The experts read the last {length - 1} of {len(asked.context)} symbols.")
    if bounds is not None:
        error = float(np.sqrt(0.25 / PATHS))
        notes.append(
            f"The event's bounds come from {PATHS:,} simulated futures an expert (standard error at most "
            f"{100 * error:.1f} points); one expert makes a whole future."
        )
    if found.plausible.sum() == 1 and len(found.weights) > 1:
        notes.append("The sequence so far leaves one expert plausible: its range is one figure, learning is over.")
    return notes


def _charts(asked: Asked, found: Next, bounds: Bounds | None, truth: np.ndarray | None) -> list[Chart]:
    fitted, names = asked.fitted, asked.fitted.data.symbols
    so_far = [names[at] for at in asked.context]
    width = found.upper - found.lower
    most = int(width.argmax())
    where = f"After {run_of(so_far)}" if so_far else "Before anything is seen"
    title = (
        f"{where}, {names[most]} is the most ambiguous: {between(found.lower[most], found.upper[most])}"
        if width[most] > 0.005
        else f"{where}, no symbol is ambiguous: "
        + (
            "the experts agree"
            if found.plausible.all()
            else f"{found.plausible.sum()} of {len(found.weights)} experts left"
        )
    )
    charts = [envelope_chart(names, found.lower, found.upper, found.mixed, truth, title, source_of(fitted))]
    if bounds is not None:
        told = f"{bounds.event.words(bounds.horizon)}: {between(bounds.lower[-1], bounds.upper[-1])}"
        charts.insert(
            0, event_chart(bounds.lower, bounds.upper, bounds.mixed, told[0].upper() + told[1:], source_of(fitted))
        )
    if len(asked.context) >= 3 and len(found.weights) > 1:
        kept = asked.context[-(fitted.model.shape.length - 1) :]
        weights = tell(fitted.model, fitted.rule, np.append(kept, 0)[None]).posterior[:, 0]
        best = int(weights[:, -1].argmax())
        title = f"After {len(kept)} symbols expert {best + 1} has {100 * weights[best, -1]:.0f} % of the weight"
        charts.append(posterior_chart(weights, [names[at] for at in kept] + ["?"], title, source_of(fitted)))
    return charts
