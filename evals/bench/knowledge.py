"""How fast documents are taken in and searched: `python -m evals.bench.knowledge [--chunks N]`.

Text is made up from the sentences of the notes, shuffled, so that chunks have the length of real ones. Every step is
timed by the clock and by the processor time of this process: on a machine that does other work the clock is an upper
bound, the processor time divided by the processors is what it would take alone.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from knowledge.embeddings import DIMENSIONS
from knowledge.library import Library
from knowledge.meaning import Report, passage_vectors, silent
from knowledge.notes import note_pages
from knowledge.passages import Section, Source
from knowledge.splitting import sentences, split

ASKED_SECONDS = 300.0
ASKED_SEARCH = 0.1
QUESTIONS = (
    "What does the trade model assume about labour?",
    "Which tariffs come out of a trade war?",
    "How exposed are manufacturing jobs?",
    "机器学习预测真的更准吗？",
    "绝对位置编码为什么不能外推？",
)


def made_up(chunks: int, seed: int = 0) -> Source:
    """Return a document of at least `chunks` chunks."""
    draw = random.Random(seed)
    known = [sentence for page in note_pages() for section in page.sections for sentence in sentences(section.text)]
    sections: list[Section] = []
    held = 0
    while held < chunks:
        words = [draw.choice(known) for _ in range(60)]
        section = Section(" ".join(words), f"Chapter {len(sections) + 1}", len(sections) + 1)
        held += len(split([section]))
        sections.append(section)
    return Source("made-up.txt", "made-up", "0" * 64, 1, tuple(sections))


def at_random(texts: Sequence[str], report: Report = silent) -> Any:
    """Return vectors of length one that mean nothing."""
    vectors = np.random.default_rng(0).normal(size=(len(texts), DIMENSIONS)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long a step took."""
    clock, processor = time.perf_counter(), time.process_time()
    yield
    took, used = time.perf_counter() - clock, time.process_time() - processor
    print(f"| {what} | {took:.1f} | {used:.1f} | {os.getloadavg()[0]:.1f} |", flush=True)


def main() -> None:
    """Print a table of the steps."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chunks", type=int, default=10_000, help="chunks to add")
    parser.add_argument("--no-embedding", action="store_true", help="add vectors at random, to time the search alone")
    options = parser.parse_args()
    source = made_up(options.chunks)
    count = len(split(source.sections))
    print("| step | seconds | processor seconds | load |\n|---|---|---|---|")
    passage_vectors(["warm up"])
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder), at_random if options.no_embedding else passage_vectors)
        library.search("warm up")
        with timed(f"add {count:,} chunks (asked: {ASKED_SECONDS:g} s)"):
            library.add([source])
        with timed("first search (the words are counted)"):
            library.search(QUESTIONS[0])
        took = []
        used = time.process_time()
        for question in QUESTIONS * 4:
            began = time.perf_counter()
            library.search(question)
            took.append(time.perf_counter() - began)
        used = (time.process_time() - used) / len(took)
        print(
            f"\n{count:,} chunks: {1e3 * median(took):.0f} ms a search by the clock (median of {len(took)}; longest "
            f"{1e3 * max(took):.0f} ms), {1e3 * used:.0f} ms of the processor; asked: {1e3 * ASKED_SEARCH:g} ms"
        )
        library.close()


if __name__ == "__main__":
    main()
