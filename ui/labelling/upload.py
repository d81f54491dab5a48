"""Taking in a person's file: bounded in size, in kind and in what it unpacks to; nothing of it stays on the disk."""

import contextlib
import io
import zipfile
from pathlib import Path

from tools.core.errors import UserError, shorten
from tools.exposure.labelling.reading import Table, read_table

LARGEST_UPLOAD = 20 * 1024 * 1024
LARGEST_UNPACKED = 160 * 1024 * 1024
LARGEST_TEXTS = 48 * 1024 * 1024
"""Bytes of an XLSX's table of texts, which is read into memory as a whole."""

KINDS = (".csv", ".tsv", ".txt", ".xlsx")
KINDS_IN_WORDS = "CSV (also TSV or TXT) or XLSX"


def take_upload(path: Path) -> Table:
    """Read an uploaded file and remove it.

    Raises:
        UserError: it is of another kind, too large, empty, or no table.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_UPLOAD + 1)
    except OSError as error:
        raise UserError("The upload did not arrive whole. Try it again.", chinese="上传不完整，请再试一次。") from error
    finally:
        # Gradio keeps uploads in a folder of its own until it is restarted, and gives them out by name.
        with contextlib.suppress(OSError):
            path.unlink()
    return read_upload(content, path.name)


def read_upload(content: bytes, name: str) -> Table:
    """Read the content of an uploaded file.

    Raises:
        UserError: it is of another kind, too large, empty, or no table.
    """
    name = shorten(name, 80)
    if Path(name).suffix.casefold() not in KINDS:
        raise UserError(
            f"{name} is not a kind of file that can be read: choose a {KINDS_IN_WORDS} file.",
            chinese=f"无法读取 {name} 这种文件：请选择 CSV（或 TSV、TXT）或 XLSX 文件。",
        )
    if len(content) > LARGEST_UPLOAD:
        raise UserError(
            f"{name} is larger than {LARGEST_UPLOAD // 2**20} MB. Keep the columns that are needed, or split the list; "
            "`quesnay label` on the command line takes larger files."
        )
    if content[:2] == b"PK":
        _check_unpacked(content, name)
    return read_table(content, name)


def _check_unpacked(content: bytes, name: str) -> None:
    """Refuse a workbook that unpacks to far more than it seems; the sizes in its directory bound what is ever read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile as error:
        raise UserError(f"{name} is damaged: it cannot be unpacked. Save it again as XLSX, or as CSV.") from error
    texts = max((part.file_size for part in parts if "sharedstrings" in part.filename.casefold()), default=0)
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED or texts > LARGEST_TEXTS:
        raise UserError(
            f"{name} unpacks to more than {LARGEST_UNPACKED // 2**20} MB, which no list of occupations does. "
            "Save the sheet with the list alone, as CSV."
        )
