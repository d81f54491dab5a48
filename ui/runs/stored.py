"""Reading a stored run for the page, by its whole id."""

import re

from agent.archive import Archive
from tools.core.errors import UserError
from tools.core.runs import Run, RunStore
from tools.core.workspace import workspace

RUN_ID = re.compile(r"[0-9a-f]{12}")


def load_run(run_id: str) -> Run:
    """Return a stored run by its whole id.

    Raises:
        UserError: there is none, or it cannot be read.
    """
    if not RUN_ID.fullmatch(run_id):
        raise UserError("A run's id is twelve hexadecimal digits.", chinese="运行编号由十二位十六进制数字组成。")
    return RunStore(workspace().runs).load(run_id)


def may_see(archive: Archive, owner: str, run_id: str) -> bool:
    """Return whether a person may see a run: one that they were shown, or any where nobody need log in."""
    return not owner or archive.has_seen(owner, run_id)


def run_for(archive: Archive, owner: str, run_id: str) -> Run:
    """Return a stored run for a person.

    Raises:
        UserError: there is none, it cannot be read, or they were never shown it.
    """
    if not may_see(archive, owner, run_id):
        raise UserError("There is no such run.", chinese="没有这个运行。")
    return load_run(run_id)
