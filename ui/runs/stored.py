"""Reading a stored run for the page, by its whole id."""

import re

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
