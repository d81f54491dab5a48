"""The numbers of an answer, each tied to the run and the figure that it comes from."""

import re
from collections.abc import Callable, Iterable
from html import escape

from agent.grounding import PROBLEMS, Found


def with_links(text: str, numbers: Iterable[Found], write: Callable[[str], str]) -> str:
    """Return an answer's Markdown with its numbers linked to their runs, and doubtful ones marked.

    Args:
        text: the answer.
        numbers: what the number guard found, positions in `text`.
        write: how the text between the numbers is written.

    >>> with_links("Up 3 %.", [Found("3 %", 3, 6, "", "0123456789ab", "growth.CHN", "Growth of China = 3.04")], str)
    'Up <a class="q-figure" href="#run-0123456789ab" title="Growth of China = 3.04 (run 0123456789ab)">3 %</a>.'
    """
    parts, at = [], 0
    for number in sorted(numbers, key=lambda number: number.start):
        if number.start < at or text[number.start : number.end] != number.text or not (number.problem or number.run_id):
            continue
        parts += [write(text[at : number.start]), _tag(number)]
        at = number.end
    return "".join([*parts, write(text[at:])])


def doubts(numbers: Iterable[Found]) -> str:
    """Return the numbers that are not to be relied on, each once, with the reason."""
    told = {number.text: PROBLEMS[number.problem][0] for number in numbers if number.problem}
    return "; ".join(f"{text} ({problem})" for text, problem in told.items())


def _tag(number: Found) -> str:
    shown = _attribute(number.text)
    if number.problem:
        return f'<mark class="q-doubt" title="{_attribute(PROBLEMS[number.problem][0])}">{shown}</mark>'
    run = re.sub("[^0-9a-f]", "", number.run_id)
    label = _attribute(f"{number.label} (run {run})")
    return f'<a class="q-figure" href="#run-{run}" title="{label}">{shown}</a>'


def _attribute(text: str) -> str:
    """Return a text for an attribute inside Markdown: neither HTML nor Markdown can be read in it."""
    escaped = escape(" ".join(text.split()))
    return re.sub(r"[|`*_\[\]\\~$]", lambda match: f"&#{ord(match[0])};", escaped)
