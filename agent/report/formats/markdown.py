r"""A report as Markdown: text is escaped, so that nothing in it is read as a heading, a link, a picture or HTML."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from agent.report.document import Block, Column, Commands, Figure, Heading, Items, Paragraph, Span, Table

if TYPE_CHECKING:
    from agent.report.report import Report

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$^@!])")
_AT_START = re.compile(r"^(\s*)([-+=>:]|\d+[.)])")


def markdown(report: Report, pictures: str) -> str:
    """Return a report as Markdown whose pictures lie in the folder `pictures` beside it."""
    document = report.document
    lines = [f"# {escape(document.title)}", f"{escape(document.subtitle)} · {escape(document.date)}"]
    contents = [
        f"{'  ' * (heading.level - 1)}- {escape(_numbered(heading))}"
        for heading in document.headings
        if heading.level <= 2
    ]
    lines += [f"**{escape(document.contents)}**", "\n".join(contents)]
    for block in document.blocks:
        lines += _block(block, pictures)
    lines.append(f"*{escape(report.check_line)}*")
    return "\n\n".join(line for line in lines if line) + "\n"


def archive(report: Report) -> bytes:
    """Return the Markdown with its pictures as a zip archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("report.md", markdown(report, "figures"))
        for figure in report.document.figures:
            out.writestr(f"figures/{figure.name}.png", report.picture(figure.name))
    return packed.getvalue()


def escape(text: str) -> str:
    r"""Return a text that Markdown shows as it is.

    >>> print(escape("![x](http://a/b) <b>5*3</b>"))
    \!\[x\](http://a/b) \<b\>5\*3\</b\>
    """
    one_line = " ".join(text.split())
    return _AT_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", one_line))


def _block(block: Block, pictures: str) -> Iterator[str]:
    match block:
        case Heading():
            yield f"{'#' * (block.level + 1)} {escape(_numbered(block))}"
        case Paragraph(spans=spans, role=role):
            text = _spans(spans)
            yield f"> {text}" if role == "warning" else text
        case Items(items=items, numbered=numbered):
            marks = [f"[{place}]" if numbered else "" for place in range(1, len(items) + 1)]
            yield "\n".join(
                f"- {escape(mark) + ' ' if mark else ''}{_spans(item)}" for mark, item in zip(marks, items, strict=True)
            )
        case Table():
            yield f"**{escape(block.label)}.** {escape(block.caption)}"
            yield "\n".join(
                [_row([column.name for column in block.columns]), _rule(block.columns), *map(_row, block.rows)]
            )
            if block.note:
                yield f"*{escape(block.note)}*"
        case Figure():
            yield f"![{escape(block.caption)}]({pictures}/{block.name}.png)"
            yield f"**{escape(block.label)}.** {escape(block.caption)} {escape(block.note)}"
        case Commands(lines=lines):
            yield "\n".join(f"    {' '.join(line.split())}" for line in lines)


def _spans(spans: Sequence[Span]) -> str:
    """Return spans one after the other; white space at their edges is kept outside of the marks of emphasis."""
    written = []
    for span in spans:
        bare = span.text.strip()
        before = " " if span.text[:1].isspace() else ""
        after = " " if bare and span.text[-1:].isspace() else ""
        mark = {"strong": "**", "unverified": "**", "plain": "", "code": "", "cite": ""}[span.style] if bare else ""
        written.append(f"{before}{mark}{escape(bare)}{mark}{after}")
    return "".join(written)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(escape, cells))} |"


def _rule(columns: Sequence[Column]) -> str:
    return f"|{'|'.join('---:' if column.numeric else '---' for column in columns)}|"


def _numbered(heading: Heading) -> str:
    return f"{heading.number} {heading.text}" if heading.number else heading.text
