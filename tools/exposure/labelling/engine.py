"""Labelling a list of items by several labellers: what is stored is not asked again, what is new is stored at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from queue import Empty, SimpleQueue

from tools.core.context import Context
from tools.core.errors import Cancelled, UserError
from tools.core.parallel import cluster_threads
from tools.exposure.labelling.calling import Batch, Batched, label_batch
from tools.exposure.labelling.items import Item
from tools.exposure.labelling.labeller import PEOPLE, Judgement, Labeller
from tools.exposure.labelling.store import LabelStore, Outcome

CLUSTER_BATCH = 20
"""Items in a work item of a cluster: what a killed worker or a killed run may have to ask again."""

LOOK_EVERY = 0.1


@dataclass(frozen=True)
class Labelled:
    """What is known of a list of items.

    Attributes:
        items: the items, in the order of the file.
        judgements: by labeller, a judgement or None for each item; review decisions are the labeller "people".
        errors: by labeller, the latest error by the item's digest, of items without a judgement.
        stopped: by labeller, why it stopped early.
        calls: by labeller, how many texts were asked about now; the rest came from the store.
    """

    items: tuple[Item, ...]
    judgements: dict[str, tuple[Judgement | None, ...]]
    errors: dict[str, dict[str, str]]
    stopped: dict[str, str]
    calls: dict[str, int]

    def ratings(self, *, columns: bool = True) -> dict[str, tuple[str | None, ...]]:
        """Return the labels by labeller, None where there is none.

        Args:
            columns: whether each of the file's columns with people's labels counts as a labeller of its own, named
                "people: COLUMN".
        """
        said = {
            name: tuple(judgement.label if judgement else None for judgement in judgements)
            for name, judgements in self.judgements.items()
        }
        if columns:
            named = dict.fromkeys(name for item in self.items for name, _ in item.people)
            for name in named:
                said[f"{PEOPLE}: {name}"] = tuple(dict(item.people).get(name) for item in self.items)
        return said

    def missing(self, labeller: str) -> int:
        """Return how many items a labeller has not labelled."""
        return sum(1 for judgement in self.judgements[labeller] if judgement is None)


def distinct(items: Sequence[Item]) -> tuple[Item, ...]:
    """Return the items with a text that none before has."""
    return tuple({item.digest: item for item in reversed(items)}.values())[::-1]


def waiting(items: Sequence[Item], labeller: Labeller, store: LabelStore) -> tuple[Item, ...]:
    """Return the items, one for each text, that a labeller has no stored label for."""
    texts = distinct(items)
    known = store.judgements(store.know(labeller), texts)
    return tuple(item for item in texts if item.digest not in known)


def label_items(items: Sequence[Item], labellers: Sequence[Labeller], store: LabelStore, ctx: Context) -> Labelled:
    """Label items, each text once by each labeller; items that failed in an earlier run are tried again.

    A labeller that can be called from other machines works on the cluster, where QUESNAY_DASK_SCHEDULER names one.

    Args:
        items: what to label.
        labellers: who labels it, each name once.
        store: where every answer is written as it comes.
        ctx: progress and cancellation.

    Raises:
        Cancelled: the person pressed Stop; what was labelled is stored, and `collect` gives it.
        UserError: two labellers share a name, or the answers cannot be stored.
    """
    names = [labeller.name for labeller in labellers]
    if repeated := {name for name in names if names.count(name) > 1 or name == PEOPLE}:
        raise UserError(f"The labeller {', '.join(sorted(repeated))} is named twice. Name each labeller once.")
    run = _Run(items, labellers, store, ctx)
    run.work()
    found = collect(items, labellers, store)
    return Labelled(found.items, found.judgements, found.errors, run.stopped, run.calls)


def collect(items: Sequence[Item], labellers: Sequence[Labeller], store: LabelStore) -> Labelled:
    """Return what the store knows of items, without a call."""
    judgements: dict[str, tuple[Judgement | None, ...]] = {}
    errors: dict[str, dict[str, str]] = {}
    texts = distinct(items)
    for labeller in labellers:
        identity = store.know(labeller)
        known = store.judgements(identity, texts)
        judgements[labeller.name] = tuple(known.get(item.digest) for item in items)
        failed = store.errors(identity, texts)
        errors[labeller.name] = {digest: error for digest, error in failed.items() if digest not in known}
    if decided := store.decisions(texts):
        said = {digest: Judgement(label) for digest, label in decided.items()}
        judgements[PEOPLE] = tuple(said.get(item.digest) for item in items)
        errors[PEOPLE] = {}
    return Labelled(tuple(items), judgements, errors, {}, {})


class _Run:
    """One pass over the items that are not labelled yet."""

    def __init__(self, items: Sequence[Item], labellers: Sequence[Labeller], store: LabelStore, ctx: Context) -> None:
        self._store = store
        self._ctx = ctx
        texts = distinct(items)
        self._total = len(texts) * len(labellers)
        self._todo: dict[str, tuple[Labeller, str, tuple[Item, ...]]] = {}
        for labeller in labellers:
            identity = store.know(labeller, texts)
            todo = waiting(items, labeller, store)
            if todo:
                self._todo[labeller.name] = (labeller, identity, todo)
        self._done = self._total - sum(len(todo) for _, _, todo in self._todo.values())
        self._failed = 0
        self._told = ""
        self._lock = threading.Lock()
        self._halt = threading.Event()
        self.stopped: dict[str, str] = {}
        self.calls = {labeller.name: 0 for labeller in labellers}

    def work(self) -> None:
        """Work off what is left, each part in a thread of its own; this one tells progress and sees to a stop."""
        threads = cluster_threads()
        far = [name for name, (labeller, _, _) in self._todo.items() if labeller.remote and threads]
        parts = [partial(self._here, name) for name in self._todo if name not in far]
        parts += [partial(self._on_cluster, far, threads)] if far else []
        ends: SimpleQueue[BaseException | None] = SimpleQueue()

        def serve(part: Callable[[], None]) -> None:
            try:
                part()
                ends.put(None)
            except BaseException as error:  # noqa: BLE001  Raised again in the thread that waits.
                ends.put(error)

        self._tell()
        # Daemons: a call that hangs holds up neither a stop nor the end of the program.
        for part in parts:
            threading.Thread(target=serve, args=(part,), daemon=True, name="labelling").start()
        try:
            left = len(parts)
            while left:
                try:
                    end = ends.get(timeout=LOOK_EVERY)
                except Empty:
                    self._tell()
                    continue
                if end:
                    raise end
                left -= 1
            self._tell()
        finally:
            self._halt.set()

    def _here(self, name: str) -> None:
        labeller, _, todo = self._todo[name]
        batch = Batch(labeller, todo, labeller.pace.per_minute)
        if refused := label_batch(batch, partial(self._keep, name), self._halt).refused:
            self.stopped[name] = refused

    def _keep(self, name: str, outcomes: Sequence[Outcome]) -> None:
        self._store.save(self._todo[name][1], outcomes)
        with self._lock:
            self._done += len(outcomes)
            self._failed += sum(1 for outcome in outcomes if outcome.judgement is None)
            self.calls[name] += len(outcomes)

    def _tell(self) -> None:
        failed = f", {self._failed:,} failed" if self._failed else ""
        message = f"{self._done:,} of {self._total:,} labels{failed}"
        if message == self._told:
            self._ctx.check_cancelled()
            return
        self._told = message
        self._ctx.progress(self._done, self._total, message)

    def _on_cluster(self, names: list[str], threads: int) -> None:
        """Let the cluster work off the labellers' batches, in turn; a labeller that refuses is left out."""
        work = [
            (name, Batch(labeller, todo[at : at + CLUSTER_BATCH], labeller.pace.per_minute / threads))
            for name in names
            for labeller, _, todo in [self._todo[name]]
            for at in range(0, len(todo), CLUSTER_BATCH)
        ]
        silent = replace(self._ctx, report=lambda step: None)  # Labels are counted here, not batches.
        done: set[int] = set()
        while left := [at for at, (name, _) in enumerate(work) if at not in done and name not in self.stopped]:

            def keep(place: int, result: Batched, left: list[int] = left) -> None:
                name = work[left[place]][0]
                done.add(left[place])
                self._keep(name, result.outcomes)
                if self._halt.is_set():
                    raise Cancelled("stopped")
                if result.refused and name not in self.stopped:
                    self.stopped[name] = result.refused
                    raise _Refusal

            try:
                silent.map(label_batch, [work[at][1] for at in left], on_result=keep)
            except _Refusal:
                continue


class _Refusal(Exception):
    """A labeller refused: the map begins again without it."""
