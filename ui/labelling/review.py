"""The review of a list: which items a person should look at first, page by page, and what they decided."""

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from tools.exposure.labelling.engine import Labelled
from tools.exposure.labelling.labeller import PEOPLE
from tools.exposure.labelling.votes import Jury, Method, Verdict, review_queue, vote

PAGE_SIZE = 6
View = Literal["doubtful", "decided", "failed", "all"]
VIEWS: tuple[View, ...] = get_args(View)


@dataclass(frozen=True)
class Voice:
    """What one labeller said about an item."""

    name: str
    label: str
    confidence: float | None = None
    reason: str = ""


@dataclass
class Review:
    """The items of a list with the votes on them and the person's decisions.

    The order of a view stays as it is while the person works through it: an item that was decided keeps its place.

    Attributes:
        labelled: what the labellers said.
        method: how their votes become one label.
        with_columns: whether the file's columns by people vote too.
        view: which items are shown.
        page: which page of them, from 0.
        decisions: the person's labels by the items' digests.
    """

    labelled: Labelled
    method: Method = "majority"
    with_columns: bool = False
    view: View = "doubtful"
    page: int = 0
    decisions: dict[str, str] = field(default_factory=dict)
    _voted: tuple[Verdict, ...] = field(init=False)
    _places: dict[int, int] = field(init=False)
    _order: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Vote, and order the items.

        Raises:
            UserError: the method needs more labellers.
        """
        for item, said in zip(self.labelled.items, self.labelled.judgements.get(PEOPLE, ()), strict=False):
            if said is not None:
                self.decisions[item.digest] = said.label
        # Decisions are laid over the votes: a new one need not count all votes again.
        machines = {name: said for name, said in self.labelled.judgements.items() if name != PEOPLE}
        voted = vote(replace(self.labelled, judgements=machines), self.method, with_columns=self.with_columns)
        self._voted = voted.verdicts
        self._places = {verdict.item.row: at for at, verdict in enumerate(self._voted)}
        self.show(self.view)

    def show(self, view: View) -> None:
        """Turn to another view, its items ordered anew, at its first page."""
        self.view, self.page = view, 0
        in_doubt = view in ("doubtful", "failed")
        ordered = review_queue(Jury(self._voted, self.method, {})) if in_doubt else self._voted
        places = (self._places[verdict.item.row] for verdict in ordered)
        self._order = tuple(at for at in places if self._belongs(at))

    def turn(self, pages: int) -> None:
        """Turn pages, forwards or back."""
        self.page = min(max(self.page + pages, 0), self.pages - 1)

    @property
    def pages(self) -> int:
        """Return how many pages the view has, at least one."""
        return max(1, -(-len(self._order) // PAGE_SIZE))

    @property
    def size(self) -> int:
        """Return how many items the view has."""
        return len(self._order)

    def verdicts(self) -> list[Verdict]:
        """Return the verdicts of the page."""
        first = self.page * PAGE_SIZE
        return [self.verdict(at) for at in self._order[first : first + PAGE_SIZE]]

    def verdict(self, at: int) -> Verdict:
        """Return the verdict on the item at a place of the list: the person's where there is one."""
        voted = self._voted[at]
        label = self.decisions.get(voted.item.digest)
        return replace(voted, label=label, by=PEOPLE) if label else voted

    def ratings(self) -> dict[str, tuple[str | None, ...]]:
        """Return the labels by labeller, the person's decisions and the file's people among them."""
        ratings = {name: said for name, said in self.labelled.ratings().items() if name != PEOPLE}
        if self.decisions:
            ratings[PEOPLE] = tuple(self.decisions.get(verdict.item.digest) for verdict in self._voted)
        return ratings

    def counts(self) -> Counter[str]:
        """Return how many items have each label; "" counts those without one."""
        return Counter(self.verdict(at).label for at in range(len(self._voted)))

    def decided(self) -> int:
        """Return how many items a person decided."""
        return sum(1 for verdict in self._voted if verdict.item.digest in self.decisions)

    def doubtful(self) -> int:
        """Return how many items no person decided and the labellers do not agree on, or have not labelled."""
        every = (self.verdict(at) for at in range(len(self._voted)))
        return sum(1 for verdict in every if verdict.by != PEOPLE and in_doubt(verdict))

    def voices(self, verdict: Verdict) -> list[Voice]:
        """Return what each labeller said about an item, the file's people after the others."""
        at = self._places[verdict.item.row]
        said = [
            Voice(name, judgement.label, judgement.confidence, judgement.reason)
            for name, judgements in self.labelled.judgements.items()
            if name != PEOPLE and (judgement := judgements[at]) is not None
        ]
        return said + [Voice(column, label) for column, label in verdict.item.people]

    def errors(self, verdict: Verdict) -> list[tuple[str, str]]:
        """Return (labeller, error) of the labellers that failed on an item."""
        return [
            (name, errors[verdict.item.digest])
            for name, errors in self.labelled.errors.items()
            if verdict.item.digest in errors
        ]

    def _belongs(self, at: int) -> bool:
        verdict = self.verdict(at)
        match self.view:
            case "doubtful":
                return verdict.by != PEOPLE
            case "decided":
                return verdict.by == PEOPLE
            case "failed":
                return not verdict.label
        return True


def in_doubt(verdict: Verdict) -> bool:
    """Return whether an item has no label, or some labellers gave it another."""
    return not verdict.label or (verdict.agreement is not None and verdict.agreement < 1.0)
