"""What a running tool may use: progress, cancellation, seed, data sets and a parallel map."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import TypeVar

from tools.core.errors import Cancelled
from tools.core.parallel import Prefer, parallel_map

Item = TypeVar("Item")
Out = TypeVar("Out")


@dataclass(frozen=True)
class Progress:
    """How far a tool has come: `done` of `total` steps, and what it is doing in words."""

    done: float
    total: float
    message: str


@dataclass(frozen=True)
class Context:
    """Handed to every tool as its second argument.

    Attributes:
        seed: seed for every random draw of the run.
        folders: folder of each data set that the tool declared for these arguments.
        cache: folder for what can be made again (compiled functions).
        report: receives each progress step.
        stop: set when the person presses Stop.
    """

    seed: int
    folders: Mapping[str, Path]
    cache: Path
    report: Callable[[Progress], None] = lambda _: None
    stop: Event = field(default_factory=Event)

    def progress(self, done: float, total: float, message: str) -> None:
        """Report progress to the person, and stop here if they asked to.

        Raises:
            Cancelled: the person pressed Stop.
        """
        self.check_cancelled()
        self.report(Progress(done, total, message))

    def cancelled(self) -> bool:
        """Return whether the person pressed Stop."""
        return self.stop.is_set()

    def check_cancelled(self) -> None:
        """Raise Cancelled if the person pressed Stop."""
        if self.cancelled():
            raise Cancelled("stopped")

    def dataset(self, name: str) -> Path:
        """Return the folder of a data set that the tool declared for these arguments.

        Raises:
            LookupError: the tool did not declare it, so the run's identity would not cover it (a bug).
        """
        if name not in self.folders:
            raise LookupError(f"data set '{name}' was not declared by the tool: add it to @tool(datasets=...)")
        return self.folders[name]

    def map(
        self,
        fn: Callable[[Item], Out],
        items: Iterable[Item],
        *,
        prefer: Prefer = "processes",
        on_result: Callable[[int, Out], None] = lambda at, result: None,
    ) -> list[Out]:
        """Apply `fn` to each item in parallel, in order, with progress and cancellation.

        Args:
            fn: a picklable function of one item.
            items: the items.
            prefer: "threads" where the work releases the interpreter lock (JAX, NumPy), else "processes".
            on_result: receives (place, result) as each result comes.

        Raises:
            Cancelled: the person pressed Stop; work not yet begun is dropped.
        """
        return parallel_map(fn, list(items), prefer=prefer, on_done=self._count, on_result=on_result)

    def _count(self, done: int, total: int) -> None:
        self.progress(done, total, f"{done} of {total}")
