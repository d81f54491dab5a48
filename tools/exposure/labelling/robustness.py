"""How much labels depend on the words of the rubric and on the order of things."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tools.core.context import Context, Progress
from tools.exposure.labelling.agreement import Pair, pair_agreement
from tools.exposure.labelling.engine import Labelled, label_items
from tools.exposure.labelling.items import Item
from tools.exposure.labelling.labellers import LabellerOptions, make_labeller
from tools.exposure.labelling.rubric import Rubric, load_rubric
from tools.exposure.labelling.store import LabelStore


@dataclass(frozen=True)
class Robustness:
    """How often a labeller changes its label.

    Attributes:
        items: items labelled all three times.
        reordered: agreement with itself when only the order of examples and items changes: the control.
        reworded: agreement with itself when the rubric is reworded too; 1 - raw agreement is the share that changes.
    """

    labeller: str
    items: int
    reordered: Pair
    reworded: Pair


def robustness(
    items: Sequence[Item],
    names: Sequence[str],
    rubric: Rubric,
    options: LabellerOptions,
    store: LabelStore,
    ctx: Context,
    *,
    sample: int,
) -> list[Robustness]:
    """Label a sample of the items three times: as it is, reordered, and reworded and reordered.

    Args:
        items: the items.
        names: the labellers that read a rubric; the classifier does not.
        rubric: the rubric as it is.
        options: how the labellers work.
        store: stored labels; every label of the check is stored too.
        ctx: progress, cancellation, seed.
        sample: items drawn at most.

    Raises:
        Cancelled: the person pressed Stop.
    """
    draw = random.Random(ctx.seed)  # noqa: S311  A sample, no secret.
    chosen = draw.sample(list(items), min(sample, len(items)))
    shuffled = draw.sample(chosen, len(chosen))
    other = load_rubric(rubric.language, "reworded" if rubric.wording == "plain" else "plain", rubric.version)
    variants = {
        "as it is": (chosen, rubric),
        "reordered": (shuffled, rubric.shuffled(ctx.seed)),
        "reworded": (shuffled, other.shuffled(ctx.seed + 1)),
    }
    said: dict[str, Labelled] = {}
    for at, (variant, (order, text)) in enumerate(variants.items()):
        labellers = [make_labeller(name, text, options) for name in names]
        said[variant] = label_items(order, labellers, store, _part(ctx, at, len(variants), variant))
    return [_compare(labeller, said, ctx.seed) for labeller in said["as it is"].judgements if labeller != "people"]


def _compare(labeller: str, said: dict[str, Labelled], seed: int) -> Robustness:
    by_row = {}
    for variant, labelled in said.items():
        labels = labelled.ratings(columns=False)[labeller]
        by_row[variant] = dict(zip((item.row for item in labelled.items), labels, strict=True))
    rows = [row for row in by_row["as it is"] if all(by_row[variant][row] for variant in said)]
    ratings = {variant: [labels[row] for row in rows] for variant, labels in by_row.items()}
    pairs = [pair_agreement("as it is", variant, ratings, seed=seed) for variant in ("reordered", "reworded")]
    return Robustness(labeller, len(rows), pairs[0], pairs[1])


def _part(ctx: Context, at: int, parts: int, what: str) -> Context:
    """Return a context whose progress is one part of the whole."""

    def report(step: Progress) -> None:
        ctx.report(Progress(at * step.total + step.done, parts * step.total, f"robustness, {what}: {step.message}"))

    return replace(ctx, report=report)
