"""Parts of a Word document that python-docx has no call for: fields, bookmarks, shading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from agent.turn import Language


def field(paragraph: Any, instruction: str, shown: str) -> None:
    """Append a field with what it shows until Word updates it."""
    _character(paragraph, "begin")
    _instruction(paragraph, instruction)
    _character(paragraph, "separate")
    paragraph.add_run(shown)
    _character(paragraph, "end")


def counted(paragraph: Any, label: str, sequence: str) -> Any:
    """Begin a caption with its label, whose number is a counter that Word keeps right."""
    words, _, number = label.rpartition(" ")
    paragraph.add_run(f"{words} ")
    field(paragraph, f"SEQ {sequence} \\* ARABIC", number)
    return paragraph


def page_numbers(paragraph: Any, word: str, language: Language) -> None:
    """Write "Page 1 / 7" as fields."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if language == "en":
        paragraph.add_run(f"{word} ")
    field(paragraph, "PAGE", "1")
    paragraph.add_run(" / ")
    field(paragraph, "NUMPAGES", "1")
    if language == "zh":
        paragraph.add_run(f" {word}")


def contents_field(document: Any, headings: Sequence[tuple[str, int]]) -> None:
    """Append a table of contents: a field that is filled already, each line a link to its heading."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for place, (text, level) in enumerate(headings):
        paragraph = document.add_paragraph(style=f"TOC {level}")
        if place == 0:
            _character(paragraph, "begin")
            _instruction(paragraph, 'TOC \\o "1-2" \\h \\z \\u')
            _character(paragraph, "separate")
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), f"_Toc{place:06}")
        run = paragraph.add_run(text)
        link.append(run._r)
        paragraph._p.append(link)
        if place == len(headings) - 1:
            _character(paragraph, "end")


def bookmark(paragraph: Any, name: str, number: int) -> None:
    """Put a bookmark around a paragraph."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    paragraph._p.insert(1, start)
    paragraph._p.append(end)


def shade(run: Any, colour: str) -> None:
    """Put a colour behind a run."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:fill"), colour)
    run._r.get_or_add_rPr().append(shading)


def _character(paragraph: Any, kind: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)


def _instruction(paragraph: Any, text: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {text} "
    paragraph.add_run()._r.append(instruction)
