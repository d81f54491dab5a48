"""Whether every number of a report is found in the runs it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.grounding import Source, check_numbers, numbers_in, source_of_data, source_of_text
from agent.report.document import Block, Document, Table, text_of_block
from tools.core.runs import Run


@dataclass(frozen=True)
class Verification:
    """How many numbers a report states, how many are found in its runs, and which are not."""

    numbers: int
    verified: int
    unverified: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Return whether every number is verified."""
        return not self.unverified


def verify(document: Document, runs: Sequence[Run], topic: str) -> Verification:
    """Look up each number that a report claims in its run, or, in the summary, in any of its runs.

    Args:
        document: the report.
        runs: the runs behind it.
        topic: the person's words, which may hold numbers too.
    """
    told = {run.id: sources_of_run(run) for run in runs}
    said = source_of_text(topic)
    everything = [said, *(source for sources in told.values() for source in sources)]
    count, lost = 0, list[str]()
    for block in document.blocks:
        if not block.claims:
            continue
        sources = [said, *told[block.run_id]] if block.run_id in told else everything
        for text in _pieces(block):
            found = numbers_in(text)
            missing = set(check_numbers(text, sources).unverified)
            count += len(found)
            lost += [number.text for number in found if number.text in missing]
    return Verification(count, count - len(lost), tuple(dict.fromkeys(lost)))


def sources_of_run(run: Run) -> list[Source]:
    """Return what may be quoted from a run: its figures and words first, then its tables and arguments."""
    result = run.result.to_json()
    told = [result["values"], result["headline"], result["headline_zh"], result["notes"]]
    titles = [chart["title"] for chart in result["charts"]]
    sources = [source_of_data([told, titles, run.arguments], run.id)]
    return sources + [source_of_data(table, run.id) for table in result["tables"].values()]


def source_of_words(run: Run) -> Source:
    """Return the narrower source for generated words: figures, headline and arguments, no tables."""
    result = run.result
    values = [value.value for value in result.values.values()]
    return source_of_data([values, result.headline, result.headline_zh, run.arguments], run.id)


def _pieces(block: Block) -> list[str]:
    """Return a block's texts to check one by one; a table's cells may not run together into other numbers."""
    if isinstance(block, Table):
        cells = [cell.replace("e\N{MINUS SIGN}", "e-") for row in block.rows for cell in row if cell]
        return [block.caption, *cells]
    return [text_of_block(block)]
