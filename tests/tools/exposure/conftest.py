"""Data that the exposure tests share."""

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def oews_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a cache folder in which the employment table is unpacked once a session."""
    return tmp_path_factory.mktemp("oews")


@pytest.fixture
def labels(require_dataset: Callable[[str], Path]) -> Path:
    """Return the folder of the labels of tasks."""
    return require_dataset("gpts-are-gpts")
