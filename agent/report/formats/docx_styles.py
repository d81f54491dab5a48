"""The look of a Word document: one calm set of styles, A4, readable tables."""

from __future__ import annotations

from typing import Any

from agent.turn import Language

ACCENT = "17456B"
SOFT = "5D6875"
BODY_FONT = "Cambria"
HEAD_FONT = "Calibri"
CHINESE_BODY = "SimSun"
CHINESE_HEAD = "Microsoft YaHei"
CODE_FONT = "Consolas"


def apply(document: Any, language: Language) -> None:
    """Set page, fonts and styles of a new document."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.4)
    section.different_first_page_header_footer = False
    text: dict[str, Any] = {"size": 10.5, "after": 6, "line": 1.25 if language == "zh" else 1.15}
    _style(document, "Normal", font=BODY_FONT, chinese=CHINESE_BODY, language=language, **text)
    head: dict[str, Any] = {"font": HEAD_FONT, "chinese": CHINESE_HEAD, "language": language}
    _style(document, "Title", size=22, colour="1D2733", bold=True, after=2, **head)
    _style(document, "Heading 1", size=15, colour=ACCENT, bold=True, before=20, after=6, **head)
    _style(document, "Heading 2", size=12, colour="1D2733", bold=True, before=14, after=4, **head)
    _style(document, "Kind", size=10, colour=ACCENT, bold=True, after=0, new=True, **head)
    _style(document, "ContentsHead", size=11, bold=True, before=14, after=4, new=True, **head)
    _style(document, "TOC 1", size=10, after=1, before=2, new=True, **head)
    _style(document, "TOC 2", size=10, after=1, new=True, **head).paragraph_format.left_indent = Cm(0.7)
    _style(document, "Caption", size=9.5, colour="1D2733", bold=True, before=4, after=4, **head)
    _style(document, "Note", size=8.5, colour=SOFT, after=8, new=True, **head)
    _style(document, "Warning", size=10.5, before=6, after=6, new=True, **head).paragraph_format.left_indent = Cm(0.5)
    _style(document, "Cell", size=8.5, after=1, before=1, new=True, **head)
    number = _style(document, "Cell Number", size=8.5, after=1, before=1, new=True, **head)
    number.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _style(document, "List Bullet", font=BODY_FONT, chinese=CHINESE_BODY, language=language, size=10.5, after=4)
    note = _style(document, "List Note", size=8.5, colour=SOFT, after=2, new=True, **head)
    note.paragraph_format.left_indent, note.paragraph_format.first_line_indent = Cm(0.5), Cm(-0.3)
    reference = _style(document, "Reference", size=9.5, after=3, new=True, **head)
    reference.paragraph_format.left_indent, reference.paragraph_format.first_line_indent = Cm(0.9), Cm(-0.9)
    reference.paragraph_format.tab_stops.add_tab_stop(Cm(0.9))
    code = _style(
        document, "Command", size=8.5, after=1, new=True, font=CODE_FONT, chinese=CHINESE_HEAD, language=language
    )
    code.paragraph_format.left_indent = Cm(0.5)
    picture = _style(document, "Picture", size=10, before=8, after=2, new=True, **head)
    picture.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    picture.paragraph_format.keep_with_next = True
    _style(document, "Header", size=8, colour=SOFT, **head)
    _style(document, "Footer", size=8, colour=SOFT, **head)
    for name in ("Heading 1", "Heading 2", "ContentsHead"):
        document.styles[name].paragraph_format.keep_with_next = True
    document.styles["Normal"].paragraph_format.widow_control = True
    document.styles["Title"].paragraph_format.line_spacing = Pt(27)


def rules(table: Any) -> None:
    """Give a table rules over and under it and no others, and fixed columns."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = table._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for side, size in (("top", "8"), ("bottom", "8"), ("insideH", "2")):
        edge = OxmlElement(f"w:{side}")
        for name, value in (
            ("val", "single"),
            ("sz", size),
            ("space", "0"),
            ("color", "1D2733" if size == "8" else "DDE1E5"),
        ):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    # Word wants the parts of a table's properties in the order of its schema.
    later = [properties.find(qn(f"w:{name}")) for name in ("shd", "tblLayout", "tblCellMar", "tblLook")]
    following = next((part for part in later if part is not None), None)
    if following is None:
        properties.append(borders)
    else:
        following.addprevious(borders)


def keep_row(row: Any, *, heading: bool) -> None:
    """Keep a row on one page; a heading row comes again on each page."""
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if heading:
        properties.append(OxmlElement("w:tblHeader"))


def _style(
    document: Any,
    name: str,
    *,
    font: str,
    chinese: str,
    language: Language,
    size: float,
    colour: str = "",
    bold: bool = False,
    before: float = 0,
    after: float = 0,
    line: float = 0,
    new: bool = False,
) -> Any:
    """Set one paragraph style, made first where it is new, and return it."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    if new and name not in document.styles:
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Normal"]
    style = document.styles[name]
    style.font.name, style.font.size, style.font.bold, style.font.italic = font, Pt(size), bold, False
    if colour:
        style.font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{attribute}"), None)
    fonts.set(qn("w:hAnsi"), font)
    fonts.set(qn("w:eastAsia"), chinese)
    _speak(style, language)
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    if line:
        shape.line_spacing = line
    for border in style.element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)
    return style


def _speak(style: Any, language: Language) -> None:
    """Say which language a style's words are in, for the spelling check."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run = style.element.get_or_add_rPr()
    for old in run.findall(qn("w:lang")):
        run.remove(old)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), "en-GB")
    spoken.set(qn("w:eastAsia"), "zh-CN" if language == "zh" else "en-GB")
    run.append(spoken)
