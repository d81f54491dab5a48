"""Labellers made for tests, a store of their own, and tables."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tools.core.context import Context
from tools.exposure.labelling.columns import find_columns
from tools.exposure.labelling.items import Item, Items, make_items
from tools.exposure.labelling.labeller import Judgement, Pace
from tools.exposure.labelling.reading import read_table
from tools.exposure.labelling.store import LabelStore

QUICK = Pace(concurrent=4, attempts=3, backoff=0.01)


def by_length(item: Item) -> Judgement:
    """Label an item by the length of its text: a rule that tests can repeat."""
    label = f"E{len(item.title + item.task) % 3}"
    return Judgement(label, tuple(0.8 if label == f"E{at}" else 0.1 for at in range(3)), "by length")  # type: ignore[arg-type]


@dataclass
class ScriptedLabeller:
    """A labeller that does what a test says, and remembers what it was asked."""

    name: str = "scripted"
    answer: Callable[[Item], Judgement] = by_length
    pace: Pace = QUICK
    remote: bool = False
    version: str = "1"
    asked: list[str] = field(default_factory=list)
    began: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def identity(self) -> dict[str, str]:
        return {"model": self.name, "version": self.version}

    def expected_tokens(self, item: Item) -> tuple[int, int]:
        return 100, 10

    def label(self, items: Sequence[Item]) -> list[Judgement]:
        with self.lock:
            self.asked += [item.title for item in items]
            self.began.append(time.monotonic())
        return [self.answer(item) for item in items]


@pytest.fixture
def store(tmp_path: Path):
    opened = LabelStore(tmp_path / "labels" / "labels.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def ctx(tmp_path: Path) -> Context:
    return Context(seed=1, folders={}, cache=tmp_path)


def some_items(count: int) -> tuple[Item, ...]:
    return tuple(Item(at + 2, str(at), f"Occupation {'x' * (at % 7)}{at}", f"Task {at}") for at in range(count))


def items_of(text: str | bytes, name: str = "input.csv", **mapping: str) -> Items:
    content = text.encode() if isinstance(text, str) else text
    return make_items(*find_columns(read_table(content, name), mapping))
