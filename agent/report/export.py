"""A report written to a file of the person's choice."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from agent.report.formats import render
from agent.report.report import FORMATS, Format, Report
from tools.core.atomic import staged_folder, write_atomically
from tools.core.errors import UserError


def check_output(path: Path) -> Format:
    """Return the format that a path's ending names, before any work is done.

    Raises:
        UserError: the ending is unknown, or nothing can be written there.
    """
    ending = path.suffix.lower().lstrip(".")
    if ending not in FORMATS:
        raise UserError(
            f"'{path.name}' has no ending that a report can have: use {', '.join(f'.{one}' for one in FORMATS)}, such "
            f"as {path.stem or 'report'}.docx.",
            chinese=f"“{path.name}”的扩展名不对：可用 {'、'.join(f'.{one}' for one in FORMATS)}。",
        )
    folder = path.resolve().parent
    if path.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        reason = "it is a folder" if path.is_dir() else f"{folder} is not a folder that can be written"
        raise UserError(f"The report cannot be written to {path}: {reason}. Choose another place with -o.")
    return next(one for one in FORMATS if one == ending)


def export(report: Report, path: Path) -> list[Path]:
    """Write a report to a path in the format of its ending, and return what was written.

    Markdown gets its pictures in a folder beside it, called after it.

    Raises:
        UserError: the path cannot be written, or a font is missing.
    """
    format = check_output(path)
    try:
        if format != "md":
            write_atomically(path, render(report, format))
            return [path]
        return _export_markdown(report, path)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise UserError(f"The report cannot be written to {path} ({reason}). Choose another place with -o.") from error


def _export_markdown(report: Report, path: Path) -> list[Path]:
    from agent.report.formats.markdown import markdown

    pictures = path.with_name(f"{path.stem}-figures")
    if report.document.figures:
        if pictures.exists() and any(not one.name.startswith("figure-") for one in pictures.iterdir()):
            raise UserError(f"{pictures} holds other files: move them, or choose another name with -o.")
        with staged_folder(pictures) as stage:
            for figure in report.document.figures:
                shutil.copyfile(report.folder / "figures" / f"{figure.name}.png", stage / f"{figure.name}.png")
    write_atomically(path, markdown(report, pictures.name).encode())
    return [path, pictures] if report.document.figures else [path]
