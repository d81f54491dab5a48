"""How well questions find their passages: `python -m evals.retrieval [--write]`.

60 questions, 30 English and 30 Chinese, on the notes that ship and on four documents that exist in one language alone,
so that a third of the questions must cross languages. A question is answered where one of the first five passages is
from the right file and holds the right words. Controls: meaning alone, words alone, and five passages at random.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import knowledge.library as room
from knowledge.intake import read_path
from knowledge.library import Library
from knowledge.passages import Passage

CASES = Path(__file__).parent / "cases"
FINDINGS = Path(__file__).parent / "findings" / "retrieval.md"
COUNT = 5
ASKED = 0.9
BOOTSTRAPS = 2_000


@dataclass(frozen=True)
class Case:
    """A question, the files that may answer it (by name) and words that the passage holds, any of them."""

    question: str
    sources: tuple[str, ...]
    contains: tuple[str, ...]

    @property
    def language(self) -> str:
        """Return the question's language."""
        return "en" if self.question.isascii() else "zh"

    @property
    def kind(self) -> str:
        """Return from which language to which the question leads."""
        if not self.sources[0].endswith(".md"):
            return f"{self.language} to notes"
        return f"{self.language} to {'en' if self.sources[0].isascii() else 'zh'} document"

    def answered_by(self, passages: Sequence[Passage]) -> bool:
        """Return whether one of the passages answers."""
        return any(
            passage.source in self.sources and any(words in passage.text for words in self.contains)
            for passage in passages
        )


def cases() -> list[Case]:
    """Return the question-passage pairs."""
    lines = (CASES / "retrieval.jsonl").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    return [Case(one["question"], tuple(one["source"].split("|")), tuple(one["contains"])) for one in found]


def fill(library: Library) -> None:
    """Put the test documents on the shelf."""
    library.add([read_path(path) for path in sorted((CASES / "retrieval").iterdir())])


def hits(library: Library, asked: Sequence[Case]) -> list[bool]:
    """Return which questions are answered among the first passages."""
    return [case.answered_by(library.search(case.question, None, COUNT)) for case in asked]


def with_weights(dense: float, words: float, measure: Callable[[], list[bool]]) -> list[bool]:
    """Return a measure under other weights of the two rankings."""
    kept = room.DENSE_WEIGHT, room.WORDS_WEIGHT
    room.DENSE_WEIGHT, room.WORDS_WEIGHT = dense, words
    try:
        return measure()
    finally:
        room.DENSE_WEIGHT, room.WORDS_WEIGHT = kept


def interval(found: Sequence[bool]) -> str:
    """Return a recall in percent with its 95 % bootstrap interval over questions."""
    draw = random.Random(0)
    means = sorted(sum(draw.choices(found, k=len(found))) / len(found) for _ in range(BOOTSTRAPS))
    low, high = means[int(0.025 * BOOTSTRAPS)], means[int(0.975 * BOOTSTRAPS)]
    return f"{100 * sum(found) / len(found):.0f} ({100 * low:.0f} to {100 * high:.0f})"


def report() -> str:
    """Return the findings as Markdown."""
    asked = cases()
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder))
        fill(library)
        library.search("warm up")
        started = time.perf_counter()
        both = hits(library, asked)
        seconds = (time.perf_counter() - started) / len(asked)
        ways = {
            "both, merged by ranks": both,
            "meaning alone": with_weights(1.0, 0.0, lambda: hits(library, asked)),
            "words alone (BM25)": with_weights(0.0, 1.0, lambda: hits(library, asked)),
        }
        chunks = sum(entry.chunks for entry in [*library.documents(), *library.notes()])
        library.close()
    kinds = sorted({case.kind for case in asked})
    lines = [
        "# Retrieval",
        "",
        "Written by `python -m evals.retrieval --write`. Share of questions, in percent, with a right passage among "
        f"the first {COUNT} (in brackets the 95 % bootstrap interval over questions); asked: {100 * ASKED:.0f}. "
        f"{len(asked)} questions over {chunks} chunks; {1e3 * seconds:.0f} ms a search on two shared cores.",
        "",
        "| ranked by | all | "
        + " | ".join(f"{kind} ({sum(case.kind == kind for case in asked)})" for kind in kinds)
        + " |",
        "|---" * (2 + len(kinds)) + "|",
    ]
    for way, found in ways.items():
        parts = [
            interval([hit for hit, case in zip(found, asked, strict=True) if case.kind == kind]).split(" ")[0]
            for kind in kinds
        ]
        lines.append(f"| {way} | {interval(found)} | {' | '.join(parts)} |")
    missed = [case.question for case, hit in zip(asked, both, strict=True) if not hit]
    lines += ["", "Not found: " + ("; ".join(missed) if missed else "none") + ".", ""]
    return "\n".join(lines)


def main() -> None:
    """Print the findings, and write them where asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write evals/findings/retrieval.md")
    text = report()
    print(text)
    if parser.parse_args().write:
        FINDINGS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
