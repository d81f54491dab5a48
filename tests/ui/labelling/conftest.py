"""Lists labelled by scripted labellers."""

from collections.abc import Callable

import pytest

from tests.ui.labelling.stand_in import make
from tools.exposure.labelling import labellers
from tools.exposure.labelling.reading import read_table
from ui.labelling.work import Choice, Work
from ui.work import Desk

LIST = b"""id,occupation,task,human
1,Translator,Translate contracts.,E1
2,Roofer,Nail shingles to roofs.,E0
3,Bookkeeper,Record invoices in the accounts.,E2
4,Nurse,"=HYPERLINK(""http://evil.example"")",
5,<b>Clown</b>,Amuse children.,E0
6,Translator,Translate contracts.,E1
"""


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every name but the classifier's be a scripted labeller."""
    monkeypatch.setattr(labellers, "_makers", {"chat": make})
    monkeypatch.setattr(labellers, "_namers", [str])


@pytest.fixture
def open_work(scripted: None) -> Callable[..., Work]:
    """Return a function that takes a list in, for these labellers."""

    def open_(*names: str, content: bytes = LIST, name: str = "list.csv") -> Work:
        work = Work(read_table(content, name))
        work.guess_columns()
        work.choice = Choice(names or ("quick",))
        return work

    return open_


@pytest.fixture
def labelled_work(open_work: Callable[..., Work]) -> Callable[..., Work]:
    """Return a function that takes a list in and labels it."""

    def label(*names: str, **how: object) -> Work:
        work = open_work(*names, **how)
        assert work.start(Desk(1)).ended.wait(20)
        assert not work.job.problem
        return work

    return label
