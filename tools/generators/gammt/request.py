"""From a question to a set: which process, from the shelf or trained in a time budget, and after which symbols."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Int

from tools.core import Cancelled, Context, UserError
from tools.generators.gammt.events import named_symbols, read_context, tokens_of
from tools.generators.gammt.fitting import Fitted, Source, fit
from tools.generators.gammt.processes import Process, autoregressions, ellsberg_urn, markov_chains, switching_regimes
from tools.generators.gammt.sequences import LEAST_SYMBOLS, split
from tools.generators.gammt.shipped import cards, shipped_set
from tools.generators.gammt.sources import AR, AUTO, MARKOV, OWN, SWITCHING, URN, US, open_source, resolve_process

SECONDS = 60.0
MOST_EXPERTS = 8
BEGINNINGS = {MARKOV: "A", URN: "", AR: "0", SWITCHING: "normal"}
"""What has been seen where the question says nothing."""


@dataclass(frozen=True, eq=False)
class Asked:
    """A set and where it stands.

    Attributes:
        fitted: the set.
        context: symbols so far.
        notes: how the set was come by.
    """

    fitted: Fitted
    context: Int[np.ndarray, " T"]
    notes: tuple[str, ...]


def which(process: str, sequence: str) -> str:
    """Return the name of the process that a question is about: the one it names, else the one its symbols are of.

    Raises:
        UserError: there is none like it, or the sequence fits none and is too short to learn from.
    """
    if process.strip().casefold() not in AUTO:
        name = resolve_process(process)
        if name == OWN and not sequence.strip():
            raise UserError(
                f"Give your own sequence, {LEAST_SYMBOLS} symbols or more: sequence='A B B A ...'.",
                chinese=f"请给出您自己的序列，至少 {LEAST_SYMBOLS} 个符号：sequence='A B B A ...'。",
            )
        return name
    if not sequence.strip():
        return MARKOV
    if sum(map(len, split(sequence))) >= LEAST_SYMBOLS:
        return OWN
    for name, symbols in _alphabets().items():
        if all(len(named_symbols(token, symbols)) == 1 for token in tokens_of(sequence, symbols)):
            return name
    return OWN


def find_set(name: str, sequence: str, experts: int, time_budget: int, ctx: Context) -> Asked:
    """Return the set that a question needs: shipped where one fits, else trained within the time budget.

    Args:
        name: of the process.
        sequence: what a person wrote: the symbols so far, or for `own` all there is to learn from.
        experts: K; 0 for the K that held-out sequences choose.
        time_budget: seconds for training; 0 for a minute.
        ctx: progress, Stop, seed and data sets.

    Raises:
        UserError: K is out of range, or the sequence is at fault.
        Cancelled: stopped before anything was learned.
    """
    check_experts(experts)
    data = open_source(name, ctx.folders, sequence)
    context = _context(name, data, sequence)
    card = cards().get(name)
    if card is not None and experts in (0, card.experts):
        return Asked(
            shipped_set(card, data), context, ("A shipped set, trained by tools/generators/gammt/build_weights.py.",)
        )
    found = fit(
        data,
        rule="token" if name == SWITCHING else "sequence",
        seed=ctx.seed,
        experts=experts,
        report=lambda done, total, message: ctx.progress(done, total, message) if not ctx.cancelled() else None,
        stopped=ctx.cancelled,
        budget=float(time_budget) or SECONDS,
    )
    if found is None:
        raise Cancelled("stopped before any experts were trained")
    return Asked(found, context, _told(found))


def check_experts(experts: int) -> None:
    """Refuse a number of experts that is out of range.

    Raises:
        UserError: it is.
    """
    if not 0 <= experts <= MOST_EXPERTS:
        raise UserError(
            f"{experts} experts are out of range: choose 1 to {MOST_EXPERTS}, or 0 to let held-out sequences choose.",
            chinese=f"专家数 {experts} 超出范围：请选 1 到 {MOST_EXPERTS}，或 0 由留出数据选择。",
        )


def _alphabets() -> dict[str, tuple[str, ...]]:
    from tools.generators.gammt.growth import US_STATES

    made = (markov_chains(), ellsberg_urn(), autoregressions(), switching_regimes())
    return {process.name: process.symbols for process in made} | {US: US_STATES}


def _context(name: str, data: Source, sequence: str) -> Int[np.ndarray, " T"]:
    if isinstance(data, Process):
        return read_context(sequence or BEGINNINGS[name], data.symbols)
    if name == OWN or not sequence.strip():
        return data.latest
    return read_context(sequence, data.symbols)


def _told(found: Fitted) -> tuple[str, ...]:
    seconds = sum(row.cpu_seconds for row in found.rows)
    told = [f"Trained in this run in {seconds:.0f} CPU seconds, all sets and controls together."]
    if found.ending == "stopped":
        told.append("The training was stopped: the set is as far as it came.")
    if found.ending == "out of time":
        told.append("The time budget ended the training early; more time may give other figures.")
    return tuple(told)
