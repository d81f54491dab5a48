"""The tutorials say what the program does: every block is run and its output compared."""

import doctest
from pathlib import Path

import pytest

TUTORIALS = sorted((Path(__file__).parents[2] / "docs" / "tutorials").glob("*.md"))
FETCHED = {"jobs": ("gpts-are-gpts",)}
"""Data sets that a tutorial tells its reader to fetch."""
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.mark.parametrize("page", TUTORIALS, ids=lambda page: page.stem)
def test_a_tutorial_runs_as_written(page, require_dataset):
    for name in FETCHED.get(page.stem, ()):
        require_dataset(name)
    done = doctest.testfile(str(page), module_relative=False, optionflags=OPTIONS)
    assert done.attempted >= 4
    assert done.failed == 0
