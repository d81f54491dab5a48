"""From a tool's arguments to the models it needs: shipped ones where they fit, else trainings with a time budget."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tools.arithmetic.arguments import (
    CompareEncodings,
    CompareModuli,
    InspectRepresentations,
    ProbeArithmetic,
    Source,
)
from tools.arithmetic.checkpoints import Card, cards
from tools.arithmetic.encodings import ENCODINGS, Encoding, resolve_encoding
from tools.arithmetic.lab import Evidence, Job, from_card, recipe_for, recipe_of, score_lengths, sweep
from tools.arithmetic.presets import COMPARED_STEPS, DIGITS, SECONDS, SEEDS, STEPS, Effort, Preset, preset_for
from tools.arithmetic.probes import converged
from tools.arithmetic.tasks import check_modulus, is_modular
from tools.arithmetic.wording import chinese_positions, operation_in_chinese
from tools.core import Cancelled, Context, UserError
from tools.core.settings import settings

CASES = 500
"""Test pairs a length of what is trained in a run."""

PROBE_CASES = 2000
FULL_TIMES = 2
"""Steps of the preset `full` beside those of `quick`, where the time allows."""

MOST_MODULI = 12
TOO_SHORT = 5


@dataclass(frozen=True)
class Request:
    """A model that is wanted.

    Attributes:
        preset: task, encoding and training.
        any_digits: whether a shipped model of another number of trained digits will do.
        longest: longest operands to be tested; 0 for what the model allows.
        source: shipped, trained, or the former where it fits.
        effort: the preset's name.
        seconds: time budget of the training.
        needs_model: whether scores alone will not do.
        exact_steps: steps of training that are asked for; 0 for the preset's.
    """

    preset: Preset
    any_digits: bool
    longest: int
    source: Source
    effort: Effort
    seconds: float
    needs_model: bool = False
    exact_steps: int = 0


@dataclass(frozen=True)
class Answered:
    """Evidence, and what is to be noted of how it was come by."""

    evidence: Evidence
    notes: tuple[str, ...] = ()


def request_for(args: ProbeArithmetic | InspectRepresentations, *, needs_model: bool = False) -> Request:
    """Return the model that a probe needs.

    Raises:
        UserError: the digits, the modulus or the encoding are at fault.
    """
    longest = args.test_digits if isinstance(args, ProbeArithmetic) else 0
    encoding = (
        "learned" if args.encoding.strip().casefold() in ("auto", "", "自动") else resolve_encoding(args.encoding)
    )
    if is_modular(args.operation):
        check_modulus(args.modulus)
    _check_lengths(args.digits or DIGITS[args.operation], longest, explicit=bool(args.digits))
    return Request(
        preset=preset_for(args.operation, encoding, digits=args.digits, modulus=args.modulus, longest=longest),
        any_digits=args.digits == 0,
        longest=longest,
        source=args.source,
        effort=args.preset,
        seconds=_seconds(args.time_budget, args.preset),
        needs_model=needs_model,
    )


def compared_encodings(args: CompareEncodings) -> tuple[list[Encoding], list[Request], tuple[str, ...]]:
    """Return the encodings to compare with a request each, all with the units first and the same budget.

    Raises:
        UserError: an encoding is unknown, or the digits are out of range.
    """
    names = [part.strip() for part in re.split(r"[,，、;；]|\band\b|和", args.encodings) if part.strip()]
    everything = not names or any(name.casefold() in ("all", "every", "全部", "所有") for name in names)
    encodings = list(ENCODINGS) if everything else list(dict.fromkeys(map(resolve_encoding, names)))
    _check_lengths(args.digits or DIGITS[args.operation], args.test_digits, explicit=bool(args.digits))
    times = int(args.training_budget.rstrip("x"))
    requests = [
        Request(
            preset=preset_for(args.operation, encoding, digits=args.digits, longest=args.test_digits, units_first=True),
            any_digits=False,
            longest=args.test_digits,
            source=args.source,
            effort=args.preset,
            seconds=_seconds(args.time_budget, args.preset),
            exact_steps=times * COMPARED_STEPS[args.operation],
        )
        for encoding in encodings
    ]
    notes: tuple[str, ...] = ("All operands are written from the units: the relative encodings need it.",)
    if times > 1 and args.source != "train":
        kept = [at for at, request in enumerate(requests) if _fitting_card(request) is not None]
        if everything and kept:
            left_out = [encodings[at] for at in range(len(encodings)) if at not in kept]
            encodings, requests = [encodings[at] for at in kept], [requests[at] for at in kept]
            if left_out:
                notes += (f"At {args.training_budget} shipped for these alone; the others converge at 1x already.",)
    return encodings, requests, notes


def compared_moduli(args: CompareModuli) -> tuple[list[int], int, list[Request]]:
    """Return the moduli to compare, the length at which they are, and a request each.

    Raises:
        UserError: a modulus is none, or the digits are out of range.
    """
    parts = [part for part in re.split(r"[^\w.-]+|和|与", args.moduli) if part and part not in ("and", "versus", "vs")]
    if not parts or any(not part.isdecimal() for part in parts):
        bad = next((part for part in parts if not part.isdecimal()), args.moduli)
        raise UserError(
            f"'{bad[:40]}' is no modulus: give whole numbers with commas, such as 100, 101, 150.",
            chinese=f"“{bad[:40]}”不是模数：请用逗号分隔的整数，例如 100, 101, 150。",
        )
    moduli = list(dict.fromkeys(map(int, parts)))
    for modulus in moduli:
        check_modulus(modulus)
    if len(moduli) > MOST_MODULI:
        raise UserError(
            f"{len(moduli)} moduli are too many at once: compare at most {MOST_MODULI}.",
            chinese=f"一次比较 {len(moduli)} 个模数太多：最多 {MOST_MODULI} 个。",
        )
    digits = args.digits or DIGITS[args.operation]
    length = args.test_digits or min(digits + 1, 9)
    _check_lengths(digits, length, explicit=bool(args.digits))
    requests = [
        Request(
            preset=preset_for(args.operation, "learned", digits=args.digits, modulus=modulus, longest=args.test_digits),
            any_digits=False,
            longest=length,
            source=args.source,
            effort=args.preset,
            seconds=_seconds(args.time_budget, args.preset),
        )
        for modulus in moduli
    ]
    return moduli, length, requests


def find_evidence(request: Request, ctx: Context) -> Answered:
    """Return the model that is wanted.

    Raises:
        Cancelled: stopped before anything was learned.
        UserError: it is wanted as shipped, and is not.
    """
    (found,) = find_many([request], ctx)
    if found is None:
        raise Cancelled("stopped before the training began")
    notes: tuple[str, ...] = ()
    if found.origin == "trained" and request.source == "auto":
        notes += ("No shipped model fits what was asked, so one was trained.",)
    if found.resumed:
        notes += (f"The training went on from step {found.resumed:,}, where an earlier one ended.",)
    if found.origin == "shipped" and found.model is None:
        notes += ("Of this model the scores are shipped, but no weights: the error map needs source=train.",)
    if found.origin == "shipped" and len(found.recipe.seeds) > 1 and found.model is not None:
        notes += (f"Scores are of {len(found.recipe.seeds)} seeds; the error map and the states are of the first.",)
    return Answered(found, notes)


def find_many(requests: Sequence[Request], ctx: Context) -> list[Evidence | None]:
    """Return the models that are wanted, training those that are not shipped; None where a Stop came before.

    Raises:
        UserError: one is wanted as shipped, and is not; or the time budget is too small for all.
    """
    chosen = [_fitting_card(request) if request.source != "train" else None for request in requests]
    for request, card in zip(requests, chosen, strict=True):
        if request.source == "shipped" and card is None:
            raise _not_shipped(request)
    to_train = [at for at, card in enumerate(chosen) if card is None]
    jobs = [_job(requests[at], len(to_train), ctx) for at in to_train]
    trained = dict(zip(to_train, sweep(jobs, ctx), strict=True)) if jobs else {}
    return [trained[at] if card is None else _shipped(requests[at], card, ctx) for at, card in enumerate(chosen)]


def _shipped(request: Request, card: Card, ctx: Context) -> Evidence:
    """Return a shipped model, tested anew where other lengths are asked for than its card has."""
    ctx.progress(0, 1, f"opening the shipped model {card.name}")
    longest = request.longest or card.scores[-1].length
    known = {score.length for score in card.scores}
    wanted = range(card.digits, longest + 1)
    found = from_card(card, weights=bool(card.weights_sha256))
    if all(length in known for length in wanted):
        return replace(found, scores=tuple(score for score in found.scores if score.length <= longest))
    assert found.model is not None
    job = Job(recipe_of(card), CASES, ctx.seed)
    recipe = replace(job.recipe, seeds=card.seeds[:1])
    return replace(found, recipe=recipe, scores=score_lengths(found.model, job, wanted))


def _fitting_card(request: Request) -> Card | None:
    """Return the shipped card that answers a request; of several a converged one, then one with weights."""
    preset = request.preset
    task = preset.task
    fitting = []
    for card in cards():
        same = (card.operation, card.modulus, card.encoding) == (task.operation, task.modulus, preset.encoding)
        order = request.exact_steps == 0 or (card.units_first, card.steps) == (task.units_first, request.exact_steps)
        digits = card.digits == task.digits or request.any_digits
        tested = request.longest <= (card.width if card.weights_sha256 else card.scores[-1].length)
        usable = bool(card.weights_sha256) or not request.needs_model
        if same and order and digits and tested and usable:
            fitting.append(card)
    return max(fitting, key=_worth, default=None)


def _worth(card: Card) -> tuple[bool, bool, int]:
    return all(converged(card.scores, card.task)), bool(card.weights_sha256), card.steps


def _job(request: Request, together: int, ctx: Context) -> Job:
    cores = settings().workers or os.cpu_count() or 1
    seeds = [ctx.seed + at for at in range(SEEDS[request.effort])]
    steps = request.exact_steps or STEPS[request.preset.task.operation]
    if request.effort == "full" and not request.exact_steps:
        steps = FULL_TIMES * steps
    return Job(
        recipe=recipe_for(request.preset, seeds, steps=steps),
        cases=CASES,
        test_seed=ctx.seed,
        longest=request.longest or request.preset.longest,
        budget=request.seconds / math.ceil(together / cores),
        folder=ctx.cache,
        watch_states=request.needs_model,
    )


def _seconds(given: int, effort: Effort) -> float:
    if 0 < given < TOO_SHORT:
        raise UserError(
            f"A time budget of {given} s is too small to learn anything: allow {TOO_SHORT} s or more, or 0 for "
            f"{SECONDS[effort]:.0f} s.",
            chinese=f"时间预算 {given} 秒太短，什么也学不到：请给 {TOO_SHORT} 秒以上，"
            f"或用 0 表示 {SECONDS[effort]:.0f} 秒。",
        )
    return float(given) or SECONDS[effort]


def _check_lengths(digits: int, longest: int, *, explicit: bool) -> None:
    if longest and longest < digits:
        known = "" if explicit else " (what suits the operation)"
        raise UserError(
            f"The longest operands tested have {longest} digits, fewer than the {digits} of training{known}: test "
            f"{digits} or more, or set digits.",
            chinese=f"测试的最长位数 {longest} 少于训练的 {digits} 位：请测试 {digits} 位或更多，或设定 digits。",
        )


def _not_shipped(request: Request) -> UserError:
    task = request.preset.task
    same = sorted({card.name for card in cards() if card.operation == task.operation}) or [c.name for c in cards()]
    return UserError(
        f"No shipped model fits: {task.operation} on {task.digits} digits"
        f"{f' modulo {task.modulus}' if task.modulus else ''} with {request.preset.encoding}. Shipped: "
        f"{', '.join(same[:12])}. Or train one with source=train.",
        chinese=f"没有符合要求的随附模型（{operation_in_chinese(task)}，{task.digits} 位，"
        f"{chinese_positions(request.preset.encoding)}）。随附的有：{'、'.join(same[:12])}。也可用 source=train 训练。",
    )
