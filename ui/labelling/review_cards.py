"""What the tab shows of labels: a summary, how far labellers agree, and the items under review, as HTML."""

import math
from collections import Counter
from html import escape

from tools.core.errors import shorten
from tools.core.figures import MISSING, NARROW
from tools.exposure.labelling.agreement import Pair
from tools.exposure.labelling.labeller import PEOPLE
from tools.exposure.labelling.rubric import LABELS
from tools.exposure.labelling.votes import Verdict
from ui.cards import sentence
from ui.labelling.review import PAGE_SIZE, Review, View, Voice
from ui.language import say

LONGEST_TITLE = 160
LONGEST_TASK = 420
VIEW_NAMES: dict[View, str] = {
    "doubtful": "To decide, doubtful first",
    "failed": "Without a label",
    "decided": "Set by people",
    "all": "Whole list, in its order",
}
NOTHING: dict[View, str] = {
    "doubtful": "Nothing is left to review: people have set every label.",
    "failed": "Every item has a label.",
    "decided": "No label was set by people yet. Choose one beside an item.",
    "all": "The list is empty.",
}


def label_mark(label: str) -> str:
    """Return a label as a small mark of its colour; empty for none.

    >>> label_mark("E1")
    '<span class="q-label q-e1">E1</span>'
    """
    return f'<span class="q-label q-{label.lower()}">{label}</span>' if label in LABELS else ""


def summary(review: Review) -> str:
    """Return the labels in one sentence and as bars, one a labeller."""
    counts = review.counts()
    total = sum(counts.values())
    parts = ", ".join(f"{counts[label]:,} {label}" for label in LABELS)
    missing = say(" {count} without a label.", count=f"{counts['']:,}") if counts[""] else ""
    doubt = review.doubtful() - counts[""]
    asked = say(" On {count} the labellers do not agree.", count=f"{doubt:,}") if doubt else ""
    decided = say(" People set {count}.", count=f"{review.decided():,}") if review.decided() else ""
    done = say("{done} of {total} labelled: {parts}.", done=f"{total - counts['']:,}", total=f"{total:,}", parts=parts)
    headline = f"{done}{missing}{asked}{decided}"
    return f'<p class="q-headline">{escape(headline)}</p>{bars(review, counts)}'


def bars(review: Review, counts: Counter[str]) -> str:
    """Return the shares of the labels, the vote first, then each labeller."""
    ratings = {name: labels for name, labels in review.labelled.ratings().items() if name != PEOPLE}
    rows = [(say("Result"), counts)] if len(ratings) > 1 or review.decided() else []
    rows += [(name, Counter(label or "" for label in labels)) for name, labels in ratings.items()]
    return f'<div class="q-bars">{"".join(_bar(name, row) for name, row in rows)}</div>'


def _bar(name: str, counts: Counter[str]) -> str:
    total = sum(counts.values())
    segments = "".join(
        f'<span class="q-{label.lower()}" style="width:{100 * counts[label] / total:.2f}%" '
        f'title="{label}: {counts[label]:,} of {total:,}">{label} {counts[label]:,}</span>'
        for label in LABELS
        if counts[label]
    )
    return (
        f'<div class="q-bar"><span class="q-who" title="{escape(name)}">{escape(shorten(name, 34))}</span>'
        f'<span class="q-shares">{segments}</span></div>'
    )


def agreement_table(pairs: list[Pair]) -> str:
    """Return how far each two labellers agree; empty where there is no pair."""
    if not pairs:
        return ""
    also, between = say(" and "), say(" to ")
    rows = "".join(
        f"<tr><td>{escape(shorten(pair.first, 34))}{also}{escape(shorten(pair.second, 34))}</td>"
        f'<td class="q-number">{pair.items:,}</td>'
        f'<td class="q-number">{_percent(pair.raw.value)}</td>'
        f'<td class="q-number">{_kappa(pair.kappa.value)}</td>'
        f'<td class="q-number">{_kappa(pair.kappa.low)}{between}{_kappa(pair.kappa.high)}</td></tr>'
        for pair in pairs
    )
    columns = ("Items", "Agree", "Cohen's kappa", "95 % interval")
    head = f"<th>{escape(say('Labellers'))}</th>" + "".join(
        f'<th class="q-number">{escape(say(words))}</th>' for words in columns
    )
    return (
        '<details class="q-table" open><summary>' + escape(say("Agreement")) + '</summary><div class="q-scroll"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></details>"
    )


def item_card(review: Review, verdict: Verdict) -> str:
    """Return an item with what each labeller said of it."""
    item = verdict.item
    title = escape(shorten(item.title, LONGEST_TITLE)) if item.title else ""
    task = escape(shorten(item.task, LONGEST_TASK)) if item.task else ""
    voted = f" · {say('vote')} {label_mark(verdict.label)}" if len(verdict.votes) > 1 and verdict.by != PEOPLE else ""
    count = f'<span class="q-count">{say("row {row}", row=item.row)}{voted}</span>'
    head = f'<p class="q-item-title">{title or task}{count}</p>'
    body = f'<p class="q-item-task">{task}</p>' if title and task else ""
    said = "".join(_voice(voice) for voice in review.voices(verdict))
    failed = "".join(
        f'<li class="q-failed"><b>{escape(shorten(name, 34))}</b> {sentence(error)}</li>'
        for name, error in review.errors(verdict)
    )
    return f'<div class="q-item">{head}{body}<ul class="q-voices">{said}{failed}</ul></div>'


def _voice(voice: Voice) -> str:
    sure = (
        f' <span class="q-sure">{say("{share} sure", share=_percent(voice.confidence))}</span>'
        if voice.confidence is not None
        else ""
    )
    reason = f' <span class="q-reason">· {escape(voice.reason)}</span>' if voice.reason else ""
    return f"<li>{label_mark(voice.label)} <b>{escape(shorten(voice.name, 34))}</b>{sure}{reason}</li>"


def queue_line(review: Review) -> str:
    """Return which items of a view are in sight, or that there are none."""
    if not review.size:
        return f'<p class="q-where">{say(NOTHING[review.view])}</p>'
    first = review.page * PAGE_SIZE + 1
    last = min(first + PAGE_SIZE - 1, review.size)
    return f'<p class="q-where">{say("{first} to {last} of {all}", first=first, last=last, all=f"{review.size:,}")}</p>'


def downloads(ticket: str, name: str, *, agreement: bool) -> str:
    """Return the links to the files; their addresses are known to this page alone."""
    stem = escape(shorten(name.rsplit(".", 1)[0], 60))
    files = {"labels.csv": say("Labels (CSV)"), "label-studio.json": "Label Studio (JSON)"}
    if agreement:
        files["agreement.md"] = say("Agreement report")
    links = "".join(
        f'<a href="quesnay/labels/{ticket}/{file}" download="{stem}-{file}">{words}</a>'
        for file, words in files.items()
    )
    return f'<p class="q-downloads">{say("Download:")} {links}</p>'


def _percent(share: float) -> str:
    return MISSING if math.isnan(share) else f"{100 * share:.0f}{NARROW}%"


def _kappa(value: float) -> str:
    return MISSING if math.isnan(value) else f"{value:.2f}".replace("-", "\N{MINUS SIGN}")
