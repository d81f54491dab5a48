"""Claims about the Chinese classification: what is in it, and that its cells are read as meant."""

import pytest

from tools.exposure.data import csco
from tools.exposure.data.csco import split_tasks


def test_every_occupation_comes_once_without_its_marks():
    occupations = csco.load_occupations()
    assert len(occupations) == occupations["soc"].nunique() == 1_632
    assert not occupations["title"].str.contains("[LS/]").any()


def test_task_lists_are_split_and_nothing_is_lost():
    occupations, tasks = csco.load_occupations(), csco.load_tasks()
    assert set(occupations["soc"]) - set(tasks["soc"]) == {"6-20-03-00"}  # It has neither tasks nor a definition.
    assert tasks["task"].str.len().min() >= 4
    assert not tasks["task"].str.contains(r"(?:^|\s)\d+\s*[.．、]").any()
    kept = tasks[tasks["task_id"] > 0].groupby("soc")["task"].apply("".join)
    printed = occupations.set_index("soc")["tasks"].loc[kept.index]
    assert ((printed.str.len() - kept.str.len()) < 6 * tasks.groupby("soc").size().loc[kept.index]).all()


@pytest.mark.parametrize(
    ("cell", "tasks"),
    [
        ("1.编制菜单 2.收费结账。", ["编制菜单", "收费结账"]),
        ("1.安装10千伏线路 2.控制氮氢比1:3", ["安装10千伏线路", "控制氮氢比1:3"]),
        ("1.使用3D打印技术；2. 检测1.5毫米孔", ["使用3D打印技术", "检测1.5毫米孔"]),
        ("", []),
    ],
)
def test_numbers_inside_a_task_do_not_split_it(cell, tasks):
    assert split_tasks(cell) == tasks


def test_job_titles_point_to_codes_that_exist():
    titles = csco.load_job_titles()
    codes = set(csco.load_occupations()["soc"]) | set(csco.load_groups())
    assert len(titles) == 5_903
    assert titles["soc"].isin(codes).mean() > 0.99
