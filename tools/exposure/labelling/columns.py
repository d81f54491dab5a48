"""Which column holds what: guessed from the headings in English or Chinese, or told by the person."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tools.core.errors import UnknownName, UserError, shorten
from tools.exposure.labelling.reading import Table

ROLES = ("id", "title", "task", "people")
ROLE_NAMES = {"编号": "id", "职业": "title", "任务": "task", "人工": "people", "occupation": "title", "human": "people"}
# In the order of preference; compared without case, spaces and punctuation.
HEADINGS = {
    "title": (
        "occupation title", "job title", "occupation", "title", "job", "occupation name", "position", "profession",
        "name",
        "职业名称", "岗位名称", "职位名称", "工种名称", "职业", "岗位", "职位", "工种", "名称",
    ),
    "task": (
        "task", "task description", "task statement", "tasks", "duty", "duties", "activity", "work activity",
        "description",
        "任务", "工作任务", "任务描述", "工作内容", "职责", "岗位职责", "工作职责", "任务内容", "描述",
    ),
    "id": (
        "id", "task id", "item id", "code", "occupation code", "o net soc code", "onetsoc code", "soc code", "soc",
        "nr", "no",
        "编号", "任务编号", "代码", "职业代码", "职业编码", "编码", "序号",
    ),
}  # fmt: skip
PEOPLE = re.compile(
    r"^(human|people|person|expert|annotator|rater|coder|worker|gold|true)|\b(human|people|expert|annotator)\b"
    r"|^labels?$|人工|专家|标注|人员|标签",
    re.IGNORECASE,
)
LABEL = re.compile(r"^\s*(E[0-3]|[0-3])(\.0)?\s*$", re.IGNORECASE)
LOOKED_AT = 500


@dataclass(frozen=True)
class Columns:
    """The columns of a table by what they hold; an empty name stands for none.

    Attributes:
        people: columns with labels by people, each a labeller of its own.
    """

    title: str = ""
    task: str = ""
    id: str = ""
    people: tuple[str, ...] = ()

    def __str__(self) -> str:
        parts = [
            f"{role} = {name}" for role, name in (("title", self.title), ("task", self.task), ("id", self.id)) if name
        ]
        parts += [f"people = {', '.join(self.people)}"] if self.people else []
        return "; ".join(parts)


def parse_mapping(pairs: Sequence[str]) -> dict[str, str]:
    """Read `role=COLUMN` words; several people's columns are written people=A,B.

    >>> parse_mapping(["title=Job", "people=Anna,Ben"])
    {'title': 'Job', 'people': 'Anna,Ben'}

    Raises:
        UserError: a word is not of this form, or names an unknown role.
    """
    mapping: dict[str, str] = {}
    for pair in pairs:
        role, equals, column = (part.strip() for part in pair.partition("="))
        role = ROLE_NAMES.get(role.casefold(), role.casefold())
        if not equals or role not in ROLES:
            raise UserError(
                f"'{shorten(pair)}' maps no column: write title=COLUMN, task=, id= or people=COLUMN,COLUMN."
            )
        mapping[role] = column
    return mapping


def find_columns(table: Table, mapping: Mapping[str, str] | None = None) -> tuple[Table, Columns]:
    """Return the table and its columns; a list of one column without a heading gets one.

    Args:
        table: the table.
        mapping: what the person said, by role; an empty name means that there is none.

    Raises:
        UserError: a column that was named is not there, or no column holds titles or tasks.
    """
    mapping = mapping or {}
    guessed = Columns(_guess(table, "title"), _guess(table, "task"), _guess(table, "id"))
    if not (guessed.title or guessed.task or mapping) and len(table.header) == 1 and not PEOPLE.search(table.header[0]):
        return _headless(table)
    taken = {guessed.title, guessed.task, guessed.id}
    people = [name for name in table.header if name not in taken and PEOPLE.search(name) and _holds_labels(table, name)]
    told = {role: _named(table, column) for role, column in mapping.items() if role != "people"}
    if "people" in mapping:
        people = [_named(table, part) for part in re.split(r"[,，]", mapping["people"]) if part.strip()]
    columns = Columns(
        told.get("title", guessed.title), told.get("task", guessed.task), told.get("id", guessed.id), tuple(people)
    )
    if not (columns.title or columns.task):
        raise UserError(
            f"{table.name} has no column that looks like occupations or tasks. Its columns: "
            f"{shorten(', '.join(table.header), 400)}. Say which holds them: title=COLUMN or task=COLUMN."
        )
    return table, columns


def _headless(table: Table) -> tuple[Table, Columns]:
    rows = ((1, table.header), *table.rows)
    note = f"{table.name} has one column without a known heading: its first row was taken as the first title."
    return Table(table.name, ("title",), rows, (*table.notes, note)), Columns(title="title")


def _guess(table: Table, role: str) -> str:
    known = {_folded(name): name for name in table.header}
    return next((known[_folded(heading)] for heading in HEADINGS[role] if _folded(heading) in known), "")


def _named(table: Table, column: str) -> str:
    if not column.strip():
        return ""
    folded = {_folded(name): name for name in table.header}
    if _folded(column) not in folded:
        raise UnknownName("column", column.strip(), list(table.header))
    return folded[_folded(column)]


def _holds_labels(table: Table, name: str) -> bool:
    at = table.header.index(name)
    cells = [cells[at] for _, cells in table.rows[:LOOKED_AT] if cells[at].strip()]
    return bool(cells) and sum(1 for cell in cells if LABEL.match(cell)) >= 0.8 * len(cells)


def _folded(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name.casefold()).strip()
