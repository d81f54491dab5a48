"""Who is to label and what it will take: the choices as a person makes them, and the estimate as a table."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any

from agent.settings import model_settings
from tools.core.errors import UserError, shorten
from tools.core.figures import MISSING
from tools.exposure.labelling.estimate import Estimate, Price, duration, estimate, parse_price
from tools.exposure.labelling.labellers import CLASSIFIER, full_name
from tools.exposure.labelling.rubric import rubric_language
from ui.labelling.work import Choice, Work, label_store
from ui.language import say

EMBEDDED = "embedded"
CONFIGURED = "model"
MOST_PER_MINUTE = 100_000
FREE = (CLASSIFIER, EMBEDDED)
TEXTS_A_SECOND = {"en": 1000.0, "zh": 60.0}
"""What the classifier labels on two cores, for an estimate before its first run."""


def offered() -> list[tuple[str, str]]:
    """Return the labellers that can be ticked, as (words, name)."""
    found = [
        (say("Classifier: trained on labelled tasks, offline, at once"), CLASSIFIER),
        (say("Embedded language model: offline, some seconds an item"), EMBEDDED),
    ]
    if (model := model_settings().model) not in ("none", EMBEDDED):
        found.append((say("{model}: the chat's own model", model=shorten(model, 60)), CONFIGURED))
    return found


def read_choice(
    ticked: Sequence[str], models: str | None, language: str | None, reasons: bool, per_minute: str | None
) -> Choice:
    """Return who is to label.

    Args:
        ticked: names of the labellers that were ticked.
        models: names of further chat models, separated by commas or lines.
        language: en, zh or empty for that of the list.
        reasons: whether models are asked for a reason.
        per_minute: calls a minute as it was written; empty for no limit.

    Raises:
        UserError: the number of calls is none.
    """
    written = [name.strip() for name in re.split(r"[,，;；、\s]+", models or "") if name.strip()]
    language = language or ""
    if language not in ("", "en", "zh"):
        raise ValueError(f"{language!r} is no language of the rubric")
    return Choice((*ticked, *written), language, reasons, _calls(per_minute or ""))  # type: ignore[arg-type]


def _calls(written: str) -> float:
    if not written.strip():
        return 0.0
    try:
        calls = float(written.replace(",", ""))
    except ValueError:
        calls = -1.0
    if not 0.0 <= calls <= MOST_PER_MINUTE:
        raise UserError(
            f"'{shorten(written, 20)}' is no number of calls a minute: write one up to {MOST_PER_MINUTE:,}, or "
            "nothing for no limit.",
            chinese=f"“{shorten(written, 20)}”不是每分钟的次数：请写不超过 {MOST_PER_MINUTE:,} 的数，留空表示不限。",
        )
    return calls


def read_prices(written: str | None) -> dict[str, Price]:
    """Return prices by labeller, "" for all; several are separated by semicolons.

    >>> read_prices("0.25, 2; openai:gpt-5=1.25,10")[""]
    Price(tokens_in=0.25, tokens_out=2.0)

    Raises:
        UserError: one is no price.
    """
    parts = [part.strip() for part in re.split(r"[;；\n]", written or "") if part.strip()]
    return dict(parse_price(part) for part in parts)


def estimates(work: Work, prices: Mapping[str, Price]) -> list[Estimate]:
    """Return what labelling a list will take, labeller by labeller.

    Raises:
        UserError: a labeller cannot be had, or the store cannot be read.
    """
    named = {full_name(name): price for name, price in prices.items() if name}
    other = prices.get("")
    found = []
    for labeller in work.labellers():
        price = named.get(labeller.name) or (None if labeller.name in FREE else other)
        one = estimate(work.texts, labeller, label_store(), price=price)
        if one.seconds is None and one.labeller == CLASSIFIER:
            one = replace(one, seconds=one.calls / TEXTS_A_SECOND[rubric_language(work.texts)])
        found.append(one)
    return found


def estimate_table(found: Sequence[Estimate]) -> str:
    """Return the estimates as a table with a sentence about what they rest on."""
    rows = "".join(
        f"<tr><td>{escape(shorten(one.labeller, 44))}</td>"
        + _number(f"{one.calls:,}")
        + _number(f"{one.stored:,}" if one.stored else MISSING)
        + _number(_tokens(one))
        + _number(_time(one))
        + _number(_cost(one))
        + "</tr>"
        for one in found
    )
    head = f"<th>{escape(say('Labeller'))}</th>" + "".join(
        f'<th class="q-number">{escape(say(name))}</th>'
        for name in ("To label", "Already labelled", "Tokens", "Time", "Cost")
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    source = f'<p class="q-source">{escape(_basis(found))}</p>'
    return f'<div class="q-estimate"><div class="q-scroll">{table}</div>{source}</div>'


def to_label(found: Sequence[Estimate]) -> int:
    """Return how many labels are to be made."""
    return sum(one.calls for one in found)


def _number(text: str) -> str:
    return f'<td class="q-number">{escape(text)}</td>'


def _tokens(one: Estimate) -> str:
    total = one.tokens_in + one.tokens_out
    return f"{total:,}" if total else MISSING


def _time(one: Estimate) -> str:
    if not one.calls:
        return MISSING
    if one.seconds is None:
        return say("known after the first")
    return say("at once") if one.seconds < 1 else duration(one.seconds)


def _cost(one: Estimate) -> str:
    if one.labeller in FREE:
        return say("none")
    return say("price not given") if one.cost is None else f"{one.cost:,.2f}"


def _basis(found: Sequence[Estimate]) -> str:
    parts = [f"{one.labeller}: {one.basis}" for one in found if one.labeller != CLASSIFIER and one.calls]
    joined = "; ".join(shorten(part, 120) for part in parts)
    said = say("Estimated from {what}. ", what=joined) if parts else ""
    return said + say("What is labelled already is not asked again.")


def as_updates(choice: Choice) -> dict[str, Any]:
    """Return a choice as the controls show it."""
    ticked = [name for name in choice.names if name in (CLASSIFIER, EMBEDDED, CONFIGURED)]
    written = ", ".join(name for name in choice.names if name not in ticked)
    return {
        "ticked": ticked,
        "models": written,
        "language": choice.language,
        "reasons": choice.reasons,
        "per_minute": f"{choice.per_minute:g}" if choice.per_minute else "",
    }
