"""A report as a Word document, written element by element: no text of it passes through a markup language."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from agent.report.document import Block, Commands, Figure, Heading, Items, Paragraph, Span, Table
from agent.report.formats import docx_styles as styles
from agent.report.formats.docx_fields import bookmark, contents_field, counted, page_numbers, shade
from agent.report.phrases import say

if TYPE_CHECKING:
    from agent.report.report import Report

TEXT_WIDTH_CM = 16.0
LARGEST_PICTURE = 0.85
"""Share of the line that a chart takes at most."""


def docx(report: Report) -> bytes:
    """Return a report as DOCX with contents, captions, page numbers and repeating table heads."""
    document = _Writer(report).write()
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


class _Writer:
    def __init__(self, report: Report) -> None:
        from docx import Document as new_document

        self._report = report
        self._made: Any = new_document()
        self._language = report.document.language

    def write(self) -> Any:
        document = self._report.document
        styles.apply(self._made, self._language)
        properties = self._made.core_properties
        properties.title, properties.author = document.title[:255], "Quesnay"
        properties.subject, properties.comments = document.subtitle, ""
        written = datetime.fromisoformat(self._report.record.created).replace(tzinfo=None)
        properties.created = properties.modified = written
        section = self._made.sections[0]
        section.header.paragraphs[0].text = f"{document.title} · {document.subtitle}"
        page_numbers(section.footer.paragraphs[0], say("page", self._language), self._language)
        self._add(document.subtitle, "Kind")
        self._add(document.title, "Title")
        self._add(document.date, "Note")
        self._add(document.contents, "ContentsHead")
        headings = [heading for heading in document.headings if heading.level <= 2]
        contents_field(self._made, [(_numbered(heading), heading.level) for heading in headings])
        seen = 0
        for block in document.blocks:
            paragraph = self._block(block)
            if isinstance(block, Heading) and block.level <= 2:
                bookmark(paragraph, f"_Toc{seen:06}", seen)
                seen += 1
        self._add(self._report.check_line, "Note")
        return self._made

    def _block(self, block: Block) -> Any:
        match block:
            case Heading(level=level):
                return self._add(_numbered(block), f"Heading {level}")
            case Paragraph(spans=spans, role=role):
                style = {"body": "Normal", "small": "Note", "warning": "Warning"}[role]
                return self._spans(self._made.add_paragraph(style=style), spans)
            case Items():
                return self._items(block)
            case Table():
                return self._table(block)
            case Figure():
                return self._figure(block)
            case Commands(lines=lines):
                for line in lines:
                    self._add(line, "Command")
        return None

    def _items(self, block: Items) -> None:
        style = "Reference" if block.numbered else "List Note" if block.run_id else "List Bullet"
        for place, item in enumerate(block.items, 1):
            paragraph = self._made.add_paragraph(style=style)
            if block.numbered:
                paragraph.add_run(f"[{place}]\t")
            self._spans(paragraph, item)

    def _table(self, table: Table) -> None:
        from docx.enum.table import WD_TABLE_ALIGNMENT
        from docx.shared import Cm

        caption = counted(self._made.add_paragraph(style="Caption"), table.label, "Table")
        caption.add_run(f"  {_clean(table.caption)}").bold = False
        caption.paragraph_format.keep_with_next = True
        made = self._made.add_table(rows=1 + len(table.rows), cols=len(table.columns))
        made.alignment = WD_TABLE_ALIGNMENT.LEFT
        made.autofit = False
        styles.rules(made)
        widths = [Cm(TEXT_WIDTH_CM * table.width * column.width) for column in table.columns]
        for at, cells in enumerate([[column.name for column in table.columns], *table.rows]):
            row = made.rows[at]
            styles.keep_row(row, heading=at == 0)
            for place, (column, text) in enumerate(zip(table.columns, cells, strict=True)):
                cell = row.cells[place]
                cell.width = widths[place]
                paragraph = cell.paragraphs[0]
                paragraph.style = "Cell Number" if column.numeric else "Cell"
                paragraph.paragraph_format.keep_with_next = at < len(table.rows)
                paragraph.add_run(_clean(text)).bold = at == 0
        self._add(table.note, "Note")

    def _figure(self, figure: Figure) -> None:
        from docx.shared import Cm

        paragraph = self._made.add_paragraph(style="Picture")
        picture = io.BytesIO(self._report.picture(figure.name))
        width = Cm(TEXT_WIDTH_CM * figure.width * LARGEST_PICTURE)
        drawn = paragraph.add_run().add_picture(picture, width=width)
        described = drawn._inline.docPr
        described.set("descr", figure.caption)
        described.set("name", figure.name)
        caption = counted(self._made.add_paragraph(style="Caption"), figure.label, "Figure")
        caption.add_run(f"  {_clean(figure.caption)}").bold = False
        caption.paragraph_format.keep_with_next = True
        self._add(figure.note, "Note")

    def _spans(self, paragraph: Any, spans: Sequence[Span]) -> Any:
        from docx.shared import RGBColor

        for span in spans:
            run = paragraph.add_run(_clean(span.text))
            if span.style == "strong":
                run.bold = True
            elif span.style == "cite":
                run.font.color.rgb = RGBColor.from_string(styles.ACCENT)
            elif span.style == "unverified":
                run.bold = True
                shade(run, "FBE3D6")
        return paragraph

    def _add(self, text: str, style: str) -> Any:
        return self._made.add_paragraph(_clean(text), style=style)


def _clean(text: str) -> str:
    """Return a text without the control characters that XML cannot hold."""
    return "".join(character for character in text if character >= " " or character in "\t\n")


def _numbered(heading: Heading) -> str:
    return f"{heading.number}  {heading.text}" if heading.number else heading.text
