"""What a run will take before it is begun: calls, tokens, money and time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tools.core.context import Context
from tools.core.errors import UserError, shorten
from tools.exposure.labelling.engine import label_items, waiting
from tools.exposure.labelling.items import Item
from tools.exposure.labelling.labeller import Labeller
from tools.exposure.labelling.store import LabelStore

WARM_UP = 3
"""Items labelled to measure a labeller that has no stored calls; their labels are kept."""

SAMPLED = 200


@dataclass(frozen=True)
class Price:
    """Money for a million tokens read and written, in whatever currency the person means."""

    tokens_in: float
    tokens_out: float


@dataclass(frozen=True)
class Estimate:
    """What one labeller's part of a run will take.

    Attributes:
        stored: texts whose label is stored already: they cost nothing.
        calls: texts that it will be asked about.
        tokens_in, tokens_out: over all calls.
        cost: money; None where no price was given.
        seconds: None where nothing is known about its speed.
        basis: what the figures rest on, for a person.
    """

    labeller: str
    stored: int
    calls: int
    tokens_in: int
    tokens_out: int
    cost: float | None
    seconds: float | None
    basis: str


def parse_price(text: str) -> tuple[str, Price]:
    """Read `LABELLER=IN,OUT` or `IN,OUT` (for all labellers): prices of a million tokens.

    >>> parse_price("openai:gpt-5-mini=0.25,2")
    ('openai:gpt-5-mini', Price(tokens_in=0.25, tokens_out=2.0))

    Raises:
        UserError: it is not of this form.
    """
    name, _, numbers = text.rpartition("=")
    try:
        read, written = (float(part) for part in numbers.split(","))
        if not (0 <= read < 1e6 and 0 <= written < 1e6):
            raise ValueError
    except ValueError:
        raise UserError(
            f"'{shorten(text)}' is no price: write IN,OUT, the prices of a million tokens read and written, such as "
            "0.25,2, or LABELLER=IN,OUT."
        ) from None
    return name.strip(), Price(read, written)


def estimate(
    items: Sequence[Item],
    labeller: Labeller,
    store: LabelStore,
    *,
    price: Price | None = None,
    warm_up: Context | None = None,
) -> Estimate:
    """Return what labelling the items will take.

    Args:
        items: the items.
        labeller: who labels.
        store: known labels and earlier calls.
        price: of a million tokens.
        warm_up: where given, a labeller without stored calls is measured on a few items first; the labels are kept.

    Raises:
        Cancelled: the person pressed Stop during the warm-up.
    """
    todo = waiting(items, labeller, store)
    known = store.experience(store.know(labeller))
    batch = labeller.pace.batch
    if warm_up and todo and known.calls < min(batch, len(todo)):
        label_items(todo[: max(WARM_UP, batch)], [labeller], store, warm_up)
        todo = waiting(items, labeller, store)
        known = store.experience(store.know(labeller))
    stored = len({item.digest for item in items}) - len(todo)
    if known.calls:
        read, written = known.tokens_in, known.tokens_out
        basis = f"the last {known.calls:,} calls" if known.calls > 1 else "the last call"
    else:
        sampled = [labeller.expected_tokens(item) for item in todo[:: max(1, len(todo) // SAMPLED)]]
        read, written = _mean([one for one, _ in sampled]), _mean([two for _, two in sampled])
        basis = "the length of the prompts; its speed is not known yet" if read else "no call yet"
    found = Estimate(
        labeller.name, stored, len(todo), round(len(todo) * read), round(len(todo) * written), None, None, basis
    )
    if price:
        money = found.tokens_in * price.tokens_in + found.tokens_out * price.tokens_out
        found = replace(found, cost=money / 1e6)
    if not todo:
        return replace(found, seconds=0.0, basis="stored labels")
    if known.calls >= batch:  # Else the time to begin, spread over a few items, would be taken for their speed.
        pace = labeller.pace
        seconds = known.seconds * len(todo) / pace.concurrent
        found = replace(found, seconds=max(seconds, 60 * len(todo) / pace.per_minute if pace.per_minute else 0.0))
    return found


def duration(seconds: float) -> str:
    """Return a time for a person.

    >>> duration(4.2), duration(200), duration(9000)
    ('4 s', '3 min', '2.5 h')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5_400 else f"{seconds / 3_600:.1f} h"


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
