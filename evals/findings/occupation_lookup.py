"""Check how Chinese job titles that nobody listed find their occupation: by characters, by meaning, by chance.

Run `python -m evals.findings.occupation_lookup`; it takes a minute. Writes occupation_lookup.md with --write.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from tools.exposure.data import csco
from tools.exposure.occupations.book import chinese_book
from tools.exposure.occupations.nearest import NEAR_LETTERS, NEAR_MEANING, index_letters, similar_meaning

FINDINGS = Path(__file__).parent
HELD_OUT = 1_000
BY_MEANING = 300
SEED = 20240724
MINOR = 4
"""Characters of a code that name the sub-major group: 4-07."""


def measure() -> str:
    """Return the shares of held-out job titles whose code is found, as Markdown."""
    book, titles = chinese_book(), csco.load_job_titles()
    titles = titles[titles["soc"].isin(list(book.occupations))]
    held_out = titles.sample(HELD_OUT, random_state=SEED)
    rest = titles.drop(held_out.index)
    names = [(name, codes[0]) for name, codes in book.names.items()]
    advertised = list(zip(rest["title"], rest["soc"], strict=True))
    asked, truth = held_out["title"].tolist(), held_out["soc"].tolist()
    rows = [
        _by_letters("characters, other job titles known", [*names, *advertised], asked, truth),
        _by_letters("characters, titles and aliases alone", names, asked, truth),
        _by_meaning(asked[:BY_MEANING], truth[:BY_MEANING]),
        _row("chance: the commonest code", [titles["soc"].mode()[0]] * len(truth), np.zeros(len(truth)), truth, 2.0),
    ]
    head = [
        "# Finding occupations by job title",
        "",
        f"Written by `python -m evals.findings.occupation_lookup --write`. {HELD_OUT:,} job titles of advertisements,",
        f"held out of {len(titles):,} with a code of an occupation (by meaning: the first {BY_MEANING} of them).",
        "",
        "| compared by | right code, % | right sub-major group, % | near enough to take, % | right code of these, % |",
        "|---|---|---|---|---|",
    ]
    return "\n".join([*head, *rows]) + "\n"


def _by_letters(what: str, pairs: list[tuple[str, str]], asked: list[str], truth: list[str]) -> str:
    index = index_letters(pairs)
    similarity = [index.similarity(name) for name in asked]
    return _row(
        what, [index.codes[each.argmax()] for each in similarity], np.array([s.max() for s in similarity]), truth,
        NEAR_LETTERS,
    )  # fmt: skip


def _by_meaning(asked: list[str], truth: list[str]) -> str:
    book = chinese_book()
    codes = list(book.occupations)
    similarity = [similar_meaning(name, book) for name in asked]
    found = [codes[each.argmax()] for each in similarity]
    return _row("meaning (embeddings of titles)", found, np.array([s.max() for s in similarity]), truth, NEAR_MEANING)


def _row(what: str, found: list[str], similarity: np.ndarray, truth: list[str], least: float) -> str:
    right = np.array([mine == code for mine, code in zip(found, truth, strict=True)])
    group = np.array([mine[:MINOR] == code[:MINOR] for mine, code in zip(found, truth, strict=True)])
    taken = similarity >= least
    of_these = f"{100 * right[taken].mean():.0f}" if taken.any() else ""
    return f"| {what} | {100 * right.mean():.0f} | {100 * group.mean():.0f} | {100 * taken.mean():.0f} | {of_these} |"


def main() -> None:
    """Measure and print; with --write, keep the table in evals/findings."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--write", action="store_true", help="write occupation_lookup.md")
    options = parser.parse_args()
    text = measure()
    print(text)
    if options.write:
        (FINDINGS / "occupation_lookup.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
