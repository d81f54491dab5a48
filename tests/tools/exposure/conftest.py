"""Fixtures of the exposure tests."""

import pytest


@pytest.fixture
def labelled(require_dataset):
    """Return the folder of the labelled US tasks."""
    return require_dataset("gpts-are-gpts")
