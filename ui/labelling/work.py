"""One list on its way through the tab: its table, its columns, who labels it, and the run."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal

from tools.core.context import Context
from tools.core.errors import UserError
from tools.core.workspace import workspace
from tools.exposure.labelling.columns import Columns, find_columns
from tools.exposure.labelling.engine import Labelled, collect, label_items
from tools.exposure.labelling.estimate import Price
from tools.exposure.labelling.items import Item, Items, make_items
from tools.exposure.labelling.labeller import PEOPLE, Labeller
from tools.exposure.labelling.labellers import CLASSIFIER, LabellerOptions, make_labellers
from tools.exposure.labelling.reading import Table
from tools.exposure.labelling.rubric import LABELS, Language, Rubric, load_rubric, rubric_language
from tools.exposure.labelling.store import LabelStore
from tools.exposure.labelling.votes import Method
from ui.labelling.job import Job, start_job
from ui.labelling.review import Review
from ui.language import say, told
from ui.work import Desk

MOST_LISTS = 24
"""Lists kept in memory; the oldest goes. Its labels stay in the store: the same file taken in again has them."""


NO_COLUMN = "No heading of {name} looks like occupations or tasks. Choose the column that holds them."


@dataclass(frozen=True)
class Choice:
    """Who is to label, and how.

    Attributes:
        names: labellers as a person names them.
        language: of the rubric; empty for that of the list.
        reasons: whether models are asked for a reason.
        per_minute: calls a minute at most to each model; 0 for no limit.
    """

    names: tuple[str, ...] = (CLASSIFIER,)
    language: Language | Literal[""] = ""
    reasons: bool = True
    per_minute: float = 0.0


@dataclass
class Work:
    """A list and what is known of it.

    Attributes:
        owner: whose list it is; empty where nobody need log in.
        ticket: its unguessable name, in the addresses of downloads.
        table: the file as it was read.
        columns: which column holds what.
        items: what is labelled; None where the columns do not say it.
        problem: why there are no items.
        choice: who is to label.
        prices: of a million tokens by labeller, "" for all.
        method, with_columns: how the votes become one label, and whether the file's people vote too.
        job: the run under way or the last one.
        review: the labels under review; None before there are any.
        revision: goes up with each change, so that what was worked out before it is not shown after it.
    """

    table: Table
    owner: str = ""
    ticket: str = field(default_factory=lambda: secrets.token_hex(16))
    columns: Columns = field(default_factory=Columns)
    items: Items | None = None
    problem: str = ""
    choice: Choice = field(default_factory=Choice)
    prices: dict[str, Price] = field(default_factory=dict)
    method: Method = "majority"
    with_columns: bool = False
    job: Job | None = None
    review: Review | None = None
    revision: int = 0

    @property
    def running(self) -> bool:
        """Return whether it is being labelled."""
        return self.job is not None and self.job.running

    @property
    def texts(self) -> tuple[Item, ...]:
        """Return the items, none where the columns do not say them."""
        return self.items.items if self.items else ()

    def guess_columns(self) -> None:
        """Guess the columns from the headings."""
        try:
            self.table, columns = find_columns(self.table)
        except UserError:
            # Its words are for the command line.
            self._use(
                Columns(),
                say(NO_COLUMN, name=self.table.name),
            )
        else:
            self._use(columns)

    def set_columns(self, columns: Columns) -> None:
        """Take the columns that a person chose."""
        if not (columns.title or columns.task):
            self._use(columns, say("Choose the column with the occupations or the one with the tasks, or both."))
            return
        chosen = [name for name in (columns.title, columns.task, *columns.people) if name]
        if unknown := sorted({*chosen, columns.id} - {"", *self.table.header}):
            self._use(
                columns,
                say("{name} has no column {column}. Choose one of its own.", name=self.table.name, column=unknown[0]),
            )
            return
        if repeated := sorted({name for name in chosen if chosen.count(name) > 1}):
            self._use(
                columns, say("The column {column} is chosen twice. A column holds one thing.", column=repeated[0])
            )
            return
        self._use(columns)

    def rubric(self) -> Rubric:
        """Return the rubric that the models are told, in the language of the list unless another was chosen."""
        return load_rubric(self.choice.language or rubric_language(self.texts))

    def labellers(self) -> tuple[Labeller, ...]:
        """Return the chosen labellers.

        Raises:
            UserError: one is unknown or cannot be had, or none is chosen.
        """
        options = LabellerOptions(per_minute=self.choice.per_minute, reasons=self.choice.reasons)
        return make_labellers(self.choice.names, self.rubric(), options)

    def start(self, desk: Desk) -> Job:
        """Start labelling what is not labelled yet.

        Raises:
            UserError: there is nothing to label, or a labeller cannot be had.
        """
        if not self.texts:
            raise UserError(self.problem or "There is nothing to label in this list.")
        items, labellers, store = self.texts, self.labellers(), label_store()

        def work(ctx: Context) -> Mapping[str, str]:
            return label_items(items, labellers, store, ctx).stopped

        self.revision += 1
        self.job = start_job(work, desk, self.owner, self.table.name)
        return self.job

    def known(self) -> Labelled:
        """Return what the store knows of the list.

        Raises:
            UserError: a labeller cannot be had, or the store cannot be read.
        """
        return collect(self.texts, self.labellers(), label_store())

    def open_review(self) -> Review | None:
        """Return the labels that the store knows for review, ordered anew; None where there is none yet.

        Raises:
            UserError: a labeller cannot be had, the store cannot be read, or the votes do not suffice for the method.
        """
        known = self.known()
        if not any(any(said) for name, said in known.judgements.items() if name != PEOPLE):
            self.review = None
        else:
            view = self.review.view if self.review else "doubtful"
            self.review = Review(known, self.method, self.with_columns, view)
        return self.review

    def decide(self, place: int, label: str) -> None:
        """Store a person's label for an item of the page in sight; "" takes an earlier one back.

        Raises:
            UserError: it cannot be stored.
            ValueError: there is no such label.
        """
        verdicts = self.review.verdicts() if self.review else []
        if self.review is None or place >= len(verdicts):
            return
        item = verdicts[place].item
        if label and label not in LABELS:
            raise ValueError(f"{label!r} is no label")
        label_store().decide({item: label})
        if label:
            self.review.decisions[item.digest] = label
        else:
            self.review.decisions.pop(item.digest, None)

    def _use(self, columns: Columns, problem: str = "") -> None:
        self.columns, self.items, self.problem = columns, None, problem
        self.revision += 1
        if problem:
            return
        try:
            self.items = make_items(self.table, columns)
        except UserError as error:
            self.problem = told(error)


class Shelf:
    """The lists of all open pages by their tickets; the list of a page is nobody else's to see."""

    def __init__(self, most: int = MOST_LISTS) -> None:
        self._most = most
        self._lists: OrderedDict[str, Work] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, work: Work) -> None:
        """Keep a list; the oldest that is not being labelled goes where there are too many."""
        with self._lock:
            self._lists[work.ticket] = work
            for ticket in [ticket for ticket, kept in self._lists.items() if not kept.running and kept is not work]:
                if len(self._lists) <= self._most:
                    break
                del self._lists[ticket]

    def find(self, ticket: str, owner: str = "") -> Work | None:
        """Return a person's list; None where it is not here any more, or another's."""
        with self._lock:
            work = self._lists.get(ticket)
            if work is not None and work.owner != owner:
                return None
            if work is not None:
                self._lists.move_to_end(ticket)
            return work


def label_store() -> LabelStore:
    """Return the store of the labels in the workspace, opened once: calls in flight may end after a run has."""
    return _store(workspace().labels)


@lru_cache(maxsize=4)
def _store(path: Path) -> LabelStore:
    return LabelStore(path)
