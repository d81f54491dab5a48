"""A library in a folder of the test's own, and files to put into it."""

import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from knowledge import library as room
from knowledge.library import Library


@pytest.fixture
def shelves(tmp_path: Path) -> Iterator[Library]:
    """An empty library; the notes that ship join it at the first search."""
    library = Library(tmp_path / "knowledge")
    yield library
    library.close()


@pytest.fixture(autouse=True)
def own_library() -> Iterator[None]:
    """Forget the libraries of earlier workspaces."""
    room._library.cache_clear()
    yield
    room._library.cache_clear()


@pytest.fixture
def make_pdf() -> Callable[..., bytes]:
    """Return a function that makes a PDF with a text a page; an empty text makes a page without any."""
    return pdf


def pdf(pages: Sequence[str], *, password: str = "", outline: Sequence[str] = ()) -> bytes:
    """Return a PDF, written by hand: fonts and pages as few libraries need them."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(_plain_pdf(pages))))
    for place, title in enumerate(outline):
        writer.add_outline_item(title=title, page_number=place)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()


def _plain_pdf(pages: Sequence[str]) -> bytes:
    kids = " ".join(f"{4 + 2 * place} 0 R" for place in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for place, text in enumerate(pages):
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        lines = "".join(f"({line}) Tj 0 -14 Td " for line in escaped.split("\n")) if text else ""
        stream = f"BT /F1 11 Tf 50 750 Td {lines}ET"
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * place} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    body, offsets = "%PDF-1.4\n", []
    for number, written in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{written}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    start = len(body)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    return (body + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").encode("latin-1")


@pytest.fixture
def make_docx() -> Callable[..., bytes]:
    """Return a function that makes a DOCX from (style, text) pairs."""

    def make(*paragraphs: tuple[str, str], table: Sequence[Sequence[str]] = ()) -> bytes:
        import docx

        document = docx.Document()
        for style, text in paragraphs:
            document.add_paragraph(text, style=style)
        if table:
            grid = document.add_table(rows=0, cols=len(table[0]))
            for row in table:
                for cell, text in zip(grid.add_row().cells, row, strict=True):
                    cell.text = text
        content = io.BytesIO()
        document.save(content)
        return content.getvalue()

    return make
