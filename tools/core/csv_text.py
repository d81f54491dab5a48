"""Writing CSV that no spreadsheet runs as formulas."""

import csv
import io
from collections.abc import Sequence

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: object) -> str:
    """Return a cell that spreadsheets show and do not run: text that could begin a formula gets a quote in front.

    >>> safe_cell('=HYPERLINK("http://x")'), safe_cell("Nurse"), safe_cell(0.5)
    ('\\'=HYPERLINK("http://x")', 'Nurse', '0.5')
    """
    text = "" if value is None else str(value)
    if isinstance(value, str) and (text.startswith(FORMULA_STARTS) or text.strip().startswith(FORMULA_STARTS)):
        return f"'{text}"
    return text


def unsafe_cell(text: str) -> str:
    """Return a cell as it was before `safe_cell`."""
    return text[1:] if text.startswith("'") and safe_cell(text[1:]) == text else text


def csv_bytes(header: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """Return a table as CSV in UTF-8 with a mark, every cell safe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([safe_cell(name) for name in header])
    writer.writerows([[safe_cell(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")
