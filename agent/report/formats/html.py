"""A report as one HTML file: interactive charts, styles and pictures inside, nothing fetched from anywhere."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from agent.report.document import Block, Commands, Figure, Heading, Items, Paragraph, Span, Table

if TYPE_CHECKING:
    from agent.report.report import Report

ASSETS = Path(__file__).with_name("assets")
TAGS = {"strong": ("<strong>", "</strong>"), "code": ("<code>", "</code>"), "cite": ("<sup>", "</sup>")}
TAGS |= {"unverified": ('<mark class="unverified">', "</mark>"), "plain": ("", "")}


def html(report: Report) -> str:
    """Return a report as HTML whose policy lets it run its own two scripts and load nothing."""
    document = report.document
    charts = [figure for figure in document.figures if figure.chart]
    scripts = [_vega(), (ASSETS / "charts.js").read_text(encoding="utf-8")] if charts else []
    hashes = " ".join(f"'sha256-{_sha256(script)}'" for script in scripts) or "'none'"
    policy = f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'"
    body = body_html(report, lambda figure: _embedded(report, figure))
    contents = "".join(
        f'<li class="level{block.level}"><a href="#b{place}">{escape(_numbered(block))}</a></li>'
        for place, block in enumerate(document.blocks)
        if isinstance(block, Heading) and block.level <= 2
    )
    language = "zh-Hans" if document.language == "zh" else "en"
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{escape(document.title)}</title><style>{(ASSETS / 'report.css').read_text(encoding='utf-8')}</style>"
        f'</head><body><header><p class="kind">{escape(document.subtitle)}</p><h1>{escape(document.title)}</h1>'
        f'<p class="date">{escape(document.date)}</p></header>'
        f"<nav><h2>{escape(document.contents)}</h2><ul>{contents}</ul></nav><main>{body}</main>"
        f"<footer>{escape(report.check_line)}</footer>"
        + "".join(_spec(report, figure) for figure in charts)
        + "".join(f"<script>{script}</script>" for script in scripts)
        + "</body></html>\n"
    )


def body_html(report: Report, address: Callable[[Figure], str]) -> str:
    """Return a report's blocks as HTML, every text escaped.

    Args:
        report: the report.
        address: gives a figure's picture its address.
    """
    return "".join(_block(block, place, address) for place, block in enumerate(report.document.blocks))


def _embedded(report: Report, figure: Figure) -> str:
    return f"data:image/png;base64,{base64.b64encode(report.picture(figure.name)).decode()}"


def _block(block: Block, place: int, address: Callable[[Figure], str]) -> str:
    match block:
        case Heading(level=level):
            return f'<h{level + 1} id="b{place}">{escape(_numbered(block))}</h{level + 1}>'
        case Paragraph(spans=spans, role=role):
            return f'<p class="{role}">{_spans(spans)}</p>'
        case Items(items=items, numbered=numbered):
            tag = "ol" if numbered else "ul"
            listed = "".join(f"<li>{_spans(item)}</li>" for item in items)
            return f"<{tag}>{listed}</{tag}>"
        case Table():
            return _table(block)
        case Figure():
            return _figure(block, address(block))
        case Commands(lines=lines):
            return f"<pre>{escape(chr(10).join(lines))}</pre>"


def _table(table: Table) -> str:
    def row(cells: Sequence[str], tag: str) -> str:
        marks = [' class="number"' if column.numeric else "" for column in table.columns]
        return f"<tr>{''.join(f'<{tag}{m}>{escape(c)}</{tag}>' for c, m in zip(cells, marks, strict=True))}</tr>"

    head = row([column.name for column in table.columns], "th")
    body = "".join(row(cells, "td") for cells in table.rows)
    note = f'<p class="note">{escape(table.note)}</p>' if table.note else ""
    shown = f'<table style="width:{table.width:.0%}"><thead>{head}</thead><tbody>{body}</tbody></table>'
    caption = f"<b>{escape(table.label)}</b> {escape(table.caption)}"
    return f'<div class="table"><p class="caption">{caption}</p><div class="scroll">{shown}</div>{note}</div>'


def _figure(figure: Figure, address: str) -> str:
    caption = escape(figure.caption)
    return (
        f'<figure id="{figure.name}"><div class="drawing"><img alt="{caption}" style="width:{figure.width:.0%}" '
        f'src="{address}"></div><figcaption><b>{escape(figure.label)}</b> {caption} '
        f'<span class="note">{escape(figure.note)}</span></figcaption></figure>'
    )


def _spec(report: Report, figure: Figure) -> str:
    """Return a chart's specification as a block of data; "<" is escaped, so that no text can end the element."""
    text = json.dumps(report.spec(figure.name), ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/json" data-figure="{figure.name}">{text}</script>'


def _spans(spans: Sequence[Span]) -> str:
    return "".join(f"{TAGS[span.style][0]}{escape(span.text)}{TAGS[span.style][1]}" for span in spans)


def _numbered(heading: Heading) -> str:
    return f"{heading.number} {heading.text}" if heading.number else heading.text


def _sha256(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


@lru_cache(maxsize=1)
def _vega() -> str:
    """Return Vega, Vega-Lite and Vega-Embed in one script, which vl-convert carries."""
    import vl_convert

    bundle: str = vl_convert.javascript_bundle()  # type: ignore[call-arg] # the stub forgets the default
    return bundle.replace("</script", "<\\/script")
